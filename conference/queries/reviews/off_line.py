"""Find what a reviewer may take away on paper or as a sheet, and what of it is written already."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.reviewers.assignment import Assignment
from conference.models.reviewers.reviewers import Reviewer
from conference.models.reviews.reviews import Review
from conference.queries.reviewers import reviewers
from conference.queries.reviews import reviews
from conference.rules.abstracts.abstracts import IN_REVIEW
from conference.rules.reviews.reviews import Answers


def to_write(reviewer: Reviewer, *, at: datetime) -> list[Assignment]:
    """The reviewer's own pairs that may still be written and were not sent, by reference."""
    closes_at = reviewers.settings(reviewer.edition).closes_at
    if closes_at is not None and at >= closes_at:
        return []
    rows = (
        reviews.pairs(Assignment)
        .where(reviews.mine(reviewer), reviews.state_now().in_(reviews.OPEN), Abstract.state.in_(IN_REVIEW))
        .order_by(Abstract.number)
    )
    return list(db.session.scalars(rows))


def sheets_of(assignments: Iterable[Assignment]) -> dict[int, str]:
    """Assignment id -> the sheet from which its review was last saved; none where that was at the screen."""
    ids = [each.id for each in assignments]
    found = db.session.execute(select(Review.assignment_id, Review.sheet).where(Review.assignment_id.in_(ids)))
    return {assignment: sheet for assignment, sheet in found if sheet}


def saved_of(reviewer: Reviewer, abstract_ids: Iterable[int]) -> dict[int, Answers]:
    """Abstract id -> what this reviewer has saved of their review so far."""
    found = db.session.scalars(
        select(Review)
        .options(selectinload(Review.ratings))
        .where(Review.reviewer_id == reviewer.id, Review.abstract_id.in_(list(abstract_ids)))
    ).all()
    form = reviews.form_of(reviewer.edition, reviewer.kind)
    keys = {criterion.id: criterion.key for criterion in reviews.criteria_of(form.id)} if form else {}
    return {
        each.abstract_id: Answers(
            each.overall,
            frozenset(each.ticked),
            {keys[rating.criterion_id]: rating.score for rating in each.ratings if rating.criterion_id in keys},
            each.comment,
            each.note,
        )
        for each in found
    }
