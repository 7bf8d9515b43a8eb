"""Pots: what is left, what fits, and the order in which people are fitted in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


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
    settle = "settle"


class FitRule(StrEnum):
    """What happens when the next person does not fit."""

    skip = "skip"
    stop = "stop"


def kind_for(category: Category) -> PotKind:
    """Places come out of the pot of places, everything else out of the pot of money."""
    return PotKind.places if category in IN_PLACES else PotKind.money


@dataclass(frozen=True)
class Line:
    """One promised thing: so many places, or so much money; `pot` names a sponsor's pot that alone pays for it."""

    category: Category
    amount: int
    pot: int | None = None


class Left(NamedTuple):
    """What the two pots still hold."""

    places: int
    money: int


def needs(lines: Iterable[Line]) -> Left:
    """What a person needs from the two general pots, with their companion: all of it or nothing."""
    kept = [line for line in lines if line.pot is None]
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
    """Who fits, the place in the ranking of the first who does not, and what is left over."""

    inside: tuple[int, ...]
    line: int | None
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


def least(ranked: Iterable[tuple[int, Left]]) -> Left:
    """The fewest places and the least money that anybody needs."""
    kinds = {need for _key, need in ranked}  # thousands of people, few different needs
    return Left(*(min((need[part] for need in kinds), default=0) for part in (0, 1)))


def fit(
    ranked: Sequence[tuple[int, Left]], left: Left, rule: FitRule = FitRule.skip, smallest: Left | None = None
) -> Fitted:
    """Go down the ranking; who does not fit waits, and the next who fits is taken (or all stop there).

    `smallest` is `least(ranked)`, for who asks more than once: when less is left, nobody further down can fit.
    """
    inside: list[int] = []
    line: int | None = None
    places, money = left
    least_places, least_money = smallest or least(ranked)
    for number, (key, (needs_places, needs_money)) in enumerate(ranked, start=1):
        if needs_places <= places and needs_money <= money:
            inside.append(key)
            places, money = places - needs_places, money - needs_money
        else:
            line = line or number
            if rule is FitRule.stop or places < least_places or money < least_money:
                break
    return Fitted(tuple(inside), line, Left(places, money))


WARN_AT_PER_CENT = 80
ENOUGH_LIKE = 3


def is_nearly_full(capacity: int, committed: int) -> bool:
    """Time to tell the organisers: four fifths of a pot are promised."""
    return capacity > 0 and committed * 100 >= capacity * WARN_AT_PER_CENT


@dataclass(frozen=True)
class Group:
    """People alike in what their coming costs: the same place to start from, with or without company."""

    place: str
    accompanied: bool
    costs: tuple[int, ...]

    @property
    def mean(self) -> int:
        """What one of them costs, rounded up so that nobody is promised by a fraction."""
        return -(-sum(self.costs) // len(self.costs))


def as_people(left: int, groups: Iterable[Group]) -> list[tuple[Group, int]]:
    """How many more of each group the sum would bring; said only of groups that are large enough to know."""
    known = [group for group in groups if len(group.costs) >= ENOUGH_LIKE and group.mean]
    return [(group, left // group.mean) for group in known]
