"""Recordings that people hand in in place of writing. Their words stand in the application once typed and approved."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.applications.applications import Application
from conference.models.files import StoredFile
from conference.rules.applications.recordings import NotePage, ReadBack
from conference.triggers import refuse


class AudioNote(Base):
    """One recording for one page of an application. `file_id` is empty once the sound was deleted."""

    __tablename__ = "audio_note"
    __table_args__ = (
        sa.UniqueConstraint("application_id", "page"),
        sa.CheckConstraint("(file_id IS NULL) = (deleted_at IS NOT NULL)", name="deleted_says_when"),
        sa.CheckConstraint("(typed_at IS NULL) = (typed_by IS NULL)", name="typed_by_someone"),
        sa.CheckConstraint("approved_at IS NULL OR typed_at IS NOT NULL", name="typed_before_approved"),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by IS NULL) AND (approved_at IS NULL) = (read_back IS NULL)"
            " AND (approved_at IS NULL) = (delete_on IS NULL)",
            name="approved_is_whole",
        ),
        sa.Index("ix_audio_note_delete_on", "delete_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"))
    page: Mapped[NotePage] = mapped_column(word(NotePage, "page"))
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"), unique=True)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    typed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    typed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    read_back: Mapped[ReadBack | None] = mapped_column(word(ReadBack, "read_back"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    delete_on: Mapped[date | None]
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship()
    file: Mapped[StoredFile | None] = relationship()


_APPLICATION = "EXISTS (SELECT 1 FROM application a WHERE a.id = {row}.application_id AND {so})"
refuse(
    "audio_note_in_a_draft",
    "audio_note",
    "INSERT",
    "a recording is given before the form is sent, and not yet typed",
    "NEW.approved_at IS NOT NULL OR NOT " + _APPLICATION.format(row="NEW", so="a.state = 'draft'"),
)
refuse(
    "audio_note_approved_stays",
    "audio_note",
    "UPDATE OF application_id, page, given_at, typed_at, typed_by, read_back, approved_at, approved_by, delete_on",
    "what a person approved stays as it was noted",
    "OLD.approved_at IS NOT NULL",
)
refuse(
    "audio_note_sound_kept",
    "audio_note",
    "UPDATE OF file_id",
    "a recording is kept until its words are typed and approved, or the person steps back or is forgotten",
    "NEW.file_id IS NULL AND OLD.approved_at IS NULL AND "
    + _APPLICATION.format(row="OLD", so="a.state <> 'withdrawn' AND a.forgotten_at IS NULL"),
)
refuse(
    "audio_note_sent_stays",
    "audio_note",
    "DELETE",
    "a recording is taken out only before the form is sent",
    "NOT " + _APPLICATION.format(row="OLD", so="a.state = 'draft'"),
)
for _event in ("INSERT", "UPDATE OF state"):
    refuse(
        "application_score_" + ("insert" if _event == "INSERT" else "sent") + "_after_typing",
        "application_score",
        _event,
        "nobody scores before all that the person said is typed, read back and approved",
        "NEW.state = 'submitted' AND EXISTS (SELECT 1 FROM audio_note n"
        " WHERE n.application_id = NEW.application_id AND n.approved_at IS NULL)",
    )
