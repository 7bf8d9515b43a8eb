"""The raw score of an abstract, its band in its stream, and the cap that comes last."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby


class Band(StrEnum):
    top = "top"
    second = "second"
    third = "third"


class Reason(StrEnum):
    """Why an abstract stands in its band."""

    on_score = "on_score"
    capped = "capped"
    not_lifted = "not_lifted"
    lifted = "lifted"
    no_lived_experience = "no_lived_experience_review"
    no_professional = "no_professional_review"
    no_co_production = "no_co_production_answer"

    @property
    def ranks(self) -> bool:
        return self in (Reason.on_score, Reason.capped, Reason.not_lifted, Reason.lifted)


@dataclass(frozen=True)
class Lane:
    """The scores of one kind, as a count, a sum and a sum of squares: enough for a mean and a spread.

    Sums count whole points, or parts of which `unit` make a point.
    """

    count: int = 0
    total: int = 0
    squares: int = 0
    unit: int = 1

    @classmethod
    def of(cls, scores: Iterable[int]) -> "Lane":
        given = list(scores)
        return cls(len(given), sum(given), sum(score * score for score in given))

    @property
    def mean(self) -> Fraction | None:
        return Fraction(self.total, self.count * self.unit) if self.count else None

    def __add__(self, other: "Lane") -> "Lane":
        return Lane(self.count + other.count, self.total + other.total, self.squares + other.squares, self.unit)


@dataclass(frozen=True)
class Tally:
    """All that the ranking may know of one abstract."""

    reference: str
    lived_experience: Lane = Lane()
    professional: Lane = Lane()
    co_production: Lane = Lane()
    stream: int | None = None

    @property
    def raw(self) -> Fraction | None:
        """The mean of the two kind means, so that lived experience weighs as much as professional."""
        means = [lane.mean for lane in (self.lived_experience, self.professional) if lane.mean is not None]
        return Fraction(sum(means, Fraction(0)), len(means)) if means else None

    @property
    def gap(self) -> Fraction | None:
        """Lived-experience mean less professional mean."""
        if self.lived_experience.mean is None or self.professional.mean is None:
            return None
        return self.lived_experience.mean - self.professional.mean

    @property
    def spread(self) -> float | None:
        """How far the reviewers lie apart: the population standard deviation of every overall score."""
        every = self.lived_experience + self.professional
        if every.mean is None:
            return None
        return math.sqrt(Fraction(every.squares, every.count * every.unit**2) - every.mean**2)

    @property
    def missing(self) -> Reason | None:
        """What it still lacks before it can be ranked; a missing voice is never read as a low score."""
        if not self.lived_experience.count:
            return Reason.no_lived_experience
        if not self.co_production.count:
            return Reason.no_co_production
        if not self.professional.count:
            return Reason.no_professional
        return None


@dataclass(frozen=True)
class CapRule:
    """No top band unless the lived-experience reviewers' mean for co-production reaches the threshold.

    The top band also asks for a least score, so that the cap lifts nobody whose work was thought poor.
    """

    version: int = 1
    threshold: Fraction = Fraction(2)
    top_from: Fraction = Fraction(7, 2)
    second_from: Fraction = Fraction(5, 2)

    def bites(self, tally: Tally) -> bool:
        mean = tally.co_production.mean
        return mean is not None and mean < self.threshold


@dataclass(frozen=True)
class Places:
    """How many abstracts a stream's two upper bands hold; None: slots are not set yet, so no limit."""

    top: int | None = None
    second: int | None = None


@dataclass(frozen=True)
class Ranked:
    tally: Tally
    place: int | None
    band_before_cap: Band | None
    band: Band | None
    reason: Reason
    co_produced: bool
    rule_version: int

    @property
    def capped(self) -> bool:
        return self.reason in (Reason.capped, Reason.not_lifted)

    @property
    def changed(self) -> bool:
        """Whether the cap, here or on another abstract, gave this one a different band."""
        return self.band != self.band_before_cap

    @property
    def capped_by_one(self) -> bool:
        """Whether one lived-experience score alone keeps this abstract from the top band."""
        return self.capped and self.tally.co_production.count == 1


def order(tally: Tally) -> tuple[Fraction, Fraction, Fraction, float, str]:
    """Ties: higher lived-experience mean, then co-production, then agreement, then the lower reference."""
    known = Fraction(0)
    return (
        -(tally.raw or known),
        -(tally.lived_experience.mean or known),
        -(tally.co_production.mean or known),
        tally.spread or 0.0,
        tally.reference,
    )


def _bands(row: Sequence[Tally], places: Places, rule: CapRule, capping: bool) -> dict[str, Band]:
    """Fill the top band in order, then the second; whoever the cap passes over keeps the place in line."""
    bands: dict[str, Band] = {}
    left = {Band.top: places.top, Band.second: places.second}
    least = {Band.top: rule.top_from, Band.second: rule.second_from}

    def take(band: Band, tally: Tally) -> None:
        room = left[band]
        if tally.reference not in bands and (tally.raw or 0) >= least[band] and (room is None or room > 0):
            bands[tally.reference] = band
            left[band] = None if room is None else room - 1

    for tally in row:
        if not (capping and rule.bites(tally)):
            take(Band.top, tally)
    for tally in row:
        take(Band.second, tally)
    return {tally.reference: bands.get(tally.reference, Band.third) for tally in row}


def _reason(tally: Tally, before: Band, after: Band, turn_came: bool, rule: CapRule) -> Reason:
    if rule.bites(tally) and before is Band.top:
        return Reason.capped
    if rule.bites(tally) and turn_came:
        return Reason.not_lifted
    return Reason.lifted if _height(after) > _height(before) else Reason.on_score


def _height(band: Band) -> int:
    return -list(Band).index(band)


def _rank_stream(tallies: Iterable[Tally], places: Places, rule: CapRule) -> list[Ranked]:
    row = sorted(tallies, key=order)
    ready = [tally for tally in row if tally.missing is None]
    before, after = (_bands(ready, places, rule, capping) for capping in (False, True))
    tops = [at for at, tally in enumerate(ready) if after[tally.reference] is Band.top]
    unfilled = places.top is None or len(tops) < places.top
    reach = len(ready) if unfilled else max(tops, default=-1)
    ranked = []
    for at, tally in enumerate(ready):
        was, now = before[tally.reference], after[tally.reference]
        turn_came = at < reach and (tally.raw or 0) >= rule.top_from
        ranked.append((tally, was, now, _reason(tally, was, now, turn_came, rule)))
    ranked.sort(key=lambda one: -_height(one[2]))
    done = [
        Ranked(tally, place, was, now, why, not rule.bites(tally), rule.version)
        for place, (tally, was, now, why) in enumerate(ranked, start=1)
    ]
    waiting = [
        Ranked(tally, None, None, None, tally.missing, False, rule.version)
        for tally in row
        if tally.missing is not None
    ]
    return done + waiting


def ranking(
    tallies: Iterable[Tally], places: Mapping[int | None, Places], rule: CapRule
) -> dict[int | None, list[Ranked]]:
    """Each stream by itself, best first; the cap is applied last; what cannot be ranked yet comes after."""
    by_stream = sorted(tallies, key=lambda tally: (tally.stream is None, tally.stream or 0))
    return {
        stream: _rank_stream(row, places.get(stream, Places()), rule)
        for stream, row in groupby(by_stream, key=lambda tally: tally.stream)
    }


def best_first(one: Ranked) -> tuple[bool, int, tuple[Fraction, Fraction, Fraction, float, str]]:
    """One line through all streams: by final band, then as within a stream; what cannot be ranked yet last."""
    return one.band is None, -_height(one.band or Band.third), order(one.tally)


def in_words(reason: Reason, co_production: float | None, threshold: float, *, by_one: bool) -> str:
    """Why an abstract stands where it stands, in plain words."""
    level = f"co-production is {co_production or 0:.1f}, below {threshold:.1f}" + (", by one score" if by_one else "")
    if reason is Reason.capped:
        return f"Held back by the co-production rule: {level}."
    if reason is Reason.not_lifted:
        return f"Would have moved up, but {level}."
    return {
        Reason.on_score: "On its score.",
        Reason.lifted: "Moved up: the co-production rule freed a place.",
        Reason.no_lived_experience: "Not yet ranked: no lived-experience review.",
        Reason.no_professional: "Not yet ranked: no professional review.",
        Reason.no_co_production: "Not yet ranked: no co-production score from lived experience.",
    }[reason]


class Outcome(StrEnum):
    """What an abstract is offered; an oral place is what the top band buys."""

    oral = "oral"
    poster = "poster"
    declined = "declined"


BUYS = {Band.top: Outcome.oral, Band.second: Outcome.poster, Band.third: Outcome.declined}


def may_be(outcome: Outcome, band: Band | None, co_produced: bool) -> bool:
    """Anyone ranked may be given a poster or a no; an oral place also asks for co-production."""
    return band is not None and (outcome is not Outcome.oral or co_produced)


class DecisionState(StrEnum):
    draft = "draft"
    frozen = "frozen"
    decided = "decided"
