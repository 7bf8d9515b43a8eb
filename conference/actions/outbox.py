"""Lease, send and settle what is in the outbox. Sending leaves no audit entry (a named exception)."""

from datetime import datetime, timedelta

from sqlalchemy import select

from conference import audit
from conference.db import db
from conference.models.outbox import Message
from conference.models.people.people import Person
from conference.queries.editions import editions
from conference.rules import outbox as rules
from conference.rules.editions.dates import add_working_days, end_of_day, local_day
from conference.rules.outbox import MessageReason, MessageState
from conference.rules.people.duties import Channel
from conference.rules.refusals import Refused

LEASE = timedelta(minutes=5)
TRIES = 8


def lease(*, at: datetime) -> Message | None:
    """Take the next e-mail that is due; no other worker takes it while the lease lasts."""
    letter = db.session.scalar(
        select(Message)
        .where(
            Message.state == MessageState.queued,
            Message.channel == Channel.email,
            Message.due_at <= at,
            Message.leased_until.is_(None) | (Message.leased_until < at),
        )
        .order_by(Message.due_at, Message.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if letter:
        letter.leased_until = at + LEASE
        letter.attempts += 1
    return letter


def mark_sent(letter: Message, *, at: datetime) -> None:
    """The mail server took it."""
    letter.state, letter.sent_at, letter.leased_until, letter.last_error = MessageState.sent, at, None, ""


def mark_refused(letter: Message, error: str, *, at: datetime) -> None:
    """The mail server did not take it: try again later, longer apart each time, then tell the desk."""
    letter.last_error, letter.leased_until = error[:500], None
    letter.due_at = at + timedelta(minutes=2**letter.attempts)
    if letter.attempts >= TRIES:
        letter.state = MessageState.failed


def mark_done(letter: Message, *, by: Person, at: datetime) -> None:
    """Somebody rang, or posted the letter; an e-mail is sent by the worker and by nobody's word."""
    if not rules.is_task(letter.state, letter.channel):
        raise Refused(MessageReason.not_a_task)
    letter.state, letter.done_at, letter.done_by = MessageState.done, at, by.id
    audit.record("letter.done", about=letter, by=by, at=at, edition=letter.edition, channel=letter.channel)


def no_answer(letter: Message, *, by: Person, at: datetime) -> None:
    """Nobody picked up: the call comes back at the end of the next working day, and the try is counted."""
    if not rules.is_call(letter.state, letter.channel) or letter.edition is None:
        raise Refused(MessageReason.not_a_task)
    zone = letter.edition.zone
    again = add_working_days(local_day(at, zone), 1, editions.holidays(letter.edition))
    letter.attempts += 1
    letter.due_at = end_of_day(again, zone)
    audit.record("letter.no_answer", about=letter, by=by, at=at, edition=letter.edition, tries=letter.attempts)
