"""People are asked, say what they would like, and their words replace what they said before."""

import pytest
import sqlalchemy as sa

from conference.actions.streams import candidates, co_chairs
from conference.models.audit import AuditEntry
from conference.models.outbox import Message
from conference.models.streams.candidates import Candidate, CoChairPreference
from conference.queries.people import people
from conference.queries.streams import candidates as found, co_chairs as asked
from conference.rules.people.duties import Channel, Duty
from conference.rules.refusals import Refused
from conference.rules.streams.proposal import DayPart, half_days
from tests import cast
from tests.builders import streams as build
from tests.builders.abstracts import a_reviewer
from tests.builders.streams import LE, PRO


def last_event(db):
    return db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id.desc())).first()


def test_a_candidate_is_written_to_and_gets_through_the_door(db):
    edition = cast.an_edition()
    dara = cast.dara(edition)
    candidate = candidates.add_candidate(cast.amina(), edition, LE, by=dara, at=cast.AT)
    assert Duty.co_chair in people.duties_of(cast.amina(), edition)
    letter = db.session.scalars(sa.select(Message).where(Message.kind == "candidate_added")).one()
    assert letter.person_id == candidate.person_id
    assert "lived" not in letter.subject.lower() + letter.body.lower()
    assert last_event(db) == "candidate.added"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 1


def test_somebody_new_without_email_gets_a_call(db):
    edition = cast.an_edition()
    new = candidates.NewPerson("Hana Sole", phone="+31 6 1234 5678")
    candidate = candidates.add_candidate(new, edition, PRO, by=cast.dara(edition), at=cast.AT)
    assert candidate.person.channel == Channel.phone
    letter = db.session.scalars(sa.select(Message)).one()
    assert (letter.channel, letter.address) == (Channel.phone, "+31 6 1234 5678")


def test_one_seat_kind_a_person_and_edition(db):
    edition = cast.an_edition()
    build.a_candidate(cast.amina(), edition, LE)
    with pytest.raises(sa.exc.IntegrityError):
        build.a_candidate(cast.amina(), edition, PRO)
    db.session.rollback()


def test_the_kind_is_the_one_they_review_in(db):
    edition = cast.an_edition()
    a_reviewer(edition, cast.amina(), LE)
    db.session.commit()
    with pytest.raises(Refused, match="other_kind"):
        build.a_candidate(cast.amina(), edition, PRO)
    dara = cast.dara(edition)
    db.session.add(
        Candidate(edition_id=edition.id, person_id=cast.amina().id, kind=PRO, added_at=cast.AT, added_by=dara.id)
    )
    with pytest.raises(sa.exc.IntegrityError, match="candidate_kind_as_reviewer"):
        db.session.flush()
    db.session.rollback()
    build.a_candidate(cast.amina(), edition, LE)


def test_what_is_said_again_replaces_what_was_said(db):
    edition = cast.an_edition()
    access, safety = cast.a_stream(edition, "Access"), cast.a_stream(edition, "Safety", 2)
    candidate = build.a_candidate(cast.amina(), edition, LE, Access=5, Safety=1)
    build.said(candidate, conflicts=("Access",), limit=2, Access=4, Safety=3)
    wishes = found.wishes_of(candidate)
    assert (wishes.levels, wishes.conflicts, candidate.stream_limit) == ({safety.id: 3}, frozenset({access.id}), 2)
    assert wishes.can_come == frozenset(half_days(edition.starts_on, edition.ends_on))
    assert last_event(db) == "candidate.said"


@pytest.mark.parametrize("level", [0, 6])
def test_the_database_knows_five_levels(db, level):
    edition = cast.an_edition()
    stream = cast.a_stream(edition, "Access")
    candidate = build.a_candidate(cast.amina(), edition, LE)
    db.session.add(CoChairPreference(candidate_id=candidate.id, stream_id=stream.id, level=level))
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_the_database_refuses_a_stream_of_another_edition(db):
    edition = cast.an_edition()
    candidate = build.a_candidate(cast.amina(), edition, LE)
    elsewhere = cast.a_stream(cast.an_edition("OTHER27"), "Elsewhere")
    db.session.add(CoChairPreference(candidate_id=candidate.id, stream_id=elsewhere.id, level=3))
    with pytest.raises(sa.exc.IntegrityError, match="co_chair_preference_same_edition"):
        db.session.flush()
    db.session.rollback()


def test_a_held_seat_is_given_up_on_its_card_not_by_a_conflict_or_a_limit(db):
    edition = build.a_staffed_edition()
    seat = build.asked(edition)["Access", LE]
    with pytest.raises(Refused, match="holds_the_seat"):
        build.said(seat.candidate, conflicts=("Access",))
    with pytest.raises(Refused, match="below_seats"):
        build.said(seat.candidate, limit=0)


def test_times_of_streams_decide_who_can_come(db):
    edition = build.a_staffed_edition()
    dara = cast.dara(edition)
    access = next(each.id for each in cast.db.session.query(cast.Stream) if each.name == "Access")
    morning = (edition.starts_on, DayPart.morning)
    candidates.set_times(edition, {access: {morning}}, answer_days=7, by=dara, at=cast.AT)
    amina = found.candidate_of(cast.amina(), edition)
    candidates.say(
        amina,
        levels={access: 5},
        conflicts=set(),
        can_come={(edition.ends_on, DayPart.afternoon)},
        limit=1,
        by=dara,
        at=cast.AT,
    )
    assert (found.times_of(edition)[access], found.answer_days(edition)) == (frozenset({morning}), 7)
    assert amina.said_by == dara.id
    proposal = co_chairs.propose(edition, by=dara, at=cast.AT)
    db.session.flush()
    assert (access, cast.amina().id) not in {(each.stream_id, each.person_id) for each in asked.picks_of(proposal)}
    candidates.set_times(edition, {access: set()}, answer_days=7, by=dara, at=cast.AT)
    assert found.times_of(edition)[access] == frozenset()


def test_a_role_card_is_never_changed(db):
    edition = cast.an_edition()
    card = build.a_card(edition)
    db.session.commit()
    card.hours_there = 99
    with pytest.raises(sa.exc.IntegrityError, match="role_card_never_changed"):
        db.session.flush()
    db.session.rollback()


def test_a_card_falls_back_to_a_language_that_was_written(db):
    edition = cast.an_edition()
    words = {build.Lang.en: ("Travel and stay.", "A mentor.")}
    card = candidates.write_card(edition, None, build.CARD, words, by=cast.dara(edition), at=cast.AT)
    assert found.card_in(card, build.Lang.nl).lang == "en"
    assert found.card_in(build.a_card(edition), build.Lang.nl).money.startswith("Een vergoeding")
