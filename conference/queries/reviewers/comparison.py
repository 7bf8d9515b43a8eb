"""Set two plans beside each other: what each comes to, and every pair in which they differ."""

from typing import Any

from sqlalchemy import FromClause, Select, and_, case, exists, func, literal, select, union_all
from sqlalchemy.orm import aliased

from conference.db import Page, db, page_of
from conference.models.abstracts.abstracts import Abstract
from conference.models.people.people import Person
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviewers.reviewers import Reviewer
from conference.models.reviews.reviews import Review
from conference.rules.abstracts.abstracts import IN_REVIEW
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import ReviewerState
from conference.rules.reviewers.comparison import Figures, Moves, spread
from conference.rules.reviews.reviews import ReviewState


def figures(plan: AssignmentProposal) -> Figures:
    """What a plan comes to today, in two statements."""
    read = reviewers(plan).subquery()
    lived, empty = func.coalesce(read.c.lived, 0), left_empty(plan, read)
    row = db.session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(read.c.pairs), 0),
            func.coalesce(func.sum(case((lived == 0, 1), else_=0)), 0),
            func.coalesce(func.sum(case((empty > 0, 1), else_=0)), 0),
            func.coalesce(func.sum(empty), 0),
            func.min(read.c.worst),
            func.sum(read.c.fit),
        )
        .select_from(Abstract)
        .outerjoin(read, read.c.abstract_id == Abstract.id)
        .where(Abstract.edition_id == plan.edition_id, Abstract.state.in_(IN_REVIEW))
    ).one()
    abstracts, pairs, without_lived, with_empty, missing, worst, fit = row
    return Figures(
        abstracts, int(pairs), int(without_lived), int(with_empty), int(missing),
        worst, float(fit) / int(pairs) if pairs else None, _spreads(plan),
    )  # fmt: skip


def moves(left: AssignmentProposal, right: AssignmentProposal) -> Moves:
    """How many pairs stay, come and go from the left plan to the right one."""
    gone, new = _only_in(left, right).subquery(), _only_in(right, left).subquery()
    counts = [
        db.session.execute(select(func.count(), func.count(side.c.reviewer_id.distinct())).select_from(side)).one()
        for side in (gone, new)
    ]
    in_left = db.session.scalar(
        select(func.count()).where(Assignment.proposal_id == left.id, Assignment.released_at.is_(None))
    )
    (pairs_gone, people_gone), (pairs_new, people_new) = counts
    return Moves((in_left or 0) - pairs_gone, pairs_new, pairs_gone, people_new, people_gone)


def differing_page(left: AssignmentProposal, right: AssignmentProposal, *, number: int) -> Page:
    """The pairs that only one of the two plans holds, 50 a page, by abstract: what goes before what comes."""
    both = union_all(
        _only_in(left, right).add_columns(literal("gone").label("change")),
        _only_in(right, left).add_columns(literal("new").label("change")),
    ).subquery()
    return page_of(
        select(
            Abstract.reference.label("reference"),
            Abstract.title.label("title"),
            Person.name.label("reviewer"),
            both.c.reviewer_id.label("reviewer_id"),
            both.c.kind.label("kind"),
            both.c.seat.label("seat"),
            both.c.affinity.label("affinity"),
            both.c.change.label("change"),
        )
        .select_from(both)
        .join(Abstract, Abstract.id == both.c.abstract_id)
        .join(Reviewer, Reviewer.id == both.c.reviewer_id)
        .join(Person, Person.id == Reviewer.person_id)
        .order_by(Abstract.number, both.c.change, both.c.kind, both.c.reviewer_id),
        number,
    )


def left_empty(plan: AssignmentProposal, read: FromClause) -> Any:
    """How many seats of an abstract are empty, as `rules.beside.empty_seats` says it; `read` may lack the abstract."""
    lived = func.coalesce(read.c.lived, 0)
    professional = func.coalesce(read.c.pairs, 0) - lived
    sits_open = _more(lived, plan.lived_experience) + _more(professional, plan.professional)
    return (
        _more(plan.lived_experience, lived) + _more(plan.professional, professional) + _more(plan.seats.any, sits_open)
    )


def reviewers(plan: AssignmentProposal) -> Select[Any]:
    """Of each abstract how many people read it in that plan, and how well they fit; who skipped it does not count."""
    same_pair = and_(Review.abstract_id == Assignment.abstract_id, Review.reviewer_id == Assignment.reviewer_id)
    found: Any = (
        select(
            Assignment.abstract_id.label("abstract_id"),
            func.count().label("pairs"),
            func.sum(case((Assignment.kind == Kind.lived_experience, 1), else_=0)).label("lived"),
            func.min(Assignment.affinity).label("worst"),
            func.sum(Assignment.affinity).label("fit"),
        )
        .outerjoin(Review, same_pair)
        .where(
            Assignment.proposal_id == plan.id,
            Assignment.released_at.is_(None),
            func.coalesce(Review.state, ReviewState.assigned) != ReviewState.skipped,
        )
        .group_by(Assignment.abstract_id)
    )
    return found


def _spreads(plan: AssignmentProposal) -> dict[Kind, Any]:
    here = and_(
        Assignment.reviewer_id == Reviewer.id,
        Assignment.proposal_id == plan.id,
        Assignment.released_at.is_(None),
    )
    rows = db.session.execute(
        select(Reviewer.kind, Reviewer.max_load, func.count(Assignment.id))
        .select_from(Reviewer)
        .outerjoin(Assignment, here)
        .where(Reviewer.edition_id == plan.edition_id, Reviewer.state == ReviewerState.accepted, ~Reviewer.in_reserve)
        .group_by(Reviewer.id, Reviewer.kind, Reviewer.max_load)
    ).all()
    return {kind: spread((load, limit) for of, limit, load in rows if of == kind) for kind in Kind}


def _more(wanted: Any, have: Any) -> Any:
    """By how much the first is more than the second, else 0."""
    return case((have < wanted, wanted - have), else_=0)


def _only_in(one: AssignmentProposal, other: AssignmentProposal) -> Select[Any]:
    """The pairs of one plan that the other does not hold."""
    there = aliased(Assignment)
    held = exists().where(
        there.proposal_id == other.id,
        there.abstract_id == Assignment.abstract_id,
        there.reviewer_id == Assignment.reviewer_id,
        there.released_at.is_(None),
    )
    pairs: Any = select(
        Assignment.abstract_id, Assignment.reviewer_id, Assignment.kind, Assignment.seat, Assignment.affinity
    )
    return pairs.where(Assignment.proposal_id == one.id, Assignment.released_at.is_(None), ~held)
