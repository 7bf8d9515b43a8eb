"""Calls and posted letters of a funded place that a later step made pointless."""

from datetime import datetime

import sqlalchemy as sa

from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.outbox import Letter, LetterState
from conference.models.people.people import Person
from conference.queries.people import people
from conference.rules.people.duties import Channel

STEPS = (
    "application_received",
    "waiting_list",
    "offer_made",
    "offer_reminder",
    "offer_ring",
    "offer_more_days",
    "offer_accepted",
)


def overtake(person: Person, edition: Edition, *, at: datetime) -> None:
    """Nobody need ring or post about an earlier step any more; part of an act, before its own letter."""
    earlier = sa.select(Letter).where(
        Letter.person_id == person.id,
        Letter.edition_id == edition.id,
        Letter.channel != Channel.email,
        Letter.state == LetterState.queued,
        Letter.kind.in_(STEPS),
    )
    for letter in db.session.scalars(earlier):
        letter.state, letter.done_at, letter.done_by = LetterState.done, at, people.system().id
        letter.last_error = "Overtaken"
