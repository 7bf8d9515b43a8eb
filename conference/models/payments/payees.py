"""Where a person's money goes: sealed, of use to the batch file only, and wiped when everything is settled."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.rules.payments.payees import Way


class Payee(Base):
    """How one person is paid in one edition. `sealed` holds the account; `last_four` is all that is shown of it."""

    __tablename__ = "payee"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "edition_id"),
        sa.CheckConstraint("way <> 'none'", name="has_a_way"),
        sa.CheckConstraint("(wiped_at IS NULL) = (sealed <> '')", name="wiped_is_empty"),
        sa.CheckConstraint("wiped_at IS NULL OR last_four = '' AND mark = ''", name="wiped_wholly"),
        sa.CheckConstraint("length(last_four) <= 4", name="last_four_only"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    way: Mapped[Way] = mapped_column(word(Way, "way"))
    sealed: Mapped[str] = mapped_column(sa.Text)
    last_four: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    mark: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")
    typed_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    typed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    wiped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    edition: Mapped[Edition] = relationship()
