"""Starting, saving, sending and withdrawing an application."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.actions.applications import applications
from conference.actions.funding import withdrawal
from conference.models.audit import AuditEntry
from conference.models.outbox import Message
from conference.models.people.people import Person
from conference.queries.applications import applications as find
from conference.rules.applications.applications import CameBy, State
from conference.rules.languages import Lang
from conference.rules.people.duties import Channel, typed_code
from conference.rules.refusals import Refused
from tests import cast
from tests.builders import applications as build
from tests.cast import AT


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    build.settings(edition)
    return edition


def events(db):
    return list(db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id)))


def letters(db, kind):
    return list(db.session.scalars(sa.select(Message).where(Message.kind == kind).order_by(Message.id)))


def test_start_makes_an_unclaimed_person_and_a_speakable_reference(db, edition):
    application, code = applications.start(edition, name="Amina Yusuf", lang=Lang.nl, at=AT)
    assert application.reference.startswith("LE-") and len(application.reference) == 12
    person = application.person
    assert (person.sign_in_email, person.claimed_at, person.lang) == (None, None, Lang.nl)
    assert find.opens_with(application, typed_code(code.lower()))
    assert code.replace("-", "") not in application.code_hash
    assert not find.opens_with(application, "AAAABBBBCCCC")
    assert events(db) == ["application.started"]


def test_two_people_may_share_a_name_and_a_contact_address(db, edition):
    first, second = build.filled(edition, "Sam Lee"), build.filled(edition, "Sam Lee")
    assert first.person_id != second.person_id
    assert first.reference != second.reference


def test_one_signed_in_person_has_one_application(db, edition):
    amina = cast.amina()
    applications.start(edition, name="", lang=Lang.en, at=AT, person=amina)
    with pytest.raises(Refused, match="one_each"):
        applications.start(edition, name="", lang=Lang.en, at=AT, person=amina)


def test_after_stepping_back_one_may_start_again(db, edition):
    amina = cast.amina()
    first, _ = applications.start(edition, name="", lang=Lang.en, at=AT, person=amina)
    withdrawal.withdraw(first, by=amina, at=AT)
    again, _ = applications.start(edition, name="", lang=Lang.en, at=AT, person=amina)
    assert again.id != first.id


def test_every_page_keeps_what_was_typed_and_leaves_no_entry(db, edition):
    application = build.filled(edition)
    for page, given in build.ANSWERS.items():
        assert find.answers(application, page).items() >= given.items(), page
    assert events(db) == ["application.started"]
    assert application.routes == {"travel": "booked", "hotel": "advance"}


def test_access_needs_stand_apart_and_go_when_consent_goes(db, edition):
    application = build.filled(edition)
    access = find.access_needs_of(application)
    assert (access.needs, access.consent_at, access.delete_after.isoformat()) == (["step_free"], AT, "2027-07-11")
    none = {"needs": [], "more": "", "dietary": "", "consent": False}
    applications.save(application, "access", none, by=application.person, at=AT)
    db.session.flush()
    assert find.access_needs_of(application) is None


def test_sending_is_acknowledged_in_the_same_minute(db, edition):
    application = build.sent(edition)
    assert (application.state, application.sent_at) == (State.sent, AT)
    [letter] = letters(db, "application_received")
    assert (letter.channel, letter.created_at) == ("phone", AT)
    assert application.reference in letter.body and "20 February 2027" in letter.body
    assert events(db) == ["application.started", "application.sent"]


@pytest.mark.parametrize("page", ["contact", "applying-for", "about-you", "agree"])
def test_what_is_missing_is_named_and_nothing_is_sent(db, edition, page):
    application = build.started(edition)
    for each, given in build.ANSWERS.items():
        if each != page:
            applications.save(application, each, given, by=application.person, at=AT)
    assert page in find.missing_pages(application)
    with pytest.raises(Refused, match="missing"):
        applications.send(application, by=application.person, at=AT)
    assert application.state is State.draft


def test_the_clock_in_the_transaction_closes_the_door(db, edition):
    application = build.filled(edition)
    with pytest.raises(Refused, match="closed"):
        applications.send(application, by=application.person, at=AT + timedelta(days=20))


def test_what_staff_typed_is_read_back_first_and_may_come_a_little_later(db, edition):
    dara = cast.dara(edition)
    application = build.started(edition, "Rosa", came_by=CameBy.phone, by=dara)
    for page, given in build.ANSWERS.items():
        applications.save(application, page, given, by=dara, at=AT)
    late = AT + timedelta(days=21)
    with pytest.raises(Refused, match="read_back"):
        applications.send(application, by=dara, at=late)
    applications.send(application, by=dara, at=late, read_back=True)
    assert (application.entered_by, application.read_back_at) == (dara.id, late)


def test_a_sent_application_is_not_changed(db, edition):
    application = build.sent(edition)
    with pytest.raises(Refused, match="already_sent"):
        applications.save(application, "about-you", {"about_me": "other"}, by=application.person, at=AT)


def test_a_new_code_replaces_the_old_once_it_is_used_and_is_told_by_the_chosen_way(db, edition):
    application, old = applications.start(edition, name="Noor", lang=Lang.en, at=AT)
    application.person.phone = "01632 960001"
    application.person.channel = Channel.phone
    applications.send_new_code(application, by=application.person, at=AT)
    [letter] = letters(db, "application_code")
    new = typed_code(letter.body.split("Code: ")[1].split()[0])
    assert letter.channel == "phone"
    assert find.opens_with(application, typed_code(old)) and find.opens_with(application, new)
    applications.take_code(application, typed_code(old), at=AT)
    assert find.opens_with(application, new)
    applications.take_code(application, new, at=AT)
    assert find.opens_with(application, new) and not find.opens_with(application, typed_code(old))


def test_a_new_code_is_sent_once_a_day_while_it_waits(db, edition):
    application = build.filled(edition)
    applications.send_new_code(application, by=application.person, at=AT)
    with pytest.raises(Refused, match="code_sent"):
        applications.send_new_code(application, by=application.person, at=AT + timedelta(hours=23))
    applications.send_new_code(application, by=application.person, at=AT + timedelta(days=1))
    assert len(letters(db, "application_code")) == 2


def test_letters_come_in_the_language_of_the_person(db, edition):
    application = build.filled(edition)
    application.person.lang = Lang.nl
    applications.send(application, by=application.person, at=AT)
    [letter] = letters(db, "application_received")
    assert "Uw aanvraagnummer is" in letter.body and "20 februari 2027" in letter.body


@pytest.mark.parametrize(("to", "name"), [(State.accepted, "application_moves"), (State.offered, "application_moves")])
def test_the_database_refuses_a_step_that_was_not_promised(db, edition, to, name):
    application = build.filled(edition)
    with pytest.raises(sa.exc.IntegrityError, match=name):
        db.session.execute(
            sa.text("UPDATE application SET state = :to WHERE id = :id"), {"to": to, "id": application.id}
        )
    db.session.rollback()


def test_mail_subjects_say_nothing_about_health(db, edition):
    build.sent(edition)
    subjects = [letter.subject.casefold() for letter in db.session.scalars(sa.select(Message))]
    assert subjects and not any(word in text for text in subjects for word in ("lived", "patient", "health", "illness"))


def test_names_and_typed_words_stay_out_of_the_record(db, edition):
    build.sent(edition)
    facts = " ".join(db.session.scalars(sa.select(AuditEntry.facts)))
    assert "Amina" not in facts and "kidney" not in facts
    assert db.session.scalar(sa.select(sa.func.count(Person.id)).where(Person.name == "Amina Yusuf")) == 1


@pytest.mark.parametrize(
    ("facts", "name"), [({"under_18": True}, "guardian_agreed"), ({"for_another": True}, "helper_named")]
)
def test_the_database_keeps_guardian_and_helper(db, edition, facts, name):
    application = build.sent(edition)
    db.session.commit()
    change = sa.update(type(application)).where(type(application).id == application.id).values(**facts)
    with pytest.raises(sa.exc.IntegrityError, match=name):
        db.session.execute(change)
    db.session.rollback()
    draft = sa.update(type(application)).where(type(application).id == build.started(edition, "Sam").id)
    assert db.session.execute(draft.values(**facts)).rowcount == 1  # control: a draft may stand without them


def test_what_was_typed_on_a_page_that_counts_no_more_is_not_kept(db, edition):
    application = build.filled(edition, applying_for=["ticket"])
    by = application.person
    guardian = {"guardian_name": "Rosa", "guardian_contact": "1", "consent": True}
    applications.save(application, "guardian", guardian, by=by, at=AT)
    applications.send(application, by=by, at=AT)
    db.session.commit()
    kept = ("guardian_name", "guardian_consent_at", "travel_place", "travel_mode", "nights", "dinners", "routes")
    assert [getattr(application, name) for name in kept] == ["", None, "", None, None, None, {}]
    assert application.about_me and application.under_18 is False  # control: what was asked stays


def test_what_was_sent_is_put_right_where_nobody_scores_it_and_consent_is_taken_back(db, edition):
    application = build.sent(edition)
    given = {**build.ANSWERS["contact"], "phone": "01632 960999"}
    applications.put_right(application, "contact", given, by=application.person, at=AT)
    applications.put_right(application, "weigh", {"selection_statement": "", "consent": False},
                           by=application.person, at=AT)  # fmt: skip
    assert (application.person.phone, application.weigh_consent_at) == ("01632 960999", None)
    with pytest.raises(Refused):
        applications.put_right(application, "why-come", build.ANSWERS["why-come"], by=application.person, at=AT)
    withdrawal.withdraw(application, by=application.person, at=AT)
    with pytest.raises(Refused):
        applications.put_right(application, "contact", given, by=application.person, at=AT)
