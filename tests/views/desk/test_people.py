"""Duties given and taken at the desk; keys are not given here."""

import pytest
import sqlalchemy as sa

from conference.models.audit import AuditEntry
from conference.models.outbox import Message
from conference.models.people.people import Role
from conference.queries.people import people as find
from conference.rules.people.duties import Duty
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
    assert (again.status_code, "has this duty already" in again.text) == (422, True)
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
    assert (refused.status_code, "takes both keys" in refused.text) == (422, True)
    taken = desk(f"{tomas.id}/address", email="lena@example.org")
    assert (taken.status_code, "Somebody else" in taken.text) == (422, True)
    assert dara.sign_in_email == "dara@example.org"


def test_somebody_who_signed_in_before_is_not_moved_by_the_desk(db, edition, desk):
    tomas = cast.tomas(edition)
    tomas.claimed_at = cast.AT
    db.session.commit()
    page = desk(f"{tomas.id}/address", email="mine@example.org")
    assert (page.status_code, "both keys" in page.text) == (422, True)
    assert tomas.sign_in_email == "tomas@example.org"


def test_who_sees_the_desk_does_not_judge(db, edition, desk):
    page = desk(name="Tomas", email="tomas@example.org", duty="assessor")
    assert (page.status_code, "cannot also judge" in page.text) == (422, True)
    with pytest.raises(sa.exc.IntegrityError, match="role_judges_without_the_desk"):
        cast.a_role(cast.tomas(edition), edition, Duty.assessor)
    db.session.rollback()


def test_a_reviewer_gets_no_duty_at_the_desk(db, edition, desk):
    a_reviewer(cast.chidi(), edition)
    db.session.commit()
    page = desk(name="Chidi", email="chidi@example.org", duty="treasurer")
    assert (page.status_code, "cannot also judge" in page.text) == (422, True)
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
