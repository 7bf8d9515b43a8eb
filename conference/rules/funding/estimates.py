"""What a person's coming would roughly cost, line by line, from dated rates; a guess only where no rate says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from conference.rules.applications.applications import Travel, Wanted
from conference.rules.funding.pots import Category, Estimate
from conference.rules.funding.rates import BY_DISTANCE, MEALS, Rate, RateKind, amount, chosen


class Route(StrEnum):
    """How the money for one line goes. Only the last asks the person to pay first."""

    booked = "booked"
    advance = "advance"
    reimburse = "reimburse"


BOOKED_FIRST = (Route.booked, Route.advance, Route.reimburse)
IN_HAND_FIRST = (Route.advance, Route.reimburse)
FARE = {
    Travel.train: RateKind.train,
    Travel.coach: RateKind.coach,
    Travel.plane: RateKind.plane,
    Travel.taxi: RateKind.taxi,
}
CARE = {Wanted.childcare: RateKind.childcare, Wanted.replacement_care: RateKind.care}
PAID_BY = {
    Wanted.travel: Category.travel,
    Wanted.hotel: Category.hotel,
    Wanted.meals: Category.meals,
    Wanted.childcare: Category.care,
    Wanted.replacement_care: Category.care,
    Wanted.visa: Category.visa,
}
TICKETS = frozenset({Category.place, Category.companion_place})


@dataclass(frozen=True)
class Asked:
    """What an application asks for, as far as it costs money. A number that was not given is None."""

    wanted: frozenset[str]
    nights: int = 0
    abroad: bool = False
    mode: Travel | None = None
    place: str = ""
    venue: str = ""
    distance: int | None = None
    passengers: int = 0
    meals: tuple[int | None, int | None, int | None] = (None, None, None)
    childcare_days: int | None = None
    care_days: int | None = None


@dataclass(frozen=True)
class Step:
    """How a part of a sum was worked out: so many times this rate; without a rate it is the edition's guess."""

    quantity: int
    rate: Rate | None
    amount: int


@dataclass(frozen=True)
class Cost:
    """One line of an estimate with its steps."""

    category: Category
    amount: int
    steps: tuple[Step, ...] = ()

    @property
    def guessed(self) -> bool:
        return any(step.rate is None for step in self.steps)


@dataclass(frozen=True)
class Worked:
    """Everything needed to work out costs: the rates of the day, and the edition's guesses."""

    rates: tuple[Rate, ...]
    guess: Estimate
    home_country: str = ""

    def step(self, kind: RateKind, quantity: int, place: str = "", instead: int | None = None) -> Step | None:
        """So many at the rate; where there is no rate, the guess, if there is one."""
        bands = chosen(self.rates, kind, place)
        if bands:
            return Step(quantity, bands[0], amount(bands, quantity))
        return None if instead is None else Step(1, None, instead)


def routes_for(category: Category, mode: Travel | None) -> tuple[Route, ...]:
    """The ways to pay a line, the best for the person first. Petrol and meals cannot be booked by somebody else."""
    if category in TICKETS:
        return ()
    in_hand = category in (Category.meals, Category.visa) or (category is Category.travel and mode is Travel.car)
    return IN_HAND_FIRST if in_hand else BOOKED_FIRST


def route_of(category: Category, mode: Travel | None, picked: Mapping[str, str]) -> Route | None:
    """The way that counts: the one the person picked if it is one of those, else the first."""
    ways = routes_for(category, mode)
    named = picked.get(category.value)
    return next((way for way in ways if way == named), ways[0] if ways else None)


def worked_out(asked: Asked, worked: Worked) -> list[Cost]:
    """The estimate of one application; a companion travels, sleeps and has a place too."""
    wanted, nights = asked.wanted, asked.nights
    steps: dict[Category, list[Step | None]] = {Category.place: [Step(1, None, 1)]}
    if Wanted.companion in wanted:
        steps[Category.companion_place] = [Step(1, None, 1)]
        steps[Category.companion_costs] = [
            *(_journey(asked, worked, along=True) if Wanted.travel in wanted else ()),
            _bed(asked, worked) if Wanted.hotel in wanted and nights else None,
        ]
    steps[Category.travel] = _journey(asked, worked) if Wanted.travel in wanted else []
    steps[Category.hotel] = [_bed(asked, worked)] if Wanted.hotel in wanted and nights else []
    steps[Category.meals] = _meals(asked, worked) if Wanted.meals in wanted else []
    steps[Category.care] = _care(asked, worked)
    steps[Category.visa] = [worked.step(RateKind.visa, 1, instead=worked.guess.visa)] if Wanted.visa in wanted else []
    found = []
    for category, each in steps.items():
        kept = tuple(step for step in each if step)
        total = sum(step.amount for step in kept)
        if total > 0:
            found.append(Cost(category, total, kept))
    return found


def unpriced(asked: Asked, costs: Iterable[Cost]) -> list[Category]:
    """What was asked for and has no sum yet, so that nobody thinks it was forgotten."""
    found = {cost.category for cost in costs}
    wanted = {category for word, category in PAID_BY.items() if word in asked.wanted}
    wanted -= {Category.hotel} if not asked.nights else set()
    return [category for category in Category if category in wanted - found]


def _journey(asked: Asked, worked: Worked, *, along: bool = False) -> list[Step | None]:
    """There and back: by distance in an own car, by the fare from that place, else the guess."""
    guess, mode = worked.guess, asked.mode
    flat = guess.travel_abroad if asked.abroad else guess.travel
    if mode is Travel.car and asked.distance is not None and chosen(worked.rates, RateKind.car):
        both_ways = 2 * asked.distance
        rider = worked.step(RateKind.passenger, both_ways)
        if along:
            return [rider]
        return [worked.step(RateKind.car, both_ways), *[rider] * asked.passengers]
    fare = FARE.get(mode) if mode else None
    return [worked.step(fare, 1, asked.place, instead=flat) if fare else Step(1, None, flat)]


def _bed(asked: Asked, worked: Worked) -> Step | None:
    return worked.step(RateKind.hotel, asked.nights, asked.venue, instead=worked.guess.night * asked.nights)


def _meals(asked: Asked, worked: Worked) -> list[Step | None]:
    """The meals that were counted; uncounted, or without a rate for one of them, all meals of each day."""
    counted = [(kind, count) for kind, count in zip(MEALS, asked.meals, strict=True) if count]
    if any(count is not None for count in asked.meals) and all(chosen(worked.rates, kind) for kind, _c in counted):
        return [worked.step(kind, count) for kind, count in counted]
    days = asked.nights + 1
    return [worked.step(RateKind.per_diem, days, instead=worked.guess.meals_day * days)]


def _care(asked: Asked, worked: Worked) -> list[Step | None]:
    """Each kind of care at its own rate; what has no rate is guessed once, for the longer time."""
    stay, unpriced = asked.nights + 1, 0
    found: list[Step | None] = []
    for wanted, days in ((Wanted.childcare, asked.childcare_days), (Wanted.replacement_care, asked.care_days)):
        if wanted in asked.wanted:
            count = stay if days is None else days
            step = worked.step(CARE[wanted], count)
            found.append(step)
            unpriced = unpriced if step else max(unpriced, count)
    return [*found, Step(1, None, worked.guess.care_day * unpriced) if unpriced else None]


def by_distance(rates: Iterable[Rate]) -> str:
    """Whether this edition counts miles or kilometres."""
    units = [rate.unit.value for rate in rates if rate.kind in BY_DISTANCE]
    return units[0] if units else "mile"
