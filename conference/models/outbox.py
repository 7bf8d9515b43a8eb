"""The outbox and the jobs: enqueued in the transaction of the fact, taken by one lease loop."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.rules.languages import Lang
from conference.rules.outbox import MessageState
from conference.rules.people.duties import Channel


class Message(Base):
    """One message to one person, by the way they chose. `dedupe_key` stops a second copy of the same fact."""

    __tablename__ = "message"
    __table_args__ = (
        sa.CheckConstraint("channel <> 'email' OR address IS NOT NULL", name="email_has_address"),
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done_by_someone"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
        sa.Index("ix_letter_waiting", "state", "channel", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.Text)
    dedupe_key: Mapped[str] = mapped_column(sa.Text, unique=True)
    channel: Mapped[Channel] = mapped_column(word(Channel, "channel"))
    lang: Mapped[Lang] = mapped_column(word(Lang, "lang"))
    address: Mapped[str | None] = mapped_column(sa.Text)
    subject: Mapped[str] = mapped_column(sa.Text)
    body: Mapped[str] = mapped_column(sa.Text)
    message_id: Mapped[str] = mapped_column(sa.Text, unique=True)
    state: Mapped[MessageState] = mapped_column(word(MessageState), default=MessageState.queued)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    last_error: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    edition: Mapped[Edition | None] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class JobState(StrEnum):
    queued = "queued"
    done = "done"
    failed = "failed"


class Job(Base):
    """Long work asked for by a person and done by the worker: its kind names a function of actions/jobs.py."""

    __tablename__ = "job"
    __table_args__ = (sa.Index("ix_job_waiting", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.Text)
    dedupe_key: Mapped[str] = mapped_column(sa.Text, unique=True)
    payload: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[JobState] = mapped_column(word(JobState), default=JobState.queued)
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    last_error: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
