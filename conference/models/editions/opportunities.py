"""The words in which an edition says what it offers, per language."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from conference.db import Base, UtcDateTime, word
from conference.rules.editions.opportunities import PARTS, Opportunity
from conference.rules.languages import Lang

_ALL_FILLED = " AND ".join(f"{part} <> ''" for part in PARTS)


class OpportunityText(Base):
    """One opportunity in one language. It is published only when all five parts are filled."""

    __tablename__ = "opportunity_text"
    __table_args__ = (
        sa.CheckConstraint(f"published_at IS NULL OR ({_ALL_FILLED})", name="published_whole"),
    )  # fmt: skip

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), primary_key=True)
    kind: Mapped[Opportunity] = mapped_column(word(Opportunity, "kind"), primary_key=True)
    lang: Mapped[Lang] = mapped_column(word(Lang, "lang"), primary_key=True)
    what: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    time_needed: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    paid: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    decided: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    changeable: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
