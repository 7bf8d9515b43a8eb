"""The demo's equality answers: sums of invented forms, large enough to show some and hide some."""

import random
from collections.abc import Mapping
from datetime import datetime

from conference.actions.editions import equality
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.rules.editions.equality import KNOWN, STARTER

FORMS = 46


def load(edition: Edition, cast: Mapping[str, Person], *, at: datetime) -> None:
    """Ask the questions a new edition starts with, and count some forms."""
    asked = equality.ask(edition, list(STARTER), by=cast["dara"], at=at)
    chance = random.Random(2027)
    for _form in range(FORMS):
        answered = {key: chance.choice(sorted(KNOWN[key].answers)) for key in STARTER if chance.random() < 0.9}
        equality.count(edition, answered, version=asked.version)
