"""What applications would cost, from the rates of the day on which the conference begins."""

from collections.abc import Sequence

from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.queries.applications.applications import settings_of
from conference.queries.funding import rates
from conference.rules.funding.estimates import Asked, Cost, Worked, by_distance, unpriced, worked_out
from conference.rules.funding.pots import Category, Estimate


def basis(edition: Edition) -> Worked:
    """The rates and guesses that an edition's estimates stand on, in two statements."""
    found = settings_of(edition)
    sums = ("travel", "travel_abroad", "night", "meals_day", "care_day", "visa")
    guess = Estimate(**{name: getattr(found, name) if found else 0 for name in sums})
    return Worked(tuple(rates.book(edition, edition.starts_on)), guess, found.home_country if found else "")


def told_of(application: Application) -> tuple[list[Cost], list[Category]]:
    """The estimate of one application, and what has no sum yet."""
    worked = basis(application.edition)
    asked = _asked(application, worked)
    costs = worked_out(asked, worked)
    return costs, unpriced(asked, costs)


def costs_of_all(edition: Edition, applications: Sequence[Application]) -> dict[int, list[Cost]]:
    """The estimates of many, with rates and guesses read once."""
    worked = basis(edition)
    return {each.id: worked_out(_asked(each, worked), worked) for each in applications}


def _asked(application: Application, worked: Worked) -> Asked:
    country = application.travel_country.strip().casefold()
    return Asked(
        wanted=frozenset(application.applying_for),
        nights=application.nights or 0,
        abroad=bool(country) and country != worked.home_country.strip().casefold(),
        mode=application.travel_mode,
        place=application.travel_place,
        venue=application.edition.place,
        distance=application.distance,
        passengers=application.passengers or 0,
        meals=(application.breakfasts, application.lunches, application.dinners),
        childcare_days=application.childcare_days,
        care_days=application.care_days,
    )


def distance_unit(edition: Edition) -> str:
    """Miles or kilometres."""
    return by_distance(rates.book(edition, edition.starts_on))
