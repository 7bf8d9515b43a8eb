"""What waits of seats without a reviewer."""

from datetime import datetime
from typing import Any

from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.reviewers.assignment import AssignmentProposal
from conference.queries.reviewers import assignment, next_best, reviewers
from conference.queries.reviewers.unfilled_seats import NAMED, SEATS, page
from conference.rules.reviewers import next_best as rules
from conference.signposts.lines import Press, Waiting


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """For the desk: each of the first few by name, with the next best person and a button; then how many more."""
    plan = assignment.published(edition)
    if plan is None:
        return []
    found = page(plan, number=1, size=NAMED)
    closes_at = reviewers.settings(edition).closes_at
    known = next_best.around(plan, found.rows)
    openings = [(one, rules.openings(known[one.id])) for one in found.rows]
    people = next_best.people(each.nearest.reviewer for _one, seats in openings for each in seats if each.nearest)
    lines = []
    for abstract, seats in openings:
        for opening in seats[:1]:
            lines.append(_line(plan, abstract, opening, people, sum(each.missing for each in seats), closes_at, at))
    more = found.total - len(found.rows)
    lines.append(Waiting("More abstracts that lost a reviewer", more, "desk_plans.came_free", due=closes_at))
    return [line for line in lines if line.count]


def _line(
    plan: AssignmentProposal, abstract: Abstract, opening: rules.EmptySeat, people: dict[int, Any], count: int,
    closes_at: datetime | None, at: datetime,
) -> Waiting:  # fmt: skip
    near = opening.nearest
    person = people[near.reviewer].person.name if near else ""
    press = None
    if near and near.barriers:
        said = f"The nearest person is {person}, who {near.in_the_way}."
    elif near:
        said = f"Next best: {person}, who reviews {near.load} of {near.limit}."
        if closes_at is None or at < closes_at:
            args = {"plan_id": plan.id, "reference": abstract.reference}
            fields = {"reviewer": near.reviewer, "seat": opening.seat.value}
            press = Press(f"Give {abstract.reference} to {person}", "desk_plans.give", args, fields)
    else:
        said = "There is no one else to ask."
    return Waiting(
        f"{abstract.reference}: needs a new {SEATS[opening.seat]}. {said}",
        count,
        "desk_plans.why",
        {"plan_id": plan.id, "reference": abstract.reference},
        closes_at,
        press,
    )
