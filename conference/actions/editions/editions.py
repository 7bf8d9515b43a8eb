"""Make an edition and its streams."""

from datetime import date, datetime

from conference import audit
from conference.db import db
from conference.models.editions.editions import Edition, Stream
from conference.models.people.people import Person


def create(
    code: str,
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    zone: str,
    currency: str,
    by: Person,
    at: datetime,
    is_demo: bool = False,
) -> Edition:
    """Make an edition of a conference."""
    edition = Edition(
        code=code.upper(),
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        zone=zone,
        currency=currency,
        created_at=at,
        is_demo=is_demo,
    )
    db.session.add(edition)
    audit.record("edition.created", about=edition, by=by, at=at, code=edition.code)
    return edition


def add_stream(edition: Edition, name: str, *, position: int, by: Person, at: datetime) -> Stream:
    """Add a stream to the edition."""
    stream = Stream(edition_id=edition.id, name=name, position=position)
    db.session.add(stream)
    db.session.flush()
    audit.record("edition.stream_added", about=edition, by=by, at=at, edition=edition, stream=stream.id)
    return stream
