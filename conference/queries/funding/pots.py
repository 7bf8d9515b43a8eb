"""Find pots, what is left in them, and the lines that hold it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.funding.offers import GrantLine, Offer, PotEntry, RefusedLine
from conference.models.funding.pots import PlanLine, Pot
from conference.models.funding.spending import LineSpending
from conference.queries.funding.spending import asked
from conference.rules import frozen
from conference.rules.funding.offers import OfferState
from conference.rules.funding.pots import Category, Left, Line, PotKind, needs
from conference.rules.funding.spending import Balance


def pots_of(edition: Edition) -> dict[PotKind, Pot]:
    """The edition's two general pots by kind."""
    return {pot.kind: pot for pot in all_pots(edition) if pot.parent_id is None}


def all_pots(edition: Edition) -> list[Pot]:
    """Every pot of the edition: each general pot, then the sponsors' and ring-fenced pots inside it."""
    order = (Pot.kind.desc(), sa.func.coalesce(Pot.parent_id, 0), Pot.id)
    return list(db.session.scalars(sa.select(Pot).where(Pot.edition_id == edition.id).order_by(*order)))


def child_pots(edition: Edition) -> list[Pot]:
    """The sponsors' and ring-fenced pots, which only a line that names them draws on."""
    return [pot for pot in all_pots(edition) if pot.parent_id]


def one_pot(edition: Edition, pot_id: int | None) -> Pot | None:
    """The pot of that id, if it is this edition's."""
    return db.session.scalar(sa.select(Pot).where(Pot.id == pot_id, Pot.edition_id == edition.id))


def size_content(pot: Pot, capacity: int, *, new_money: bool, reason: str) -> frozen.PotSize:
    """What a set about a pot's size will do."""
    return {
        "kind": pot.kind.value,
        "capacity": capacity,
        "before": pot.capacity,
        "currency": pot.edition.currency,
        "name": pot.name,
        "what_for": pot.what_for,
        "new_money": new_money,
        "reason": reason,
    }


def left_in(pots: Mapping[PotKind, Pot]) -> Left:
    """What the two pots still hold; a pot that was never made holds nothing."""
    places, money = pots.get(PotKind.places), pots.get(PotKind.money)
    return Left(places.left if places else 0, money.left if money else 0)


def left_for_draft(edition: Edition) -> Left:
    """What a new list may use: what is left, and what a list that still waits for its keys would give back."""
    left = left_in(pots_of(edition))
    rows = db.session.execute(
        sa.select(GrantLine.category, GrantLine.amount)
        .join(GrantLine.offer)
        .join(GrantLine.pot)
        .where(Pot.edition_id == edition.id, Pot.parent_id.is_(None), Offer.state == OfferState.reserved)
    )
    held = needs(Line(category, amount) for category, amount in rows)
    return Left(left.places + held.places, left.money + held.money)


def was_used(pot: Pot) -> bool:
    """Has anything ever been promised from this pot?"""
    return bool(db.session.scalar(sa.select(PotEntry.id).where(PotEntry.pot_id == pot.id).limit(1)))


def lines_of(offer: Offer) -> list[GrantLine]:
    """What an offer promises, in the order it was written."""
    return list(db.session.scalars(sa.select(GrantLine).where(GrantLine.offer_id == offer.id).order_by(GrantLine.id)))


def entries_of(line: GrantLine) -> list[PotEntry]:
    """The ledger of one line."""
    return list(db.session.scalars(sa.select(PotEntry).where(PotEntry.grant_line_id == line.id).order_by(PotEntry.id)))


def unspent(offer: Offer) -> list[tuple[GrantLine, Balance]]:
    """The lines of an offer that still hold something nobody spent or claims, in the order of their pots."""
    rows = db.session.execute(
        sa.select(GrantLine, LineSpending.held, LineSpending.spent, asked)
        .join(LineSpending, LineSpending.grant_line_id == GrantLine.id)
        .where(GrantLine.offer_id == offer.id, LineSpending.held > LineSpending.spent + asked)
        .order_by(GrantLine.pot_id, GrantLine.id)
        .with_for_update(of=LineSpending)
    )
    return [(line, Balance(*sums)) for line, *sums in rows]


def refused_lines(offer: Offer) -> set[int]:
    """The lines that the person did not want."""
    return set(
        db.session.scalars(
            sa.select(RefusedLine.grant_line_id)
            .join(GrantLine, GrantLine.id == RefusedLine.grant_line_id)
            .where(GrantLine.offer_id == offer.id)
        )
    )


def kept_lines(offer: Offer) -> list[GrantLine]:
    """What an offer still promises: every line but those that the person refused."""
    refused = refused_lines(offer)
    return [line for line in lines_of(offer) if line.id not in refused]


def lines_by_offer(offers: Iterable[Offer]) -> dict[int, list[Line]]:
    """The promised lines of many offers, in one statement."""
    found: dict[int, list[Line]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(GrantLine.offer_id, GrantLine.category, GrantLine.amount, Pot.id, Pot.parent_id)
        .join(GrantLine.pot)
        .where(GrantLine.offer_id.in_([offer.id for offer in offers]))
        .order_by(GrantLine.id)
    )
    for offer_id, category, amount, pot_id, parent_id in rows:
        found[offer_id].append(Line(category, amount, pot_id if parent_id else None))
    return found


def planned_lines(application_ids: Iterable[int]) -> dict[int, list[Line]]:
    """The drafted lines of many applications, in one statement."""
    found: dict[int, list[Line]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(PlanLine.application_id, PlanLine.category, PlanLine.amount, PlanLine.pot_id)
        .where(PlanLine.application_id.in_(list(application_ids)))
        .order_by(PlanLine.application_id, PlanLine.category)
    )
    for application_id, category, amount, pot_id in rows:
        found[application_id].append(Line(category, amount, pot_id))
    for lines in found.values():
        lines.sort(key=lambda line: list(Category).index(line.category))
    return found
