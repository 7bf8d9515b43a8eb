"""What words mean, for those who read abstracts."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from conference.db import Base, UtcDateTime, word
from conference.rules.languages import Lang


class GlossaryWord(Base):
    """What a word means, as an edition's reviewers read it beside every text."""

    __tablename__ = "glossary_word"
    __table_args__ = (sa.CheckConstraint("term <> '' AND meaning <> ''", name="said"),)

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), primary_key=True)
    term: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    lang: Mapped[Lang] = mapped_column(word(Lang, "lang"), primary_key=True)
    meaning: Mapped[str] = mapped_column(sa.Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
