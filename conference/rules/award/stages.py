"""The stages before the ballot: a long list, what an entry lacks, and how a jury's ratings make a shortlist."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from conference.rules.abstracts.abstracts import AbstractState, Involvement
from conference.rules.award.counting import draw
from conference.rules.award.reasons import StagesReason

CRITERIA = ("content", "format", "wow")
LEAST, MOST = 1, 5
FEWEST_RATERS = 2
SMALLEST_LIST, LONGEST_LIST = 2, 8
SHORTEST_PART_OF_A_NAME = 3


class Stages(StrEnum):
    """Who decides: the voters, a jury that makes the shortlist for them, or the jury alone."""

    ballot = "ballot"
    jury_then_ballot = "jury_then_ballot"
    jury_only = "jury_only"


class Phase(StrEnum):
    preparing = "preparing"
    nominating = "nominating"
    rating = "rating"
    closed = "closed"
    shortlisted = "shortlisted"


class WorkState(StrEnum):
    """What the organisers made of a nomination: not looked at, its people are asked, or left out."""

    new = "new"
    asked = "asked"
    left_out = "left_out"


class Said(StrEnum):
    waiting = "waiting"
    yes = "yes"
    no = "no"


class Seen(StrEnum):
    """What a juror says of a work before any points."""

    attended = "attended"
    not_there = "not_there"
    conflict = "conflict"


class Lack(StrEnum):
    """What a work still lacks before the jury rates it."""

    not_looked_at = "not_looked_at"
    left_out = "left_out"
    nominee_waits = "nominee_waits"
    nominee_said_no = "nominee_said_no"
    no_co_presenter = "no_co_presenter"
    co_presenter_waits = "co_presenter_waits"
    co_presenter_said_no = "co_presenter_said_no"
    not_accepted = "not_accepted"
    no_co_production = "no_co_production"
    below_the_rule = "below_the_rule"


@dataclass(frozen=True)
class Facts:
    """All that eligibility may know of a work; the last three are of its abstract, None where it has none."""

    state: WorkState
    nominee_said: Said
    has_co_presenter: bool
    co_presenter_said: Said
    abstract_state: AbstractState | None = None
    involvement: Involvement | None = None
    co_produced: bool | None = None


def lacks(facts: Facts) -> list[Lack]:
    """Co-production is a condition of entry: both people say yes, and the abstract was not done without them."""
    if facts.state is not WorkState.asked:
        return [Lack.left_out if facts.state is WorkState.left_out else Lack.not_looked_at]
    found = [
        (Lack.nominee_waits, facts.nominee_said is Said.waiting),
        (Lack.nominee_said_no, facts.nominee_said is Said.no),
        (Lack.no_co_presenter, not facts.has_co_presenter),
        (Lack.co_presenter_waits, facts.has_co_presenter and facts.co_presenter_said is Said.waiting),
        (Lack.co_presenter_said_no, facts.co_presenter_said is Said.no),
        (Lack.not_accepted, facts.abstract_state not in (None, AbstractState.accepted)),
        (Lack.no_co_production, facts.involvement is Involvement.none),
        (Lack.below_the_rule, facts.co_produced is False),
    ]
    return [lack for lack, true in found if true]


def may_nominate(phase: Phase, until: datetime, at: datetime) -> bool:
    """Anybody may nominate from the opening to the end of the published last day."""
    return phase is Phase.nominating and at < until


def why_not_rating(phase: Phase, until: datetime, *, eligible: int, jurors: int, at: datetime) -> StagesReason | None:
    """Why the jury cannot start yet; None when it can. Nobody's last day to nominate is cut short."""
    if phase is not Phase.nominating:
        return StagesReason.other_phase
    if at < until:
        return StagesReason.too_early
    if eligible < SMALLEST_LIST:
        return StagesReason.too_few_works
    return StagesReason.too_few_jurors if jurors < FEWEST_RATERS else None


def why_not_closed(phase: Phase, until: datetime, *, left: int, at: datetime) -> StagesReason | None:
    """The rating closes on its last day, or before when every juror has said something of every work."""
    if phase is not Phase.rating:
        return StagesReason.other_phase
    return StagesReason.still_rating if left and at < until else None


@dataclass(frozen=True)
class Rating:
    """The points of one juror for one work that they attended."""

    work: str
    points: tuple[int, ...]

    @property
    def mean(self) -> Fraction:
        return Fraction(sum(self.points), len(self.points))


@dataclass(frozen=True)
class Standing:
    """Where a work stands for the jury: the mean over its jurors' means, and of each criterion."""

    work: str
    raters: int
    mean: Fraction | None
    criteria: tuple[Fraction, ...] = ()

    @property
    def counts(self) -> bool:
        """One juror alone is no jury."""
        return self.raters >= FEWEST_RATERS


def standings(works: Collection[str], ratings: Iterable[Rating], seed: str) -> list[Standing]:
    """Best first: the mean over jurors' means, equal ones by the published seed; too few raters come last."""
    given: dict[str, list[Rating]] = {work: [] for work in works}
    for rating in ratings:
        given[rating.work].append(rating)
    drawn = {work: place for place, work in enumerate(draw(seed, works))}
    found = [_standing(work, each) for work, each in given.items()]
    return sorted(found, key=lambda one: (not one.counts, -(one.mean or 0) if one.counts else 0, drawn[one.work]))


def _standing(work: str, given: Sequence[Rating]) -> Standing:
    if not given:
        return Standing(work, 0, None)
    criteria = tuple(Fraction(sum(points), len(given)) for points in zip(*(each.points for each in given), strict=True))
    return Standing(work, len(given), sum((each.mean for each in given), Fraction(0)) / len(given), criteria)


def shortlist(stood: Sequence[Standing], size: int) -> list[Standing]:
    """The best that enough jurors rated, no more than the size that was set before nominations opened."""
    return [one for one in stood if one.counts][:size]


def draws(stood: Sequence[Standing], size: int) -> list[str]:
    """The works level with the last on the shortlist, where only the draw of the seed told them apart."""
    counted = [one for one in stood if one.counts]
    if len(counted) <= size or counted[size - 1].mean != counted[size].mean:
        return []
    return [one.work for one in counted if one.mean == counted[size].mean]


def names_somebody(comment: str, names: Iterable[str]) -> bool:
    """Whether a comment holds one of these people's names, or a part of it, written as a name is."""
    parts = {part for name in names for part in re.findall(r"\w+", name) if len(part) >= SHORTEST_PART_OF_A_NAME}
    return bool(parts & set(re.findall(r"\w+", comment)))


def figure(mean: Fraction | None) -> str:
    """A mean as people read it, rounded half up to one place."""
    return "" if mean is None else f"{int(mean * 10 + Fraction(1, 2)) / 10:.1f}"
