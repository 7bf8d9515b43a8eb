"""Who co-chairs each stream: one person with lived experience and one professional, and why."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from conference.rules.people.duties import Kind


class DayPart(StrEnum):
    morning = "morning"
    afternoon = "afternoon"


BEST_LEVEL = 5
WORST_LEVEL = 1
LEVELS = range(WORST_LEVEL, BEST_LEVEL + 1)
# Somebody who has not answered comes before somebody who would rather not, and after all who would like it.
UNSAID_LEVEL = 3

Time = tuple[date, DayPart]
Pair = tuple[int, int]
"""(person, stream)"""
Seat = tuple[int, Kind]
"""(stream, kind)"""


class Cause(StrEnum):
    """Why a person cannot take a seat, the strongest first."""

    declined = "declined"
    conflict = "conflict"
    away = "away"
    full = "full"
    clash = "clash"


@dataclass(frozen=True)
class Candidate:
    person: int
    kind: Kind
    limit: int = 1


@dataclass(frozen=True)
class Question:
    """All that decides who may co-chair what. `held` are the seats that stay as they are."""

    streams: dict[int, frozenset[Time]]
    candidates: tuple[Candidate, ...]
    levels: dict[Pair, int] = field(default_factory=dict)
    can_come: dict[int, frozenset[Time]] = field(default_factory=dict)
    conflicts: frozenset[Pair] = frozenset()
    declined: frozenset[Pair] = frozenset()
    held: dict[Seat, int] = field(default_factory=dict)

    def level(self, person: int, stream: int) -> int:
        """What they said about the stream, from 5 (first choice) to 1 (only if nobody else can)."""
        return self.levels.get((person, stream), UNSAID_LEVEL)

    def barrier(self, candidate: Candidate, stream: int) -> Cause | None:
        """A no, a conflict of interest, or a time they cannot come, keeps a person out of a stream."""
        pair = (candidate.person, stream)
        if pair in self.declined:
            return Cause.declined
        if pair in self.conflicts:
            return Cause.conflict
        free = self.can_come.get(candidate.person)
        if free is not None and not self.streams[stream] <= free:
            return Cause.away
        return None

    def open_seats(self) -> list[Seat]:
        return [(stream, kind) for stream in sorted(self.streams) for kind in Kind if (stream, kind) not in self.held]


@dataclass(frozen=True)
class Reason:
    """Why this person: what they said, and who liked the stream better but is needed elsewhere."""

    level: int
    said: bool
    said_when: bool
    others: int
    liked_it_more: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class Pick:
    stream: int
    kind: Kind
    person: int
    reason: Reason
    trouble: Cause | None = None


@dataclass(frozen=True)
class Uncovered:
    """A seat nobody can take, with each person who might have and what stands in the way."""

    stream: int
    kind: Kind
    causes: tuple[tuple[int, Cause], ...]


@dataclass(frozen=True)
class Proposal:
    picks: tuple[Pick, ...]
    uncovered: tuple[Uncovered, ...]


def explain(question: Question, chosen: dict[Seat, int]) -> Proposal:
    """A reason for each chosen person, what stands in the way of one, and the causes of each seat left open."""
    blocks = meeting_together(question.streams)
    taken = question.held | chosen
    by_person = {each.person: each for each in question.candidates}
    picks = tuple(
        Pick(*seat, person, _reason(question, *seat, taken), _trouble(question, by_person, seat, taken, blocks))
        for seat, person in sorted(chosen.items())
    )
    uncovered = tuple(
        Uncovered(*seat, _causes(question, *seat, taken, blocks)) for seat in question.open_seats() if seat not in taken
    )
    return Proposal(picks, uncovered)


def meeting_together(streams: dict[int, frozenset[Time]]) -> dict[int, int]:
    """Streams that share a time, directly or through another stream, are one block: one to a person."""
    block = {stream: stream for stream in streams}
    first_at: dict[Time, int] = {}
    for stream in sorted(streams):
        for time in sorted(streams[stream]):
            other = block[first_at.setdefault(time, stream)]
            mine = block[stream]
            low, high = min(mine, other), max(mine, other)
            block = {each: low if at == high else at for each, at in block.items()}
    return block


def next_best(question: Question, seat: Seat, taken: dict[Seat, int], most: int | None = None) -> list[Pick]:
    """Who else could take the seat, the keenest first, then whoever carries least; all of them, or so many."""
    stream, kind = seat
    blocks = meeting_together(question.streams)
    others = {each: person for each, person in taken.items() if each != seat}
    load = load_of(others)
    able = [
        each.person
        for each in _of_kind(question, kind)
        if not _obstacle(question, each, stream, others, blocks) and taken.get(seat) != each.person
    ]
    able.sort(key=lambda person: (-question.level(person, stream), load[person], person))
    return [Pick(*seat, person, _reason(question, *seat, others | {seat: person})) for person in able[:most]]


def _of_kind(question: Question, kind: Kind) -> list[Candidate]:
    return sorted((each for each in question.candidates if each.kind == kind), key=lambda each: each.person)


def load_of(taken: dict[Seat, int]) -> defaultdict[int, int]:
    """How many streams each person carries."""
    load: defaultdict[int, int] = defaultdict(int)
    for person in taken.values():
        load[person] += 1
    return load


def _clash(taken: dict[Seat, int], person: int, stream: int, blocks: dict[int, int]) -> bool:
    return any(
        who == person and other != stream and blocks[other] == blocks[stream] for (other, _), who in taken.items()
    )


def _obstacle(
    question: Question, candidate: Candidate, stream: int, taken: dict[Seat, int], blocks: dict[int, int]
) -> Cause | None:
    if cause := question.barrier(candidate, stream):
        return cause
    if load_of(taken)[candidate.person] >= candidate.limit:
        return Cause.full
    return Cause.clash if _clash(taken, candidate.person, stream, blocks) else None


def _trouble(
    question: Question,
    people: dict[int, Candidate],
    seat: Seat,
    taken: dict[Seat, int],
    blocks: dict[int, int],
) -> Cause | None:
    others = {each: person for each, person in taken.items() if each != seat}
    return _obstacle(question, people[taken[seat]], seat[0], others, blocks)


def _causes(
    question: Question, stream: int, kind: Kind, taken: dict[Seat, int], blocks: dict[int, int]
) -> tuple[tuple[int, Cause], ...]:
    found = ((each.person, _obstacle(question, each, stream, taken, blocks)) for each in _of_kind(question, kind))
    return tuple((person, cause) for person, cause in found if cause)


def _reason(question: Question, stream: int, kind: Kind, taken: dict[Seat, int]) -> Reason:
    chosen = taken[stream, kind]
    able = [each for each in _of_kind(question, kind) if each.person != chosen and not question.barrier(each, stream)]
    level = question.level(chosen, stream)
    keener = (each.person for each in able if question.level(each.person, stream) > level)
    return Reason(
        level=level,
        said=(chosen, stream) in question.levels,
        said_when=chosen in question.can_come,
        others=len(able),
        liked_it_more=tuple((person, _where(person, taken)) for person in keener if _where(person, taken)),
    )


def _where(person: int, taken: dict[Seat, int]) -> int:
    """The stream that has this person, 0 when none has."""
    return min((stream for (stream, _), who in taken.items() if who == person), default=0)


def half_days(first: date, last: date) -> list[Time]:
    """Each morning and afternoon from the first day to the last."""
    days = (last - first).days + 1
    return [(first + timedelta(days=n), part) for n in range(days) for part in DayPart]
