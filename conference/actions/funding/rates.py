"""Add a rate and end one. A rate is never edited; the database refuses two for the same thing, place and day."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import sqlalchemy as sa

from conference import audit
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.funding.rates import Rate
from conference.models.people.people import Person
from conference.queries.funding import rates as queries
from conference.rules.funding.rates import RateKind, Unit, place_key
from conference.rules.funding.reasons import FundingReason
from conference.rules.refusals import Refused


def add(
    edition: Edition,
    kind: RateKind,
    unit: Unit,
    rate: Fraction | int,
    *,
    valid_from: date,
    source: str,
    source_on: date,
    by: Person,
    at: datetime,
    place: str = "",
    band: tuple[int, int | None] = (0, None),
    valid_to: date | None = None,
    shared: bool = False,
) -> Rate:
    """Add a rate in the edition's currency; the open one that it replaces ends the day before."""
    fraction = Fraction(rate)
    made = Rate(
        edition_id=None if shared else edition.id,
        kind=kind,
        place=place_key(place),
        unit=unit,
        numerator=fraction.numerator,
        denominator=fraction.denominator,
        currency=edition.currency,
        band_from=band[0],
        band_to=band[1],
        valid_from=valid_from,
        valid_to=valid_to,
        source=source,
        source_on=source_on,
        added_at=at,
        added_by=by.id,
    )
    before = None if shared else queries.in_force(edition, made)
    if before:
        before.valid_to = valid_from - timedelta(days=1)
        db.session.flush()
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except sa.exc.IntegrityError as refused:
        raise Refused(FundingReason.overlap) from refused
    audit.record(
        "rate.added",
        about=made,
        by=by,
        at=at,
        edition=edition,
        kind=kind,
        numerator=made.numerator,
        denominator=made.denominator,
        replaced=before.id if before else None,
    )
    return made


def end(rate: Rate, last_day: date, *, edition: Edition, by: Person, at: datetime) -> None:
    """End an edition's own rate: it still holds on its last day."""
    if rate.edition_id != edition.id or rate.valid_to is not None or last_day < rate.valid_from:
        raise Refused(FundingReason.ended)
    rate.valid_to = last_day
    audit.record("rate.ended", about=rate, by=by, at=at, edition=edition, last_day=str(last_day))
