"""Who sits on the panel, and what each assessor scored."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.applications import Application
from conference.models.editions import Edition
from conference.models.people import Person
from conference.rules.assessment import ScoreState
from conference.rules.people import Kind
from conference.triggers import refuse


class Assessor(Base):
    """A seat on the panel of one edition: one person, one kind."""

    __tablename__ = "assessor"

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(word(Kind, "kind"))
    named_at: Mapped[datetime] = mapped_column(UtcDateTime)
    named_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    edition: Mapped[Edition] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class ApplicationScore(Base):
    """One assessor's scores for one application: 0 to 3 each, sent once, then never changed."""

    __tablename__ = "application_score"
    __table_args__ = (
        sa.UniqueConstraint("application_id", "assessor_id"),
        sa.CheckConstraint("contribution BETWEEN 0 AND 3", name="contribution"),
        sa.CheckConstraint("benefit BETWEEN 0 AND 3", name="benefit"),
        sa.CheckConstraint("need BETWEEN 0 AND 3", name="need"),
        sa.CheckConstraint(
            "state <> 'submitted' OR (contribution IS NOT NULL AND benefit IS NOT NULL AND need IS NOT NULL"
            " AND submitted_at IS NOT NULL)",
            name="submitted_is_whole",
        ),
        sa.Index("ix_application_score_assessor", "assessor_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"))
    assessor_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[Kind] = mapped_column(word(Kind, "kind"))
    state: Mapped[ScoreState] = mapped_column(word(ScoreState), default=ScoreState.assigned)
    contribution: Mapped[int | None]
    benefit: Mapped[int | None]
    need: Mapped[int | None]
    comment: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    assigned_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship()
    assessor: Mapped[Person] = relationship(foreign_keys=[assessor_id])


refuse(
    "application_score_sent",
    "application_score",
    "UPDATE",
    "a score that was sent is never changed, only its words go when the applicant is forgotten",
    "OLD.state = 'submitted' AND NOT (NEW.comment = '' AND NEW.state = OLD.state"
    " AND NEW.application_id = OLD.application_id AND NEW.assessor_id = OLD.assessor_id AND NEW.kind = OLD.kind"
    " AND NEW.contribution = OLD.contribution AND NEW.benefit = OLD.benefit AND NEW.need = OLD.need"
    " AND NEW.assigned_at = OLD.assigned_at AND NEW.assigned_by = OLD.assigned_by"
    " AND NEW.submitted_at = OLD.submitted_at AND EXISTS (SELECT 1 FROM application a"
    " WHERE a.id = NEW.application_id AND a.forgotten_at IS NOT NULL))",
)
refuse("application_score_kept", "application_score", "DELETE", "scores are a record and are never deleted")
refuse(
    "application_score_not_own",
    "application_score",
    "INSERT",
    "nobody scores their own application",
    "EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id AND a.person_id = NEW.assessor_id)",
)
refuse(
    "application_score_seat",
    "application_score",
    "INSERT",
    "only a member of the panel scores, as the kind they sit there",
    "NOT EXISTS (SELECT 1 FROM application a JOIN assessor s ON s.edition_id = a.edition_id"
    " WHERE a.id = NEW.application_id AND s.person_id = NEW.assessor_id AND s.kind = NEW.kind)",
)
