"""The demo's equality answers: sums of invented forms, large enough to show some and hide some."""

from collections.abc import Mapping
from datetime import datetime

from faker import Faker

from conference.actions.editions import equality
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.rules.editions.equality import KNOWN, STARTER

FORMS = 46


def load(edition: Edition, cast: Mapping[str, Person], *, at: datetime) -> None:
    """Ask the questions a new edition starts with, and count some forms."""
    asked = equality.ask(edition, list(STARTER), by=cast["dara"], at=at)
    invent = Faker()
    invent.seed_instance(2027)
    for _form in range(FORMS):
        answered = {key: invent.random_element(sorted(KNOWN[key].answers)) for key in STARTER if invent.boolean(90)}
        equality.count(edition, answered, version=asked.version)
