"""An edition of a conference, its streams, its public holidays."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime


class Edition(Base):
    """One conference, once: its dates, its time zone and its currency."""

    __tablename__ = "edition"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        sa.CheckConstraint("length(currency) = 3", name="currency_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.Text, unique=True)
    name: Mapped[str] = mapped_column(sa.Text)
    place: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    zone: Mapped[str] = mapped_column(sa.Text)
    currency: Mapped[str] = mapped_column(sa.String(3))
    contact_name: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    contact_phone: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    contact_email: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    one_key_kinds: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Stream(Base):
    """A theme of the programme (other systems say track)."""

    __tablename__ = "stream"
    __table_args__ = (sa.UniqueConstraint("edition_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    name: Mapped[str] = mapped_column(sa.Text)
    position: Mapped[int]

    edition: Mapped[Edition] = relationship()


class Holiday(Base):
    """A day on which no work is promised, by country."""

    __tablename__ = "holiday"

    country: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text)
