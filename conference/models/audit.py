"""The record of every act: append-only, with ids, states, sums and digests, never names or typed text."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from conference.db import Base, UtcDateTime
from conference.triggers import append_only


class AuditEntry(Base):
    """One act: which event, about what, by whom, when."""

    __tablename__ = "audit_entry"
    __table_args__ = (sa.Index("ix_audit_entry_about", "about", "about_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    event: Mapped[str] = mapped_column(sa.Text)
    about: Mapped[str] = mapped_column(sa.Text)
    about_id: Mapped[int]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    facts: Mapped[str] = mapped_column(sa.Text)


append_only("audit_entry")
