"""Find letters: what waits to be sent, called or posted."""

from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from conference.db import Page, db, page_of
from conference.models.editions.editions import Edition
from conference.models.outbox import Message
from conference.rules.outbox import MessageState
from conference.rules.people.duties import Channel


def of_edition(edition: Edition, *, number: int, tasks_only: bool = False) -> Page:
    """The edition's letters, 50 a page: those to ring or post first, the oldest due time first; then the newest."""
    task = (Message.channel != Channel.email) & (Message.state == MessageState.queued)
    select_letters = select(Message).options(joinedload(Message.person)).where(Message.edition_id == edition.id)
    if tasks_only:
        select_letters = select_letters.where(task)
    order = (task.desc(), case((task, Message.due_at)), Message.created_at.desc(), Message.id.desc())
    return page_of(select_letters.order_by(*order), number)


def one(edition: Edition, letter_id: int) -> Message | None:
    """The letter of that id, if it belongs to the edition."""
    return db.session.scalar(select(Message).where(Message.id == letter_id, Message.edition_id == edition.id))


def shows_body(letter: Message) -> bool:
    """A code that opens a form is the applicant's own: the desk reads it only while it has to be rung or posted."""
    to_do = letter.channel != Channel.email and letter.state == MessageState.queued
    return letter.kind != "application_code" or to_do


def tasks_due(edition: Edition, *, before: datetime) -> list[Message]:
    """Calls and posted letters that were due before then and that nobody has noted as done, by due time."""
    return list(
        db.session.scalars(
            select(Message)
            .where(
                Message.edition_id == edition.id,
                Message.channel != Channel.email,
                Message.state == MessageState.queued,
                Message.due_at < before,
            )
            .order_by(Message.due_at, Message.id)
        )
    )
