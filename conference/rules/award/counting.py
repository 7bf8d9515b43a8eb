"""How a Patients Choice Award is counted: pure, so that anyone can count it again."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from conference.rules.award.reasons import VoteReason

UNDERVOTE = ""
OVERVOTE = "overvote"
EQUAL = "equal"
FEWEST_IN_A_BREAKDOWN = 8
TURNOUT_STEP = 10
MOST_POINTS = 5
BETWEEN = " > "

Choices = tuple[str, ...]
Round = dict[str, int]


class Method(StrEnum):
    choice = "choice"
    approval = "approval"
    ranked = "ranked"
    score = "score"
    pairwise = "pairwise"


class VoterClass(StrEnum):
    lived_experience = "lived_experience"
    other = "other"


class AwardState(StrEnum):
    draft = "draft"
    frozen = "frozen"
    open = "open"
    closed = "closed"
    sealing = "sealing"
    sealed = "sealed"
    published = "published"


class Undefined(Exception):
    """The rule names no winner for these ballots."""


@dataclass(frozen=True)
class Ballot:
    """What was written at each place, first choice first, and on how many ballots."""

    places: Choices
    count: int = 1


@dataclass(frozen=True)
class Tally:
    winners: list[str]
    rounds: list[Round]
    valid: int
    blank: int
    spoiled: int
    ties: list[dict[str, Any]] = field(default_factory=list)
    pairs: dict[str, Round] = field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        """The result as it is published."""
        content: dict[str, Any] = {
            "winners": self.winners,
            "rounds": self.rounds,
            "valid": self.valid,
            "blank": self.blank,
            "spoiled": self.spoiled,
            "ties": self.ties,
        }
        return content | ({"pairs": self.pairs} if self.pairs else {})


def choices_of(places: Sequence[str], entries: Iterable[str]) -> Choices:
    """An over-vote or equal ranks at a place are skipped, so is a repeat; the next place counts."""
    known = frozenset(entries)
    return tuple(dict.fromkeys(place for place in places if place in known))


def one_choice_of(places: Sequence[str], entries: Iterable[str]) -> Choices:
    """The first choice that can be read; a ballot that puts two entries first has no one choice."""
    marked = [place for place in places if place not in (UNDERVOTE, OVERVOTE)]
    return () if marked[:1] == [EQUAL] else choices_of(marked, entries)[:1]


def scores_of(places: Sequence[str], entries: Iterable[str]) -> Choices:
    """The entries that got points, each once, written "entry=points"; the order on the ballot means nothing."""
    known, found = frozenset(entries), dict[str, str]()
    for place in places:
        entry, _equals, points = place.rpartition("=")
        if entry in known and points in map(str, range(MOST_POINTS + 1)):
            found.setdefault(entry, points)
    return tuple(f"{entry}={found[entry]}" for entry in sorted(found))


def marks_of(method: Method, places: Sequence[str], entries: Iterable[str]) -> Choices:
    """What a ballot says, read by the method; empty when nothing on it can be read."""
    if method is Method.score:
        return scores_of(places, entries)
    if method is Method.choice:
        return one_choice_of(places, entries)
    found = choices_of(places, entries)
    return tuple(sorted(found)) if method is Method.approval else found


def as_kept(marks: Iterable[str]) -> str:
    """The marks of a ballot as one line."""
    return BETWEEN.join(marks)


def marks_kept(line: str) -> Choices:
    """The marks of a line that `as_kept` wrote."""
    return tuple(line.split(BETWEEN)) if line else ()


def marks_with_points(method: Method, choice: str) -> list[tuple[str, str]]:
    """Each entry that a kept ballot names, with its points, "" where the method gives none."""
    if method is not Method.score:
        return [(mark, "") for mark in marks_kept(choice)]
    return [(entry, points) for entry, _equals, points in (mark.rpartition("=") for mark in marks_kept(choice))]


def may_cast(method: Method, marks: Choices, entries: Iterable[str], most: int) -> bool:
    """Whether a ballot says no more than what will be counted, with no more marks than the method allows."""
    allowed = {Method.choice: 1, Method.score: len(marks)}.get(method, most)
    return 0 < len(marks) <= allowed and marks_of(method, marks, entries) == marks


def own_entries(barred: str, *, spent: bool, blocked: bool) -> set[str]:
    """The entries that the holder of a card made; of a card that is over nobody is told."""
    return set() if spent or blocked else set(marks_kept(barred))


def why_not_taken(method: Method, choice: str, *, barred: str, spent: bool, blocked: bool) -> VoteReason | None:
    """Why this card cannot be used for this ballot; None where it can.

    That a card was used or replaced is said first: who holds one that is over learns nothing of its holder.
    """
    if blocked:
        return VoteReason.card_replaced
    if spent:
        return VoteReason.code_used
    named = {reference for reference, _points in marks_with_points(method, choice)}
    return VoteReason.own_entry if named & own_entries(barred, spent=spent, blocked=blocked) else None


def is_blank(places: Sequence[str]) -> bool:
    """A ballot is blank when nothing was marked at any place."""
    return all(place == UNDERVOTE for place in places)


def draw(seed: str, entries: Iterable[str]) -> list[str]:
    """The order in which the frozen seed draws the entries; in a tie the last drawn goes out."""
    return sorted(entries, key=lambda entry: hashlib.sha256(f"{seed}:{entry}".encode()).hexdigest())


def behind(tied: Iterable[str], rounds: Sequence[Round], seed: str) -> tuple[str, str]:
    """Who goes out of a tie, and why: who was behind in the earliest round that differs, else the draw."""
    left = sorted(tied)
    for earlier in rounds:
        fewest = min(earlier[entry] for entry in left)
        left = [entry for entry in left if earlier[entry] == fewest]
        if len(left) == 1:
            return left[0], "an earlier round"
    return draw(seed, left)[-1], "the draw"


def tally(method: Method, entries: Sequence[str], ballots: Iterable[Ballot], seed: str) -> Tally:
    """Sort the ballots into valid, blank and spoiled, and count the valid ones by the method."""
    counted: Counter[Choices] = Counter()
    blank = spoiled = 0
    known = frozenset(entries)
    for ballot in ballots:
        choices = marks_of(method, ballot.places, known)
        if choices:
            counted[choices] += ballot.count
        elif is_blank(ballot.places):
            blank += ballot.count
        else:
            spoiled += ballot.count
    valid = counted.total()
    if not valid:
        raise Undefined("There is no valid ballot, so there is no winner.")
    if method is Method.pairwise:
        winner, rounds, pairs = pairwise(entries, counted)
        return Tally([winner], rounds, valid, blank, spoiled, [], pairs)
    count = run_off if method is Method.ranked else most_points
    winner, rounds, ties = count(entries, counted, seed)
    return Tally([winner], rounds, valid, blank, spoiled, ties)


def first_choices(left: Iterable[str], ballots: Mapping[Choices, int]) -> Round:
    """Each ballot counts for its highest choice that is still in; entries without votes are listed."""
    votes = dict.fromkeys(left, 0)
    for choices, count in ballots.items():
        for entry in choices:
            if entry in votes:
                votes[entry] += count
                break
    return votes


def most_points(
    entries: Sequence[str], ballots: Mapping[Choices, int], seed: str
) -> tuple[str, list[Round], list[dict[str, Any]]]:
    """A vote for each entry that a ballot names, or its points. The highest sum wins; a tie goes to the draw."""
    votes = dict.fromkeys(entries, 0)
    for marks, count in ballots.items():
        for mark in marks:
            entry, equals, points = mark.rpartition("=") if mark not in votes else (mark, "", "")
            votes[entry] += count * (int(points) if equals else 1)
    most = max(votes.values())
    level = draw(seed, (entry for entry in entries if votes[entry] == most))
    ties = [{"round": 1, "tied": sorted(level), "wins": level[0], "by": "the draw"}] if len(level) > 1 else []
    return level[0], [votes], ties


def run_off(
    entries: Sequence[str], ballots: Mapping[Choices, int], seed: str
) -> tuple[str, list[Round], list[dict[str, Any]]]:
    """Ranked: the entry with fewest votes goes out, one a round, until two remain; the one ahead wins."""
    left = list(entries)
    rounds: list[Round] = []
    ties: list[dict[str, Any]] = []
    while True:
        votes = first_choices(left, ballots)
        fewest = min(votes.values())
        tied = sorted(entry for entry in left if votes[entry] == fewest)
        out, by = behind(tied, rounds, seed)
        rounds.append(votes)
        if len(tied) > 1 and len(left) > 1:
            ties.append({"round": len(rounds), "tied": tied, "out": out, "by": by})
        if len(left) <= 2:
            return next((entry for entry in left if entry != out), out), rounds, ties
        left.remove(out)


def pairwise(entries: Sequence[str], ballots: Mapping[Choices, int]) -> tuple[str, list[Round], dict[str, Round]]:
    """Pairwise: the winner is placed above each other entry by more ballots than place it below."""
    above: dict[str, Round] = {entry: {other: 0 for other in entries if other != entry} for entry in entries}
    for choices, count in ballots.items():
        unplaced = [entry for entry in entries if entry not in choices]
        for place, entry in enumerate(choices):
            for other in (*choices[place + 1 :], *unplaced):
                above[entry][other] += count
    wins = {e: sum(above[e][other] > above[other][e] for other in above[e]) for e in entries}
    for entry in entries:
        if wins[entry] == len(entries) - 1:
            return entry, [wins], above
    raise Undefined("No entry is placed above every other, so pairwise counting names no winner.")


def may_break_down(voted: Mapping[str, int]) -> bool:
    """A breakdown is shown only when no group in it is so small that it shows how a few people voted."""
    return len(voted) > 1 and min(voted.values()) >= FEWEST_IN_A_BREAKDOWN


def shown_turnout(voted: int) -> int:
    """While voting is open the turnout is shown in whole tens only, rounded down."""
    return voted - voted % TURNOUT_STEP


def moment(local: datetime, zone: str) -> datetime:
    """A time as typed at the desk, on the clock of the conference, in UTC."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def may_vote(state: AwardState, opens_at: datetime, closes_at: datetime, at: datetime) -> bool:
    """A vote counts from the first moment of the published time to just before its last."""
    return state == AwardState.open and opens_at <= at < closes_at


def is_before(state: AwardState, opens_at: datetime, at: datetime) -> bool:
    """Frozen and not open yet, or open by its state and not yet by the clock."""
    return state in (AwardState.draft, AwardState.frozen) or (state == AwardState.open and at < opens_at)
