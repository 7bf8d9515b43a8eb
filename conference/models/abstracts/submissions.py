"""The call for work, and what an author says about a piece of work beside its text."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition, Stream
from conference.rules.abstracts.abstracts import Answer
from conference.rules.abstracts.submissions import MOST_WORDS, SUMMARY_WORDS, PassFor
from conference.triggers import refuse


class AbstractCall(Base):
    """What one edition asks of authors: until when, which types, which parts a text has, how long it may be."""

    __tablename__ = "abstract_call"
    __table_args__ = (
        sa.CheckConstraint("closes_at > opens_at", name="closes_after_it_opens"),
        sa.CheckConstraint("most_words > 0 AND summary_words > 0", name="room_to_write"),
    )

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), primary_key=True)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hear_by: Mapped[datetime] = mapped_column(UtcDateTime)
    types: Mapped[list[str]] = mapped_column(sa.JSON)
    parts: Mapped[list[list[str]]] = mapped_column(sa.JSON)  # label and hint of each, in order
    most_words: Mapped[int] = mapped_column(default=MOST_WORDS)
    summary_words: Mapped[int] = mapped_column(default=SUMMARY_WORDS)
    words: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    shows_accepted: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    edition: Mapped[Edition] = relationship()


class Submission(Base):
    """One author's own submission: what stands beside the abstract, and when it was sent or taken back."""

    __tablename__ = "submission"
    __table_args__ = (
        sa.CheckConstraint("submitted_at IS NULL OR agreed_at IS NOT NULL", name="sent_with_a_yes"),
        sa.CheckConstraint("(pass_for = 'named') = (pass_name <> '')", name="named_pass_has_a_name"),
    )

    abstract_id: Mapped[int] = mapped_column(sa.ForeignKey("abstract.id"), primary_key=True)
    second_stream_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stream.id"))
    how_chosen: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    pass_for: Mapped[PassFor] = mapped_column(word(PassFor, "pass_for"), default=PassFor.nobody)
    pass_name: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    patient_data: Mapped[Answer] = mapped_column(word(Answer, "patient_data"), default=Answer.not_asked)
    interests: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    ai_use: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    shown_before: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    licence_version: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    grace_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    abstract: Mapped[Abstract] = relationship()
    second_stream: Mapped[Stream | None] = relationship()


refuse("submission_kept", "submission", "DELETE", "what an author said is kept; work is taken back, never deleted")
refuse(
    "submission_of_its_author",
    "submission",
    "INSERT",
    "a submission belongs to somebody",
    "NOT EXISTS (SELECT 1 FROM abstract a WHERE a.id = NEW.abstract_id AND a.submitter_id IS NOT NULL)",
)
refuse(
    "abstract_sent_whole",
    "abstract",
    "UPDATE OF state",
    "work is sent by its author with a yes, a text, a presenting author and an answer about working together",
    "OLD.state = 'draft' AND NEW.state = 'submitted'"
    " AND EXISTS (SELECT 1 FROM submission s WHERE s.abstract_id = NEW.id)"
    " AND (NEW.involvement = 'not_asked' OR NEW.plain_summary = '' OR EXISTS (SELECT 1 FROM submission s"
    " WHERE s.abstract_id = NEW.id AND s.agreed_at IS NULL) OR NOT EXISTS (SELECT 1 FROM abstract_section p"
    " WHERE p.abstract_id = NEW.id) OR NOT EXISTS (SELECT 1 FROM abstract_author w WHERE w.abstract_id = NEW.id"
    " AND w.presents))",
)
