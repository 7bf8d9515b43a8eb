"""Seats that came free while people read: somebody stepped back, skipped it or has a conflict."""

from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from conference.db import Page, db, page_of
from conference.models.abstracts.abstracts import Abstract
from conference.models.reviewers.assignment import Assignment, AssignmentProposal, AssignmentShortfall
from conference.models.reviews.reviews import Review
from conference.queries.reviewers import comparison
from conference.rules.abstracts.abstracts import IN_REVIEW
from conference.rules.reviewers.assignment import Seat
from conference.rules.reviews.reviews import ReviewState

NAMED = 3  # so many are named at the desk, each with its button; the others stand on a page of their own
SEATS = {
    Seat.lived_experience: "lived-experience reviewer",
    Seat.professional: "professional reviewer",
    Seat.any: "reviewer of either kind",
}


def page(plan: AssignmentProposal, *, number: int, size: int = 50) -> Page:
    """The abstracts with a seat that came free, 50 a page: first those without a lived-experience reviewer."""
    read = comparison.reviewers(plan).where(Assignment.abstract_id.in_(_opened(plan))).subquery()
    return page_of(
        select(Abstract)
        .options(joinedload(Abstract.stream))
        .outerjoin(read, read.c.abstract_id == Abstract.id)
        .where(Abstract.id.in_(_opened(plan)), Abstract.state.in_(IN_REVIEW), comparison.left_empty(plan, read) > 0)
        .order_by(func.coalesce(read.c.lived, 0) > 0, Abstract.number),
        number,
        size,
    )


def still_short(plan: AssignmentProposal) -> int:
    """The seats that nobody could fill when the plan was drawn up, and that are still empty."""
    short = select(AssignmentShortfall.abstract_id).where(AssignmentShortfall.proposal_id == plan.id)
    read = comparison.reviewers(plan).where(Assignment.abstract_id.in_(short)).subquery()
    return int(
        db.session.scalar(
            select(func.coalesce(func.sum(comparison.left_empty(plan, read)), 0))
            .select_from(Abstract)
            .outerjoin(read, read.c.abstract_id == Abstract.id)
            .where(Abstract.id.in_(short), Abstract.id.not_in(_opened(plan)), Abstract.state.in_(IN_REVIEW))
        )
        or 0
    )


def _opened(plan: AssignmentProposal) -> Select[Any]:
    """The abstracts of which somebody stepped back or skipped."""
    same_pair = and_(Review.abstract_id == Assignment.abstract_id, Review.reviewer_id == Assignment.reviewer_id)
    rows: Any = (
        select(Assignment.abstract_id)
        .outerjoin(Review, same_pair)
        .where(
            Assignment.proposal_id == plan.id,
            or_(Assignment.released_at.is_not(None), Review.state == ReviewState.skipped),
        )
    )
    return rows
