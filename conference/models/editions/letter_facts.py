"""Words that one edition's letters need and only its organisers know, in each language."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from conference.db import Base, word
from conference.rules.funding.paper_letters import Fact
from conference.rules.languages import Lang


class EditionText(Base):
    """One fact for letters, such as who meets people at the door."""

    __tablename__ = "edition_text"

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), primary_key=True)
    fact: Mapped[Fact] = mapped_column(word(Fact, "fact"), primary_key=True)
    lang: Mapped[Lang] = mapped_column(word(Lang, "lang"), primary_key=True)
    text: Mapped[str] = mapped_column(sa.Text)
