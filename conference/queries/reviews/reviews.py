"""Find what a reviewer is to read and has written. While review is blind, no author and no other review is loaded."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal_column, select
from sqlalchemy.orm import contains_eager

from conference.db import Page, db
from conference.models.abstracts.abstracts import Abstract, AbstractSection
from conference.models.abstracts.submissions import Submission
from conference.models.editions.editions import Edition, Stream
from conference.models.people.people import Person
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviewers.reviewers import Reviewer, ReviewSettings
from conference.models.reviews.reviews import Criterion, Review, ReviewForm
from conference.queries.reviewers import reviewers
from conference.rules.abstracts.abstracts import IN_REVIEW, Answer, Involvement, as_read
from conference.rules.digests import canonical
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import ProposalState
from conference.rules.reviews import reviews as rules
from conference.rules.reviews.questions import STARTER
from conference.rules.reviews.reviews import Answers, ReviewState

PAGE = 50
_HOW_CHOSEN = select(Submission.how_chosen).where(Submission.abstract_id == bindparam("abstract"))
_SECTIONS = (
    select(AbstractSection.label, AbstractSection.text)
    .where(AbstractSection.abstract_id == bindparam("abstract"))
    .order_by(AbstractSection.position)
)
_CRITERIA = select(Criterion).where(Criterion.form_id == bindparam("form")).order_by(Criterion.position)
OPEN = (ReviewState.assigned, ReviewState.started)


@dataclass(frozen=True)
class BlindAbstract:
    """What a reviewer may read before sending: the work and what it says of co-production, nobody's name."""

    reference: str
    title: str
    stream: str
    plain_summary: str
    topics: list[str]
    sections: list[tuple[str, str]]
    involvement: Involvement
    involved_who: str
    how_chosen: str
    involved_changed: str
    involved_none_because: str
    involved_paid: Answer


def seat_of(person: Person, edition: Edition) -> tuple[Reviewer, ReviewSettings] | None:
    """This person's seat as a reviewer, and what the edition asks of its reviewers."""
    found = db.session.execute(_seat(), {"edition": edition.id, "person": person.id}).first()
    return (found[0], found[1] or reviewers.usual(edition)) if found else None


# The statements of the reviewer's every page are built once: putting one together costs more than asking it.


@cache
def _seat() -> Select[Reviewer, ReviewSettings]:
    return (
        select(Reviewer, ReviewSettings)
        .outerjoin(ReviewSettings, ReviewSettings.edition_id == Reviewer.edition_id)
        .where(Reviewer.edition_id == bindparam("edition"), Reviewer.person_id == bindparam("person"))
    )


def state_now() -> ColumnElement[str]:
    """Where a pair's review stands; one that nobody has begun is assigned."""
    return func.coalesce(Review.state, literal_column("'assigned'"))


def is_held() -> ColumnElement[bool]:
    """A pair of the published plan that was not released; its plan is joined."""
    return and_(Assignment.released_at.is_(None), AssignmentProposal.state == ProposalState.published)


def mine(reviewer: Reviewer) -> ColumnElement[bool]:
    """The pairs in force of this reviewer."""
    return held_by(reviewer.id)


def held_by(reviewer: Any) -> ColumnElement[bool]:
    """The same, of a reviewer's id or of one that is given when it is asked."""
    return and_(Assignment.reviewer_id == reviewer, is_held())


def pairs(*columns: Any) -> Select[Any]:
    """Reviewers and abstracts of every plan, each with the review that the two have, if any."""
    same_pair = and_(Review.reviewer_id == Assignment.reviewer_id, Review.abstract_id == Assignment.abstract_id)
    chosen: Select[Any] = select(*columns)
    return (
        chosen.select_from(Assignment)
        .join(AssignmentProposal, AssignmentProposal.id == Assignment.proposal_id)
        .join(Abstract, Abstract.id == Assignment.abstract_id)
        .outerjoin(Stream, Stream.id == Abstract.stream_id)
        .outerjoin(Review, same_pair)
    )


def queue_page(reviewer: Reviewer, *, number: int, total: int) -> Page:
    """One page of what this reviewer is to read, of a known total: begun first, then not begun, then sent."""
    number = min(max(1, number), max(1, -(-total // PAGE)))
    rows = db.session.execute(_queue(), {"reviewer": reviewer.id, "skip": (number - 1) * PAGE})
    return Page(list(rows), number, total, PAGE)


@cache
def _queue() -> Select[Any]:
    state = state_now()
    begun_first = case({"started": 0, "assigned": 1, "submitted": 2}, value=state, else_=3)
    return (
        pairs(
            Abstract.reference.label("reference"),
            Abstract.title.label("title"),
            Stream.name.label("stream"),
            state.label("state"),
            Abstract.state.in_(IN_REVIEW).label("open"),
        )
        .where(held_by(bindparam("reviewer")), state != ReviewState.skipped)
        .order_by(begun_first, Abstract.number)
        .limit(PAGE)
        .offset(bindparam("skip"))
    )


def pair_of(
    person: Person, edition: Edition, reference: str
) -> tuple[Assignment, Review | None, ReviewSettings] | None:
    """This person's own pair with that abstract, its review, and what the edition asks of its reviewers.

    None for anybody else's, so that it answers 404.
    """
    asked = {"edition": edition.id, "person": person.id, "reference": reference.upper()}
    found = db.session.execute(_pair(), asked).first()
    return (found[0], found[1], found[2] or reviewers.usual(edition)) if found else None


@cache
def _pair() -> Select[Any]:
    about = contains_eager(Assignment.abstract)
    return (
        pairs(Assignment, Review, ReviewSettings)
        .join(Assignment.reviewer)
        .outerjoin(ReviewSettings, ReviewSettings.edition_id == Reviewer.edition_id)
        .options(contains_eager(Assignment.reviewer), about, about.contains_eager(Abstract.stream))
        .where(
            Reviewer.edition_id == bindparam("edition"),
            Reviewer.person_id == bindparam("person"),
            held_by(Reviewer.id),
            Abstract.reference == bindparam("reference"),
        )
    )


def in_force(assignment: Assignment) -> tuple[Review | None, ReviewSettings] | None:
    """What this reviewer has written on this abstract, and what the edition asks, all as it is stored now.

    None where the plan in force does not give them the abstract.
    """
    asked = {"abstract": assignment.abstract_id, "reviewer": assignment.reviewer_id}
    found = db.session.execute(_in_force(), asked, execution_options={"populate_existing": True}).first()
    return (found[0], found[1] or reviewers.usual(assignment.abstract.edition)) if found else None


@cache
def _in_force() -> Select[Any]:
    return (
        pairs(Review, ReviewSettings)
        .outerjoin(ReviewSettings, ReviewSettings.edition_id == Abstract.edition_id)
        .where(Assignment.abstract_id == bindparam("abstract"), held_by(bindparam("reviewer")))
    )


def next_reference(reviewer: Reviewer) -> str | None:
    """The abstract to open next: one that was begun, else the first not begun."""
    state = state_now()
    reference: str | None = db.session.scalar(
        pairs(Abstract.reference)
        .where(mine(reviewer), state.in_(OPEN), Abstract.state.in_(IN_REVIEW))
        .order_by(case({"started": 0}, value=state, else_=1), Abstract.number)
        .limit(1)
    )
    return reference


def answers_of(review: Review) -> Answers:
    """What a review says, by the questions of its own form."""
    keys = {criterion.id: criterion.key for criterion in criteria_of(review.form_id)}
    ratings = {keys[rating.criterion_id]: rating.score for rating in review.ratings}
    return Answers(review.overall, frozenset(review.ticked), ratings, review.comment, review.note)


def review_of(assignment: Assignment) -> Review | None:
    """What this pair's reviewer has written so far, in this plan or an earlier one."""
    return db.session.scalar(
        select(Review).where(Review.reviewer_id == assignment.reviewer_id, Review.abstract_id == assignment.abstract_id)
    )


def blind(assignment: Assignment) -> BlindAbstract:
    """The abstract as its reviewer may see it before sending."""
    about = assignment.abstract
    chosen = db.session.scalar(_HOW_CHOSEN, {"abstract": about.id})
    sections = db.session.execute(_SECTIONS, {"abstract": about.id})
    return BlindAbstract(
        reference=about.reference,
        title=as_read(about.title),
        stream=about.stream.name if about.stream else "",
        plain_summary=as_read(about.plain_summary),
        topics=about.topics,
        sections=[(as_read(label), as_read(text)) for label, text in sections],
        involvement=about.involvement,
        involved_who=as_read(about.involved_who),
        how_chosen=as_read(chosen or ""),
        involved_changed=as_read(about.involved_changed),
        involved_none_because=as_read(about.involved_none_because),
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


def newest_criteria(edition: Edition, kind: Kind) -> list[Criterion]:
    """The questions of the newest form of that kind, in order; none where there is no form."""
    return list(db.session.scalars(_newest_criteria(), {"edition": edition.id, "kind": kind}))


@cache
def _newest_criteria() -> Select[Criterion]:
    newest = (
        select(ReviewForm.id)
        .where(ReviewForm.edition_id == bindparam("edition"), ReviewForm.kind == bindparam("kind"))
        .order_by(ReviewForm.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(Criterion).where(Criterion.form_id == newest).order_by(Criterion.position)


def questions_for(edition: Edition, kind: Kind) -> list[Criterion]:
    """The questions to practise on: the edition's own, or those that a new edition starts with."""
    starter = [Criterion(key=each.key, words=canonical(each.as_data())) for each in STARTER[kind]]
    return newest_criteria(edition, kind) or starter


def criteria_for(assignment: Assignment, review: Review | None) -> list[Criterion]:
    """The questions of a pair's review; where it is not begun, those of the newest form of its kind."""
    return criteria_of(review.form_id) if review else newest_criteria(assignment.abstract.edition, assignment.kind)


def criteria_of(form_id: int) -> list[Criterion]:
    """The questions of the form of that id, in order."""
    return list(db.session.scalars(_CRITERIA, {"form": form_id}))


def is_open(assignment: Assignment, settings: ReviewSettings, *, at: datetime) -> bool:
    """Whether this pair may still be written and sent."""
    return rules.is_open(assignment.abstract.state, settings.closes_at, at)


def pairs_in(edition: Edition) -> dict[tuple[int, int], tuple[Assignment | None, Review | None]]:
    """Abstract and reviewer of every pair in force and of every review, with both where there are both."""
    pairs = db.session.scalars(
        select(Assignment)
        .join(Assignment.proposal)
        .where(
            AssignmentProposal.edition_id == edition.id,
            is_held(),
        )
    )
    held = {(pair.abstract_id, pair.reviewer_id): pair for pair in pairs}
    written = db.session.scalars(
        select(Review).join(Reviewer, Reviewer.id == Review.reviewer_id).where(Reviewer.edition_id == edition.id)
    )
    reviews = {(review.abstract_id, review.reviewer_id): review for review in written}
    return {pair: (held.get(pair), reviews.get(pair)) for pair in held.keys() | reviews.keys()}
