"""Find how far the reviews are: one reviewer's, and all of an edition's."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, case, func

from conference.db import Page, db, page_of
from conference.models.abstracts import Abstract
from conference.models.assignment import Assignment, AssignmentProposal
from conference.models.editions import Edition
from conference.models.people import Person
from conference.models.reviewers import Reviewer, ReviewSettings
from conference.models.reviews import ReviewTally
from conference.queries import discussion, reviewers, reviews
from conference.rules.abstracts import IN_REVIEW
from conference.rules.assignment import ProposalState
from conference.rules.reviews import Progress, ReviewState
from conference.rules.together import Part, Waiting


def progress_of(reviewer: Reviewer) -> Progress:
    """How far this reviewer is, in reviews and in minutes."""
    return _progress(reviewers.settings(reviewer.edition), _counts(reviewer))


def queue_of(reviewer: Reviewer, settings: ReviewSettings, *, number: int = 1) -> tuple[Page, Progress]:
    """What this reviewer is to read, 50 a page, and how far they are: begun first, then not begun, then sent."""
    counts = _counts(reviewer)
    total = sum(row.count for row in counts if row.state != ReviewState.skipped)
    return reviews.queue_page(reviewer, number=number, total=total), _progress(settings, counts)


def _counts(reviewer: Reviewer) -> Sequence[Any]:
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


def _progress(settings: ReviewSettings, counts: Sequence[Any]) -> Progress:
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


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """Reviewing, and talking it over, as lines of the person's own page."""
    reviewer = reviewers.of_person(person, edition)
    if reviewer is None:
        return []
    settings = reviewers.settings(edition)
    progress = _progress(settings, _counts(reviewer))
    here = {"edition": edition.code}
    return [*_reading(progress, settings.closes_at, here, at), *_talking(progress, settings, here, at)]


def _reading(progress: Progress, closes: datetime | None, here: dict[str, str], at: datetime) -> list[Part]:
    if not progress.all:
        return []
    late = closes is not None and at >= closes
    done = progress.to_do == 0 or late
    return [
        Part(
            title=_("Reviewing abstracts"),
            state=_("%(sent)s of %(all)s sent", sent=progress.sent, all=progress.all),
            next_step=_("See what became of them.") if done else time_left(progress),
            endpoint="review.became" if done else "review.index",
            args=here,
            by=None if done else closes,
            mine=not done,
        )
    ]


def _talking(progress: Progress, settings: ReviewSettings, here: dict[str, str], at: datetime) -> list[Part]:
    if not progress.to_talk or not discussion.window_in(settings).is_open(at):
        return []
    return [
        Part(
            title=_("Talking over abstracts"),
            state=_("%(count)s to talk over", count=progress.to_talk),
            next_step=_("Say what you think."),
            endpoint="review_talk.index",
            args=here,
            by=settings.discuss_until,
        )
    ]


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """For the desk: reviews that are still to come."""
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
