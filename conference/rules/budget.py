"""Pots: what is left, what fits, and the order in which people are fitted in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class PotKind(StrEnum):
    """Two kinds of pot: places, counted in people, and money, in the smallest unit of its currency."""

    places = "places"
    money = "money"


class Category(StrEnum):
    """What one line of an award pays for."""

    place = "place"
    companion_place = "companion_place"
    travel = "travel"
    hotel = "hotel"
    meals = "meals"
    companion_costs = "companion_costs"
    care = "care"
    visa = "visa"


IN_PLACES = frozenset({Category.place, Category.companion_place})


class EntryReason(StrEnum):
    """Why an entry stands in the ledger. A promised sum is given back by a second entry, never struck out."""

    commit = "commit"
    release = "release"


class FitRule(StrEnum):
    """What happens when the next person does not fit."""

    skip = "skip"
    stop = "stop"


def kind_for(category: Category) -> PotKind:
    """Places come out of the pot of places, everything else out of the pot of money."""
    return PotKind.places if category in IN_PLACES else PotKind.money


@dataclass(frozen=True)
class Line:
    """One promised thing: so many places, or so much money."""

    category: Category
    amount: int


@dataclass(frozen=True)
class Left:
    """What the two pots still hold."""

    places: int
    money: int


def needs(lines: Iterable[Line]) -> Left:
    """What a person needs from each pot, with their companion: all of it or nothing."""
    kept = list(lines)
    places = sum(line.amount for line in kept if kind_for(line.category) is PotKind.places)
    return Left(places, sum(line.amount for line in kept) - places)


def fits(need: Left, left: Left) -> bool:
    """A person fits when every pot still holds what they need."""
    return need.places <= left.places and need.money <= left.money


def after(left: Left, need: Left) -> Left:
    """What is left once this person has what they need: below nothing in a plan, never in a pot."""
    return Left(left.places - need.places, left.money - need.money)


@dataclass(frozen=True)
class Fitted:
    """Who fits, who waits, and what is left over."""

    inside: tuple[int, ...]
    outside: tuple[int, ...]
    left: Left


@dataclass(frozen=True)
class Estimate:
    """An edition's first guesses, in the smallest unit of its currency; an organiser may change each line."""

    travel: int
    travel_abroad: int
    night: int
    meals_day: int
    care_day: int
    visa: int


def fit(ranked: Sequence[tuple[int, Left]], left: Left, rule: FitRule = FitRule.skip) -> Fitted:
    """Go down the ranking; who does not fit waits, and the next who fits is taken (or all stop there)."""
    inside: list[int] = []
    outside: list[int] = []
    stopped = False
    for key, need in ranked:
        if not stopped and fits(need, left):
            inside.append(key)
            left = after(left, need)
        else:
            outside.append(key)
            stopped = stopped or rule is FitRule.stop
    return Fitted(tuple(inside), tuple(outside), left)
