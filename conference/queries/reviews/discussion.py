"""Find which abstracts reviewers talk over: queued, mine, and who is to hear that the talks are open."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from conference.db import Page, db, page_of
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.outbox import Message
from conference.models.people.people import Person
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviewers.reviewers import Reviewer, ReviewSettings
from conference.models.reviews.discussion import Remark
from conference.models.reviews.reviews import Review, ReviewTally
from conference.models.selection import AbstractDecision
from conference.queries.reviewers import reviewers
from conference.queries.reviews import reviews
from conference.queries.selection import ranking
from conference.rules.abstracts.abstracts import IN_REVIEW
from conference.rules.reviewers.assignment import ConflictStatus, ProposalState
from conference.rules.reviews.discussion import WIDE, Standing, Window
from conference.rules.reviews.imported import MICRO
from conference.rules.reviews.reviews import ReviewState
from conference.rules.selection.ranking import DecisionState

LETTER = "talk_opened"


def window_of(edition: Edition) -> Window:
    """The days on which reviewers talk."""
    return window_in(reviewers.settings(edition))


def window_in(settings: ReviewSettings) -> Window:
    """The days on which reviewers talk, of settings that were read already."""
    return Window(settings.discuss_from, settings.discuss_until)


def _awaited() -> ColumnElement[bool]:
    """Somebody of the published plan has this abstract and has neither sent nor skipped it."""
    pair, plan, review = aliased(Assignment), aliased(AssignmentProposal), aliased(Review)
    return (
        select(pair.id)
        .join(plan, plan.id == pair.proposal_id)
        .outerjoin(review, and_(review.abstract_id == pair.abstract_id, review.reviewer_id == pair.reviewer_id))
        .where(
            pair.abstract_id == Abstract.id,
            pair.released_at.is_(None),
            plan.state == ProposalState.published,
            func.coalesce(review.state, literal_column("'assigned'")).in_(reviews.OPEN),
        )
        .correlate(Abstract)
        .exists()
    )


def _begun() -> ColumnElement[bool]:
    """A remark was made on it, or somebody changed their mind."""
    review = aliased(Review)
    return or_(
        select(Remark.id).where(Remark.abstract_id == Abstract.id).correlate(Abstract).exists(),
        select(review.id).where(review.abstract_id == Abstract.id, review.version > 1).correlate(Abstract).exists(),
    )


def _undecided() -> ColumnElement[bool]:
    """Under review, and no decision on it is frozen or made."""
    decision = (
        select(AbstractDecision.id)
        .where(AbstractDecision.abstract_id == Abstract.id, AbstractDecision.state != DecisionState.draft)
        .correlate(Abstract)
    )
    return and_(Abstract.state.in_(IN_REVIEW), ~decision.exists())


_LIVED, _PROFESSIONAL = (
    tuple(cast(column, BigInteger) for column in columns)
    for columns in (
        (ReviewTally.le_count, ReviewTally.le_total),
        (ReviewTally.professional_count, ReviewTally.professional_total),
    )
)
# Whole numbers on both sides, so that both databases and the rule agree to the last digit.
_APART = func.abs(_LIVED[1] * _PROFESSIONAL[0] - _PROFESSIONAL[1] * _LIVED[0])
_LEAST = _LIVED[0] * _PROFESSIONAL[0] * WIDE.numerator * MICRO
_BOTH = and_(ReviewTally.le_count > 0, ReviewTally.professional_count > 0)


def _wide() -> ColumnElement[bool]:
    wide: ColumnElement[bool] = _APART * WIDE.denominator >= _LEAST
    return wide


def queued_for() -> list[ColumnElement[bool]]:
    """What `rules.discussion.is_queued` says, for a list; Abstract and ReviewTally are joined."""
    return [_BOTH, _undecided(), or_(_wide(), _begun()), ~_awaited()]


def standing_of(abstract: Abstract) -> Standing:
    """What decides on the talk about one abstract."""
    row = db.session.execute(
        select(ReviewTally, _awaited().label("awaited"), _begun().label("begun"), _undecided().label("undecided"))
        .select_from(Abstract)
        .outerjoin(ReviewTally, ReviewTally.abstract_id == Abstract.id)
        .where(Abstract.id == abstract.id)
    ).one()
    tally = ranking.tally_of(row.ReviewTally, abstract.reference, abstract.stream_id)
    return Standing(tally.lived_experience, tally.professional, row.awaited, row.begun, row.undecided)


def _remarks() -> Any:
    return select(func.count()).where(Remark.abstract_id == Abstract.id).correlate(Abstract).scalar_subquery()


def for_desk(edition: Edition, *, number: int = 1) -> Page:
    """Every abstract queued for talking: both means, the gap and the remarks so far, widest first, 50 a page."""
    lived = cast(ReviewTally.le_total, BigInteger) * 1.0 / ReviewTally.le_count / MICRO
    professional = cast(ReviewTally.professional_total, BigInteger) * 1.0 / ReviewTally.professional_count / MICRO
    apart = func.abs(lived - professional)
    rows = (
        select(
            Abstract.reference.label("reference"),
            Abstract.title.label("title"),
            lived.label("lived_experience"),
            professional.label("professional"),
            apart.label("gap"),
            _remarks().label("remarks"),
        )
        .select_from(Abstract)
        .join(ReviewTally, ReviewTally.abstract_id == Abstract.id)
        .where(Abstract.edition_id == edition.id, *queued_for())
        .order_by(apart.desc(), Abstract.number)
    )
    return page_of(rows, number)


def kept_waiting(edition: Edition) -> int:
    """How many abstracts lie as wide apart, but wait for a review that was not sent."""
    rows = (
        select(func.count())
        .select_from(Abstract)
        .join(ReviewTally, ReviewTally.abstract_id == Abstract.id)
        .where(Abstract.edition_id == edition.id, _BOTH, _undecided(), _wide(), _awaited())
    )
    return db.session.scalar(rows) or 0


def is_mine() -> ColumnElement[bool]:
    """A pair whose reviewer has sent a review and may talk it over; ReviewTally is joined to `reviews.pairs`."""
    return and_(Review.state == ReviewState.submitted, *queued_for())


def _mine(*columns: Any) -> Select[Any]:
    """Those pairs, as far as they are in force."""
    return (
        reviews.pairs(*columns)
        .join(ReviewTally, ReviewTally.abstract_id == Abstract.id)
        .where(reviews.is_held(), is_mine())
    )


def listed(reviewer: Reviewer, *, number: int = 1) -> Page:
    """What this reviewer sent a review of and may talk over, by reference, with the remarks so far."""
    rows = _mine(
        Abstract.reference.label("reference"), Abstract.title.label("title"), _remarks().label("remarks")
    ).where(Assignment.reviewer_id == reviewer.id)
    return page_of(rows.order_by(Abstract.number), number)


def in_conflict(pair: Assignment) -> bool:
    """Whether a conflict of these two still bites."""
    found = reviewers.conflict(pair.reviewer, pair.abstract)
    return found is not None and found.status is not ConflictStatus.cleared


def opened(*, at: datetime) -> list[Edition]:
    """Editions in whose days for talking this is; only where a first day was set is anybody written to."""
    return list(
        db.session.scalars(
            select(Edition)
            .join(ReviewSettings, ReviewSettings.edition_id == Edition.id)
            .where(
                ReviewSettings.discuss_from <= at,
                or_(ReviewSettings.discuss_until.is_(None), ReviewSettings.discuss_until > at),
            )
            .order_by(Edition.id)
        )
    )


def to_invite(edition: Edition) -> list[tuple[Person, int]]:
    """Who has something to talk over and was not written to, with how much of it."""
    written = select(Message.id).where(
        Message.kind == LETTER, Message.edition_id == edition.id, Message.person_id == Reviewer.person_id
    )
    counts = (
        _mine(Reviewer.person_id.label("person_id"), func.count().label("count"))
        .join(Reviewer, Reviewer.id == Assignment.reviewer_id)
        .where(Reviewer.edition_id == edition.id, ~written.correlate(Reviewer).exists())
        .group_by(Reviewer.person_id)
        .subquery()
    )
    rows = select(Person, counts.c.count).join(counts, counts.c.person_id == Person.id).order_by(Person.id)
    return [(person, count) for person, count in db.session.execute(rows)]
