"""What applications would cost, from the rates of the day on which the conference begins."""

from collections.abc import Sequence

from conference.models.applications import Application
from conference.models.editions import Edition
from conference.queries import rates
from conference.queries.applications import settings_of
from conference.rules.budget import Estimate
from conference.rules.estimates import Asked, Cost, Worked, by_distance, worked_out


def basis(edition: Edition) -> Worked:
    """The rates and guesses that an edition's estimates stand on, in two statements."""
    found = settings_of(edition)
    sums = ("travel", "travel_abroad", "night", "meals_day", "care_day", "visa")
    guess = Estimate(**{name: getattr(found, name) if found else 0 for name in sums})
    return Worked(tuple(rates.book(edition, edition.starts_on)), guess)


def costs_of(application: Application, worked: Worked | None = None) -> list[Cost]:
    """The estimate of one application."""
    return worked_out(asked(application), worked or basis(application.edition))


def costs_of_all(edition: Edition, applications: Sequence[Application]) -> dict[int, list[Cost]]:
    """The estimates of many, with the rates read once."""
    worked = basis(edition)
    return {each.id: costs_of(each, worked) for each in applications}


def asked(application: Application) -> Asked:
    """What an application asks for, as far as it costs money."""
    found, edition = settings_of(application.edition), application.edition
    home = found.home_country.casefold() if found else ""
    country = application.travel_country.strip().casefold()
    return Asked(
        wanted=frozenset(application.applying_for),
        nights=application.nights or 0,
        abroad=bool(country) and country != home,
        mode=application.travel_mode,
        place=application.travel_place,
        venue=edition.place,
        distance=application.distance,
        passengers=application.passengers or 0,
        meals=(application.breakfasts, application.lunches, application.dinners),
        childcare_days=application.childcare_days,
        care_days=application.care_days,
    )


def distance_unit(edition: Edition) -> str:
    """Miles or kilometres."""
    return by_distance(rates.book(edition, edition.starts_on))
