"""Before the ballot: the stages of an award, its long list with who nominated, its jury and what they rated."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.abstracts.abstracts import Abstract
from conference.models.award.awards import Award
from conference.models.people.people import Person
from conference.rules.award.stages import LEAST, LONGEST_LIST, MOST, SMALLEST_LIST, Phase, Said, Seen, Stages, WorkState

_POINTS = f"BETWEEN {LEAST} AND {MOST}"


class AwardStages(Base):
    """How an award gets to its entries. An award without such a row has a ballot only."""

    __tablename__ = "award_stages"
    __table_args__ = (
        sa.CheckConstraint("stages <> 'ballot'", name="more_than_a_ballot"),
        sa.CheckConstraint("rating_until > nominations_until", name="rating_after_nominations"),
        sa.CheckConstraint(f"size BETWEEN {SMALLEST_LIST} AND {LONGEST_LIST}", name="size"),
        sa.CheckConstraint("(shortlisted_at IS NULL) = (shortlisted_by IS NULL)", name="shortlisted_at_by"),
        sa.CheckConstraint("(phase = 'shortlisted') = (shortlisted_at IS NOT NULL)", name="shortlisted_by_someone"),
    )

    award_id: Mapped[int] = mapped_column(sa.ForeignKey("award.id"), primary_key=True)
    stages: Mapped[Stages] = mapped_column(word(Stages, "stages"))
    phase: Mapped[Phase] = mapped_column(word(Phase, "phase"), default=Phase.preparing)
    nominations_until: Mapped[datetime] = mapped_column(UtcDateTime)
    rating_until: Mapped[datetime] = mapped_column(UtcDateTime)
    size: Mapped[int]
    shortlisted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    shortlisted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    award: Mapped[Award] = relationship()


class AwardWork(Base):
    """A work on the long list: whoever answers for it says yes, and so does its co-presenter with lived experience."""

    __tablename__ = "award_work"
    __table_args__ = (
        sa.UniqueConstraint("award_id", "reference"),
        sa.UniqueConstraint("award_id", "abstract_id"),
        sa.CheckConstraint("reference <> '' AND title <> ''", name="is_named"),
        sa.CheckConstraint("(state = 'new') = (looked_by IS NULL)", name="looked_by_someone"),
        sa.CheckConstraint("(looked_at IS NULL) = (looked_by IS NULL)", name="looked_at_by"),
        sa.CheckConstraint("(state = 'left_out') = (left_out_because <> '')", name="left_out_with_reason"),
        sa.CheckConstraint("state <> 'asked' OR nominee_id IS NOT NULL", name="somebody_is_asked"),
        sa.CheckConstraint("(nominee_said = 'waiting') = (nominee_said_by IS NULL)", name="nominee_said"),
        sa.CheckConstraint("(nominee_said_at IS NULL) = (nominee_said_by IS NULL)", name="nominee_said_at_by"),
        sa.CheckConstraint(
            "(co_presenter_said = 'waiting') = (co_presenter_said_by IS NULL)", name="co_presenter_said"
        ),
        sa.CheckConstraint(
            "(co_presenter_said_at IS NULL) = (co_presenter_said_by IS NULL)", name="co_presenter_said_at_by"
        ),
        sa.CheckConstraint("co_presenter_said = 'waiting' OR co_presenter_id IS NOT NULL", name="somebody_confirms"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(sa.ForeignKey("award.id"), index=True)
    abstract_id: Mapped[int | None] = mapped_column(sa.ForeignKey("abstract.id"), index=True)
    reference: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    presenters: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    pitch: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    state: Mapped[WorkState] = mapped_column(word(WorkState), default=WorkState.new)
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    looked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    left_out_because: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    nominee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    nominee_said: Mapped[Said] = mapped_column(word(Said, "nominee_said_word"), default=Said.waiting)
    nominee_said_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    nominee_said_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    co_presenter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    co_presenter_named: Mapped[str] = mapped_column(sa.Text, default="", server_default="")  # as the nominee wrote it
    co_presenter_said: Mapped[Said] = mapped_column(word(Said, "co_presenter_said_word"), default=Said.waiting)
    co_presenter_said_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    co_presenter_said_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    shortlisted: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    award: Mapped[Award] = relationship()
    abstract: Mapped[Abstract | None] = relationship()
    nominee: Mapped[Person | None] = relationship(foreign_keys=[nominee_id])
    co_presenter: Mapped[Person | None] = relationship(foreign_keys=[co_presenter_id])


class Nomination(Base):
    """One person's words for a work. The same work may be nominated many times; it stands on the list once."""

    __tablename__ = "award_nomination"
    __table_args__ = (sa.CheckConstraint("why <> ''", name="says_why"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("award_work.id"), index=True)
    why: Mapped[str] = mapped_column(sa.Text)
    name: Mapped[str] = mapped_column(sa.Text, default="", server_default="")  # both empty once forgotten
    reach: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    nominated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    work: Mapped[AwardWork] = relationship()


class Juror(Base):
    """Somebody with lived experience who is asked to be on the jury, and what they said."""

    __tablename__ = "award_juror"
    __table_args__ = (
        sa.UniqueConstraint("award_id", "person_id"),
        sa.CheckConstraint("(said = 'waiting') = (said_by IS NULL)", name="said_by_someone"),
        sa.CheckConstraint("(said_at IS NULL) = (said_by IS NULL)", name="said_at_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(sa.ForeignKey("award.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    said: Mapped[Said] = mapped_column(word(Said, "said"), default=Said.waiting)
    said_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    said_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    invited_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    award: Mapped[Award] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class JuryRating(Base):
    """What one juror says of one work: points where they were there, none where they were not or have a conflict."""

    __tablename__ = "award_rating"
    __table_args__ = (
        sa.CheckConstraint(
            f"seen <> 'attended' OR (content {_POINTS} AND format {_POINTS} AND wow {_POINTS}"
            " AND content IS NOT NULL AND format IS NOT NULL AND wow IS NOT NULL)",
            name="attended_has_points",
        ),
        sa.CheckConstraint(
            "seen = 'attended' OR (content IS NULL AND format IS NULL AND wow IS NULL AND comment = '')",
            name="points_by_who_was_there",
        ),
    )

    juror_id: Mapped[int] = mapped_column(sa.ForeignKey("award_juror.id"), primary_key=True)
    work_id: Mapped[int] = mapped_column(sa.ForeignKey("award_work.id"), primary_key=True, index=True)
    seen: Mapped[Seen] = mapped_column(word(Seen, "seen"))
    content: Mapped[int | None]
    format: Mapped[int | None]
    wow: Mapped[int | None]
    comment: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    rated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    juror: Mapped[Juror] = relationship()
    work: Mapped[AwardWork] = relationship()
