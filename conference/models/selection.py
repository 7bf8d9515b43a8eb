"""The cap rule and slots both keys agreed, the stored ranking, and the decision on each abstract."""

from datetime import datetime
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, UtcDateTime, word
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition, Stream
from conference.models.keys import FrozenSet
from conference.rules.selection.ranking import Band, CapRule, DecisionState, Outcome, Reason
from conference.triggers import append_only, refuse


def _carried(kind: str) -> str:
    """Both keys turned a set of this kind, and the row names it."""
    return (
        "EXISTS (SELECT 1 FROM frozen_set s WHERE s.id = NEW.set_id AND s.state = 'carried'"
        f" AND s.kind = '{kind}' AND s.edition_id = NEW.edition_id)"
    )


class CapRuleVersion(Base):
    """One version of an edition's cap rule; numbers are in tenths, the newest is in force."""

    __tablename__ = "cap_rule_version"
    __table_args__ = (
        sa.CheckConstraint("threshold_tenths BETWEEN 0 AND 40", name="threshold"),
        sa.CheckConstraint("top_from_tenths BETWEEN 10 AND 50", name="top_from"),
        sa.CheckConstraint("second_from_tenths BETWEEN 10 AND top_from_tenths", name="second_from"),
    )

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    threshold_tenths: Mapped[int]
    top_from_tenths: Mapped[int]
    second_from_tenths: Mapped[int]
    set_id: Mapped[int | None] = mapped_column(sa.ForeignKey("frozen_set.id"))
    in_force_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def rule(self) -> CapRule:
        return CapRule(
            version=self.version,
            threshold=Fraction(self.threshold_tenths, 10),
            top_from=Fraction(self.top_from_tenths, 10),
            second_from=Fraction(self.second_from_tenths, 10),
        )


class Slot(Base):
    """How many places of one outcome a stream has, and how many are promised; never more than there are."""

    __tablename__ = "slot"
    __table_args__ = (
        sa.CheckConstraint("outcome IN ('oral', 'poster')", name="slot_outcome"),
        sa.CheckConstraint("taken BETWEEN 0 AND places", name="never_over"),
        sa.UniqueConstraint("edition_id", "stream_id", "outcome"),
        sa.Index(
            "uq_slot_no_stream",
            "edition_id",
            "outcome",
            unique=True,
            sqlite_where=sa.text("stream_id IS NULL"),
            postgresql_where=sa.text("stream_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    stream_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stream.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(word(Outcome, "outcome"))
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0, server_default="0")
    set_id: Mapped[int] = mapped_column(sa.ForeignKey("frozen_set.id"))

    edition: Mapped[Edition] = relationship()
    stream: Mapped[Stream | None] = relationship()


class RankingResult(Base):
    """Where one abstract stands: what the reviewers' scores say, what the cap made of it, and why."""

    __tablename__ = "ranking_result"
    __table_args__ = (
        sa.CheckConstraint("NOT capped OR (band IS NOT NULL AND band <> 'top')", name="capped_is_not_top"),
        sa.CheckConstraint("band IS NULL OR band <> 'top' OR co_produced", name="top_is_co_produced"),
        sa.CheckConstraint("(place IS NULL) = (band IS NULL)", name="placed_has_band"),
        sa.CheckConstraint("(band IS NULL) = (band_before_cap IS NULL)", name="both_bands"),
        sa.Index("ix_ranking_result_stream_place", "edition_id", "stream_id", "place"),
        sa.Index("ix_ranking_result_position", "edition_id", "stream_id", "position"),
    )

    abstract_id: Mapped[int] = mapped_column(sa.ForeignKey("abstract.id"), primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    stream_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stream.id"), index=True)
    place: Mapped[int | None]
    position: Mapped[int] = mapped_column(server_default="0")  # in the list of its stream, also without a place
    reviews: Mapped[int]
    raw: Mapped[float | None]
    adjusted: Mapped[float | None]
    lived_experience: Mapped[float | None]
    professional: Mapped[float | None]
    co_production: Mapped[float | None]
    professional_co_production: Mapped[float | None]
    gap: Mapped[float | None]
    spread: Mapped[float | None]
    band_before_cap: Mapped[Band | None] = mapped_column(word(Band, "band_before_cap"))
    band: Mapped[Band | None] = mapped_column(word(Band, "band"))
    capped: Mapped[bool]
    capped_by_one: Mapped[bool]
    co_produced: Mapped[bool]
    reason: Mapped[Reason] = mapped_column(word(Reason, "reason"))
    rule_version: Mapped[int]
    ranked_at: Mapped[datetime] = mapped_column(UtcDateTime)

    abstract: Mapped[Abstract] = relationship()
    stream: Mapped[Stream | None] = relationship()


class RankingCount(Base):
    """One stream's counts in the ranking as it was made, so that a page need not count twenty thousand abstracts."""

    __tablename__ = "ranking_count"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    stream_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stream.id"))
    abstracts: Mapped[int]
    ranked: Mapped[int]
    capped: Mapped[int]
    ranked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AbstractDecision(Base):
    """What an abstract is to be offered: a draft, then frozen in a set, then decided by both keys."""

    __tablename__ = "abstract_decision"
    __table_args__ = (
        sa.CheckConstraint("outcome <> 'oral' OR co_produced", name="oral_is_co_produced"),
        sa.CheckConstraint("(state = 'draft') = (set_id IS NULL)", name="draft_has_no_set"),
        sa.CheckConstraint("(state = 'decided') = (decided_at IS NOT NULL)", name="decided_at"),
        sa.Index("ix_abstract_decision_edition_state", "edition_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    abstract_id: Mapped[int] = mapped_column(sa.ForeignKey("abstract.id"), unique=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    stream_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stream.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(word(Outcome, "outcome"))
    co_produced: Mapped[bool]
    state: Mapped[DecisionState] = mapped_column(word(DecisionState), default=DecisionState.draft)
    set_id: Mapped[int | None] = mapped_column(sa.ForeignKey("frozen_set.id"), index=True)
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    drafted_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    abstract: Mapped[Abstract] = relationship()
    stream: Mapped[Stream | None] = relationship()
    frozen_set: Mapped[FrozenSet | None] = relationship()


append_only("cap_rule_version")
refuse(
    "cap_rule_by_both_keys",
    "cap_rule_version",
    "INSERT",
    "a new cap rule takes both keys",
    f"NEW.version > 1 AND NOT {_carried('cap_rule')}",
)
refuse(
    "slot_by_both_keys",
    "slot",
    "INSERT",
    "slots take both keys",
    f"NOT {_carried('slots')}",
)
refuse(
    "slot_changed_by_both_keys",
    "slot",
    "UPDATE OF places, set_id, edition_id, stream_id, outcome",
    "slots take both keys",
    f"NEW.set_id = OLD.set_id OR NOT {_carried('slots')}",
)
refuse(
    "abstract_decision_by_both_keys",
    "abstract_decision",
    "UPDATE OF state, decided_at",
    "a decision on an abstract takes both keys",
    f"NEW.state = 'decided' AND NOT {_carried('abstract_decisions')}",
)
refuse(
    "abstract_decision_starts_as_draft",
    "abstract_decision",
    "INSERT",
    "a decision starts as a draft",
    "NEW.state <> 'draft'",
)
refuse(
    "abstract_decision_settled",
    "abstract_decision",
    "UPDATE",
    "what both keys decided is not changed",
    "OLD.state = 'decided'",
)
refuse(
    "abstract_decision_frozen",
    "abstract_decision",
    "UPDATE OF outcome, co_produced, abstract_id, edition_id, stream_id",
    "a frozen decision is not changed",
    "OLD.state <> 'draft'",
)
refuse(
    "abstract_decision_ranked_still",
    "abstract_decision",
    "UPDATE OF state",
    "the ranking has changed since this was drafted",
    "OLD.state = 'draft' AND NEW.state = 'frozen' AND NOT EXISTS (SELECT 1 FROM ranking_result x"
    " WHERE x.abstract_id = NEW.abstract_id AND x.band IS NOT NULL AND x.co_produced = NEW.co_produced)",
)
refuse(
    "abstract_decision_kept",
    "abstract_decision",
    "DELETE",
    "only a draft may be taken back",
    "OLD.state <> 'draft'",
)
refuse(
    "abstract_decision_ranked",
    "abstract_decision",
    "INSERT",
    "only a ranked abstract is decided, and co-production is as its ranking says",
    "NOT EXISTS (SELECT 1 FROM ranking_result x WHERE x.abstract_id = NEW.abstract_id AND x.band IS NOT NULL"
    " AND x.co_produced = NEW.co_produced)",
)
