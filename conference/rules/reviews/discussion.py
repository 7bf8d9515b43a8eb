"""Reviewers talk an abstract over after all have sent: which abstracts, when, and who may write."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from conference.rules.reviews.reviews import Answers
from conference.rules.selection.ranking import Lane

WIDE = Fraction(3, 2)  # of the four points between 1 and 5: this far apart, the two kinds should hear each other
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Phase(StrEnum):
    before = "before"
    open = "open"
    over = "over"


@dataclass(frozen=True)
class Window:
    """From when and until when an edition's reviewers talk; where neither is set, as soon as all have sent."""

    opens: datetime | None = None
    closes: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        return (self.opens is None or self.opens <= at) and not self.is_over(at)

    def is_over(self, at: datetime) -> bool:
        return self.closes is not None and at >= self.closes


@dataclass(frozen=True)
class Standing:
    """What decides on the talk about one abstract."""

    lived_experience: Lane = Lane()
    professional: Lane = Lane()
    awaited: bool = False  # somebody of the plan has not sent
    begun: bool = False  # a remark was made, or a mind was changed
    undecided: bool = True  # under review, and no decision on it is frozen

    @property
    def both_sent(self) -> bool:
        return bool(self.lived_experience.count and self.professional.count)

    @property
    def gap(self) -> Fraction | None:
        """How far the means of the two kinds lie apart; None before both have sent."""
        lived, professional = self.lived_experience.mean, self.professional.mean
        return None if lived is None or professional is None else abs(lived - professional)


def is_queued(standing: Standing) -> bool:
    """All of the plan have sent, both kinds among them, and their means lie wide apart.

    A talk that has begun goes on, though somebody changed their mind and the gap is closing.
    """
    gap = standing.gap
    return standing.undecided and not standing.awaited and gap is not None and (gap >= WIDE or standing.begun)


def phase(standing: Standing, window: Window, at: datetime) -> Phase:
    """Before all have sent or the first day, open, or over: after the last day, or once a decision is frozen."""
    if not standing.undecided or window.is_over(at):
        return Phase.over
    if standing.awaited or not standing.both_sent or not window.is_open(at):
        return Phase.before
    return Phase.open


def may_write(standing: Standing, window: Window, at: datetime, *, has_sent: bool, has_conflict: bool) -> bool:
    """Only somebody who has sent a review of it and has no conflict with it, on a queued abstract in the phase."""
    allowed = has_sent and not has_conflict
    return allowed and is_queued(standing) and phase(standing, window, at) is Phase.open


class WrongDay(StrEnum):
    """Why the days set for talking cannot be."""

    no_last_day = "no_last_day"
    reviews_open = "reviews_open"
    ends_first = "ends_first"


def wrong_days(closes_on: date | None, opens_on: date | None, until: date | None) -> dict[str, WrongDay]:
    """The first day is after the last one for reviews, which must be known; the last day is not before the first."""
    found: dict[str, WrongDay] = {}
    if opens_on and not closes_on:
        found["discuss_from"] = WrongDay.no_last_day
    elif opens_on and closes_on and opens_on <= closes_on:
        found["discuss_from"] = WrongDay.reviews_open
    if until and opens_on and until < opens_on:
        found["discuss_until"] = WrongDay.ends_first
    elif until and closes_on and until <= closes_on:
        found["discuss_until"] = WrongDay.reviews_open
    return found


def is_a_change(before: Answers, after: Answers) -> bool:
    """A changed mind gives another overall score, or ticks other facts."""
    return (before.overall, before.facts) != (after.overall, after.facts)


def letters(speakers: Iterable[int]) -> dict[int, str]:
    """A letter for each who spoke, in the order of their first word: it stays theirs, and tells nothing else."""
    found: dict[int, str] = {}
    for speaker in speakers:
        if speaker not in found:
            turn, place = divmod(len(found), len(ALPHABET))
            found[speaker] = ALPHABET[place] * (turn + 1)
    return found
