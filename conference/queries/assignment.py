"""Find plans: what a plan must solve, what was planned, and which seats stayed empty."""

from collections import Counter
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from conference.db import Page, db, page_of
from conference.models.abstracts import Abstract
from conference.models.assignment import Assignment, AssignmentProposal, AssignmentShortfall
from conference.models.editions import Edition
from conference.models.people import Person
from conference.models.reviewers import Preference, Reviewer, ReviewerStream
from conference.models.reviews import Review
from conference.queries import kept_apart, reviewers
from conference.rules.abstracts import IN_REVIEW
from conference.rules.assignment import (
    ProposalState,
    Question,
    Reader,
    ReviewerState,
    Seat,
    Seats,
    Shortfall,
    Work,
    in_words,
)
from conference.rules.reviewers import within_pace
from conference.rules.reviews import ReviewState


def question(edition: Edition, seats: Seats, *, at: datetime) -> Question:
    """All that a plan depends on: eleven statements, in a fixed order, so that the same facts give the same plan."""
    chosen = db.session.execute(
        select(ReviewerStream.reviewer_id, ReviewerStream.stream_id)
        .join(Reviewer, Reviewer.id == ReviewerStream.reviewer_id)
        .where(Reviewer.edition_id == edition.id)
        .order_by(ReviewerStream.reviewer_id, ReviewerStream.stream_id)
    )
    streams = {reader: frozenset(s for _r, s in rows) for reader, rows in groupby(chosen, key=itemgetter(0))}
    settings = reviewers.settings(edition)
    readers = db.session.execute(
        select(
            Reviewer.id,
            Reviewer.kind,
            Reviewer.max_load,
            Reviewer.pace,
            or_(Reviewer.in_reserve, kept_apart.resting(settings)),
        )
        .where(Reviewer.edition_id == edition.id, Reviewer.state == ReviewerState.accepted)
        .order_by(Reviewer.id)
    ).all()
    days_left = (settings.closes_at - at).days if settings.closes_at else None
    works = db.session.execute(
        select(Abstract.id, Abstract.reference, Abstract.stream_id)
        .where(Abstract.edition_id == edition.id, Abstract.state.in_(IN_REVIEW))
        .order_by(Abstract.number)
    )
    bids = db.session.execute(
        select(Preference.abstract_id, Preference.reviewer_id, Preference.bid)
        .join(Reviewer, Reviewer.id == Preference.reviewer_id)
        .where(Reviewer.edition_id == edition.id)
    )
    asked = tuple(Work(*row) for row in works)
    begun, skipped = _reviews(edition)
    held = frozenset((work, reader) for reader, work in reviewers.pairs_held(edition, published=True))
    decided = {(one.abstract_id, one.reviewer_id) for one in settled_pairs(edition)}
    settled, already = (Counter(reader for _work, reader in pairs) for pairs in (decided, begun | held | decided))
    rooms = [
        (reader, kind, already[reader] if nothing_new else within_pace(limit, pace, days_left, already[reader]))
        for reader, kind, limit, pace, nothing_new in readers
    ]
    return Question(
        works=asked,
        readers=tuple(
            Reader(reader, kind, room - settled[reader], streams.get(reader, frozenset()))
            for reader, kind, room in rooms
            if room
        ),
        conflicts=kept_apart.pairs_in(edition.id) | skipped,
        bids={(work, reader): bid for work, reader, bid in bids},
        seats=seats,
        begun=begun,
        held=held,
    )


def begun_in_force(edition: Edition) -> set[tuple[int, int]]:
    """Abstract and reviewer of the reviews begun under the plan in force."""
    begun, _skipped = _reviews(edition)
    here = {(work, reader) for reader, work in reviewers.pairs_held(edition, published=True)}
    return set(begun & here)


def settled_pairs(edition: Edition) -> list[Assignment]:
    """The pairs in force on abstracts that are no longer under review: a later plan keeps them as they are."""
    return list(
        db.session.scalars(
            select(Assignment)
            .join(Assignment.proposal)
            .join(Assignment.abstract)
            .where(
                AssignmentProposal.edition_id == edition.id,
                AssignmentProposal.state == ProposalState.published,
                Assignment.released_at.is_(None),
                Abstract.state.not_in(IN_REVIEW),
            )
            .order_by(Assignment.id)
        )
    )


def pairs_of(proposal: AssignmentProposal) -> set[tuple[int, int]]:
    """Abstract and reviewer of every pair of a plan."""
    rows = db.session.execute(
        select(Assignment.abstract_id, Assignment.reviewer_id).where(
            Assignment.proposal_id == proposal.id, Assignment.released_at.is_(None)
        )
    )
    return {(work, reader) for work, reader in rows}


def worst_fit(proposal: AssignmentProposal) -> float | None:
    """The affinity of the reviewers of the abstract where they fit worst, of those with no empty seat."""
    short = select(AssignmentShortfall.abstract_id).where(AssignmentShortfall.proposal_id == proposal.id)
    sums = (
        select(func.sum(Assignment.affinity).label("fit"))
        .where(Assignment.proposal_id == proposal.id, Assignment.abstract_id.not_in(short))
        .group_by(Assignment.abstract_id)
        .subquery()
    )
    found = db.session.scalar(select(func.min(sums.c.fit)))
    return None if found is None else round(found, 4)


def _reviews(edition: Edition) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    """The pairs whose review has begun, and those that the reviewer skipped."""
    rows = db.session.execute(
        select(Review.abstract_id, Review.reviewer_id, Review.state)
        .join(Reviewer, Reviewer.id == Review.reviewer_id)
        .where(Reviewer.edition_id == edition.id)
    ).all()
    skipped = frozenset((work, reader) for work, reader, state in rows if state == ReviewState.skipped)
    return frozenset((work, reader) for work, reader, _state in rows) - skipped, skipped


def proposals(edition: Edition) -> list[AssignmentProposal]:
    """Every plan of the edition, the newest first."""
    return list(
        db.session.scalars(
            select(AssignmentProposal)
            .where(AssignmentProposal.edition_id == edition.id)
            .order_by(AssignmentProposal.id.desc())
        )
    )


def published(edition: Edition) -> AssignmentProposal | None:
    """The plan that is in force."""
    return db.session.scalar(
        select(AssignmentProposal).where(
            AssignmentProposal.edition_id == edition.id, AssignmentProposal.state == ProposalState.published
        )
    )


def named(edition: Edition, name: str) -> AssignmentProposal | None:
    """The plan of that name."""
    return db.session.scalar(
        select(AssignmentProposal).where(AssignmentProposal.edition_id == edition.id, AssignmentProposal.name == name)
    )


def one(edition: Edition, proposal_id: int) -> AssignmentProposal | None:
    """The plan of that id, if it belongs to the edition."""
    return db.session.scalar(
        select(AssignmentProposal).where(
            AssignmentProposal.edition_id == edition.id, AssignmentProposal.id == proposal_id
        )
    )


def exported(proposal: AssignmentProposal) -> list[dict[str, str | None]]:
    """Every pair of a plan, by abstract, then seat, then reviewer."""
    rows = db.session.execute(
        select(
            Abstract.reference,
            Abstract.source_id,
            func.coalesce(Person.sign_in_email, Person.contact_email, Reviewer.external_id),
            Assignment.kind,
            Assignment.seat,
        )
        .join(Abstract, Abstract.id == Assignment.abstract_id)
        .join(Reviewer, Reviewer.id == Assignment.reviewer_id)
        .join(Person, Person.id == Reviewer.person_id)
        .where(Assignment.proposal_id == proposal.id, Assignment.released_at.is_(None))
        .order_by(Abstract.number, Assignment.seat == Seat.any, Assignment.seat, Assignment.reviewer_id)
    )
    return [
        {
            "abstract": reference,
            "source_id": source,
            "reviewer": email,
            "kind": kind.value,
            "seat": seat.value,
        }
        for reference, source, email, kind, seat in rows
    ]


def shortfall_page(proposal: AssignmentProposal, *, number: int) -> Page:
    """The empty seats of a plan, 50 a page, by abstract."""
    return page_of(_shortfalls(proposal), number)


def shortfalls(proposal: AssignmentProposal) -> list[AssignmentShortfall]:
    """Every empty seat of a plan, by abstract."""
    return list(db.session.scalars(_shortfalls(proposal)))


def reason(short: AssignmentShortfall) -> str:
    """Why this seat is empty, in plain words."""
    stream = short.abstract.stream
    told = Shortfall(
        short.abstract_id, short.seat, short.missing, short.cause, short.eligible, short.full, short.conflicted
    )
    return in_words(told, stream.name if stream else None)


def pairs_page(proposal: AssignmentProposal, *, number: int) -> Page:
    """Who reads what in a plan, 50 pairs a page, by abstract."""
    return page_of(
        select(Assignment)
        .join(Assignment.abstract)
        .options(joinedload(Assignment.abstract), joinedload(Assignment.reviewer).joinedload(Reviewer.person))
        .where(Assignment.proposal_id == proposal.id, Assignment.released_at.is_(None))
        .order_by(Abstract.number, Assignment.seat == Seat.any, Assignment.seat, Assignment.reviewer_id),
        number,
    )


def readers_of(abstract: Abstract) -> list[Assignment]:
    """Who reads this abstract in the plan in force: by seat, then by name."""
    return list(
        db.session.scalars(
            select(Assignment)
            .join(Assignment.proposal)
            .join(Assignment.reviewer)
            .join(Reviewer.person)
            .options(joinedload(Assignment.reviewer).joinedload(Reviewer.person))
            .where(
                Assignment.abstract_id == abstract.id,
                Assignment.released_at.is_(None),
                AssignmentProposal.state == ProposalState.published,
            )
            .order_by(Assignment.seat == Seat.any, Assignment.seat, Person.name, Assignment.id)
        )
    )


def abstract_count(edition: Edition) -> int:
    """How many abstracts wait for a plan or are under review."""
    return (
        db.session.scalar(select(func.count()).where(Abstract.edition_id == edition.id, Abstract.state.in_(IN_REVIEW)))
        or 0
    )


def pair_count(proposal: AssignmentProposal) -> int:
    """How many pairs a plan holds."""
    return (
        db.session.scalar(
            select(func.count()).where(Assignment.proposal_id == proposal.id, Assignment.released_at.is_(None))
        )
        or 0
    )


def loads(proposal: AssignmentProposal) -> dict[int, int]:
    """How many reviews each reviewer has in a plan."""
    rows = db.session.execute(
        select(Assignment.reviewer_id, func.count())
        .where(Assignment.proposal_id == proposal.id, Assignment.released_at.is_(None))
        .group_by(Assignment.reviewer_id)
    )
    return {reviewer: load for reviewer, load in rows}  # noqa: C416 - dict(rows) is not typed


def _shortfalls(proposal: AssignmentProposal) -> Select[AssignmentShortfall]:
    return (
        select(AssignmentShortfall)
        .join(AssignmentShortfall.abstract)
        .options(joinedload(AssignmentShortfall.abstract).joinedload(Abstract.stream))
        .where(AssignmentShortfall.proposal_id == proposal.id)
        .order_by(Abstract.number, AssignmentShortfall.seat)
    )
