"""Pots of places and of money. What a pot has promised is kept by the database, never by hand."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, Minor, UtcDateTime, word
from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.rules.funding.offers import Outcome, Reason
from conference.rules.funding.pots import Category, PotKind
from conference.triggers import effect, refuse

ALONE = sa.text("parent_id IS NULL")


class Pot(Base):
    """So many places, or so much money. `committed` is the sum of its ledger, `given` what its child pots hold."""

    __tablename__ = "pot"
    __table_args__ = (
        sa.Index("uq_pot_general", "edition_id", "kind", unique=True, sqlite_where=ALONE, postgresql_where=ALONE),
        sa.UniqueConstraint("parent_id", "name"),
        sa.CheckConstraint("committed >= 0 AND given >= 0 AND committed + given <= capacity", name="never_over"),
        sa.CheckConstraint("(parent_id IS NULL) = (name = '')", name="child_has_a_name"),
        sa.CheckConstraint("(kind = 'money') = (currency IS NOT NULL)", name="money_has_currency"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    kind: Mapped[PotKind] = mapped_column(word(PotKind, "kind"))
    currency: Mapped[str | None] = mapped_column(sa.String(3))
    capacity: Mapped[int] = mapped_column(Minor)
    committed: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    given: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    # A sponsor's or ring-fenced pot: who it is from, what it is for, and the general pot that holds it.
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pot.id"))
    name: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    what_for: Mapped[str] = mapped_column(sa.Text, default="", server_default="")

    edition: Mapped[Edition] = relationship()

    @property
    def left(self) -> int:
        return self.capacity - self.committed - self.given


class DraftOutcome(Base):
    """The organisers' draft for one application. It promises nothing and may pass a pot.

    `needs_…` and `companions` are the sums of its lines, kept by the database so that thousands are tried at once.
    """

    __tablename__ = "draft_outcome"
    __table_args__ = (sa.CheckConstraint("(outcome = 'not_offered') = (reason IS NOT NULL)", name="no_has_a_reason"),)

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(word(Outcome, "outcome"))
    position: Mapped[int]
    reason: Mapped[Reason | None] = mapped_column(word(Reason, "reason"))
    reason_text: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    salt: Mapped[str] = mapped_column(sa.String(32), default="", server_default="")
    needs_places: Mapped[int] = mapped_column(default=0, server_default="0")
    needs_money: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    companions: Mapped[int] = mapped_column(default=0, server_default="0")
    by_hand: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    planned_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    application: Mapped[Application] = relationship()


class PlanLine(Base):
    """What one application would need, line by line, in the draft."""

    __tablename__ = "plan_line"
    __table_args__ = (sa.CheckConstraint("amount > 0", name="more_than_nothing"),)

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), primary_key=True)
    category: Mapped[Category] = mapped_column(word(Category, "category"), primary_key=True)
    amount: Mapped[int] = mapped_column(Minor)
    pot_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pot.id"))

    application: Mapped[Application] = relationship()


_CHILDREN = "(SELECT coalesce(sum(c.capacity), 0) FROM pot c WHERE c.parent_id = NEW.id)"
effect(
    "pot_gives",
    "pot",
    "INSERT",
    "UPDATE pot SET given = given + NEW.capacity WHERE id = NEW.parent_id",
    "NEW.parent_id IS NOT NULL",
)
effect(
    "pot_gives_more",
    "pot",
    "UPDATE OF capacity",
    "UPDATE pot SET given = given + NEW.capacity - OLD.capacity WHERE id = NEW.parent_id",
    "NEW.parent_id IS NOT NULL AND NEW.capacity <> OLD.capacity",
)
refuse(
    "pot_given_is_its_children",
    "pot",
    "UPDATE OF given",
    "what a pot gives is what its child pots hold",
    f"NEW.given <> {_CHILDREN}",
)
refuse(
    "pot_child_is_like_its_parent",
    "pot",
    "INSERT",
    "a child pot belongs to a general pot of the same edition, kind and currency",
    "NEW.given <> 0 OR NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pot p WHERE p.id = NEW.parent_id"
    " AND p.parent_id IS NULL AND p.edition_id = NEW.edition_id AND p.kind = NEW.kind"
    " AND coalesce(p.currency, '') = coalesce(NEW.currency, ''))",
)
_SUMS = (
    ("needs_places", "CASE WHEN {row}.category IN ('place', 'companion_place') THEN {row}.amount ELSE 0 END"),
    ("needs_money", "CASE WHEN {row}.category IN ('place', 'companion_place') THEN 0 ELSE {row}.amount END"),
    ("companions", "CASE WHEN {row}.category = 'companion_place' THEN {row}.amount ELSE 0 END"),
)


def _sums(sign: str, row: str) -> str:
    sets = ", ".join(f"{name} = {name} {sign} {value.format(row=row)}" for name, value in _SUMS)
    return f"UPDATE draft_outcome SET {sets} WHERE application_id = {row}.application_id"


effect("plan_line_counts", "plan_line", "INSERT", _sums("+", "NEW"))
effect("plan_line_counts_no_more", "plan_line", "DELETE", _sums("-", "OLD"))
refuse("plan_line_replaced", "plan_line", "UPDATE", "a drafted cost is replaced, never changed")
effect(
    "draft_outcome_sums",
    "draft_outcome",
    "INSERT",
    "UPDATE draft_outcome SET "
    + ", ".join(
        f"{name} = (SELECT coalesce(sum({value.format(row='l')}), 0) FROM plan_line l"
        " WHERE l.application_id = NEW.application_id)"
        for name, value in _SUMS
    )
    + " WHERE application_id = NEW.application_id",
)
refuse("pot_kept", "pot", "DELETE", "a pot is a record and is never deleted")
refuse("pot_never_moved", "pot", "UPDATE OF edition_id, kind, currency, parent_id, name", "a pot stays what it is")
