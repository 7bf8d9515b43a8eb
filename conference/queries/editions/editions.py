"""Find editions, streams and holidays."""

from datetime import date
from functools import cache

from sqlalchemy import Select, bindparam, func, select

from conference.db import db
from conference.models.editions.editions import Edition, Holiday, Stream
from conference.models.payments.claim_settings import ClaimSettings
from conference.rules.payments.promise_clock import COUNTRY

_ALL = select(Edition).order_by(Edition.starts_on.desc(), Edition.id.desc())


def by_code(code: str) -> Edition | None:
    """The edition of that code, whatever its case."""
    return db.session.scalar(select(Edition).where(Edition.code == code.upper()))


def all_newest_first() -> list[Edition]:
    """Every edition, the one that starts last first."""
    return list(db.session.scalars(_ALL))


def streams_of(edition: Edition) -> list[Stream]:
    """The edition's streams, in the order of the programme."""
    return list(db.session.scalars(_streams(), {"edition": edition.id}))


@cache
def _streams() -> Select[Stream]:
    """Built once, since it stands on some twenty pages."""
    return select(Stream).where(Stream.edition_id == bindparam("edition")).order_by(Stream.position, Stream.id)


def holidays(edition: Edition) -> frozenset[date]:
    """The days on which nobody works in the country that this edition counts by."""
    country = select(ClaimSettings.country).where(ClaimSettings.edition_id == edition.id).scalar_subquery()
    return frozenset(db.session.scalars(select(Holiday.day).where(Holiday.country == func.coalesce(country, COUNTRY))))


def not_over(today: date) -> list[Edition]:
    """The editions that are still to come, or on now."""
    return list(db.session.scalars(select(Edition).where(Edition.ends_on >= today).order_by(Edition.id)))
