"""Find editions, streams and holidays."""

from datetime import date

from sqlalchemy import select

from conference.db import db
from conference.models.editions import Edition, Holiday, Stream


def by_code(code: str) -> Edition | None:
    """The edition of that code, whatever its case."""
    return db.session.scalar(select(Edition).where(Edition.code == code.upper()))


def all_newest_first() -> list[Edition]:
    """Every edition, the one that starts last first."""
    return list(db.session.scalars(select(Edition).order_by(Edition.starts_on.desc(), Edition.id.desc())))


def streams_of(edition: Edition) -> list[Stream]:
    """The edition's streams, in the order of the programme."""
    return list(
        db.session.scalars(select(Stream).where(Stream.edition_id == edition.id).order_by(Stream.position, Stream.id))
    )


def holidays() -> frozenset[date]:
    """Every day on which no work is promised."""
    return frozenset(db.session.scalars(select(Holiday.day)))
