"""Find the rates of a day."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.funding.rates import Rate
from conference.rules.funding import rates as rules
from conference.rules.funding.rates import RateKind


def of(edition: Edition) -> Sequence[Rate]:
    """Every rate that an edition may use, its own and shared ones, also those that have ended."""
    return db.session.scalars(
        sa.select(Rate)
        .where(_usable(edition))
        .order_by(Rate.kind, Rate.place, Rate.band_from, Rate.valid_from.desc(), Rate.id)
    ).all()


def one(edition: Edition, rate_id: int | None) -> Rate | None:
    """A rate that this edition may use."""
    return db.session.scalar(sa.select(Rate).where(Rate.id == rate_id, _usable(edition)))


def _usable(edition: Edition) -> sa.ColumnElement[bool]:
    return sa.or_(Rate.edition_id == edition.id, Rate.edition_id.is_(None))


def book(edition: Edition, day: date, currency: str = "") -> list[rules.Rate]:
    """All rates that hold on a day in one currency (the edition's), in one statement."""
    rows = db.session.scalars(
        sa.select(Rate).where(
            _usable(edition),
            Rate.currency == (currency or edition.currency),
            Rate.valid_from <= day,
            sa.or_(Rate.valid_to.is_(None), Rate.valid_to >= day),
        )
    )
    return [
        rules.Rate(
            row.id,
            row.kind,
            row.place,
            row.unit,
            row.numerator,
            row.denominator,
            row.band_from,
            row.band_to,
            row.edition_id is not None,
            row.source,
            row.valid_from,
        )
        for row in rows
    ]


def on(edition: Edition, kind: RateKind, day: date, place: str = "", currency: str = "") -> tuple[rules.Rate, ...]:
    """The rate of one kind on a day, with its bands: rules.rates.amount(…) says what a quantity comes to."""
    return rules.chosen(book(edition, day, currency), kind, place)


def in_force(edition: Edition, new: Rate) -> Rate | None:
    """The open rate that a new one of the same kind, place and band would replace."""
    return db.session.scalar(
        sa.select(Rate).where(
            Rate.edition_id == edition.id,
            Rate.kind == new.kind,
            Rate.place == new.place,
            Rate.currency == new.currency,
            Rate.band_from == new.band_from,
            Rate.valid_to.is_(None),
            Rate.valid_from < new.valid_from,
        )
    )
