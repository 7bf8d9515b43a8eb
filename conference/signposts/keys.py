"""What is told to a key holder, and what waits for a key."""

from datetime import datetime

from flask_babel import gettext as _, lazy_gettext as _l

from conference.models.editions.editions import Edition
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.queries.editions import editions
from conference.queries.keys import key_for, of_edition
from conference.rules import keys as rules
from conference.rules.keys import Kind, State
from conference.signposts.lines import Part, Waiting

KIND_NAMES = {
    Kind.offers: _l("Funded places to offer"),
    Kind.abstract_decisions: _l("Decisions on abstracts"),
    Kind.co_chairs: _l("Co-chairs of the streams"),
    Kind.award_result: _l("Result of the award"),
    Kind.cap_rule: _l("A change of the co-production rule"),
    Kind.slots: _l("How many places each stream has"),
    Kind.pot_size: _l("How much a pot holds"),
    Kind.key_holder: _l("Who holds a key"),
    Kind.sign_in_address: _l("A key holder’s sign-in address"),
    Kind.one_time_code: _l("A key holder’s one-time code"),
    Kind.two_key_setting: _l("Which decisions need two keys"),
    Kind.award_addition: _l("A late voting code"),
}


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """The desk's lines about sets that wait for a key: red after three working days; silence approves nothing."""
    holidays = editions.holidays(edition)
    return [
        Waiting(
            text=f"{KIND_NAMES[found.kind]}: waiting for {_missing(found)}",
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
            title=KIND_NAMES[found.kind],
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
