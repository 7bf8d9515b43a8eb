"""Find frozen sets and who may turn which key."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from conference.db import db
from conference.models.audit import AuditEntry
from conference.models.editions.editions import Edition
from conference.models.keys import FrozenSet, KeyHolder, KeyInterest
from conference.models.people.people import Person
from conference.queries.editions import editions
from conference.queries.people.people import editions_of
from conference.rules import keys as rules
from conference.rules.editions.dates import end_of_day
from conference.rules.keys import KeyReason, Kind, State
from conference.rules.people.duties import Rank, Side, StaysOpen


def of_edition(edition: Edition) -> list[FrozenSet]:
    """Every frozen set: those that wait first, then the newest."""
    return list(
        db.session.scalars(
            select(FrozenSet)
            .options(
                joinedload(FrozenSet.freezer),
                joinedload(FrozenSet.organiser),
                joinedload(FrozenSet.lived_experience),
                joinedload(FrozenSet.returner),
            )
            .where(FrozenSet.edition_id == edition.id)
            .order_by((FrozenSet.state == State.waiting).desc(), FrozenSet.frozen_at.desc(), FrozenSet.id.desc())
        )
    )


def one(edition: Edition, set_id: int) -> FrozenSet | None:
    """The set of that id, if it belongs to the edition."""
    return db.session.scalar(select(FrozenSet).where(FrozenSet.id == set_id, FrozenSet.edition_id == edition.id))


def waiting_set(edition: Edition, kind: Kind, about_id: int) -> FrozenSet | None:
    """The set about this that waits for its keys."""
    return db.session.scalar(
        select(FrozenSet).where(
            FrozenSet.edition_id == edition.id,
            FrozenSet.kind == kind,
            FrozenSet.about_id == about_id,
            FrozenSet.state == State.waiting,
        )
    )


def key_for(person: Person, edition: Edition, set_id: int | None = None) -> rules.Key | None:
    """The key that this person holds, as the rules see it, on that set."""
    held = key_of(person, edition)
    if held is None:
        return None
    principal = holder(edition, held.side, Rank.principal)
    concerned = set(db.session.scalars(select(KeyInterest.person_id).where(KeyInterest.set_id == set_id)))
    return rules.Key(
        person.id,
        held.side,
        held.rank,
        handed_over=bool(principal and principal.handed_over_at),
        principal_has_interest=bool(principal and principal.person_id in concerned),
        has_interest=person.id in concerned,
    )


def why_not(found: FrozenSet, person: Person, *, at: datetime) -> KeyReason | None:
    """Why this person may not turn a key on this set now; None when they may."""
    key = key_for(person, found.edition, found.id)
    return rules.why_not(found.frozen, key, at=at, zone=found.edition.zone, holidays=editions.holidays(found.edition))


def history(edition: Edition, about: str, about_id: int) -> list[AuditEntry]:
    """What was done about one thing, in order."""
    return list(
        db.session.scalars(
            select(AuditEntry)
            .where(AuditEntry.edition_id == edition.id, AuditEntry.about == about, AuditEntry.about_id == about_id)
            .order_by(AuditEntry.id)
        )
    )


def key_of(person: Person, edition: Edition) -> KeyHolder | None:
    """The key this person holds in that edition."""
    return db.session.scalar(
        select(KeyHolder).where(
            KeyHolder.edition_id == edition.id, KeyHolder.person_id == person.id, KeyHolder.ended_at.is_(None)
        )
    )


def holds_any_key(person: Person) -> bool:
    """Whether this person holds a key of any edition."""
    return bool(
        db.session.scalar(select(KeyHolder.id).where(KeyHolder.person_id == person.id, KeyHolder.ended_at.is_(None)))
    )


def holds_key_elsewhere(person: Person | None, edition: Edition) -> bool:
    """Whether this person holds a key of another edition, whose holders then have a say too."""
    if person is None:
        return False
    return bool(
        db.session.scalar(
            select(KeyHolder.id).where(
                KeyHolder.person_id == person.id, KeyHolder.edition_id != edition.id, KeyHolder.ended_at.is_(None)
            )
        )
    )


def key_holders(edition: Edition) -> list[KeyHolder]:
    """The people who hold the edition's keys now: by side, principal first."""
    return list(
        db.session.scalars(
            select(KeyHolder)
            .options(joinedload(KeyHolder.person))
            .where(KeyHolder.edition_id == edition.id, KeyHolder.ended_at.is_(None))
            .order_by(KeyHolder.side, KeyHolder.rank.desc(), KeyHolder.id)
        )
    )


def holder(edition: Edition, side: Side, rank: Rank) -> KeyHolder | None:
    """Who holds that seat now."""
    return db.session.scalar(
        select(KeyHolder).where(
            KeyHolder.edition_id == edition.id,
            KeyHolder.side == side,
            KeyHolder.rank == rank,
            KeyHolder.ended_at.is_(None),
        )
    )


def stays_open(person: Person, edition: Edition | None, *, by: Person, at: datetime) -> StaysOpen | None:
    """Why this account cannot be disabled now, or None. Another conference has its say until it is over."""
    if holds_any_key(person):
        return StaysOpen.holds_a_key
    if person.id == by.id:
        return StaysOpen.yourself
    here = edition.id if edition else None
    others = [found for found in editions_of(person) if found.id != here and at < end_of_day(found.ends_on, found.zone)]
    return StaysOpen.elsewhere if edition and others else None
