"""Find what a reviewer is to read and has written. While review is blind, no author and no other review is loaded."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, select

from conference.db import Page, db, page_of
from conference.models.abstracts import Abstract, AbstractSection
from conference.models.assignment import Assignment, AssignmentProposal
from conference.models.editions import Edition, Stream
from conference.models.people import Person
from conference.models.ranking import AbstractDecision
from conference.models.reviewers import Reviewer
from conference.models.reviews import Criterion, Review, ReviewForm, ReviewVersion
from conference.queries import reviewers
from conference.rules.abstracts import IN_REVIEW, Answer, Involvement
from conference.rules.assignment import ProposalState
from conference.rules.people import Kind
from conference.rules.ranking import DecisionState, Outcome
from conference.rules.reviews import Progress, ReviewState
from conference.rules.together import Part, Waiting

OPEN = (ReviewState.assigned, ReviewState.started)


@dataclass(frozen=True)
class BlindAbstract:
    """What a reviewer may read before sending: the work and what it says of co-production, nobody's name."""

    reference: str
    title: str
    stream: str
    plain_summary: str
    sections: list[tuple[str, str]]
    involvement: Involvement
    involved_who: str
    involved_changed: str
    involved_none_because: str
    involved_paid: Answer


def _state() -> ColumnElement[str]:
    return func.coalesce(Review.state, literal_column("'assigned'"))


def _mine(reviewer: Reviewer) -> ColumnElement[bool]:
    """Pairs of the published plan that were not released."""
    return and_(
        Assignment.reviewer_id == reviewer.id,
        Assignment.released_at.is_(None),
        AssignmentProposal.state == ProposalState.published,
    )


def _pairs(*columns: Any) -> Select[Any]:
    same_pair = and_(Review.reviewer_id == Assignment.reviewer_id, Review.abstract_id == Assignment.abstract_id)
    chosen: Select[Any] = select(*columns)
    return (
        chosen.select_from(Assignment)
        .join(AssignmentProposal, AssignmentProposal.id == Assignment.proposal_id)
        .join(Abstract, Abstract.id == Assignment.abstract_id)
        .outerjoin(Stream, Stream.id == Abstract.stream_id)
        .outerjoin(Review, same_pair)
    )


def queue_of(reviewer: Reviewer, *, number: int = 1) -> Page:
    """What this reviewer is to read, 50 a page: begun first, then not begun, then sent."""
    state = _state()
    begun_first = case({"started": 0, "assigned": 1, "submitted": 2}, value=state, else_=3)
    return page_of(
        _pairs(
            Abstract.reference.label("reference"),
            Abstract.title.label("title"),
            Stream.name.label("stream"),
            state.label("state"),
            Review.submitted_at.label("submitted_at"),
            Abstract.state.in_(IN_REVIEW).label("open"),
        )
        .where(_mine(reviewer), state != ReviewState.skipped)
        .order_by(begun_first, Abstract.number),
        number,
    )


def progress_of(reviewer: Reviewer) -> Progress:
    """How far this reviewer is, in reviews and in minutes."""
    state = _state()
    rows = (
        _pairs(state.label("state"), func.count().label("count"))
        .where(_mine(reviewer), Abstract.state.in_(IN_REVIEW) | (state == ReviewState.submitted))
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


def assignment_of(reviewer: Reviewer, reference: str) -> Assignment | None:
    """The reviewer's own pair with that abstract; None for anybody else's, so that it answers 404."""
    found: Assignment | None = db.session.scalar(
        _pairs(Assignment).where(_mine(reviewer), Abstract.reference == reference.upper())
    )
    return found


def next_reference(reviewer: Reviewer) -> str | None:
    """The abstract to open next: one that was begun, else the first not begun."""
    state = _state()
    reference: str | None = db.session.scalar(
        _pairs(Abstract.reference)
        .where(_mine(reviewer), state.in_(OPEN), Abstract.state.in_(IN_REVIEW))
        .order_by(case({"started": 0}, value=state, else_=1), Abstract.number)
        .limit(1)
    )
    return reference


def review_of(assignment: Assignment) -> Review | None:
    """What this pair's reviewer has written so far, in this plan or an earlier one."""
    return db.session.scalar(
        select(Review).where(Review.reviewer_id == assignment.reviewer_id, Review.abstract_id == assignment.abstract_id)
    )


def blind(assignment: Assignment) -> BlindAbstract:
    """The abstract as its reviewer may see it before sending."""
    about = assignment.abstract
    sections = db.session.execute(
        select(AbstractSection.label, AbstractSection.text)
        .where(AbstractSection.abstract_id == about.id)
        .order_by(AbstractSection.position)
    )
    return BlindAbstract(
        reference=about.reference,
        title=about.title,
        stream=about.stream.name if about.stream else "",
        plain_summary=about.plain_summary,
        sections=[(label, text) for label, text in sections],
        involvement=about.involvement,
        involved_who=about.involved_who,
        involved_changed=about.involved_changed,
        involved_none_because=about.involved_none_because,
        involved_paid=about.involved_paid,
    )


def form_of(edition: Edition, kind: Kind) -> ReviewForm | None:
    """The newest form of that kind."""
    return db.session.scalar(
        select(ReviewForm)
        .where(ReviewForm.edition_id == edition.id, ReviewForm.kind == kind)
        .order_by(ReviewForm.version.desc())
        .limit(1)
    )


def criteria_of(form: ReviewForm) -> list[Criterion]:
    """A form's questions, in order."""
    return list(db.session.scalars(select(Criterion).where(Criterion.form_id == form.id).order_by(Criterion.position)))


def became_of(reviewer: Reviewer, *, number: int = 1) -> Page:
    """What became of each abstract this reviewer sent a review of; nothing is told before both keys are turned."""
    rows: Any = (
        select(
            Abstract.reference.label("reference"),
            Abstract.title.label("title"),
            Review.submitted_at.label("submitted_at"),
            AbstractDecision.outcome.label("outcome"),
        )
        .select_from(Review)
        .join(Abstract, Abstract.id == Review.abstract_id)
        .outerjoin(
            AbstractDecision,
            and_(AbstractDecision.abstract_id == Abstract.id, AbstractDecision.state == DecisionState.decided),
        )
        .where(Review.reviewer_id == reviewer.id, Review.state == ReviewState.submitted)
        .order_by(AbstractDecision.decided_at.is_(None), Review.submitted_at, Abstract.number)
    )
    return page_of(rows, number)


def versions_of(review: Review) -> list[ReviewVersion]:
    """What a review said each time it was sent."""
    return list(
        db.session.scalars(
            select(ReviewVersion).where(ReviewVersion.review_id == review.id).order_by(ReviewVersion.number)
        )
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
            _pairs(_state().label("state"), func.count().label("count"))
            .where(
                AssignmentProposal.edition_id == edition.id,
                AssignmentProposal.state == ProposalState.published,
                Assignment.released_at.is_(None),
                Abstract.state.in_(IN_REVIEW),
            )
            .group_by(_state())
        ).all()
    )
    closes = reviewers.settings(edition).closes_at
    to_come = sum(rows.get(state.value, 0) for state in OPEN)
    lines = [
        Waiting(
            "Reviews skipped: ask somebody else", rows.get("skipped", 0), "desk_ranking.reviews", {"state": "skipped"}
        ),
        Waiting("Reviews not sent yet", to_come, "desk_ranking.reviews", {"state": "open"}, due=closes),
    ]
    return [line for line in lines if line.count]


def is_open(assignment: Assignment, *, at: datetime) -> bool:
    """Whether this pair may still be written and sent."""
    closes_at = reviewers.settings(assignment.abstract.edition).closes_at
    return assignment.abstract.state in IN_REVIEW and (closes_at is None or at < closes_at)


def others_of(review: Review) -> list[tuple[int, str]]:
    """What others said of the same abstract, for somebody who has sent their own: scores and comments, no names.

    Only reviews already sent; in an order that tells nothing of who wrote them.
    """
    if review.state is not ReviewState.submitted:
        return []
    rows = db.session.execute(
        select(Review.overall, Review.comment).where(
            Review.abstract_id == review.abstract_id,
            Review.id != review.id,
            Review.state == ReviewState.submitted,
        )
    )
    found = [(overall or 0, comment) for overall, comment in rows]
    return sorted(found, key=lambda other: (hashlib.sha256(other[1].encode()).digest(), other[0]))


def outcome_of(abstract: Abstract) -> Outcome | None:
    """What both keys decided on an abstract; nothing before that."""
    return db.session.scalar(
        select(AbstractDecision.outcome).where(
            AbstractDecision.abstract_id == abstract.id, AbstractDecision.state == DecisionState.decided
        )
    )


def for_desk(edition: Edition, *, state: str = "", number: int = 1) -> Page:
    """Every pair of the published plan with its reviewer, its kind and where it stands, 50 a page."""
    found = _state()
    rows = (
        _pairs(
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
    wanted = {"skipped": [ReviewState.skipped], "open": list(OPEN)}.get(state, list(ReviewState))
    return page_of(rows.where(found.in_(wanted)).order_by(Abstract.number, Assignment.id), number)
