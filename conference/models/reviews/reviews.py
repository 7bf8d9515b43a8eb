"""Review forms as data, the reviews written on them, and each abstract's running tally."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.editions.editions import Edition
from conference.models.reviewers.assignment import Assignment
from conference.rules.people.duties import Kind
from conference.rules.reviews.reviews import Fact, ReviewState
from conference.triggers import append_only, refuse


class ReviewForm(Base):
    """The questions one kind of reviewer answers; new wording is a new version, old answers keep theirs."""

    __tablename__ = "review_form"
    __table_args__ = (sa.UniqueConstraint("edition_id", "kind", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    kind: Mapped[Kind] = mapped_column(word(Kind, "kind"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    edition: Mapped[Edition] = relationship()


class Criterion(Base):
    """One question scored from 1 to 5: its words, and the words for each score, by language."""

    __tablename__ = "criterion"
    __table_args__ = (sa.UniqueConstraint("form_id", "key"), sa.UniqueConstraint("form_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(sa.ForeignKey("review_form.id"), index=True)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(sa.Text)
    words: Mapped[str] = mapped_column(sa.Text)

    form: Mapped[ReviewForm] = relationship()

    def said_in(self, lang: str) -> dict[str, Any]:
        """The label, hint and anchors in this language, in English where there is none."""
        words: dict[str, dict[str, Any]] = json.loads(self.words)
        return words.get(lang) or words["en"]


class Review(Base):
    """What one reviewer makes of one abstract; closed once sent or skipped.

    Somebody who changes their mind in the talk afterwards writes a new `version` of what they sent.

    `score` is the overall score in millionths, 1 worst to 5 best. A review written elsewhere keeps what was `given`
    (in millionths) on its own `scale` (BEST:WORST); `overall` is then the nearest whole score.
    """

    __tablename__ = "review"
    __table_args__ = (
        sa.CheckConstraint("overall BETWEEN 1 AND 5", name="overall_1_to_5"),
        sa.CheckConstraint("co_production BETWEEN 0 AND 4", name="co_production_0_to_4"),
        sa.CheckConstraint("(state = 'submitted') = (submitted_at IS NOT NULL)", name="submitted_at"),
        sa.CheckConstraint("(state = 'skipped') = (skipped_at IS NOT NULL)", name="skipped_at"),
        sa.CheckConstraint("state <> 'submitted' OR overall IS NOT NULL", name="sent_has_overall"),
        sa.CheckConstraint(
            "state <> 'submitted' OR kind <> 'lived_experience' OR co_production IS NOT NULL OR scale <> ''",
            name="sent_le_has_co_production",
        ),
        sa.CheckConstraint("(scale = '') = (given IS NULL)", name="given_on_a_scale"),
        sa.CheckConstraint("score BETWEEN 1000000 AND 5000000", name="score_1_to_5"),
        sa.CheckConstraint("state <> 'submitted' OR score IS NOT NULL", name="sent_has_score"),
        sa.CheckConstraint("scale <> '' OR score = overall * 1000000", name="score_is_overall"),
        sa.CheckConstraint("(state = 'submitted') = (version > 0)", name="sent_has_version"),
        # A later plan may pair the same two again: the review stays theirs.
        sa.UniqueConstraint("reviewer_id", "abstract_id"),
        sa.ForeignKeyConstraint(["reviewer_id", "kind"], ["reviewer.id", "reviewer.kind"]),
        sa.Index("ix_review_abstract_state", "abstract_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(sa.ForeignKey("assignment.id"), unique=True)
    abstract_id: Mapped[int] = mapped_column(sa.ForeignKey("abstract.id"))
    reviewer_id: Mapped[int]
    kind: Mapped[Kind] = mapped_column(word(Kind, "kind"))
    form_id: Mapped[int] = mapped_column(sa.ForeignKey("review_form.id"))
    state: Mapped[ReviewState] = mapped_column(word(ReviewState), default=ReviewState.started)
    overall: Mapped[int | None]
    score: Mapped[int | None] = mapped_column(sa.BigInteger)
    given: Mapped[int | None] = mapped_column(sa.BigInteger)
    scale: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    co_production: Mapped[int | None]
    facts: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    comment: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    note: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    sheet: Mapped[str] = mapped_column(sa.String(8), default="", server_default="")  # last saved from this one
    version: Mapped[int] = mapped_column(default=0, server_default="0")  # of what was sent; 0 before
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    skipped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    assignment: Mapped[Assignment] = relationship()
    form: Mapped[ReviewForm] = relationship()
    ratings: Mapped[list["Rating"]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    unknown_words: Mapped[list["UnknownWord"]] = relationship(cascade="all, delete-orphan")

    @property
    def ticked(self) -> list[Fact]:
        return [Fact(fact) for fact in self.facts.split()]


class Rating(Base):
    """The score a review gives on one criterion."""

    __tablename__ = "rating"
    __table_args__ = (sa.CheckConstraint("score BETWEEN 1 AND 5", name="score_1_to_5"),)

    review_id: Mapped[int] = mapped_column(sa.ForeignKey("review.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(sa.ForeignKey("criterion.id"), primary_key=True)
    score: Mapped[int]


class UnknownWord(Base):
    """A word that one reviewer did not understand. It is counted, and never held against anybody."""

    __tablename__ = "unknown_word"
    __table_args__ = (sa.CheckConstraint("term <> ''", name="said"),)

    review_id: Mapped[int] = mapped_column(sa.ForeignKey("review.id"), primary_key=True)
    term: Mapped[str] = mapped_column(sa.Text, primary_key=True)


class ReviewVersion(Base):
    """What a review said when it was sent, word for word; from the second on with the reason of the change."""

    __tablename__ = "review_version"
    __table_args__ = (sa.CheckConstraint("(number = 1) = (reason = '')", name="a_change_has_a_reason"),)

    review_id: Mapped[int] = mapped_column(sa.ForeignKey("review.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReviewTally(Base):
    """Counts, sums and squares of one abstract's sent reviews, kept with each of them: lists stay cheap.

    Sums of overall scores are in millionths, of co-production in whole points.
    """

    __tablename__ = "review_tally"

    abstract_id: Mapped[int] = mapped_column(sa.ForeignKey("abstract.id"), primary_key=True)
    le_count: Mapped[int] = mapped_column(default=0)
    le_total: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    le_squares: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    professional_count: Mapped[int] = mapped_column(default=0)
    professional_total: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    professional_squares: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    le_co_count: Mapped[int] = mapped_column(default=0)
    le_co_total: Mapped[int] = mapped_column(default=0)
    professional_co_count: Mapped[int] = mapped_column(default=0)
    professional_co_total: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


append_only("review_version")
refuse("review_kept", "review", "DELETE", "a review is a record and is never deleted")
refuse(
    "review_closed",
    "review",
    "UPDATE",
    "a review that was sent or skipped is closed; a changed mind comes with its own version",
    "OLD.state = 'skipped' OR OLD.state = 'submitted' AND NOT (NEW.state = 'submitted'"
    " AND NEW.version = OLD.version + 1 AND EXISTS (SELECT 1 FROM review_version v WHERE v.review_id = NEW.id"
    " AND v.number = NEW.version) AND NEW.submitted_at = OLD.submitted_at AND NEW.form_id = OLD.form_id"
    " AND NEW.comment = OLD.comment AND NEW.note = OLD.note AND NEW.saved_at = OLD.saved_at)",
)
refuse(
    "review_as_assigned",
    "review",
    "INSERT",
    "a review is of the abstract, the reviewer and the kind of its assignment",
    "NOT EXISTS (SELECT 1 FROM assignment a WHERE a.id = NEW.assignment_id AND a.released_at IS NULL"
    " AND a.abstract_id = NEW.abstract_id AND a.reviewer_id = NEW.reviewer_id AND a.kind = NEW.kind)",
)
refuse(
    "review_never_past_a_conflict",
    "review",
    "UPDATE OF state",
    "this reviewer has a conflict with this abstract",
    "NEW.state = 'submitted' AND EXISTS (SELECT 1 FROM conflict c WHERE c.reviewer_id = NEW.reviewer_id"
    " AND c.abstract_id = NEW.abstract_id AND c.status <> 'cleared')",
)
refuse(
    "review_never_moved",
    "review",
    "UPDATE OF assignment_id, abstract_id, reviewer_id, kind",
    "a review is never moved",
)
refuse(
    "review_starts_open",
    "review",
    "INSERT",
    "a review is started before it is sent",
    "NEW.state = 'submitted'",
)
