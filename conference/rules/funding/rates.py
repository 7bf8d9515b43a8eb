"""What one mile, night or meal is paid at: exact fractions, by the day and the place; rounded once, at the end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class RateKind(StrEnum):
    """What a rate pays for."""

    car = "car"
    motorcycle = "motorcycle"
    bicycle = "bicycle"
    passenger = "passenger"
    train = "train"
    coach = "coach"
    plane = "plane"
    taxi = "taxi"
    hotel = "hotel"
    breakfast = "breakfast"
    lunch = "lunch"
    dinner = "dinner"
    per_diem = "per_diem"
    childcare = "childcare"
    care = "care"
    visa = "visa"


class Unit(StrEnum):
    """What a rate is for one of."""

    mile = "mile"
    kilometre = "kilometre"
    journey = "journey"
    night = "night"
    meal = "meal"
    day = "day"
    visa = "visa"


BY_DISTANCE = (RateKind.car, RateKind.motorcycle, RateKind.bicycle, RateKind.passenger)
BY_FARE = (RateKind.train, RateKind.coach, RateKind.plane, RateKind.taxi)  # there and back, from a place
MEALS = (RateKind.breakfast, RateKind.lunch, RateKind.dinner)
UNITS: Mapping[RateKind, tuple[Unit, ...]] = {
    **dict.fromkeys(BY_DISTANCE, (Unit.mile, Unit.kilometre)),
    **dict.fromkeys(BY_FARE, (Unit.journey,)),
    RateKind.hotel: (Unit.night,),
    **dict.fromkeys(MEALS, (Unit.meal,)),
    **dict.fromkeys((RateKind.per_diem, RateKind.childcare, RateKind.care), (Unit.day,)),
    RateKind.visa: (Unit.visa,),
}


@dataclass(frozen=True)
class Rate:
    """One dated row: so much for one unit, between these distances. `own`: of this edition, not shared."""

    id: int
    kind: RateKind
    place: str
    unit: Unit
    numerator: int
    denominator: int
    band_from: int = 0
    band_to: int | None = None
    own: bool = False
    source: str = ""
    since: date | None = None


def place_key(place: str | None) -> str:
    """A place however it was typed; nothing means everywhere."""
    return " ".join((place or "").split()).casefold()


def chosen(rates: Iterable[Rate], kind: RateKind, place: str = "") -> tuple[Rate, ...]:
    """The rate that counts, lowest band first: of the place before everywhere, of the edition before shared."""
    fitting = [each for each in rates if each.kind is kind and place_key(each.place) in ("", place_key(place))]
    if not fitting:
        return ()

    def standing(rate: Rate) -> tuple[bool, bool]:
        return (bool(rate.place), rate.own)

    best = max(map(standing, fitting))
    return tuple(sorted((each for each in fitting if standing(each) == best), key=lambda each: each.band_from))


def rounded(amount: Fraction) -> int:
    """Whole pence or cents; a half goes up, in the person's favour."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def amount(bands: Iterable[Rate], quantity: Fraction | int, before: Fraction | int = 0) -> int:
    """What so many units come to, after so many earlier ones used up the lower bands; rounded once."""
    start, end, total = Fraction(before), Fraction(before) + quantity, Fraction(0)
    for band in bands:
        top = end if band.band_to is None else min(end, Fraction(band.band_to))
        inside = top - max(start, Fraction(band.band_from))
        if inside > 0:
            total += inside * Fraction(band.numerator, band.denominator)
    return rounded(total)
