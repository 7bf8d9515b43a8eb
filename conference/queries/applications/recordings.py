"""Find recordings: those of an application, those that wait to be typed, those whose day has come."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from conference.db import db
from conference.models.applications.applications import Application
from conference.models.applications.recordings import AudioNote
from conference.models.editions.editions import Edition
from conference.rules.applications.applications import State
from conference.rules.applications.recordings import NotePage

# Which answers the words of a recording are typed into.
FIELDS: Mapping[NotePage, tuple[str, ...]] = {
    NotePage.about_you: ("about_me",),
    NotePage.why_come: ("why_come", "bring", "take_back"),
}


def notes_of(application: Application) -> dict[NotePage, AudioNote]:
    """The recordings of an application, by page."""
    found = db.session.scalars(
        sa.select(AudioNote).where(AudioNote.application_id == application.id).order_by(AudioNote.page)
    )
    return {note.page: note for note in found}


def one(edition: Edition, note_id: int) -> AudioNote | None:
    """A recording of this edition, in a form that was sent."""
    return db.session.scalar(
        sa.select(AudioNote)
        .join(AudioNote.application)
        .where(AudioNote.id == note_id, Application.edition_id == edition.id, Application.state != State.draft)
    )


def untyped(application: Application) -> set[NotePage]:
    """The pages whose words nobody may read yet: not typed, or not yet approved by the person."""
    return {page for page, note in notes_of(application).items() if note.approved_at is None}


def to_type(edition: Edition) -> sa.Select[AudioNote]:
    """The recordings that wait for the desk, the longest waiting first, each with its application."""
    return (
        sa.select(AudioNote)
        .join(AudioNote.application)
        .join(Application.person)
        .options(contains_eager(AudioNote.application).contains_eager(Application.person))
        .where(Application.edition_id == edition.id, Application.state == State.sent, AudioNote.approved_at.is_(None))
        .order_by(Application.sent_at, AudioNote.id)
    )


def due(*, at: datetime) -> list[AudioNote]:
    """Recordings whose day of deletion has come."""
    return list(
        db.session.scalars(
            sa.select(AudioNote)
            .where(AudioNote.delete_on <= at.date(), AudioNote.file_id.is_not(None))
            .order_by(AudioNote.id)
            .limit(500)
        )
    )
