"""Who sits on the panel, and what each assessor scored."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.rules.applications import scoring as rules
from conference.rules.applications.scoring import Conflict, ScoreState
from conference.rules.people.duties import Kind
from conference.triggers import append_only, refuse


class Panel(Base):
    """People who read together. Each required panel reads every application before anybody is offered a place."""

    __tablename__ = "panel"
    __table_args__ = (
        sa.UniqueConstraint("edition_id", "name"),
        sa.CheckConstraint("minimum BETWEEN 2 AND 9", name="minimum"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    name: Mapped[str] = mapped_column(sa.Text)
    minimum: Mapped[int] = mapped_column(default=2, server_default="2")
    needs_le: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    required: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    edition: Mapped[Edition] = relationship()

    @property
    def asks(self) -> rules.Panel:
        return rules.Panel(self.id, self.minimum, self.needs_le, self.required)


class Criteria(Base):
    """One version of the questions that assessors score, with the words for 0 to 3, in every language."""

    __tablename__ = "criteria"
    __table_args__ = (sa.UniqueConstraint("edition_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    version: Mapped[int]
    words: Mapped[dict[str, dict[str, list[str]]]] = mapped_column(sa.JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))


class Assessor(Base):
    """A seat on a panel of one edition: one person, one kind."""

    __tablename__ = "assessor"

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"), index=True)
    kind: Mapped[Kind] = mapped_column(word(Kind, "kind"))
    named_at: Mapped[datetime] = mapped_column(UtcDateTime)
    named_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    edition: Mapped[Edition] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    panel: Mapped[Panel] = relationship()


STANDS = sa.text("state <> 'superseded'")


class ApplicationScore(Base):
    """One assessor's scores for one application: 0 to 3 each, sent once; a correction is a new revision."""

    __tablename__ = "application_score"
    __table_args__ = (
        sa.UniqueConstraint("application_id", "assessor_id", "revision"),
        sa.Index(
            "uq_application_score_one_stands",
            "application_id",
            "assessor_id",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        sa.CheckConstraint("contribution BETWEEN 0 AND 3", name="contribution"),
        sa.CheckConstraint("benefit BETWEEN 0 AND 3", name="benefit"),
        sa.CheckConstraint("need BETWEEN 0 AND 3", name="need"),
        sa.CheckConstraint(
            "state NOT IN ('submitted', 'superseded') OR (contribution IS NOT NULL AND benefit IS NOT NULL"
            " AND need IS NOT NULL AND submitted_at IS NOT NULL)",
            name="submitted_is_whole",
        ),
        sa.CheckConstraint("(state = 'recused') = (conflict IS NOT NULL)", name="recused_says_why"),
        sa.Index("ix_application_score_assessor", "assessor_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"))
    assessor_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panel.id"), index=True)
    kind: Mapped[Kind] = mapped_column(word(Kind, "kind"))
    state: Mapped[ScoreState] = mapped_column(word(ScoreState), default=ScoreState.assigned)
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    criteria_id: Mapped[int | None] = mapped_column(sa.ForeignKey("criteria.id"))
    conflict: Mapped[Conflict | None] = mapped_column(word(Conflict, "conflict"))
    contribution: Mapped[int | None]
    benefit: Mapped[int | None]
    need: Mapped[int | None]
    comment: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    assigned_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship()
    assessor: Mapped[Person] = relationship(foreign_keys=[assessor_id])


class Standing(Base):
    """Where an application stands after each sent score, kept so that a long list needs no sums of its own."""

    __tablename__ = "standing"
    __table_args__ = (sa.Index("ix_standing_order", "edition_id", "covered"),)

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    covered: Mapped[bool]
    sent: Mapped[int]
    newness: Mapped[int]
    contribution: Mapped[int]
    benefit: Mapped[int]
    need: Mapped[int]
    total: Mapped[int]
    spread: Mapped[int]
    lot: Mapped[str] = mapped_column(sa.String(64))

    application: Mapped[Application] = relationship()


_SENT = "('submitted', 'superseded')"
_SAME = " AND ".join(
    f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}"
    for name in [
        "application_id",
        "assessor_id",
        "panel_id",
        "kind",
        "revision",
        "criteria_id",
        "contribution",
        "benefit",
        "need",
        "assigned_at",
        "assigned_by",
        "submitted_at",
    ]
)
_FORGOTTEN = "EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id AND a.forgotten_at IS NOT NULL)"
append_only("criteria")
refuse("panel_kept", "panel", "DELETE", "a panel is a record and is never deleted")
refuse(
    "panel_rules_stay",
    "panel",
    "UPDATE OF edition_id, minimum, needs_le, required",
    "what a panel asks for stays as it is once it sent scores",
    f"EXISTS (SELECT 1 FROM application_score s WHERE s.panel_id = OLD.id AND s.state IN {_SENT})",
)
refuse(
    "assessor_panel",
    "assessor",
    "INSERT",
    "a seat is on a panel of the same edition",
    "NOT EXISTS (SELECT 1 FROM panel p WHERE p.id = NEW.panel_id AND p.edition_id = NEW.edition_id)",
)
refuse(
    "application_score_sent",
    "application_score",
    "UPDATE",
    "a sent score is never changed: a correction replaces it, a conflict sets it aside, forgetting takes its words",
    f"OLD.state IN {_SENT} AND NOT ({_SAME} AND ("
    f"NEW.comment = OLD.comment AND OLD.state = 'submitted' AND NEW.state IN ('superseded', 'recused')"
    f" OR NEW.comment = '' AND NEW.state = OLD.state AND {_FORGOTTEN}))",
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
    " WHERE a.id = NEW.application_id AND s.person_id = NEW.assessor_id AND s.kind = NEW.kind"
    " AND s.panel_id = NEW.panel_id)",
)
