"""Find how far the reviews are: one reviewer's, and all of an edition's."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, case, func

from conference.db import Page, db, page_of
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviewers.reviewers import Reviewer, ReviewSettings
from conference.models.reviews.reviews import ReviewTally
from conference.queries.reviewers import reviewers
from conference.queries.reviews import discussion, reviews
from conference.rules.abstracts.abstracts import IN_REVIEW
from conference.rules.reviews.reviews import Progress, ReviewState


def progress_of(reviewer: Reviewer) -> Progress:
    """How far this reviewer is, in reviews and in minutes."""
    return progress_from(reviewers.settings(reviewer.edition), counts_of(reviewer))


def queue_of(reviewer: Reviewer, settings: ReviewSettings, *, number: int = 1) -> tuple[Page, Progress]:
    """What this reviewer is to read, 50 a page, and how far they are: begun first, then not begun, then sent."""
    counts = counts_of(reviewer)
    total = sum(row.count for row in counts if row.state != ReviewState.skipped)
    return reviews.queue_page(reviewer, number=number, total=total), progress_from(settings, counts)


def counts_of(reviewer: Reviewer) -> Sequence[Any]:
    """The reviewer's pairs by where their review stands, and by whether the abstract is still under review."""
    return db.session.execute(_counting(), {"reviewer": reviewer.id}).all()


@cache
def _counting() -> Select[Any]:
    state = reviews.state_now()
    under_review = Abstract.state.in_(IN_REVIEW).label("under_review")
    to_talk = func.sum(case((discussion.is_mine(), 1), else_=0)).label("to_talk")
    return (
        reviews.pairs(state.label("state"), under_review, func.count().label("count"), to_talk)
        .outerjoin(ReviewTally, ReviewTally.abstract_id == Abstract.id)
        .where(reviews.held_by(bindparam("reviewer")))
        .group_by(state, "under_review")
    )


def progress_from(settings: ReviewSettings, counts: Sequence[Any]) -> Progress:
    """How far that is, and how much time it still takes."""
    sent = sum(row.count for row in counts if row.state == ReviewState.submitted)
    still = {row.state: row.count for row in counts if row.under_review}
    started = still.get(ReviewState.started, 0)
    to_do = started + still.get(ReviewState.assigned, 0)
    return Progress(sent, started, to_do, settings.minutes_each, sum(row.to_talk for row in counts))


def time_left(progress: Progress) -> str:
    """How much reading is left, in plain words: time rather than a count."""
    if progress.minutes_left < 60:
        return _("About %(minutes)s minutes of reading are left.", minutes=progress.minutes_left)
    if progress.hours_left == 1:
        return _("About one hour of reading is left.")
    return _("About %(hours)s hours of reading are left.", hours=progress.hours_left)


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
            reviews.is_held(),
        )
    )
    wanted = {"skipped": [ReviewState.skipped], "open": list(reviews.OPEN)}.get(state, list(ReviewState))
    return page_of(rows.where(found.in_(wanted)).order_by(Abstract.number, Assignment.id), number)
