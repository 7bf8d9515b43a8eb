"""What both keys do to the keys themselves. Each step is done under a carried set; its entry is the record."""

from datetime import datetime

import sqlalchemy as sa

from conference import mail
from conference.actions.people import sign_in
from conference.db import db
from conference.models.keys import FrozenSet, KeyHolder
from conference.models.people.people import Person
from conference.models.people.sign_in import RecoveryCode
from conference.queries import keys
from conference.rules import frozen
from conference.rules.keys import KeyReason, State
from conference.rules.people.duties import Rank, Side, canonical_email
from conference.rules.refusals import Refused


def seat(under: FrozenSet, *, at: datetime) -> None:
    """Seat the person both keys named, ending whoever sat there; a set without a person only ends."""
    facts: frozen.KeyHolder = under.facts
    side, rank = Side(facts["side"]), Rank(facts["rank"])
    before = keys.holder(under.edition, side, rank)
    if facts["person_id"] is not None:
        _still_the_same(db.session.get_one(Person, facts["person_id"]), facts["address"])
    if before:
        _void_keys_of(before, at=at)
        before.ended_at, before.ended_by_set = at, under.id
        db.session.flush()
        sign_in.end_sessions(before.person, at=at)
    if facts["person_id"] is not None:
        named = db.session.get_one(Person, facts["person_id"])
        db.session.add(
            KeyHolder(
                edition_id=under.edition_id,
                person_id=named.id,
                side=side,
                rank=rank,
                named_by_set=under.id,
                named_at=at,
            )
        )
        db.session.flush()
        sign_in.end_sessions(named, at=at)
        mail.queue("key_named", to=named, edition=under.edition, key=str(under.id), at=at, side=side, rank=rank)


def _still_the_same(person: Person, address: str | None) -> None:
    """Both keys named a person and where that person signs in; if that changed since, they named somebody else."""
    if person.sign_in_email != address or not person.is_active:
        raise Refused(KeyReason.signs_in_elsewhere)


def _void_keys_of(seat: KeyHolder, *, at: datetime) -> None:
    """A key that was turned falls away with its holder: the next holder decides anew."""
    side = "organiser" if seat.side == Side.organiser else "lived_experience"
    db.session.execute(
        sa.update(FrozenSet)
        .where(
            FrozenSet.edition_id == seat.edition_id,
            FrozenSet.state == State.waiting,
            getattr(FrozenSet, f"{side}_by") == seat.person_id,
        )
        .values({f"{side}_by": None, f"{side}_at": None})
    )


def change_address(under: FrozenSet, *, at: datetime) -> None:
    """Change where a person signs in; the old address is told."""
    person = db.session.get_one(Person, under.about_id)
    sign_in.tell_old_address(person, edition=under.edition, at=at)
    person.sign_in_email, person.sign_in_set = canonical_email(under.facts["address"]), under.id
    sign_in.end_sessions(person, at=at)


def forget_one_time_code(under: FrozenSet, *, at: datetime) -> None:
    """Let a key holder who lost phone and printed codes set up a new one-time code."""
    person = db.session.get_one(Person, under.about_id)
    person.one_time_secret, person.one_time_set = None, under.id
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    sign_in.end_sessions(person, at=at)


def set_one_key_kinds(under: FrozenSet, *, at: datetime) -> None:
    """Set which decisions need one key only in this edition (none by default)."""
    under.edition.one_key_kinds = " ".join(under.facts["kinds"])
