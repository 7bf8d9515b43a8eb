"""Find abstracts: by the number they came with, a page at a time, and whole for an export."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from conference.db import Page, db, page_of
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition, Stream
from conference.rules.abstracts.abstracts import AbstractState, Section, as_read, in_one_piece
from conference.rules.applications.applications import words_in

NO_STREAM = "none"


def whole(edition: Edition) -> list[Abstract]:
    """Every abstract with its authors, sections and stream, in the order of its number: four statements."""
    return list(db.session.scalars(_whole().where(Abstract.edition_id == edition.id).order_by(Abstract.number)))


def by_id(edition: Edition) -> dict[int, Abstract]:
    """Every abstract by itself, without its authors and sections: one statement."""
    return {one.id: one for one in db.session.scalars(select(Abstract).where(Abstract.edition_id == edition.id))}


def one(edition: Edition, reference: str) -> Abstract | None:
    """The abstract of that reference, if it belongs to the edition."""
    return db.session.scalar(_whole().where(Abstract.edition_id == edition.id, Abstract.reference == reference))


def sections_read(abstract: Abstract) -> list[tuple[str, str]]:
    """Each heading with its text, as people read them."""
    return [(as_read(section.label), as_read(section.text)) for section in abstract.sections]


def last_number(edition: Edition) -> int:
    """The highest number given so far."""
    return db.session.scalar(select(func.max(Abstract.number)).where(Abstract.edition_id == edition.id)) or 0


def listed(edition: Edition, *, number: int, stream: str = "", state: str = "", search: str = "") -> Page:
    """One page of abstracts, 50, by reference: of one stream (`none` for no stream), one state, words of the title."""
    found = _LISTED.where(Abstract.edition_id == edition.id)
    if stream == NO_STREAM:
        found = found.where(Abstract.stream_id.is_(None))
    elif stream.isascii() and stream.isdigit():
        found = found.where(Abstract.stream_id == int(stream))
    if state in set(AbstractState):
        found = found.where(Abstract.state == AbstractState(state))
    for word in search.split():
        found = found.where(Abstract.title.icontains(word, autoescape=True))
    return page_of(found.order_by(Abstract.number), number)


# Only what the list shows: a whole abstract has thirty columns, and fifty of them cost three times as much.
_LISTED = select(Abstract.reference, Abstract.title, Stream.name.label("stream"), Abstract.state).outerjoin(
    Stream, Stream.id == Abstract.stream_id
)


def ids_by_name(edition: Edition) -> dict[str, int]:
    """Each abstract by its reference and by the number it came with; the latter wins."""
    rows = db.session.execute(
        select(Abstract.id, Abstract.reference, Abstract.source_id)
        .where(Abstract.edition_id == edition.id)
        .order_by(Abstract.number)
    ).all()
    by_reference = {reference: one for one, reference, _source in rows}
    return by_reference | {source: one for one, _reference, source in rows if source}


def exported(edition: Edition) -> list[dict[str, Any]]:
    """Every abstract as the export tells it: nothing shortened, nothing left out."""
    return [
        {
            "reference": abstract.reference,
            "source_id": abstract.source_id,
            "title": abstract.title,
            "authors": [
                {"name": author.name, "affiliations": [dict(place) for place in author.affiliations]}
                for author in abstract.authors
            ],
            "sections": [{"label": section.label, "text": section.text} for section in abstract.sections],
            "stream": abstract.stream.name if abstract.stream else None,
        }
        for abstract in whole(edition)
    ]


COLUMNS = (
    "reference", "source_id", "state", "stream", "type", "title", "authors", "affiliations", "presenting",
    "lived_experience_authors", "plain_summary", "abstract", "words", "involvement", "involved_who",
    "involved_changed", "involved_none_because", "involved_paid", "lived_experience_author",
    "lived_experience_presenter", "keywords", "credit",
)  # fmt: skip


def as_rows(edition: Edition) -> list[list[object]]:
    """Every abstract that was sent, one row each, in the order of COLUMNS: all that an organiser may see of it."""
    return [_as_row(abstract) for abstract in whole(edition) if abstract.state is not AbstractState.draft]


def _as_row(abstract: Abstract) -> list[object]:
    text = in_one_piece(tuple(Section(part.label, part.text) for part in abstract.sections))
    shown = [author.name for author in abstract.authors if author.consents_to_label]
    places = dict.fromkeys(place.get("org", "") for author in abstract.authors for place in author.affiliations)
    return [
        abstract.reference, abstract.source_id or "", abstract.state.value,
        abstract.stream.name if abstract.stream else "", abstract.type.value if abstract.type else "",
        abstract.title, "; ".join(author.name for author in abstract.authors), "; ".join(filter(None, places)),
        "; ".join(author.name for author in abstract.authors if author.presents), "; ".join(shown),
        abstract.plain_summary, text, words_in(text), abstract.involvement.value, abstract.involved_who,
        abstract.involved_changed, abstract.involved_none_because, abstract.involved_paid.value,
        abstract.lived_experience_author.value, abstract.lived_experience_presenter.value,
        "; ".join(abstract.keywords), abstract.credit,
    ]  # fmt: skip


def _whole() -> Select[Abstract]:
    return select(Abstract).options(
        joinedload(Abstract.stream), selectinload(Abstract.authors), selectinload(Abstract.sections)
    )
