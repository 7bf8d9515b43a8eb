"""Find letters: what waits to be sent, called or posted."""

from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from conference.db import Page, db, page_of
from conference.models.editions.editions import Edition
from conference.models.outbox import Letter, LetterState
from conference.rules.people.duties import Channel


def of_edition(edition: Edition, *, number: int, tasks_only: bool = False) -> Page:
    """The edition's letters, 50 a page: those to ring or post first, the oldest due time first; then the newest."""
    task = (Letter.channel != Channel.email) & (Letter.state == LetterState.queued)
    select_letters = select(Letter).options(joinedload(Letter.person)).where(Letter.edition_id == edition.id)
    if tasks_only:
        select_letters = select_letters.where(task)
    order = (task.desc(), case((task, Letter.due_at)), Letter.created_at.desc(), Letter.id.desc())
    return page_of(select_letters.order_by(*order), number)


def one(edition: Edition, letter_id: int) -> Letter | None:
    """The letter of that id, if it belongs to the edition."""
    return db.session.scalar(select(Letter).where(Letter.id == letter_id, Letter.edition_id == edition.id))


def shows_body(letter: Letter) -> bool:
    """A code that opens a form is the applicant's own: the desk reads it only while it has to be rung or posted."""
    to_do = letter.channel != Channel.email and letter.state == LetterState.queued
    return letter.kind != "application_code" or to_do


def tasks_due(edition: Edition, *, before: datetime) -> list[Letter]:
    """Calls and posted letters that were due before then and that nobody has noted as done, by due time."""
    return list(
        db.session.scalars(
            select(Letter)
            .where(
                Letter.edition_id == edition.id,
                Letter.channel != Channel.email,
                Letter.state == LetterState.queued,
                Letter.due_at < before,
            )
            .order_by(Letter.due_at, Letter.id)
        )
    )
