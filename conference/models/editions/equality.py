"""Equality answers, kept as counts only: there is no row for a person, so there is nothing to join to one."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base
from conference.models.editions.editions import Edition
from conference.triggers import refuse


class MonitoringSet(Base):
    """The questions that one edition asks, in one version; the newest is in force."""

    __tablename__ = "monitoring_set"

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    questions: Mapped[list[str]] = mapped_column(sa.JSON)
    since: Mapped[date]

    edition: Mapped[Edition] = relationship()


class MonitoringCount(Base):
    """How often one answer was given to one question. All cells of a version are made at once, at nought."""

    __tablename__ = "monitoring_count"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["edition_id", "version"], ["monitoring_set.edition_id", "monitoring_set.version"], name="asked"
        ),
        sa.CheckConstraint("given >= 0", name="given_not_negative"),
        {"sqlite_with_rowid": False},
    )

    edition_id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    answer: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    given: Mapped[int] = mapped_column(default=0, server_default="0")


for _table in ("monitoring_set", "monitoring_count"):
    refuse(f"{_table}_kept", _table, "DELETE", "equality questions and their counts are kept")
refuse("monitoring_set_stays", "monitoring_set", "UPDATE", "new questions are a new version")
refuse(
    "monitoring_count_grows",
    "monitoring_count",
    "UPDATE",
    "an equality answer is counted once and never taken back",
    "NEW.given <> OLD.given + 1 OR NEW.question <> OLD.question OR NEW.answer <> OLD.answer"
    " OR NEW.edition_id <> OLD.edition_id OR NEW.version <> OLD.version",
)
refuse("monitoring_count_from_nought", "monitoring_count", "INSERT", "counts begin at nought", "NEW.given <> 0")
