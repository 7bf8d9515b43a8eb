"""Who reviews what: every abstract is read by both kinds of expertise, no conflicts, nobody over their number.

This file holds the policy, the question, and the answer in plain words; `engines/solver.py` finds the plan.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from conference.rules.people.duties import Kind

DEFAULT_LIMIT = 25


class Seat(StrEnum):
    """A place in the review of one abstract. `any` is filled by either kind."""

    lived_experience = "lived_experience"
    professional = "professional"
    any = "any"


SEATS = tuple(Seat)


class Bid(StrEnum):
    """What a reviewer said of one abstract; no answer is no bid. A conflict is kept apart, as a Conflict."""

    yes = "yes"
    maybe = "maybe"
    no = "no"


class ProposalState(StrEnum):
    draft = "draft"
    published = "published"
    superseded = "superseded"


class ReviewerState(StrEnum):
    invited = "invited"
    accepted = "accepted"
    declined = "declined"


class ConflictSource(StrEnum):
    declared = "declared"
    bid = "bid"
    author = "author"
    organisation = "organisation"
    organiser = "organiser"


class ConflictStatus(StrEnum):
    """Only a cleared conflict no longer bites."""

    suspected = "suspected"
    confirmed = "confirmed"
    cleared = "cleared"


class Cause(StrEnum):
    """Why a seat stays empty."""

    nobody = "nobody"
    nobody_in_stream = "nobody_in_stream"
    all_conflicted = "all_conflicted"
    all_full = "all_full"
    full_or_conflicted = "full_or_conflicted"
    too_few = "too_few"


# How well a reviewer and an abstract fit, 0 to 1: half from the stream, half from what the reviewer said.
STREAM_SHARED, STREAM_UNKNOWN = 1.0, 0.5
BID_WORTH = {Bid.yes: 1.0, Bid.maybe: 0.7, Bid.no: 0.0}
NO_BID = 0.4
SCALE = 10_000  # the solver counts in whole numbers: a fit of 1 is worth this much


@dataclass(frozen=True)
class Seats:
    """How many reviews each abstract gets, and how many of them each kind must write."""

    per_abstract: int = 3
    lived_experience: int = 1
    professional: int = 1

    @property
    def any(self) -> int:
        return self.per_abstract - self.lived_experience - self.professional

    def of(self, seat: Seat) -> int:
        return {Seat.lived_experience: self.lived_experience, Seat.professional: self.professional}.get(seat, self.any)

    def problem(self) -> str | None:
        """Why these numbers cannot be asked for, or None."""
        if min(self.per_abstract, self.lived_experience, self.professional) < 0 or self.per_abstract == 0:
            return "An abstract needs at least one review, and no number may be below 0."
        if self.any < 0:
            return (
                f"{self.lived_experience} lived-experience and {self.professional} professional reviews are more "
                f"than {self.per_abstract} for each abstract."
            )
        return None


@dataclass(frozen=True)
class AbstractFacts:
    """An abstract to be reviewed; without a stream any reviewer may have it."""

    id: int
    reference: str
    stream: int | None = None


@dataclass(frozen=True)
class ReviewerFacts:
    """A reviewer: the kind of seat they fill, the number they chose, their streams (none means any)."""

    id: int
    kind: Kind
    limit: int
    streams: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Question:
    """Everything the plan depends on. The same question always has the same answer."""

    abstracts: tuple[AbstractFacts, ...]
    reviewers: tuple[ReviewerFacts, ...]
    conflicts: frozenset[tuple[int, int]] = frozenset()
    bids: Mapping[tuple[int, int], Bid] | None = None
    seats: Seats = Seats()
    # Pairs whose review has begun: they stay, whatever else changes.
    begun: frozenset[tuple[int, int]] = frozenset()
    # Pairs of the plan in force: they stay where nothing is lost by it.
    held: frozenset[tuple[int, int]] = frozenset()
    # Whether the abstract whose reviewers fit worst is raised, at the price of a little fit of the others.
    fair: bool = False

    def bid(self, abstract: int, reviewer: int) -> Bid | None:
        return (self.bids or {}).get((abstract, reviewer))


@dataclass(frozen=True)
class Pair:
    """One reviewer reads one abstract, in this seat; affinity tells how well they fit."""

    abstract: int
    reviewer: int
    seat: Seat
    affinity: float


@dataclass(frozen=True)
class Shortfall:
    """A seat that nobody can fill, and why."""

    abstract: int
    seat: Seat
    missing: int
    cause: Cause
    eligible: int
    full: int
    conflicted: int


@dataclass(frozen=True)
class Plan:
    pairs: tuple[Pair, ...]
    shortfalls: tuple[Shortfall, ...]
    objective: int

    @property
    def affinity(self) -> float:
        return round(sum(pair.affinity for pair in self.pairs), 4)

    @property
    def worst(self) -> float | None:
        """The affinity of the reviewers of the abstract where they fit worst, of those with no empty seat."""
        short, sums = {one.abstract for one in self.shortfalls}, defaultdict[int, float](float)
        for pair in self.pairs:
            sums[pair.abstract] += pair.affinity
        return min((round(fit, 4) for abstract, fit in sums.items() if abstract not in short), default=None)


def may_read(abstract: AbstractFacts, reviewer: ReviewerFacts, bid: Bid | None) -> bool:
    """A reviewer reads in the streams they chose, and whatever they asked for by a yes or a maybe."""
    if abstract.stream is None or not reviewer.streams or abstract.stream in reviewer.streams:
        return True
    return bid in (Bid.yes, Bid.maybe)


def affinity(shares_stream: bool, bid: Bid | None) -> float:
    """How well the two fit, 0 to 1."""
    return ((STREAM_SHARED if shares_stream else STREAM_UNKNOWN) + (BID_WORTH[bid] if bid else NO_BID)) / 2


def fits(seat: Seat, kind: Kind) -> bool:
    """A seat of one kind is filled by that kind only."""
    return seat == Seat.any or seat.value == kind.value


def shortfalls(
    question: Question, pairs: tuple[Pair, ...], unfilled: list[tuple[AbstractFacts, Seat, int]]
) -> tuple[Shortfall, ...]:
    """Each empty seat with its cause, told from who could have filled it."""
    if not unfilled:
        return ()
    abstracts = {abstract.id for abstract, _seat, _missing in unfilled}
    load = Counter(pair.reviewer for pair in pairs)
    full = {reviewer.id for reviewer in question.reviewers if load[reviewer.id] >= reviewer.limit}
    reads = _by_abstract(abstracts, ((pair.abstract, pair.reviewer) for pair in pairs))
    return explained(question, unfilled, full, reads)


def explained(
    question: Question, unfilled: list[tuple[AbstractFacts, Seat, int]], full: set[int], reads: Mapping[int, set[int]]
) -> tuple[Shortfall, ...]:
    """Each empty seat with its cause: who is full by now, and who reads each work already."""
    abstracts = {abstract.id for abstract, _seat, _missing in unfilled}
    wishes = (pair for pair, bid in (question.bids or {}).items() if bid in (Bid.yes, Bid.maybe))
    wished, conflicted = _by_abstract(abstracts, wishes), _by_abstract(abstracts, question.conflicts)
    able = {seat: {one.id for one in question.reviewers if fits(seat, one.kind) and one.limit > 0} for seat in Seat}
    streams = {abstract.stream: abstract for abstract, _seat, _missing in unfilled}
    open_to = {
        stream: {one.id for one in question.reviewers if may_read(abstract, one, None)}
        for stream, abstract in streams.items()
    }
    found = []
    for abstract, seat, missing in unfilled:
        here = able[seat] & (open_to[abstract.stream] | wished[abstract.id])
        others = here - reads[abstract.id]
        apart = others & conflicted[abstract.id]
        busy = len((others & full) - apart)
        cause = _cause(able[seat], here, others, apart)
        found.append(Shortfall(abstract.id, seat, missing, cause, len(here), busy, len(apart)))
    return tuple(found)


def _by_abstract(abstracts: set[int], pairs: Iterable[tuple[int, int]]) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for abstract, reviewer in pairs:
        if abstract in abstracts:
            found[abstract].add(reviewer)
    return found


def _cause(able: set[int], here: set[int], others: set[int], conflicted: set[int]) -> Cause:
    if not able:
        return Cause.nobody
    if not here:
        return Cause.nobody_in_stream
    if not others:
        return Cause.too_few
    if conflicted == others:
        return Cause.all_conflicted
    return Cause.full_or_conflicted if conflicted else Cause.all_full


def in_words(short: Shortfall, stream: str | None, conflict: str = "a conflict of interest") -> str:
    """Why a seat is empty, for the organiser who must fill it; `conflict` says what keeps people from the abstract."""
    who = {
        Seat.lived_experience: "lived-experience reviewer",
        Seat.professional: "professional reviewer",
    }.get(short.seat, "reviewer")
    where = f"in the stream “{stream}”" if stream else "in this conference"
    waiting = short.full + short.conflicted
    all_of = f"All {waiting} {who}s" if waiting > 1 else f"The only {who}"
    verb = ("are", "have") if waiting > 1 else ("is", "has")
    already = f" ({short.eligible - waiting} more already review this abstract)" if short.eligible > waiting else ""
    match short.cause:
        case Cause.nobody:
            return f"There is no {who} in this conference."
        case Cause.nobody_in_stream:
            return f"There is no {who} {where}."
        case Cause.all_conflicted:
            return f"{all_of} {where} {verb[1]} {conflict}{already}."
        case Cause.all_full:
            return f"{all_of} {where} {verb[0]} full: the number of reviews they chose is reached{already}."
        case Cause.full_or_conflicted:
            return (
                f"Of the {waiting} {who}s {where}, {short.full} reached the number of reviews they chose and "
                f"{short.conflicted} have {conflict}{already}."
            )
    return f"There are too few {who}s {where}: {short.eligible}, and each already reviews this abstract."
