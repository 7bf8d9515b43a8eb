"""Freeze a set, turn a key, send it back. Nothing else in the house sends a shared decision."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa

from conference import audit, mail
from conference.actions import keys
from conference.actions.award import additions, ceremony
from conference.actions.funding import reservations
from conference.actions.selection import decisions, ranking
from conference.actions.streams import co_chairs
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.keys import FrozenSet, KeyHolder, KeyInterest
from conference.models.people.people import Person
from conference.queries import keys as queries
from conference.queries.award import result
from conference.queries.funding import draft as plans
from conference.queries.selection import decisions as abstract_decision_queries
from conference.queries.streams import coverage
from conference.rules import digests, keys as rules
from conference.rules.frozen import Content
from conference.rules.keys import ALWAYS_TWO_KEYS, KeyReason, Kind, State
from conference.rules.people.duties import Channel, Rank, Side
from conference.rules.refusals import Refused


class Step(Protocol):
    """What is done under a set."""

    def __call__(self, under: FrozenSet, /, *, at: datetime) -> None: ...


def _nothing(under: FrozenSet, *, at: datetime) -> None:
    """A step with nothing to do."""


@dataclass(frozen=True)
class Steps:
    """What one kind of set does: `draft` reads all that it will do, the other three are done under the set."""

    carry: Step
    draft: Callable[[Edition, int], Content] | None = None
    freeze: Step = _nothing
    back: Step = _nothing


STEPS: dict[Kind, Steps] = {
    Kind.offers: Steps(
        draft=plans.draft_content,
        freeze=reservations.reserve,
        carry=reservations.open_all,
        back=reservations.release_all,
    ),
    Kind.pot_size: Steps(carry=reservations.resize),
    Kind.co_chairs: Steps(
        draft=coverage.draft_content,
        freeze=co_chairs.reserve,
        carry=co_chairs.send_role_cards,
        back=co_chairs.release,
    ),
    Kind.key_holder: Steps(carry=keys.seat),
    Kind.sign_in_address: Steps(carry=keys.change_address),
    Kind.one_time_code: Steps(carry=keys.forget_one_time_code),
    Kind.two_key_setting: Steps(carry=keys.set_one_key_kinds),
    Kind.cap_rule: Steps(carry=ranking.change_rule),
    Kind.slots: Steps(carry=ranking.set_slots),
    Kind.abstract_decisions: Steps(
        draft=abstract_decision_queries.draft_content,
        freeze=decisions.reserve,
        carry=decisions.decide,
        back=decisions.release,
    ),
    Kind.award_result: Steps(draft=result.draft_result, carry=ceremony.publish),
    Kind.award_addition: Steps(carry=additions.allow),
}


def freeze(
    edition: Edition, kind: Kind, about_id: int, *, by: Person, at: datetime, content: Content | None = None
) -> FrozenSet:
    """Freeze all that the set will do under one digest, and ask both key holders. An older waiting set is replaced."""
    steps = STEPS[kind]
    older = queries.waiting_set(edition, kind, about_id)
    if older:
        older.state = State.superseded
        steps.back(older, at=at)
        db.session.flush()
    if content is None and steps.draft:
        content = steps.draft(edition, about_id)
    text = digests.canonical(content or {})
    one_key = kind.value in edition.one_key_kinds.split() and kind not in ALWAYS_TWO_KEYS
    frozen = FrozenSet(
        edition_id=edition.id,
        kind=kind,
        about_id=about_id,
        content=text,
        digest=digests.digest(kind, about_id, text),
        one_key=one_key,
        frozen_at=at,
        frozen_by=by.id,
    )
    db.session.add(frozen)
    db.session.flush()
    steps.freeze(frozen, at=at)
    for seat in queries.key_holders(edition):
        if seat.rank == Rank.principal or _handed_over(edition, seat.side):
            _write("keys_wait", seat.person, frozen, at=at)
    audit.record(
        "decision.frozen",
        about=frozen,
        by=by,
        at=at,
        edition=edition,
        kind=kind,
        set_about=about_id,
        digest=frozen.digest,
    )
    return frozen


def _write(kind: str, to: Person, frozen: FrozenSet, *, at: datetime) -> None:
    """A letter about a set goes to where its holder signs in, and nowhere else."""
    mail.queue(
        kind,
        to=to,
        edition=frozen.edition,
        key=str(frozen.id),
        at=at,
        channel=Channel.email,
        address=to.sign_in_email,
        frozen=frozen,
    )


def _handed_over(edition: Edition, side: Side) -> bool:
    principal = queries.holder(edition, side, Rank.principal)
    return bool(principal and principal.handed_over_at)


def turn_key(frozen: FrozenSet, *, digest: str, by: Person, at: datetime) -> bool:
    """Turn one person's key on what they saw; with the second key the set is carried out. True when it was."""
    edition, key = frozen.edition, _key_or_refuse(frozen, by=by, at=at)
    if digest != frozen.digest:
        raise Refused(KeyReason.changed)
    if key.side == Side.organiser:
        frozen.organiser_by, frozen.organiser_at = by.id, at
    else:
        frozen.lived_experience_by, frozen.lived_experience_at = by.id, at
    db.session.flush()
    complete = frozen.one_key or rules.is_approved(frozen.frozen)
    if complete:
        frozen.state, frozen.carried_at = State.carried, at
        db.session.flush()
        _carry(frozen, at=at)
    principal = queries.holder(edition, key.side, Rank.principal)
    if key.rank == Rank.deputy and principal:
        _write("deputy_turned", principal.person, frozen, at=at)
    audit.record(
        "decision.carried" if complete else "decision.key_turned",
        about=frozen,
        by=by,
        at=at,
        edition=edition,
        kind=frozen.kind,
        side=key.side,
        digest=frozen.digest,
        rank=key.rank,
    )
    return complete


def _carry(frozen: FrozenSet, *, at: datetime) -> None:
    """Do all of it or none: what no longer fits is refused in words, and the caller rolls back."""
    try:
        STEPS[frozen.kind].carry(frozen, at=at)
        db.session.flush()
    except (Refused, sa.exc.IntegrityError) as no:
        raise Refused(KeyReason.cannot_be_carried) from no


def send_back(frozen: FrozenSet, *, reason: str, by: Person, at: datetime) -> None:
    """Say no with a reason: the set returns to its draft, and who froze it is told."""
    key = _key_or_refuse(frozen, by=by, at=at)
    frozen.state, frozen.returned_at, frozen.returned_by, frozen.return_reason = State.returned, at, by.id, reason
    db.session.flush()
    STEPS[frozen.kind].back(frozen, at=at)
    mail.queue("keys_returned", to=frozen.freezer, edition=frozen.edition, key=str(frozen.id), at=at, frozen=frozen)
    audit.record(
        "decision.returned",
        about=frozen,
        by=by,
        at=at,
        edition=frozen.edition,
        kind=frozen.kind,
        side=key.side,
        digest=frozen.digest,
    )


def declare_interest(frozen: FrozenSet, *, by: Person, at: datetime) -> None:
    """Step back from one set that touches oneself or somebody close; the deputy may turn the key at once."""
    key = _key_or_refuse(frozen, by=by, at=at)
    db.session.add(KeyInterest(set_id=frozen.id, person_id=by.id, declared_at=at))
    deputy = queries.holder(frozen.edition, key.side, Rank.deputy)
    if deputy and deputy.person_id != by.id:
        _write("keys_wait", deputy.person, frozen, at=at)
    audit.record("decision.interest_declared", about=frozen, by=by, at=at, edition=frozen.edition, side=key.side)


def hand_over(seat: KeyHolder, *, by: Person, at: datetime) -> None:
    """A principal hands the key to the deputy, or takes it back; only the principal can."""
    if by.id != seat.person_id or seat.rank != Rank.principal:
        raise Refused(KeyReason.no_key)
    seat.handed_over_at = None if seat.handed_over_at else at
    audit.record("key_holder.handed_over", about=seat, by=by, at=at, edition=seat.edition, side=seat.side)


def _key_or_refuse(frozen: FrozenSet, *, by: Person, at: datetime) -> rules.Key:
    """The key this person turns on this set, read after the row is locked."""
    db.session.refresh(frozen, with_for_update={"of": FrozenSet})
    reason = queries.why_not(frozen, by, at=at)
    key = queries.key_for(by, frozen.edition, frozen.id)
    if reason or key is None:
        raise Refused(reason or KeyReason.no_key)
    return key
