"""Find how far the reviews are: one reviewer's, and all of an edition's."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func

from conference.db import Page, db, page_of
from conference.models.abstracts import Abstract
from conference.models.assignment import Assignment, AssignmentProposal
from conference.models.editions import Edition
from conference.models.people import Person
from conference.models.reviewers import Reviewer
from conference.queries import reviewers, reviews
from conference.rules.abstracts import IN_REVIEW
from conference.rules.assignment import ProposalState
from conference.rules.reviews import Progress, ReviewState
from conference.rules.together import Part, Waiting


def progress_of(reviewer: Reviewer) -> Progress:
    """How far this reviewer is, in reviews and in minutes."""
    state = reviews.state_now()
    rows = (
        reviews.pairs(state.label("state"), func.count().label("count"))
        .where(reviews.mine(reviewer), Abstract.state.in_(IN_REVIEW) | (state == ReviewState.submitted))
        .group_by(state)
    )
    counts: dict[str, int] = dict(db.session.execute(rows).all())
    started = counts.get(ReviewState.started, 0)
    return Progress(
        sent=counts.get(ReviewState.submitted, 0),
        started=started,
        to_do=started + counts.get(ReviewState.assigned, 0),
        minutes_each=reviewers.settings(reviewer.edition).minutes_each,
    )


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """Reviewing, as one line of the person's own page."""
    reviewer = reviewers.of_person(person, edition)
    if reviewer is None:
        return []
    progress, closes = progress_of(reviewer), reviewers.settings(edition).closes_at
    if not progress.all:
        return []
    late = closes is not None and at >= closes
    done = progress.to_do == 0 or late
    return [
        Part(
            title=_("Reviewing abstracts"),
            state=_("%(sent)s of %(all)s sent", sent=progress.sent, all=progress.all),
            next_step=_("See what became of them.")
            if done
            else _("About %(minutes)s minutes of reading are left.", minutes=progress.minutes_left),
            endpoint="review.became" if done else "review.index",
            args={"edition": edition.code},
            by=None if done else closes,
            mine=not done,
        )
    ]


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """For the desk: seats that a skip or a conflict has emptied, and reviews that are still to come."""
    rows: dict[str, int] = dict(
        db.session.execute(
            reviews.pairs(reviews.state_now().label("state"), func.count().label("count"))
            .where(
                AssignmentProposal.edition_id == edition.id,
                AssignmentProposal.state == ProposalState.published,
                Assignment.released_at.is_(None),
                Abstract.state.in_(IN_REVIEW),
            )
            .group_by(reviews.state_now())
        ).all()
    )
    closes = reviewers.settings(edition).closes_at
    to_come = sum(rows.get(state.value, 0) for state in reviews.OPEN)
    lines = [
        Waiting(
            "Reviews skipped: ask somebody else", rows.get("skipped", 0), "desk_ranking.reviews", {"state": "skipped"}
        ),
        Waiting("Reviews not sent yet", to_come, "desk_ranking.reviews", {"state": "open"}, due=closes),
    ]
    return [line for line in lines if line.count]


def for_desk(edition: Edition, *, state: str = "", number: int = 1) -> Page:
    """Every pair of the published plan with its reviewer, its kind and where it stands, 50 a page."""
    found = reviews.state_now()
    rows = (
        reviews.pairs(
            Abstract.reference.label("reference"),
            Abstract.title.label("title"),
            Person.name.label("reviewer"),
            Assignment.kind.label("kind"),
            found.label("state"),
        )
        .join(Reviewer, Reviewer.id == Assignment.reviewer_id)
        .join(Person, Person.id == Reviewer.person_id)
        .where(
            AssignmentProposal.edition_id == edition.id,
            AssignmentProposal.state == ProposalState.published,
            Assignment.released_at.is_(None),
        )
    )
    wanted = {"skipped": [ReviewState.skipped], "open": list(reviews.OPEN)}.get(state, list(ReviewState))
    return page_of(rows.where(found.in_(wanted)).order_by(Abstract.number, Assignment.id), number)
