"""Find what came of a review after it was sent: its versions, what others said, what became of the abstract."""

import hashlib
from typing import Any

from sqlalchemy import and_, select

from conference.db import Page, db, page_of
from conference.models.abstracts.abstracts import Abstract
from conference.models.reviewers.reviewers import Reviewer
from conference.models.reviews.reviews import Review, ReviewVersion
from conference.models.selection import AbstractDecision
from conference.rules.reviews.reviews import ReviewState
from conference.rules.selection.ranking import DecisionState, Outcome


def became_of(reviewer: Reviewer, *, number: int = 1) -> Page:
    """What became of each abstract this reviewer sent a review of; nothing is told before both keys are turned."""
    rows: Any = (
        select(
            Abstract.reference.label("reference"),
            Abstract.title.label("title"),
            Review.submitted_at.label("submitted_at"),
            AbstractDecision.outcome.label("outcome"),
        )
        .select_from(Review)
        .join(Abstract, Abstract.id == Review.abstract_id)
        .outerjoin(
            AbstractDecision,
            and_(AbstractDecision.abstract_id == Abstract.id, AbstractDecision.state == DecisionState.decided),
        )
        .where(Review.reviewer_id == reviewer.id, Review.state == ReviewState.submitted)
        .order_by(AbstractDecision.decided_at.is_(None), Review.submitted_at, Abstract.number)
    )
    return page_of(rows, number)


def versions_of(review: Review) -> list[ReviewVersion]:
    """What a review said each time it was sent."""
    return list(
        db.session.scalars(
            select(ReviewVersion).where(ReviewVersion.review_id == review.id).order_by(ReviewVersion.number)
        )
    )


def others_of(review: Review) -> list[tuple[int, str]]:
    """What others said of the same abstract, for somebody who has sent their own: scores and comments, no names.

    Only reviews already sent; in an order that tells nothing of who wrote them.
    """
    if review.state is not ReviewState.submitted:
        return []
    rows = db.session.execute(
        select(Review.overall, Review.comment).where(
            Review.abstract_id == review.abstract_id,
            Review.id != review.id,
            Review.state == ReviewState.submitted,
        )
    )
    found = [(overall or 0, comment) for overall, comment in rows]
    return sorted(found, key=lambda other: (hashlib.sha256(other[1].encode()).digest(), other[0]))


def outcome_of(abstract: Abstract) -> Outcome | None:
    """What both keys decided on an abstract; nothing before that."""
    return db.session.scalar(
        select(AbstractDecision.outcome).where(
            AbstractDecision.abstract_id == abstract.id, AbstractDecision.state == DecisionState.decided
        )
    )
