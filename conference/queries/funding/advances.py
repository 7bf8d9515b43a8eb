"""Find advances and bookings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from conference.db import db
from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.models.funding.advances import Advance, Booking
from conference.models.funding.offers import GrantLine, Offer
from conference.models.funding.pots import Pot
from conference.models.funding.spending import LineSpending
from conference.models.payments.batches import PaymentSettings
from conference.queries.editions import editions
from conference.rules.editions.dates import end_of_day
from conference.rules.funding.advances import NEVER_CHASED_BELOW, AdvanceState, pay_advance_by
from conference.rules.funding.estimates import Route, route_of
from conference.rules.funding.offers import OfferState
from conference.rules.funding.pots import Category, PotKind


def advance(edition: Edition, advance_id: int) -> Advance | None:
    """The advance of that number, if it is this edition's."""
    return db.session.scalar(
        sa.select(Advance)
        .join(Advance.line)
        .join(GrantLine.pot)
        .options(contains_eager(Advance.line).contains_eager(GrantLine.pot))
        .where(Advance.id == advance_id, Pot.edition_id == edition.id)
    )


def booking(edition: Edition, booking_id: int) -> Booking | None:
    """The booking of that number, if it is this edition's."""
    return db.session.scalar(
        sa.select(Booking)
        .join(Booking.line)
        .join(GrantLine.pot)
        .where(Booking.id == booking_id, Pot.edition_id == edition.id)
    )


def advances_of(offer: Offer) -> list[Advance]:
    """The advances on an offer's lines."""
    return list(
        db.session.scalars(
            sa.select(Advance).join(Advance.line).where(GrantLine.offer_id == offer.id).order_by(Advance.id)
        )
    )


def bookings_of(offer: Offer) -> list[Booking]:
    """What was booked on an offer's lines."""
    return list(
        db.session.scalars(
            sa.select(Booking)
            .join(Booking.line)
            .options(joinedload(Booking.passes_to))
            .where(GrantLine.offer_id == offer.id)
            .order_by(Booking.id)
        )
    )


def in_state(edition: Edition, *states: AdvanceState) -> Sequence[Advance]:
    """The edition's advances that stand there, the first to travel first."""
    return db.session.scalars(
        sa.select(Advance)
        .join(Advance.line)
        .join(GrantLine.pot)
        .options(contains_eager(Advance.line).contains_eager(GrantLine.pot), joinedload(Advance.person))
        .where(Pot.edition_id == edition.id, Advance.state.in_(states))
        .order_by(Advance.travels_on, Advance.id)
    ).all()


@dataclass(frozen=True)
class ToBook:
    """One line that a person wants booked for them, and of which nothing is booked or spent yet."""

    application: Application
    category: Category
    held: int


def to_book(edition: Edition) -> list[ToBook]:
    """What waits to be booked for people who said yes, the first to say yes first."""
    rows = db.session.execute(
        sa.select(Application, GrantLine.category, LineSpending.held)
        .select_from(LineSpending)
        .join(LineSpending.line)
        .join(GrantLine.pot)
        .join(GrantLine.offer)
        .join(Offer.application)
        .join(Application.person)
        .options(contains_eager(Application.person))
        .where(
            Pot.edition_id == edition.id,
            Pot.kind == PotKind.money,
            Offer.state == OfferState.accepted,
            LineSpending.held > 0,
            LineSpending.spent == 0,
        )
        .order_by(Offer.answered_at, GrantLine.id)
    )
    return [
        ToBook(application, category, held)
        for application, category, held in rows
        if route_of(category, application.travel_mode, application.routes) is Route.booked
    ]


def never_chased_below(edition: Edition) -> int:
    """The sum below which nothing is asked back."""
    settings = db.session.get(PaymentSettings, edition.id)
    return settings.never_chased_below if settings else NEVER_CHASED_BELOW


def pay_by(advance: Advance, edition: Edition) -> datetime:
    """When an advance must have been paid: ten working days before the journey."""
    return end_of_day(pay_advance_by(advance.travels_on, editions.holidays(edition)), edition.zone)


def is_booked(supplier: str, reference: str) -> bool:
    """Is this booking written down already?"""
    found = sa.select(Booking.id).where(Booking.supplier == supplier, Booking.reference == reference)
    return db.session.scalar(found) is not None
