"""What stands in the way of taking a published plan back, and what the plan before it can no longer hold."""

from sqlalchemy import Row, and_, exists, func, select
from sqlalchemy.orm import aliased

from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviewers.reviewers import Reviewer
from conference.models.reviews.reviews import Review
from conference.queries.reviewers import conflicts
from conference.rules.reviewers.assignment import ReviewerState
from conference.rules.reviews.reviews import ReviewState


def former_of(plan: AssignmentProposal) -> AssignmentProposal | None:
    """The plan that was in force before this one."""
    return db.session.get(AssignmentProposal, plan.former_id) if plan.former_id else None


def begun(plan: AssignmentProposal) -> int:
    """How many reviews were begun of what is new in this plan."""
    before = aliased(Assignment)
    known = exists().where(
        before.proposal_id == plan.former_id,
        before.abstract_id == Assignment.abstract_id,
        before.reviewer_id == Assignment.reviewer_id,
        before.released_at.is_(None),
    )
    same_pair = and_(Review.abstract_id == Assignment.abstract_id, Review.reviewer_id == Assignment.reviewer_id)
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Assignment)
            .join(Review, same_pair)
            .where(
                Assignment.proposal_id == plan.id,
                Assignment.released_at.is_(None),
                Review.state != ReviewState.skipped,
                ~known,
            )
        )
        or 0
    )


def no_longer_theirs(former: AssignmentProposal, plan: AssignmentProposal) -> list[Assignment]:
    """The pairs of the plan before that cannot come back: given back since, in conflict, or their reader said no."""
    since = aliased(Assignment)
    given_back = exists().where(
        since.proposal_id == plan.id,
        since.abstract_id == Assignment.abstract_id,
        since.reviewer_id == Assignment.reviewer_id,
        since.released_at.is_not(None),
    )
    held = (
        select(Assignment, given_back | (Reviewer.state != ReviewerState.accepted))
        .join(Assignment.reviewer)
        .where(Assignment.proposal_id == former.id, Assignment.released_at.is_(None))
        .order_by(Assignment.id)
    )
    apart = conflicts.pairs_in(former.edition_id)
    return [one for one, left in db.session.execute(held) if left or (one.abstract_id, one.reviewer_id) in apart]


def titles(edition: Edition) -> dict[int, Row[int, str, str]]:
    """Every abstract of the edition as a letter names it, by id, in their order."""
    rows = db.session.execute(
        select(Abstract.id, Abstract.reference, Abstract.title)
        .where(Abstract.edition_id == edition.id)
        .order_by(Abstract.number)
    )
    return {row.id: row for row in rows}
