"""What is told to a key holder, and what waits for a key."""

from datetime import datetime

from flask_babel import gettext as _

from conference.models.editions.editions import Edition
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.queries.editions import editions
from conference.queries.keys import key_for, of_edition
from conference.rules import keys as rules
from conference.rules.keys import KIND, State
from conference.signposts.lines import Part, Waiting


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """The desk's lines about sets that wait for a key: red after three working days; silence approves nothing."""
    holidays = editions.holidays(edition)
    return [
        Waiting(
            text=f"{_(KIND[found.kind])}: waiting for {_missing(found)}",
            count=1,
            endpoint="keys.show",
            args={"set_id": found.id},
            due=rules.due(found.frozen_at, edition.zone, holidays),
        )
        for found in of_edition(edition)
        if found.state == State.waiting
    ]


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """Each list that waits for this person's key, with the day on which the desk goes red."""
    key, holidays = key_for(person, edition), editions.holidays(edition)
    return [
        Part(
            title=_(KIND[found.kind]),
            state=_("This list is waiting for your key."),
            next_step=_("Read it, then approve it or send it back."),
            endpoint="keys.show",
            args={"edition": edition.code, "set_id": found.id},
            by=rules.due(found.frozen_at, edition.zone, holidays),
        )
        for found in (of_edition(edition) if key else [])
        if rules.why_not(found.frozen, key, at=at, zone=edition.zone, holidays=holidays) is None
    ]


def _missing(found: FrozenSet) -> str:
    if found.organiser_by is None and found.lived_experience_by is None:
        return "both keys"
    return "the organiser’s key" if found.organiser_by is None else "the lived-experience lead’s key"
