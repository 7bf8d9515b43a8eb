"""Calls and posted letters of a funded place that a later step made pointless."""

from datetime import datetime

import sqlalchemy as sa

from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.outbox import Message
from conference.models.people.people import Person
from conference.queries.people import people
from conference.rules.outbox import MessageState
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
    earlier = sa.select(Message).where(
        Message.person_id == person.id,
        Message.edition_id == edition.id,
        Message.channel != Channel.email,
        Message.state == MessageState.queued,
        Message.kind.in_(STEPS),
    )
    for letter in db.session.scalars(earlier):
        letter.state, letter.done_at, letter.done_by = MessageState.done, at, people.system().id
        letter.last_error = "Overtaken"
