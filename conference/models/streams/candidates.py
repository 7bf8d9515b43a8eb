"""What people said about co-chairing streams, when streams meet, and the role card co-chairs agree on."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.editions.editions import Edition, Stream
from conference.models.people.people import Person
from conference.rules.languages import Lang
from conference.rules.people.duties import Kind
from conference.rules.streams.proposal import DayPart
from conference.triggers import append_only, refuse


class StreamSettings(Base):
    """What an edition sets for its co-chairs."""

    __tablename__ = "stream_settings"
    __table_args__ = (sa.CheckConstraint("answer_days BETWEEN 1 AND 90", name="answer_days"),)

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), primary_key=True)
    answer_days: Mapped[int] = mapped_column(default=14, server_default="14")


class StreamTime(Base):
    """A half day on which a stream meets."""

    __tablename__ = "stream_time"

    stream_id: Mapped[int] = mapped_column(sa.ForeignKey("stream.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    part: Mapped[DayPart] = mapped_column(word(DayPart, "part"), primary_key=True)

    stream: Mapped[Stream] = relationship()


class Candidate(Base):
    """A person who may be asked to co-chair: one kind in an edition, and at most so many streams."""

    __tablename__ = "candidate"
    __table_args__ = (
        sa.UniqueConstraint("edition_id", "person_id"),
        # Lets a co-chair's row point at person and kind together, so that neither can differ from here.
        sa.UniqueConstraint("id", "person_id", "kind"),
        sa.CheckConstraint("stream_limit BETWEEN 0 AND 20", name="stream_limit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[Kind] = mapped_column(word(Kind, "kind"))
    stream_limit: Mapped[int] = mapped_column(default=1, server_default="1")
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    said_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    said_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    edition: Mapped[Edition] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class CoChairPreference(Base):
    """How much a person would like a stream: 5 first choice, 1 only if nobody else can."""

    __tablename__ = "co_chair_preference"
    __table_args__ = (sa.CheckConstraint("level BETWEEN 1 AND 5", name="level"),)

    candidate_id: Mapped[int] = mapped_column(sa.ForeignKey("candidate.id"), primary_key=True)
    stream_id: Mapped[int] = mapped_column(sa.ForeignKey("stream.id"), primary_key=True)
    level: Mapped[int]


class Availability(Base):
    """A half day on which a person can come. It counts once they have said when (candidate.said_at)."""

    __tablename__ = "availability"

    candidate_id: Mapped[int] = mapped_column(sa.ForeignKey("candidate.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    part: Mapped[DayPart] = mapped_column(word(DayPart, "part"), primary_key=True)


class StreamConflict(Base):
    """A stream a person cannot judge fairly, such as one that has their own work. It needs no reason."""

    __tablename__ = "stream_conflict"

    candidate_id: Mapped[int] = mapped_column(sa.ForeignKey("candidate.id"), primary_key=True)
    stream_id: Mapped[int] = mapped_column(sa.ForeignKey("stream.id"), primary_key=True)


class RoleCard(Base):
    """What a co-chair does, decides and gets, for all streams or for one that needs its own.

    A change makes a new row, so that what somebody agreed to stays as it was.
    """

    __tablename__ = "role_card"
    __table_args__ = (
        sa.CheckConstraint("planning_meetings >= 0 AND hours_planning >= 0 AND hours_there >= 0", name="hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    stream_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stream.id"), index=True)
    planning_meetings: Mapped[int]
    hours_planning: Mapped[int]
    hours_there: Mapped[int]
    briefing_on: Mapped[date | None]
    check_in_on: Mapped[date | None]
    contact_name: Mapped[str] = mapped_column(sa.Text)
    contact_reach: Mapped[str] = mapped_column(sa.Text)
    settles_name: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    edition: Mapped[Edition] = relationship()
    stream: Mapped[Stream | None] = relationship()


class RoleCardText(Base):
    """The organisers' own words on a role card, in one language."""

    __tablename__ = "role_card_text"

    role_card_id: Mapped[int] = mapped_column(sa.ForeignKey("role_card.id"), primary_key=True)
    lang: Mapped[Lang] = mapped_column(word(Lang, "lang"), primary_key=True)
    money: Mapped[str] = mapped_column(sa.Text)
    support: Mapped[str] = mapped_column(sa.Text)

    role_card: Mapped[RoleCard] = relationship()


def _other_edition(table: str) -> None:
    refuse(
        f"{table}_same_edition",
        table,
        "INSERT",
        "the stream belongs to another edition",
        "NOT EXISTS (SELECT 1 FROM candidate c JOIN stream s ON s.edition_id = c.edition_id"
        " WHERE c.id = NEW.candidate_id AND s.id = NEW.stream_id)",
    )


_other_edition("co_chair_preference")
_other_edition("stream_conflict")
append_only("role_card")
append_only("role_card_text")
refuse(
    "candidate_kind_as_reviewer",
    "candidate",
    "INSERT",
    "the person reviews in a seat of the other kind; one kind a person and edition",
    "EXISTS (SELECT 1 FROM reviewer r WHERE r.edition_id = NEW.edition_id AND r.person_id = NEW.person_id"
    " AND r.kind <> NEW.kind)",
)
