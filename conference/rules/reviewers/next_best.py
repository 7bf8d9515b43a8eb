"""Why somebody reads an abstract, what the next best person would cost, and who is nearest to an empty seat.

Told from the same facts and prices as the plan itself (`pairs.py`), so that it can be checked by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import (
    AbstractFacts,
    Bid,
    Question,
    ReviewerFacts,
    Seat,
    Seats,
    Shortfall,
    affinity,
    explained,
    fits,
    may_read,
)
from conference.rules.reviewers.comparison import empty_seats


class Barrier(StrEnum):
    """What stands in the way of somebody who could be asked, the lightest first."""

    elsewhere = "elsewhere"
    silent = "silent"
    full = "full"


WORDS = {
    Barrier.elsewhere: "did not choose this stream",
    Barrier.silent: "was asked to review and has not answered",
    Barrier.full: "has reached the number they chose",
}
WEIGHT = {Barrier.elsewhere: 1, Barrier.silent: 2, Barrier.full: 4}


@dataclass(frozen=True)
class Held:
    """Somebody reads the abstract in this seat; a review that was begun stays, whatever else changes."""

    reviewer: int
    seat: Seat
    begun: bool = False


@dataclass(frozen=True)
class Around:
    """All that is known around one abstract in one plan. Nobody asks who is `barred`: they have a conflict, made the
    work, skipped it or gave it back."""

    abstract: AbstractFacts
    seats: Seats
    reviewers: Mapping[int, ReviewerFacts]
    loads: Mapping[int, int]
    held: tuple[Held, ...] = ()
    bids: Mapping[int, Bid] | None = None
    silent: frozenset[int] = frozenset()
    reserve: frozenset[int] = frozenset()
    barred: frozenset[int] = frozenset()

    def bid(self, reviewer: int) -> Bid | None:
        return (self.bids or {}).get(reviewer)

    def load(self, reviewer: int) -> int:
        return self.loads.get(reviewer, 0)

    def shares_stream(self, reviewer: ReviewerFacts) -> bool:
        """They chose the abstract's own stream; who chose none reads anywhere and shares none."""
        return self.abstract.stream is not None and self.abstract.stream in reviewer.streams

    def fit(self, reviewer: ReviewerFacts) -> float:
        return affinity(self.shares_stream(reviewer), self.bid(reviewer.id))

    def price(self, reviewer: ReviewerFacts, before: int) -> float:
        """What one more review by somebody with so many costs in the plan: an even load first, then the fit."""
        largest = max((one.limit for one in self.reviewers.values() if one.id not in self.silent), default=1)
        return (before + 0.5) * largest / max(reviewer.limit, 1) + 1 - self.fit(reviewer)

    def barriers(self, reviewer: ReviewerFacts) -> tuple[Barrier, ...]:
        there = {
            Barrier.elsewhere: not may_read(self.abstract, reviewer, self.bid(reviewer.id)),
            Barrier.silent: reviewer.id in self.silent,
            Barrier.full: self.load(reviewer.id) >= reviewer.limit,
        }
        return tuple(barrier for barrier, stands in there.items() if stands)

    def empty(self) -> dict[Seat, int]:
        kinds = [self.reviewers[one.reviewer].kind for one in self.held if one.reviewer in self.reviewers]
        lived = kinds.count(Kind.lived_experience)
        return empty_seats(self.seats, lived, len(kinds) - lived)


@dataclass(frozen=True)
class Near:
    """Somebody who could sit in a seat, with what stands in the way; their load is without this abstract."""

    reviewer: int
    fit: float
    load: int
    limit: int
    barriers: tuple[Barrier, ...] = ()
    in_reserve: bool = False

    @property
    def in_the_way(self) -> str:
        """What stands in the way, in plain words; nothing where they can be asked at once."""
        return ", and ".join(WORDS[barrier] for barrier in self.barriers)


@dataclass(frozen=True)
class Why:
    """One pair explained. `worse` is what the next best would cost in the plan's own measure."""

    held: Held
    shares_stream: bool
    anywhere: bool
    bid: Bid | None
    fit: float
    load: int
    limit: int
    next: Near | None
    worse: float


@dataclass(frozen=True)
class EmptySeat:
    """An empty seat: the nearest person, and why nobody sits there, where nobody can be asked at once."""

    seat: Seat
    missing: int
    nearest: Near | None
    short: Shortfall | None


def explain(around: Around) -> tuple[Why, ...]:
    """Each reader of the abstract, by seat, with the next best person for that seat."""
    return tuple(_why(around, one) for one in around.held if one.reviewer in around.reviewers)


def openings(around: Around) -> tuple[EmptySeat, ...]:
    """Each empty seat with its cause and the nearest person."""
    return tuple(_opening(around, seat, missing) for seat, missing in around.empty().items())


def nearest(around: Around, seat: Seat) -> Near | None:
    """Who could sit there: nothing in the way before something light, then who stands ready for this, then as the plan
    itself would choose."""
    return min(
        _others(around, seat),
        key=lambda one: (
            sum(WEIGHT[barrier] for barrier in one.barriers),
            one.reviewer not in around.reserve,
            around.price(around.reviewers[one.reviewer], one.load),
            one.reviewer,
        ),
        default=None,
    )


def may_sit(around: Around, seat: Seat, reviewer: int) -> bool:
    """Whether this seat is empty and this person could take it at once."""
    free = {one.reviewer for one in _others(around, seat) if not one.barriers}
    return seat in around.empty() and reviewer in free


def _others(around: Around, seat: Seat) -> list[Near]:
    here = {one.reviewer for one in around.held}
    return [
        Near(one.id, around.fit(one), around.load(one.id), one.limit, around.barriers(one), one.id in around.reserve)
        for one in around.reviewers.values()
        if fits(seat, one.kind) and one.id not in here and one.id not in around.barred
    ]


def _why(around: Around, held: Held) -> Why:
    reviewer = around.reviewers[held.reviewer]
    load = around.load(reviewer.id)
    other = nearest(around, held.seat)
    if other and other.barriers:
        other = None
    worse = 0.0
    if other:
        worse = around.price(around.reviewers[other.reviewer], other.load) - around.price(reviewer, load - 1)
    return Why(
        held,
        around.shares_stream(reviewer),
        not reviewer.streams or around.abstract.stream is None,
        around.bid(reviewer.id),
        around.fit(reviewer),
        load,
        reviewer.limit,
        other,
        round(worse, 2),
    )


def _opening(around: Around, seat: Seat, missing: int) -> EmptySeat:
    near = nearest(around, seat)
    if near and not near.barriers:
        return EmptySeat(seat, missing, near, None)
    abstract = around.abstract
    question = Question(
        (abstract,),
        tuple(one for one in around.reviewers.values() if one.id not in around.silent),
        frozenset((abstract.id, one) for one in around.barred),
        {(abstract.id, one): bid for one, bid in (around.bids or {}).items()},
        around.seats,
    )
    full = {one.id for one in question.reviewers if around.load(one.id) >= one.limit}
    reads = {abstract.id: {one.reviewer for one in around.held}}
    (short,) = explained(question, [(abstract, seat, missing)], full, reads)
    return EmptySeat(seat, missing, near, short)
