"""Find all that is known around an abstract in a plan: who reads it and why, and who else could."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviewers.reviewers import Preference, Reviewer, ReviewerStream
from conference.models.reviews.reviews import Review
from conference.queries.reviewers import assignment, conflicts, reviewers
from conference.rules.reviewers.assignment import AbstractFacts, Bid, ReviewerFacts, ReviewerState, Seat, in_words
from conference.rules.reviewers.next_best import Around, EmptySeat, Held
from conference.rules.reviews.reviews import ReviewState

ORDER = {Seat.lived_experience: 0, Seat.professional: 1, Seat.any: 2}


def around(plan: AssignmentProposal, abstracts: Collection[Abstract]) -> dict[int, Around]:
    """Abstract id -> what is known around it in that plan: ten statements, however many abstracts there are."""
    keys = [one.id for one in abstracts]
    reviewers, silent, reserve = _reviewers(plan.edition)
    loads = assignment.loads(plan)
    states = _states(keys)
    held, back = _pairs(plan, keys, states)
    must_not = conflicts.barred(plan.edition_id, keys)
    bids: dict[int, dict[int, Bid]] = defaultdict(dict)
    for key, reviewer, bid in db.session.execute(
        select(Preference.abstract_id, Preference.reviewer_id, Preference.bid).where(Preference.abstract_id.in_(keys))
    ):
        bids[key][reviewer] = bid
    skipped = {pair for pair, state in states.items() if state == ReviewState.skipped}
    return {
        one.id: Around(
            AbstractFacts(one.id, one.reference, one.stream_id),
            plan.seats,
            reviewers,
            loads,
            tuple(sorted(held[one.id], key=lambda each: (ORDER[each.seat], each.reviewer))),
            bids[one.id],
            silent,
            reserve,
            frozenset(must_not[one.id] | back[one.id] | {reviewer for key, reviewer in skipped if key == one.id}),
        )
        for one in abstracts
    }


def people(ids: Iterable[int]) -> dict[int, Reviewer]:
    """These reviewers with their names, by id."""
    rows = db.session.scalars(
        select(Reviewer).options(joinedload(Reviewer.person)).where(Reviewer.id.in_(sorted(set(ids))))
    )
    return {one.id: one for one in rows}


def reason(opening: EmptySeat, abstract: Abstract) -> str:
    """Why nobody sits in this seat, in plain words; nothing where somebody can be asked at once."""
    stream, left = abstract.stream.name if abstract.stream else None, "a conflict with this abstract or left it"
    return in_words(opening.short, stream, left) if opening.short else ""


def _reviewers(edition: Edition) -> tuple[dict[int, ReviewerFacts], frozenset[int], frozenset[int]]:
    """Everybody who said yes or has not answered; who of them has not answered; who stands in reserve."""
    streams: dict[int, set[int]] = defaultdict(set)
    chosen = select(ReviewerStream.reviewer_id, ReviewerStream.stream_id).join(
        Reviewer, Reviewer.id == ReviewerStream.reviewer_id
    )
    for reviewer, stream in db.session.execute(chosen.where(Reviewer.edition_id == edition.id)):
        streams[reviewer].add(stream)
    rows = db.session.execute(
        select(Reviewer.id, Reviewer.kind, Reviewer.max_load, Reviewer.state, Reviewer.in_reserve)
        .where(
            Reviewer.edition_id == edition.id,
            Reviewer.state != ReviewerState.declined,
            ~conflicts.resting(reviewers.settings(edition)),
        )
        .order_by(Reviewer.id)
    ).all()
    found = {key: ReviewerFacts(key, kind, limit, frozenset(streams[key])) for key, kind, limit, *_rest in rows}
    silent = frozenset(row.id for row in rows if row.state == ReviewerState.invited)
    return found, silent, frozenset(row.id for row in rows if row.in_reserve)


def _states(keys: list[int]) -> dict[tuple[int, int], ReviewState]:
    """Abstract and reviewer of every review there is of these, with where it stands."""
    rows = db.session.execute(
        select(Review.abstract_id, Review.reviewer_id, Review.state).where(Review.abstract_id.in_(keys))
    )
    return {(key, reviewer): state for key, reviewer, state in rows}


def _pairs(
    plan: AssignmentProposal, keys: list[int], states: dict[tuple[int, int], ReviewState]
) -> tuple[dict[int, list[Held]], dict[int, set[int]]]:
    """Who reads each of these in the plan, and who gave it back; who skipped it does not read it."""
    held: dict[int, list[Held]] = defaultdict(list)
    back: dict[int, set[int]] = defaultdict(set)
    rows = db.session.execute(
        select(Assignment.abstract_id, Assignment.reviewer_id, Assignment.seat, Assignment.released_at).where(
            Assignment.proposal_id == plan.id, Assignment.abstract_id.in_(keys)
        )
    )
    for key, reviewer, seat, released in rows:
        state = states.get((key, reviewer))
        if released:
            back[key].add(reviewer)
        elif state != ReviewState.skipped:
            held[key].append(Held(reviewer, seat, begun=state is not None))
    return held, back
