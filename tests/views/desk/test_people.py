"""Duties given and taken at the desk; keys are not given here."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from conference.actions.people import people
from conference.actions.reviewers import reviewers
from conference.models.audit import AuditEntry
from conference.models.outbox import Message
from conference.models.people.people import Role
from conference.queries.people import people as find
from conference.rules.people.duties import Duty, Kind, Rank, Side
from conference.rules.refusals import Refused
from tests import cast
from tests.builders.reviews import a_reviewer


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    cast.dara(edition), cast.lena(edition), cast.tomas(edition)
    db.session.commit()
    return edition


@pytest.fixture
def desk(edition, client_of):
    client = client_of(cast.dara(edition))
    return lambda path="", **data: client.post(f"/desk/{edition.code}/people/{path}", data=data)


def last_event(db):
    return db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id.desc())).first()


def test_a_duty_is_given_to_somebody_new_and_they_are_told(db, edition, desk):
    assert desk(name="Noor Bakker", email=" Noor@Example.org ", duty="assessor").status_code == 303
    noor = find.by_sign_in_address("noor@example.org")
    assert find.duties_of(noor, edition) == {Duty.assessor}
    assert (
        db.session.scalars(sa.select(Message.address).where(Message.kind == "duty_given")).one() == "noor@example.org"
    )
    assert last_event(db) == "person.role_granted"


def test_no_second_pair_of_hands_at_the_desk_without_the_other_key_holder_hearing_of_it(db, edition, desk):
    told = sa.select(Message.person_id, Message.body).where(Message.kind == "desk_duty_given")
    desk(name="Noor Bakker", email="noor@example.org", duty="assessor")
    assert db.session.execute(told).all() == []
    desk(name="Second Me", email="second@example.org", duty="treasurer")
    [(person_id, body)] = db.session.execute(told)
    assert (person_id, "Second Me now helps" in body) == (cast.lena(edition).id, True)


def test_the_same_duty_twice_and_a_bad_address_are_said(edition, desk):
    desk(name="Noor", email="noor@example.org", duty="assessor")
    again = desk(name="Noor", email="NOOR@example.org", duty="assessor")
    assert (again.status_code, "already has this role" in again.text) == (422, True)
    bad = desk(name="Noor", email="noor", duty="assessor")
    assert (bad.status_code, 'href="#email"' in bad.text) == (422, True)


def test_a_duty_taken_back_ends_at_once(db, edition, desk, client_of):
    tomas = client_of(cast.tomas(edition))
    assert tomas.get(f"/desk/{edition.code}/").status_code == 200
    role = db.session.scalars(sa.select(Role).where(Role.duty == Duty.treasurer)).one()
    assert desk(f"{role.id}/revoke").status_code == 303
    assert tomas.get(f"/desk/{edition.code}/").status_code == 303
    assert last_event(db) == "person.role_revoked"


def test_an_address_changes_but_never_a_key_holders(db, edition, desk):
    tomas, dara = cast.tomas(edition), cast.dara(edition)
    assert desk(f"{tomas.id}/address", email="new@example.org").status_code == 303
    assert tomas.sign_in_email == "new@example.org"
    refused = desk(f"{dara.id}/address", email="mine@example.org")
    assert (refused.status_code, "Both key holders must approve" in refused.text) == (422, True)
    taken = desk(f"{tomas.id}/address", email="lena@example.org")
    assert (taken.status_code, "Someone else" in taken.text) == (422, True)
    assert dara.sign_in_email == "dara@example.org"


def test_somebody_who_signed_in_before_is_not_moved_by_the_desk(db, edition, desk):
    tomas = cast.tomas(edition)
    tomas.claimed_at = cast.AT
    db.session.commit()
    page = desk(f"{tomas.id}/address", email="mine@example.org")
    assert (page.status_code, "Both key holders" in page.text) == (422, True)
    assert tomas.sign_in_email == "tomas@example.org"


def test_who_sees_the_desk_does_not_judge(db, edition, desk):
    page = desk(name="Tomas", email="tomas@example.org", duty="assessor")
    assert (page.status_code, "cannot also be panel members" in page.text) == (422, True)
    with pytest.raises(sa.exc.IntegrityError, match="role_judges_without_the_desk"):
        cast.a_role(cast.tomas(edition), edition, Duty.assessor)
    db.session.rollback()


def test_a_reviewer_gets_no_duty_at_the_desk(db, edition, desk):
    a_reviewer(cast.chidi(), edition)
    db.session.commit()
    page = desk(name="Chidi", email="chidi@example.org", duty="treasurer")
    assert (page.status_code, "cannot also be panel members" in page.text) == (422, True)
    with pytest.raises(sa.exc.IntegrityError, match="role_not_for_a_reviewer"):
        cast.a_role(cast.chidi(), edition, Duty.treasurer)
    db.session.rollback()


def test_control_without_the_trigger_a_treasurer_could_judge(db, edition):
    db.session.execute(sa.text("DROP TRIGGER role_judges_without_the_desk"))
    cast.a_role(cast.tomas(edition), edition, Duty.assessor)
    db.session.rollback()


def test_another_editions_role_and_a_person_without_one_are_not_found(db, edition, desk):
    other = cast.an_edition("OTHER27")
    role = cast.a_role(cast.chidi(), other, Duty.assessor)
    db.session.commit()
    assert desk(f"{role.id}/revoke").status_code == 404
    assert desk(f"{cast.chidi().id}/address", email="x@example.org").status_code == 404


def test_the_page_costs_the_same_statements_at_1_and_30_people(db, edition, client_of, counted):
    client, numbers = client_of(cast.dara(edition)), []
    for count in (1, 30):
        for n in range(count):
            cast.a_role(cast.someone(f"p{count}-{n}", f"Person {n}"), edition, Duty.assessor)
        db.session.commit()
        with counted() as sent:
            client.get(f"/desk/{edition.code}/people/")
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]


def test_a_disabled_person_is_signed_out_and_cannot_sign_in_until_enabled(app, db, edition, desk, client_of):
    tomas = cast.tomas(edition)
    browser, path = client_of(tomas), f"/desk/{edition.code}/"
    assert browser.get(path).status_code == 200
    page = desk(f"{tomas.id}/disable")
    assert page.status_code == 303
    assert (browser.get(path).status_code, last_event(db)) == (303, "person.disabled")
    assert (tomas.disabled_at is not None, tomas.disabled_by) == (True, cast.dara(edition).id)
    assert client_of(tomas).get(path).status_code == 303  # not even with a session that began since
    ways_in = sa.select(sa.func.count()).where(Message.kind == "sign_in")
    app.test_client().post("/account/sign-in", data={"email": "tomas@example.org"})
    assert db.session.scalar(ways_in) == 0
    assert desk(f"{tomas.id}/enable").status_code == 303
    assert (tomas.disabled_at, tomas.disabled_by, last_event(db)) == (None, None, "person.enabled")
    assert find.duties_of(tomas, edition) == {Duty.treasurer}
    assert client_of(tomas).get(path).status_code == 200
    app.test_client().post("/account/sign-in", data={"email": "tomas@example.org"})
    assert db.session.scalar(ways_in) == 1


def test_a_link_asked_for_before_opens_nothing_after(app, db, edition, desk):
    tomas, browser = cast.tomas(edition), app.test_client()
    browser.post("/account/sign-in", data={"email": "tomas@example.org"})
    letter = db.session.scalars(sa.select(Message).where(Message.kind == "sign_in")).one()
    link = re.search(r"/account/link/\S+", letter.body)[0]
    desk(f"{tomas.id}/disable")
    assert browser.post(link).status_code == 410
    assert browser.get(f"/desk/{edition.code}/").status_code == 303


def test_the_page_asks_first_and_says_who_is_disabled(edition, desk, client_of):
    tomas, client = cast.tomas(edition), client_of(cast.dara(edition))
    where = f"/desk/{edition.code}/people/"
    asks = client.get(f"{where}{tomas.id}/disable").text
    assert "Disable the account of Tomas Brandt" in asks and ">Disable account</button>" in asks
    assert "Account disabled" not in client.get(where).text
    desk(f"{tomas.id}/disable")
    page = client.get(where).text
    assert page.count("Account disabled</strong>") == 1 and page.count(">Enable account<") == 1
    assert f"{tomas.id}/disable" not in page


@pytest.mark.parametrize("rank", Rank)
def test_a_key_holder_is_refused_with_what_to_do_instead(db, edition, desk, client_of, rank):
    holder = cast.lena(edition)
    if rank is Rank.deputy:
        holder = cast.someone("grace", "Grace Hall")
        cast.a_holder(holder, edition, Side.lived_experience, Rank.deputy)
    cast.a_role(holder, edition, Duty.assessor)
    db.session.commit()
    signed_in = client_of(holder)
    words = "ask a key holder, under “Change who holds a key”"
    page = desk(f"{holder.id}/disable")
    assert (page.status_code, words in page.text, ">Disable account</button>" in page.text) == (422, True, False)
    assert words in client_of(cast.dara(edition)).get(f"/desk/{edition.code}/people/{holder.id}/disable").text
    assert (holder.disabled_at, signed_in.get("/together/").status_code) == (None, 200)


def test_nobody_disables_themselves_or_somebody_whom_another_conference_needs(db, edition, client_of):
    noor, tomas = cast.someone("noor", "Noor Bakker"), cast.tomas(edition)
    cast.a_role(noor, edition, Duty.organiser)
    other = cast.an_edition("OTHER27")
    cast.a_role(tomas, other, Duty.treasurer)
    db.session.commit()
    client, where = client_of(noor), f"/desk/{edition.code}/people/"
    own, shared = client.post(f"{where}{noor.id}/disable"), client.post(f"{where}{tomas.id}/disable")
    assert (own.status_code, "your own account" in own.text) == (422, True)
    assert (shared.status_code, "another conference that is not over" in shared.text) == (422, True)
    other.starts_on = other.ends_on = date(2025, 5, 10)
    db.session.commit()
    assert client.post(f"{where}{tomas.id}/disable").status_code == 303


def test_only_an_organiser_of_the_edition_and_only_who_has_a_duty_in_it(db, edition, desk, client_of):
    other, chidi = cast.an_edition("OTHER27"), cast.chidi()
    cast.a_role(chidi, other, Duty.assessor)
    db.session.commit()
    for step in ("disable", "enable"):
        assert desk(f"{chidi.id}/{step}").status_code == 404
        for person in (cast.tomas(edition), cast.lena(edition), chidi):
            path = f"/desk/{edition.code}/people/{cast.tomas(edition).id}/{step}"
            assert client_of(person).post(path).status_code == 404
    assert cast.tomas(edition).disabled_at is None


def test_an_address_stays_its_persons_while_they_are_disabled(app, db, edition, desk, client_of):
    """Nobody is made a second time with it: each door says so, or finds the person."""
    tomas = cast.tomas(edition)
    lee = cast.someone("lee", "Lee Marsh")
    cast.a_role(lee, edition, Duty.assessor)
    db.session.commit()
    desk(f"{tomas.id}/disable")
    again = desk(name="Tomas", email="tomas@example.org", duty="organiser")
    assert (again.status_code, "account is disabled" in again.text) == (422, True)
    moved = desk(f"{lee.id}/address", email="tomas@example.org")
    assert (moved.status_code, "Someone else signs in" in moved.text) == (422, True)
    with pytest.raises(Refused, match="^disabled$"):
        reviewers.invite(edition, name="T", email="tomas@example.org", kind=Kind.professional, load=3,
                         by=cast.dara(edition), at=cast.AT)  # fmt: skip
    assert people.join("T", "Tomas@example.org", by=find.system(), at=cast.AT).id == tomas.id
    made = app.test_cli_runner().invoke(
        args=["edition", "create", "NEXT28", "--name", "Next", "--starts", "2028-05-10", "--ends", "2028-05-12",
              "--organiser", "Tomas <tomas@example.org>"]
    )  # fmt: skip
    assert (made.exit_code, "is disabled" in made.stderr) == (2, True)
