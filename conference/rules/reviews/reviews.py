"""What a reviewer ticks and sends: co-production by facts, and the legal moves of a review."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from conference.rules.abstracts.abstracts import IN_REVIEW, AbstractState


class Fact(StrEnum):
    """What a reviewer may tick about how people with lived experience took part in the work."""

    none = "none"
    told = "told"
    consulted = "consulted"
    designed = "designed"
    decided = "decided"
    delivered = "delivered"


WORTH = {Fact.none: 0, Fact.told: 1, Fact.consulted: 2, Fact.designed: 3, Fact.decided: 2, Fact.delivered: 2}
SHARED = frozenset({Fact.decided, Fact.delivered})
FULL = 4


def contradicts(facts: Iterable[Fact]) -> bool:
    """ "None of these" cannot stand beside another tick."""
    ticked = set(facts)
    return Fact.none in ticked and len(ticked) > 1


def co_production(facts: Iterable[Fact]) -> int | None:
    """Decisions shared *and* work delivered together is four; one of the two alone counts as consulted.

    Designed together is three, consulted two, told or asked one, "none of these" nought; no tick, no answer.
    """
    ticked = set(facts)
    if not ticked or contradicts(ticked):
        return None
    return FULL if ticked >= SHARED else max(WORTH[fact] for fact in ticked)


class ReviewState(StrEnum):
    assigned = "assigned"
    started = "started"
    submitted = "submitted"
    skipped = "skipped"


MOVES = {
    ReviewState.assigned: {ReviewState.started, ReviewState.submitted, ReviewState.skipped},
    ReviewState.started: {ReviewState.started, ReviewState.submitted, ReviewState.skipped},
    ReviewState.submitted: set(),
    ReviewState.skipped: set(),
}


def may_move(old: ReviewState, new: ReviewState) -> bool:
    """A review once sent or skipped is closed; until then it may be saved as often as its reviewer likes."""
    return new in MOVES[old]


def is_open(state: AbstractState, closes_at: datetime | None, at: datetime) -> bool:
    """Reviews are written while their abstract is under review, and until the day, if one is set, is over."""
    return state in IN_REVIEW and (closes_at is None or at < closes_at)


@dataclass(frozen=True)
class Answers:
    """What a reviewer has filled in so far; ratings by the criterion's key."""

    overall: int | None = None
    facts: frozenset[Fact] = frozenset()
    ratings: Mapping[str, int] = field(default_factory=dict)
    comment: str = ""
    note: str = ""
    unknown: tuple[str, ...] | None = None  # words not understood; None where they were not asked (a sheet)

    @property
    def co_production(self) -> int | None:
        return co_production(self.facts)


def lacking(answers: Answers, criteria: Iterable[str]) -> list[str]:
    """Before it is sent, a review answers every question and has a word for the author; the note may stay empty."""
    missing = [f"criterion_{key}" for key in criteria if key not in answers.ratings]
    if answers.co_production is None:
        missing.append("facts")
    if answers.overall is None:
        missing.append("overall")
    if not answers.comment.strip():
        missing.append("comment")
    return missing


@dataclass(frozen=True)
class Progress:
    """How far a reviewer is: what is sent, begun and still to do, and the time that is likely to take.

    `to_talk`: how many of those sent are to be talked over, on the days that are set for it.
    """

    sent: int
    started: int
    to_do: int
    minutes_each: int
    to_talk: int = 0

    @property
    def all(self) -> int:
        return self.sent + self.to_do

    @property
    def minutes_left(self) -> int:
        return self.to_do * self.minutes_each

    @property
    def percent(self) -> int:
        return 100 * self.sent // self.all if self.all else 0

    @property
    def hours_left(self) -> int:
        """Whole hours, rounded up: better done early than late."""
        return -(-self.minutes_left // 60)
