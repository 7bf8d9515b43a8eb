"""Find pots, what is left in them, and the lines that hold it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from conference.db import db
from conference.models.budget import PlanLine, Pot
from conference.models.editions import Edition
from conference.models.offers import AwardLine, Offer, PotEntry, RefusedLine
from conference.rules.budget import Category, EntryReason, Left, Line, PotKind, needs
from conference.rules.offers import OfferState


def pots_of(edition: Edition) -> dict[PotKind, Pot]:
    """The edition's pots by kind."""
    pots = db.session.scalars(sa.select(Pot).where(Pot.edition_id == edition.id).order_by(Pot.id))
    return {pot.kind: pot for pot in pots}


def left_in(pots: Mapping[PotKind, Pot]) -> Left:
    """What the two pots still hold; a pot that was never made holds nothing."""
    places, money = pots.get(PotKind.places), pots.get(PotKind.money)
    return Left(places.left if places else 0, money.left if money else 0)


def left_for_draft(edition: Edition) -> Left:
    """What a new list may use: what is left, and what a list that still waits for its keys would give back."""
    left = left_in(pots_of(edition))
    rows = db.session.execute(
        sa.select(AwardLine.category, AwardLine.amount)
        .join(AwardLine.offer)
        .join(AwardLine.pot)
        .where(Pot.edition_id == edition.id, Offer.state == OfferState.reserved)
    )
    held = needs(Line(category, amount) for category, amount in rows)
    return Left(left.places + held.places, left.money + held.money)


def was_used(pot: Pot) -> bool:
    """Has anything ever been promised from this pot?"""
    return bool(db.session.scalar(sa.select(PotEntry.id).where(PotEntry.pot_id == pot.id).limit(1)))


def lines_of(offer: Offer) -> list[AwardLine]:
    """What an offer promises, in the order it was written."""
    return list(db.session.scalars(sa.select(AwardLine).where(AwardLine.offer_id == offer.id).order_by(AwardLine.id)))


def refused_lines(offer: Offer) -> set[int]:
    """The lines that the person did not want."""
    return set(
        db.session.scalars(
            sa.select(RefusedLine.award_line_id)
            .join(AwardLine, AwardLine.id == RefusedLine.award_line_id)
            .where(AwardLine.offer_id == offer.id)
        )
    )


def kept_lines(offer: Offer) -> list[AwardLine]:
    """What an offer still promises: every line but those that the person refused."""
    refused = refused_lines(offer)
    return [line for line in lines_of(offer) if line.id not in refused]


def held_lines(offer: Offer) -> list[AwardLine]:
    """The lines of an offer that are promised and not given back."""
    released = sa.select(PotEntry.award_line_id).where(PotEntry.reason == EntryReason.release)
    return list(
        db.session.scalars(
            sa.select(AwardLine)
            .join(PotEntry, sa.and_(PotEntry.award_line_id == AwardLine.id, PotEntry.reason == EntryReason.commit))
            .where(AwardLine.offer_id == offer.id, AwardLine.id.not_in(released))
            .order_by(AwardLine.id)
        )
    )


def lines_by_offer(offers: Iterable[Offer]) -> dict[int, list[Line]]:
    """The promised lines of many offers, in one statement."""
    found: dict[int, list[Line]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(AwardLine.offer_id, AwardLine.category, AwardLine.amount)
        .where(AwardLine.offer_id.in_([offer.id for offer in offers]))
        .order_by(AwardLine.id)
    )
    for offer_id, category, amount in rows:
        found[offer_id].append(Line(category, amount))
    return found


def planned_lines(application_ids: Iterable[int]) -> dict[int, list[Line]]:
    """The drafted lines of many applications, in one statement."""
    found: dict[int, list[Line]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(PlanLine.application_id, PlanLine.category, PlanLine.amount)
        .where(PlanLine.application_id.in_(list(application_ids)))
        .order_by(PlanLine.application_id, PlanLine.category)
    )
    for application_id, category, amount in rows:
        found[application_id].append(Line(category, amount))
    for lines in found.values():
        lines.sort(key=lambda line: list(Category).index(line.category))
    return found
