"""Freeze, turn, send back: what changes, the one entry, the letters, and what the database refuses by itself."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.actions import frozen_sets
from conference.models.audit import AuditEntry
from conference.models.keys import FrozenSet, KeyHolder
from conference.models.outbox import Message
from conference.models.people.people import Person
from conference.models.people.sign_in import RecoveryCode
from conference.rules.keys import Kind, State
from conference.rules.people.duties import Rank, Side
from conference.rules.refusals import Refused
from tests import cast
from tests.cast import AT
from tests.guards import drop


@pytest.fixture
def edition(db):
    return cast.an_edition()


def a_set(edition, by, kind=Kind.two_key_setting, content=None):
    return frozen_sets.freeze(edition, kind, edition.id, content=content or {"kinds": ["slots"]}, by=by, at=AT)


def entries(db):
    return list(db.session.scalars(sa.select(AuditEntry.event).order_by(AuditEntry.id)))


def test_two_people_carry_a_set_out(db, edition):
    dara, lena = cast.dara(edition), cast.lena(edition)
    frozen = a_set(edition, dara)
    assert frozen_sets.turn_key(frozen, digest=frozen.digest, by=dara, at=AT) is False
    assert edition.one_key_kinds == ""
    assert frozen_sets.turn_key(frozen, digest=frozen.digest, by=lena, at=AT) is True
    assert (frozen.state, edition.one_key_kinds) == (State.carried, "slots")
    assert entries(db) == ["decision.frozen", "decision.key_turned", "decision.carried"]


def test_freezing_asks_both_holders(db, edition):
    dara, lena = cast.dara(edition), cast.lena(edition)
    a_set(edition, dara)
    assert sorted(db.session.scalars(sa.select(Message.person_id))) == sorted([dara.id, lena.id])


def test_one_person_cannot_turn_both_keys(db, edition):
    dara = cast.dara(edition)
    frozen = a_set(edition, dara)
    frozen_sets.turn_key(frozen, digest=frozen.digest, by=dara, at=AT)
    with pytest.raises(Refused, match="side_turned"):
        frozen_sets.turn_key(frozen, digest=frozen.digest, by=dara, at=AT)


def test_a_key_is_turned_on_what_was_seen(db, edition):
    lena = cast.lena(edition)
    frozen = a_set(edition, cast.dara(edition))
    with pytest.raises(Refused, match="changed"):
        frozen_sets.turn_key(frozen, digest="0" * 64, by=lena, at=AT)


def test_a_change_voids_the_first_key(db, edition):
    dara, lena = cast.dara(edition), cast.lena(edition)
    first = a_set(edition, dara)
    frozen_sets.turn_key(first, digest=first.digest, by=dara, at=AT)
    second = a_set(edition, dara, content={"kinds": ["offers", "slots"]})
    assert (first.state, second.organiser_by, first.digest == second.digest) == (State.superseded, None, False)
    with pytest.raises(Refused, match="settled"):
        frozen_sets.turn_key(first, digest=first.digest, by=lena, at=AT)


def test_a_no_returns_the_set_with_its_reason_and_tells_who_froze_it(db, edition):
    dara, lena = cast.dara(edition), cast.lena(edition)
    frozen = a_set(edition, dara)
    frozen_sets.send_back(frozen, reason="Too soon.", by=lena, at=AT)
    assert (frozen.state, frozen.return_reason) == (State.returned, "Too soon.")
    letter = db.session.scalars(sa.select(Message).where(Message.kind == "keys_returned")).one()
    assert (letter.person_id, "Too soon." in letter.body) == (dara.id, True)


def test_a_deputy_turns_after_three_working_days_and_the_principal_is_told(db, edition):
    dara, lena, ben = cast.dara(edition), cast.lena(edition), cast.ben()
    cast.a_holder(ben, edition, Side.lived_experience, Rank.deputy)
    frozen = a_set(edition, dara)
    with pytest.raises(Refused, match="deputy_waits"):
        frozen_sets.turn_key(frozen, digest=frozen.digest, by=ben, at=AT)
    frozen_sets.turn_key(frozen, digest=frozen.digest, by=ben, at=AT + timedelta(days=4))
    told = db.session.scalars(sa.select(Message).where(Message.kind == "deputy_turned")).one()
    assert told.person_id == lena.id


def test_a_holder_with_an_interest_steps_back_and_the_deputy_decides_at_once(db, edition):
    lena, ben = cast.lena(edition), cast.ben()
    cast.a_holder(ben, edition, Side.lived_experience, Rank.deputy)
    frozen = a_set(edition, cast.dara(edition))
    frozen_sets.declare_interest(frozen, by=lena, at=AT)
    with pytest.raises(Refused, match="has_interest"):
        frozen_sets.turn_key(frozen, digest=frozen.digest, by=lena, at=AT)
    frozen_sets.turn_key(frozen, digest=frozen.digest, by=ben, at=AT)
    assert frozen.lived_experience_by == ben.id
    with pytest.raises(sa.exc.IntegrityError, match="frozen_set_no_interest"):
        db.session.execute(sa.update(FrozenSet).values(lived_experience_by=lena.id))
    db.session.rollback()


def test_a_principal_hands_over_and_takes_back(db, edition):
    lena, ben = cast.lena(edition), cast.ben()
    seat = db.session.scalars(sa.select(KeyHolder).where(KeyHolder.person_id == lena.id)).one()
    cast.a_holder(ben, edition, Side.lived_experience, Rank.deputy)
    frozen = a_set(edition, cast.dara(edition))
    frozen_sets.hand_over(seat, by=lena, at=AT)
    frozen_sets.turn_key(frozen, digest=frozen.digest, by=ben, at=AT)
    frozen_sets.hand_over(seat, by=lena, at=AT)
    assert seat.handed_over_at is None


def test_both_keys_name_a_new_holder(db, edition):
    dara, lena, ben = cast.dara(edition), cast.lena(edition), cast.ben()
    content = {
        "side": "lived_experience",
        "rank": "principal",
        "person_id": ben.id,
        "name": ben.name,
        "address": ben.sign_in_email,
    }
    frozen = frozen_sets.freeze(edition, Kind.key_holder, 2, content=content, by=dara, at=AT)
    frozen_sets.turn_key(frozen, digest=frozen.digest, by=dara, at=AT)
    frozen_sets.turn_key(frozen, digest=frozen.digest, by=lena, at=AT)
    holders = db.session.scalars(sa.select(KeyHolder.person_id).where(KeyHolder.ended_at.is_(None)))
    assert sorted(holders) == sorted([dara.id, ben.id])


def test_a_new_one_time_code_ends_the_printed_codes_too(db, edition):
    dara, lena = cast.dara(edition), cast.lena(edition)
    lena.one_time_secret = "A" * 32
    db.session.add(RecoveryCode(person_id=lena.id, code_hash="0" * 64))
    frozen = frozen_sets.freeze(edition, Kind.one_time_code, lena.id, content={"name": "Lena"}, by=dara, at=AT)
    for person in (dara, lena):
        frozen_sets.turn_key(frozen, digest=frozen.digest, by=person, at=AT)
    assert lena.one_time_secret is None
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RecoveryCode)) == 0


FORBIDDEN = {
    "two_different_people": lambda s, e: sa.update(FrozenSet).values(
        organiser_by=e["dara"], organiser_at=AT, lived_experience_by=e["dara"], lived_experience_at=AT
    ),
    "carried_needs_both_keys": lambda s, e: sa.update(FrozenSet).values(state=State.carried, carried_at=AT),
    "frozen_set_unchanged": lambda s, e: sa.update(FrozenSet).values(content="{}"),
    "frozen_set_kept": lambda s, e: sa.delete(FrozenSet),
    "frozen_set_organiser_key": lambda s, e: sa.update(FrozenSet).values(organiser_by=e["lena"], organiser_at=AT),
    "frozen_set_le_key": lambda s, e: sa.update(FrozenSet).values(
        lived_experience_by=e["farid"], lived_experience_at=AT
    ),
    "key_holder_named_by_both_keys": lambda s, e: sa.insert(KeyHolder).values(
        edition_id=e["edition"], person_id=e["farid"], side="lived_experience", rank="principal", named_at=AT
    ),
    "key_holder_ended_by_both_keys": lambda s, e: sa.update(KeyHolder).values(ended_at=AT),
    "key_holder_kept": lambda s, e: sa.delete(KeyHolder),
    "key_holder_never_moved": lambda s, e: sa.update(KeyHolder).values(person_id=e["farid"]),
    "key_holder_address": lambda s, e: sa.update(Person).where(Person.id == e["lena"]).values(sign_in_email="x@y.org"),
    "key_holder_one_time_code": lambda s, e: (
        sa.update(Person).where(Person.id == e["lena"]).values(one_time_secret=None)
    ),
    "audit_entry_never_changed": lambda s, e: sa.update(AuditEntry).values(event="x"),
    "audit_entry_never_deleted": lambda s, e: sa.delete(AuditEntry),
}


@pytest.mark.parametrize("guard", sorted(FORBIDDEN))
def test_the_database_refuses_by_itself(db, edition, guard):
    """Raw statements, as somebody with a shell would send them."""
    dara, lena = cast.dara(edition), cast.lena(edition)
    lena.one_time_secret = "A" * 32
    frozen = a_set(edition, dara)
    facts = {"dara": dara.id, "lena": lena.id, "farid": cast.farid().id, "edition": edition.id}
    with pytest.raises(sa.exc.IntegrityError) as refused:
        db.session.execute(FORBIDDEN[guard](frozen, facts))
    expected = {"two_different_people": "frozen_set", "carried_needs_both_keys": "carried_needs_both_keys"}
    assert expected.get(guard, guard) in str(refused.value.orig)
    db.session.rollback()


@pytest.mark.parametrize("guard", sorted(g for g in FORBIDDEN if g.startswith(("frozen_set", "key_holder", "audit"))))
def test_control_without_the_trigger_it_would_pass(db, edition, guard):
    """Each trigger is what refuses: dropped, in a transaction that is rolled back, the same statement passes."""
    dara, lena = cast.dara(edition), cast.lena(edition)
    lena.one_time_secret = "A" * 32
    frozen = a_set(edition, dara)
    facts = {"dara": dara.id, "lena": lena.id, "farid": cast.farid().id, "edition": edition.id}
    if guard == "key_holder_kept":
        db.session.execute(sa.delete(Message))
    db.session.execute(drop(guard))
    if (
        guard == "key_holder_named_by_both_keys" or guard == "key_holder_never_moved"
    ):  # another guard, the unique seat, stands behind it
        with pytest.raises(sa.exc.IntegrityError, match="(?i)unique"):
            db.session.execute(FORBIDDEN[guard](frozen, facts))
    else:
        db.session.execute(FORBIDDEN[guard](frozen, facts))
    db.session.rollback()
