"""Reviewers of two kinds: what they were asked and promised, their streams, conflicts and preferences."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, Minor, UtcDateTime, word
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition, Stream
from conference.models.people.people import Person
from conference.rules.abstracts.abstracts import Answer
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import Bid, ConflictSource, ConflictStatus, ReviewerState
from conference.triggers import refuse


class ReviewSettings(Base):
    """What an edition asks of its reviewers and gives them; told in every invitation."""

    __tablename__ = "review_settings"
    __table_args__ = (
        sa.CheckConstraint("fee >= 0", name="fee_not_negative"),
        sa.CheckConstraint("minutes_each > 0", name="minutes_each_positive"),
        sa.CheckConstraint("default_load > 0", name="default_load_positive"),
        sa.CheckConstraint("discuss_from IS NULL OR closes_at IS NOT NULL", name="discussed_after_a_last_day"),
        sa.CheckConstraint("discuss_from >= closes_at", name="discussed_after_reviews"),
        sa.CheckConstraint("discuss_until > discuss_from", name="discussed_until_later"),
        sa.CheckConstraint("discuss_until > closes_at", name="discussed_until_after_reviews"),
    )

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), primary_key=True)
    fee: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    minutes_each: Mapped[int] = mapped_column(default=20, server_default="20")
    default_load: Mapped[int] = mapped_column(default=25, server_default="25")
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    discuss_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    discuss_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    edition: Mapped[Edition] = relationship()


class Reviewer(Base):
    """One person reviewing in one edition, in one kind of seat. `fee` is what each review was promised to pay."""

    __tablename__ = "reviewer"
    __table_args__ = (
        sa.UniqueConstraint("edition_id", "person_id"),
        sa.UniqueConstraint("edition_id", "external_id"),
        # So that an assignment can copy the kind, and the copy can never differ.
        sa.UniqueConstraint("id", "kind"),
        sa.CheckConstraint("max_load > 0", name="max_load_positive"),
        sa.CheckConstraint("fee >= 0", name="fee_not_negative"),
        sa.CheckConstraint("(invited_at IS NULL) = (invited_by IS NULL)", name="invited_by_someone"),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered_by_someone"),
        sa.CheckConstraint("(state = 'invited') = (answered_at IS NULL)", name="answered_when_settled"),
        sa.CheckConstraint("(away_from IS NULL) = (away_until IS NULL)", name="away_has_two_ends"),
        sa.CheckConstraint("away_from <= away_until", name="away_in_order"),
        sa.CheckConstraint("pace > 0", name="pace_positive"),
        sa.CheckConstraint("(paused_at IS NULL) = (paused_by IS NULL)", name="paused_by_someone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[Kind] = mapped_column(word(Kind, "kind"))
    max_load: Mapped[int]
    fee: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    state: Mapped[ReviewerState] = mapped_column(word(ReviewerState), default=ReviewerState.invited)
    organisation: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    external_id: Mapped[str | None] = mapped_column(sa.Text)
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    invited_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    declined_because: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    # What they told us so that we ask well: days away, what not to send them, whether they want the fee.
    away_from: Mapped[date | None]
    away_until: Mapped[date | None]
    avoids: Mapped[list[str]] = mapped_column(sa.JSON, default=list, server_default="[]")
    avoids_words: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    wants_fee: Mapped[Answer] = mapped_column(
        word(Answer, "wants_fee"), default=Answer.not_asked, server_default="not_asked"
    )
    pace: Mapped[int | None]  # texts a week; none where they did not say
    in_reserve: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    practised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    edition: Mapped[Edition] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    streams: Mapped[list[Stream]] = relationship(secondary="reviewer_stream", order_by=Stream.position)


class ReviewerStream(Base):
    """A stream in which a reviewer chose to review; none at all means any."""

    __tablename__ = "reviewer_stream"

    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("reviewer.id"), primary_key=True)
    stream_id: Mapped[int] = mapped_column(sa.ForeignKey("stream.id"), primary_key=True)


class Conflict(Base):
    """A reviewer who may not read an abstract, and who said so. Only a cleared conflict no longer bites."""

    __tablename__ = "conflict"
    __table_args__ = (sa.UniqueConstraint("reviewer_id", "abstract_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("reviewer.id"))
    abstract_id: Mapped[int] = mapped_column(sa.ForeignKey("abstract.id"), index=True)
    source: Mapped[ConflictSource] = mapped_column(word(ConflictSource, "source"))
    status: Mapped[ConflictStatus] = mapped_column(word(ConflictStatus, "status"), default=ConflictStatus.confirmed)
    pinned: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    noted_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    reviewer: Mapped[Reviewer] = relationship()
    abstract: Mapped[Abstract] = relationship()


class Preference(Base):
    """What a reviewer said of one abstract before the plan was made (other systems say bid)."""

    __tablename__ = "preference"

    reviewer_id: Mapped[int] = mapped_column(sa.ForeignKey("reviewer.id"), primary_key=True)
    abstract_id: Mapped[int] = mapped_column(sa.ForeignKey("abstract.id"), primary_key=True, index=True)
    bid: Mapped[Bid] = mapped_column(word(Bid, "bid"))


refuse(
    "reviewer_not_at_the_desk",
    "reviewer",
    "INSERT",
    "an organiser or treasurer of the edition sees the scores and cannot review",
    "EXISTS (SELECT 1 FROM role r WHERE r.person_id = NEW.person_id AND r.edition_id = NEW.edition_id"
    " AND r.duty IN ('organiser', 'treasurer'))",
)
refuse(
    "role_not_for_a_reviewer",
    "role",
    "INSERT",
    "a reviewer of the edition does not sit at the desk, where scores are seen",
    "NEW.duty IN ('organiser', 'treasurer') AND EXISTS (SELECT 1 FROM reviewer v"
    " WHERE v.person_id = NEW.person_id AND v.edition_id = NEW.edition_id AND v.state <> 'declined')",
)
