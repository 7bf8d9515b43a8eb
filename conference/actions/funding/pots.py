"""Promise from the pots and give back. The database has the last word on what a pot can hold."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from conference import audit
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.funding.offers import GrantLine, Offer, PotEntry
from conference.models.funding.pots import Pot
from conference.models.people.people import Person
from conference.queries.funding import pots as queries
from conference.rules.funding import pots as rules
from conference.rules.funding.pots import IN_PLACES, EntryReason, Left, Line, PotKind
from conference.rules.funding.reasons import FundingReason
from conference.rules.refusals import Refused, Sum


def set_up(edition: Edition, kind: PotKind, capacity: int, *, by: Person, at: datetime) -> Pot:
    """Make a pot, or set its size while nothing was frozen from it yet; later that takes both keys."""
    pot = queries.pots_of(edition).get(kind)
    if pot is None:
        pot = Pot(edition_id=edition.id, kind=kind, currency=edition.currency if kind is PotKind.money else None)
        pot.capacity = capacity
        db.session.add(pot)
    elif queries.was_used(pot):
        raise Refused(FundingReason.fixed)
    pot.capacity = capacity
    audit.record("pot.set_up", about=pot, by=by, at=at, edition=edition, kind=kind, capacity=capacity)
    return pot


def ring_fence(parent: Pot, name: str, what_for: str, *, by: Person, at: datetime) -> Pot:
    """Make a sponsor's or ring-fenced pot inside a general one. It is empty; both keys decide what it holds."""
    edition = parent.edition
    pot = Pot(edition_id=edition.id, kind=parent.kind, currency=parent.currency, parent_id=parent.id, capacity=0)
    pot.name, pot.what_for = name, what_for
    db.session.add(pot)
    audit.record("pot.ring_fenced", about=pot, by=by, at=at, edition=edition, kind=parent.kind)
    return pot


def lock_pots(edition: Edition) -> dict[PotKind, Pot]:
    """The two general pots; every pot is held until the end of the transaction, always in the same order."""
    pots = db.session.scalars(
        sa.select(Pot)
        .where(Pot.edition_id == edition.id)
        .order_by(Pot.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return {pot.kind: pot for pot in pots if pot.parent_id is None}


def promise(offer: Offer, *, edition: Edition, by: Person, at: datetime) -> None:
    """Promise every line of an offer from its pots: all of it, or none and say so."""
    pots = lock_pots(edition)
    lines = queries.lines_of(offer)
    need = rules.needs(Line(line.category, line.amount, line.pot_id if line.pot.parent_id else None) for line in lines)
    left = queries.left_in(pots)
    asked = Counter[Pot]()
    for line in lines:
        asked[line.pot] += line.amount
    if any(amount > pot.left for pot, amount in asked.items()):
        raise _does_not_fit(need, left, edition.currency)
    for line in sorted(lines, key=lambda each: each.pot_id):
        _enter(line, EntryReason.commit, line.amount, by=by, at=at)
    lock_pots(edition)


def _does_not_fit(need: Left, left: Left, currency: str) -> Refused:
    """Places or money: what is short is named, with what was needed and what the pot of money still has."""
    reason = FundingReason.places_short if need.places > left.places else FundingReason.money_short
    return Refused(reason, need=Sum(need.money, currency), left=Sum(left.money, currency))


def give_back(offer: Offer, *, edition: Edition, by: Person, at: datetime, only: Collection[int] | None = None) -> None:
    """Give back what an offer, or these lines of it, still hold; what was spent or is claimed stays."""
    lock_pots(edition)
    for line, balance in queries.unspent(offer):
        if only is None or line.id in only:
            reason = EntryReason.release if balance.free == line.amount else EntryReason.settle
            _enter(line, reason, -balance.free, by=by, at=at)
    lock_pots(edition)


def settle(offer: Offer, *, edition: Edition, by: Person, at: datetime) -> int:
    """Give back what the money lines of an offer do not need; the place stays. How much came free is told."""
    lock_pots(edition)
    freed = 0
    for line, balance in queries.unspent(offer):
        if line.category not in IN_PLACES:
            _enter(line, EntryReason.settle, -balance.free, by=by, at=at)
            freed += balance.free
    lock_pots(edition)
    return freed


def settle_line(line: GrantLine, *, edition: Edition, by: Person, at: datetime) -> None:
    """Give back what one line holds, and neither has spent nor needs for a claim."""
    lock_pots(edition)
    for each, balance in queries.unspent(line.offer):
        if each.id == line.id:
            _enter(line, EntryReason.settle, -balance.free, by=by, at=at)
    lock_pots(edition)


def _enter(line: GrantLine, reason: EntryReason, delta: int, *, by: Person, at: datetime) -> None:
    """One entry, one statement: the database adds it to the pot and refuses what the pot cannot hold."""
    db.session.add(PotEntry(pot_id=line.pot_id, grant_line_id=line.id, delta=delta, reason=reason, at=at, by_id=by.id))
    db.session.flush()
