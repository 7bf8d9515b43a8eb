"""What waits in the review of abstracts: for the organisers, and for a person who was asked to review."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.models.reviewers.reviewers import Reviewer
from conference.queries.reviewers import assignment, reviewers, unfilled_seats
from conference.queries.reviews import progress
from conference.queries.selection import second_looks
from conference.rules.abstracts.abstracts import IN_REVIEW, AbstractState
from conference.rules.reviewers.assignment import ReviewerState
from conference.signposts.lines import Part, Waiting


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """Abstracts without a plan, seats nobody fills, people who have not answered."""
    plan = assignment.published(edition)
    short = unfilled_seats.still_short(plan) if plan else 0
    here: dict[str, object] = {"plan_id": plan.id} if plan else {}
    unplanned = _abstracts(edition, Abstract.state == AbstractState.submitted)
    loose = _abstracts(edition, Abstract.state.in_(IN_REVIEW), Abstract.stream_id.is_(None))
    silent = _count(
        select(func.count()).where(Reviewer.edition_id == edition.id, Reviewer.state == ReviewerState.invited)
    )
    alone = second_looks.standing(edition)
    lines = [
        Waiting(
            "High-scoring abstracts held back by one score: ask another reviewer",
            alone.capped - alone.looked_at,
            "desk_reviewers.invite",
        ),
        Waiting("Abstracts not assigned to a reviewer", unplanned, "desk_plans.index"),
        Waiting("Reviews still without a reviewer", short, "desk_plans.show", here),
        Waiting("Abstracts without a stream", loose, "desk_abstracts.index", {"stream": "none"}),
        Waiting("Reviewers who have not answered", silent, "desk_reviewers.index", {"state": ReviewerState.invited}),
    ]
    return [line for line in lines if line.count]


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """The invitation to review, until there are texts to read."""
    reviewer = reviewers.of_person(person, edition)
    if reviewer is None or reviewer.state == ReviewerState.declined or progress.progress_of(reviewer).all:
        return []
    asked = reviewer.state == ReviewerState.invited
    return [
        Part(
            title=_("Reviewing"),
            state=_("We would like you to read abstracts and say what you think.") if asked else _("You said yes."),
            next_step=_("Say yes or no.")
            if asked
            else _("You are waiting for your abstracts. You can still change how many you review, and your streams."),
            endpoint="invitation.index",
            args={"edition": edition.code},
            mine=asked,
        )
    ]


def _abstracts(edition: Edition, *where: object) -> int:
    return _count(select(func.count()).select_from(Abstract).where(Abstract.edition_id == edition.id, *where))  # type: ignore[arg-type]


def _count(one: object) -> int:
    return int(db.session.scalar(one) or 0)  # type: ignore[call-overload]
