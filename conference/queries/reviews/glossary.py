"""Find the words that reviewers did not understand, and what they mean."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from conference.db import Page, db, page_of
from conference.models.editions.editions import Edition
from conference.models.reviewers.reviewers import Reviewer
from conference.models.reviews.glossary import GlossaryWord
from conference.models.reviews.reviews import Review, UnknownWord


def for_readers(edition: Edition, lang: str) -> list[tuple[str, str]]:
    """Word and meaning of all that was explained, in this language or else in any."""
    rows = db.session.execute(_for_readers(), {"edition": edition.id, "lang": lang})
    return list({term: (term, meaning) for term, meaning in rows}.values())


@cache
def _for_readers() -> Select[str, str]:
    """Built once: it stands beside every abstract that is read."""
    return (
        select(GlossaryWord.term, GlossaryWord.meaning)
        .where(GlossaryWord.edition_id == bindparam("edition"))
        .order_by(GlossaryWord.term, GlossaryWord.lang == bindparam("lang"))
    )


def asked(edition: Edition, *, number: int = 1) -> Page:
    """Each word that was not understood: by how many reviewers, in how many texts, and whether it is explained."""
    explained = select(GlossaryWord.term).where(
        GlossaryWord.edition_id == edition.id, GlossaryWord.term == UnknownWord.term
    )
    rows: Any = (
        select(
            UnknownWord.term.label("term"),
            func.count(Review.reviewer_id.distinct()).label("people"),
            func.count(Review.abstract_id.distinct()).label("texts"),
            explained.exists().label("explained"),
        )
        .join(Review, Review.id == UnknownWord.review_id)
        .join(Reviewer, Reviewer.id == Review.reviewer_id)
        .where(Reviewer.edition_id == edition.id)
        .group_by(UnknownWord.term)
        .order_by(func.count(Review.reviewer_id.distinct()).desc(), UnknownWord.term)
    )
    return page_of(rows, number)


def meanings(edition: Edition, term: str) -> dict[str, str]:
    """What a word means, by language."""
    rows = db.session.scalars(
        select(GlossaryWord).where(GlossaryWord.edition_id == edition.id, GlossaryWord.term == term)
    )
    return {each.lang.value: each.meaning for each in rows}
