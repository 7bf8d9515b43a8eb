"""What is told to a reviewer, and what waits of reviews."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func

from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.models.reviewers.assignment import AssignmentProposal
from conference.models.reviewers.reviewers import ReviewSettings
from conference.queries.reviewers import reviewers
from conference.queries.reviews import discussion, reviews
from conference.queries.reviews.progress import counts_of, progress_from, time_left
from conference.rules.abstracts.abstracts import IN_REVIEW
from conference.rules.reviews.reviews import Progress
from conference.signposts.lines import Part, Waiting


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """Reviewing, and talking it over, as lines of the person's own page."""
    reviewer = reviewers.of_person(person, edition)
    if reviewer is None:
        return []
    settings = reviewers.settings(edition)
    progress = progress_from(settings, counts_of(reviewer))
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
            state=_("%(sent)s of %(all)s submitted", sent=progress.sent, all=progress.all),
            next_step=_("See the results.") if done else time_left(progress),
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
            title=_("Discussing abstracts"),
            state=_("%(count)s to discuss", count=progress.to_talk),
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
                reviews.is_held(),
                Abstract.state.in_(IN_REVIEW),
            )
            .group_by(reviews.state_now())
        ).all()
    )
    closes = reviewers.settings(edition).closes_at
    to_come = sum(rows.get(state.value, 0) for state in reviews.OPEN)
    lines = [
        Waiting("Reviews not submitted yet", to_come, "desk_ranking.reviews", {"state": "open"}, due=closes),
    ]
    return [line for line in lines if line.count]
