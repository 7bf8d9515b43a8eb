"""Seats that came free while people read: somebody stepped back, skipped it or has a conflict."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from conference.db import Page, db, page_of
from conference.models.abstracts import Abstract
from conference.models.assignment import Assignment, AssignmentProposal, AssignmentShortfall
from conference.models.editions import Edition
from conference.models.reviews import Review
from conference.queries import assignment, beside, next_best, reviewers
from conference.rules import next_best as rules
from conference.rules.abstracts import IN_REVIEW
from conference.rules.assignment import Seat
from conference.rules.reviews import ReviewState
from conference.rules.together import Press, Waiting

NAMED = 3  # so many are named at the desk, each with its button; the others stand on a page of their own
SEATS = {
    Seat.lived_experience: "seat of lived experience",
    Seat.professional: "professional’s seat",
    Seat.any: "open seat",
}


def page(plan: AssignmentProposal, *, number: int, size: int = 50) -> Page:
    """The abstracts with a seat that came free, 50 a page: first those without a lived-experience reviewer."""
    read = beside.readers(plan).where(Assignment.abstract_id.in_(_opened(plan))).subquery()
    return page_of(
        select(Abstract)
        .options(joinedload(Abstract.stream))
        .outerjoin(read, read.c.abstract_id == Abstract.id)
        .where(Abstract.id.in_(_opened(plan)), Abstract.state.in_(IN_REVIEW), beside.left_empty(plan, read) > 0)
        .order_by(func.coalesce(read.c.lived, 0) > 0, Abstract.number),
        number,
        size,
    )


def still_short(plan: AssignmentProposal) -> int:
    """The seats that nobody could fill when the plan was drawn up, and that are still empty."""
    short = select(AssignmentShortfall.abstract_id).where(AssignmentShortfall.proposal_id == plan.id)
    read = beside.readers(plan).where(Assignment.abstract_id.in_(short)).subquery()
    return int(
        db.session.scalar(
            select(func.coalesce(func.sum(beside.left_empty(plan, read)), 0))
            .select_from(Abstract)
            .outerjoin(read, read.c.abstract_id == Abstract.id)
            .where(Abstract.id.in_(short), Abstract.id.not_in(_opened(plan)), Abstract.state.in_(IN_REVIEW))
        )
        or 0
    )


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """For the desk: each of the first few by name, with the next best person and a button; then how many more."""
    plan = assignment.published(edition)
    if plan is None:
        return []
    found = page(plan, number=1, size=NAMED)
    closes_at = reviewers.settings(edition).closes_at
    known = next_best.around(plan, found.rows)
    openings = [(one, rules.openings(known[one.id])) for one in found.rows]
    people = next_best.people(each.nearest.reader for _one, seats in openings for each in seats if each.nearest)
    lines = []
    for abstract, seats in openings:
        for opening in seats[:1]:
            lines.append(_line(plan, abstract, opening, people, sum(each.missing for each in seats), closes_at, at))
    more = found.total - len(found.rows)
    lines.append(Waiting("More abstracts with a seat that came free", more, "desk_plans.came_free", due=closes_at))
    return [line for line in lines if line.count]


def _line(
    plan: AssignmentProposal, abstract: Abstract, opening: rules.Opening, people: dict[int, Any], count: int,
    closes_at: datetime | None, at: datetime,
) -> Waiting:  # fmt: skip
    near = opening.nearest
    person = people[near.reader].person.name if near else ""
    press = None
    if near and near.barriers:
        said = f"The nearest person is {person}, who {near.in_the_way}."
    elif near:
        said = f"Next best: {person}, who reads {near.load} of {near.limit}."
        if closes_at is None or at < closes_at:
            args = {"plan_id": plan.id, "reference": abstract.reference}
            fields = {"reviewer": near.reader, "seat": opening.seat.value}
            press = Press(f"Give {abstract.reference} to {person}", "desk_plans.give", args, fields)
    else:
        said = "Nobody else could be asked."
    return Waiting(
        f"{abstract.reference}: the {SEATS[opening.seat]} came free. {said}",
        count,
        "desk_plans.why",
        {"plan_id": plan.id, "reference": abstract.reference},
        closes_at,
        press,
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
