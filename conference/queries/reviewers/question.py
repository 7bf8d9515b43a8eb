"""Find all that a plan depends on: who may read how much of what, and what stays as it is."""

from collections import Counter
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import or_, select

from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviewers.reviewers import Preference, Reviewer, ReviewerStream
from conference.models.reviews.reviews import Review
from conference.queries.reviewers import conflicts as kept_apart, reviewers
from conference.rules.abstracts.abstracts import IN_REVIEW
from conference.rules.reviewers.assignment import (
    AbstractFacts,
    ProposalState,
    Question,
    ReviewerFacts,
    ReviewerState,
    Seats,
)
from conference.rules.reviewers.reviewers import within_pace
from conference.rules.reviews.reviews import ReviewState


def question(edition: Edition, seats: Seats, *, at: datetime) -> Question:
    """All that a plan depends on: ten statements, in a fixed order, so that the same facts give the same plan."""
    streams, settings = _streams(edition), reviewers.settings(edition)
    people = db.session.execute(
        select(
            Reviewer.id,
            Reviewer.kind,
            Reviewer.max_load,
            Reviewer.pace,
            or_(Reviewer.in_reserve, kept_apart.resting(settings)).label("nothing_new"),
        )
        .where(Reviewer.edition_id == edition.id, Reviewer.state == ReviewerState.accepted)
        .order_by(Reviewer.id)
    ).all()
    days_left = (settings.closes_at - at).days if settings.closes_at else None
    abstracts = db.session.execute(
        select(Abstract.id, Abstract.reference, Abstract.stream_id)
        .where(Abstract.edition_id == edition.id, Abstract.state.in_(IN_REVIEW))
        .order_by(Abstract.number)
    )
    bids = db.session.execute(
        select(Preference.abstract_id, Preference.reviewer_id, Preference.bid)
        .join(Reviewer, Reviewer.id == Preference.reviewer_id)
        .where(Reviewer.edition_id == edition.id)
    )
    asked = tuple(AbstractFacts(*row) for row in abstracts)
    begun, skipped, sent = _reviews(edition)
    conflicts = kept_apart.pairs_in(edition.id) | skipped
    held = frozenset((abstract, reviewer) for reviewer, abstract in reviewers.pairs_held(edition, published=True))
    decided = {(one.abstract_id, one.reviewer_id) for one in settled_pairs(edition)}
    settled, done, unread = (
        Counter(reviewer for _abstract, reviewer in pairs)
        for pairs in (decided, sent | decided, (begun | held) - conflicts - sent - decided)
    )
    rests = {row.id for row in people if row.nothing_new}
    rooms = [
        (row, done[row.id] + unread[row.id])
        if row.id in rests
        else (row, within_pace(row.max_load, row.pace, days_left, done[row.id], unread[row.id]))
        for row in people
    ]
    return Question(
        abstracts=asked,
        reviewers=tuple(
            ReviewerFacts(row.id, row.kind, room - settled[row.id], streams.get(row.id, frozenset()))
            for row, room in rooms
            if room
        ),
        conflicts=conflicts,
        bids={(abstract, reviewer): bid for abstract, reviewer, bid in bids},
        seats=seats,
        # What somebody holds who gets nothing new stays theirs, as if they had begun it.
        begun=begun | {pair for pair in held - decided - conflicts if pair[1] in rests},
        held=held,
    )


def _streams(edition: Edition) -> dict[int, frozenset[int]]:
    """Reviewer id -> the streams they chose."""
    chosen = db.session.execute(
        select(ReviewerStream.reviewer_id, ReviewerStream.stream_id)
        .join(Reviewer, Reviewer.id == ReviewerStream.reviewer_id)
        .where(Reviewer.edition_id == edition.id)
        .order_by(ReviewerStream.reviewer_id, ReviewerStream.stream_id)
    )
    return {reviewer: frozenset(s for _r, s in rows) for reviewer, rows in groupby(chosen, key=itemgetter(0))}


def begun_in_force(edition: Edition) -> set[tuple[int, int]]:
    """Abstract and reviewer of the reviews begun under the plan in force."""
    begun, _skipped, _sent = _reviews(edition)
    here = {(abstract, reviewer) for reviewer, abstract in reviewers.pairs_held(edition, published=True)}
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


Pairs = frozenset[tuple[int, int]]


def _reviews(edition: Edition) -> tuple[Pairs, Pairs, Pairs]:
    """The pairs whose review has begun, those that the reviewer skipped, and of the begun ones those that were sent."""
    rows = db.session.execute(
        select(Review.abstract_id, Review.reviewer_id, Review.state)
        .join(Reviewer, Reviewer.id == Review.reviewer_id)
        .where(Reviewer.edition_id == edition.id)
    ).all()
    skipped, sent = (
        frozenset((abstract, reviewer) for abstract, reviewer, state in rows if state == wanted)
        for wanted in (ReviewState.skipped, ReviewState.submitted)
    )
    return frozenset((abstract, reviewer) for abstract, reviewer, _state in rows) - skipped, skipped, sent
