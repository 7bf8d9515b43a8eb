"""Remind people of an award, once, while there is still time to answer or to rate."""

from collections.abc import Sequence
from datetime import datetime

from conference import audit, mail
from conference.models.award.awards import Award
from conference.models.people.people import Person
from conference.queries.award import reminders as queries
from conference.queries.award.reminders import Reminder


def remind_due(*, by: Person, at: datetime) -> int:
    """Do what the clock asks: near the last moment, whoever still has something to say or rate hears of it once."""
    return sum(remind(award, reminders, by=by, at=at) for award, reminders in queries.due(at=at))


def remind(award: Award, reminders: Sequence[Reminder], *, by: Person, at: datetime) -> int:
    """Write to each of these people; how many letters that were."""
    letters = [
        mail.queue(one.kind, to=one.to, edition=award.edition, key=one.key, at=at, award=award, reminder=one)
        for one in reminders
    ]
    count = sum(letter is not None for letter in letters)
    audit.record("award.reminded", about=award, by=by, at=at, edition=award.edition, letters=count)
    return count
