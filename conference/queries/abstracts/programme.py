"""What anybody may read of accepted work: a list with filters, one piece whole, and all of it as a book."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from conference.db import Page, db, page_of
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition, Stream
from conference.queries.abstracts import submissions
from conference.rules.abstracts.abstracts import AbstractState, AbstractType, Answer


def is_shown(edition: Edition) -> bool:
    """Have the organisers opened the list of accepted work to everybody?"""
    call = submissions.call_of(edition)
    return call is not None and call.shows_accepted


def _accepted(edition: Edition) -> sa.Select[Abstract]:
    return (
        sa.select(Abstract)
        .options(joinedload(Abstract.stream), selectinload(Abstract.authors))
        .where(Abstract.edition_id == edition.id, Abstract.state == AbstractState.accepted)
    )


def listed(
    edition: Edition, *, number: int, stream: int = 0, kind: str = "", together: bool = False, words: str = ""
) -> Page:
    """One page of accepted work, 50, by reference; `together`: presented with patients, service users or carers."""
    found = _accepted(edition)
    if stream:
        found = found.where(Abstract.stream_id == stream)
    if kind in list(AbstractType):
        found = found.where(Abstract.type == kind)
    if together:
        found = found.where(Abstract.lived_experience_presenter == Answer.yes)
    for word in words.split():
        title, summary = (
            column.icontains(word, autoescape=True) for column in (Abstract.title, Abstract.plain_summary)
        )
        found = found.where(title | summary)
    return page_of(found.order_by(Abstract.number), number)


def one(edition: Edition, reference: str) -> Abstract | None:
    """An accepted piece of work, whole."""
    found = _accepted(edition).options(selectinload(Abstract.sections))
    return db.session.scalar(found.where(Abstract.reference == reference))


def book(edition: Edition, stream: int | None = None) -> list[Abstract]:
    """All accepted work, whole, stream by stream; or one stream's (0: what stands in none)."""
    found = (
        _accepted(edition)
        .options(selectinload(Abstract.sections))
        .outerjoin(Stream, Stream.id == Abstract.stream_id)
        .order_by(Stream.position.is_(None), Stream.position, Abstract.number)
    )
    if stream is not None:
        found = found.where(Abstract.stream_id == stream if stream else Abstract.stream_id.is_(None))
    return list(db.session.scalars(found))
