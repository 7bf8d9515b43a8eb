"""Involvement payments, apart from costs: offered before the task, and the person chooses before it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, Minor, UtcDateTime, word
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.rules.payments.fees import MOVES, Choice, FeeState
from conference.triggers import refuse


class Fee(Base):
    """One payment offered for one task. `amount` is what the person chose to be paid."""

    __tablename__ = "fee"
    __table_args__ = (
        sa.CheckConstraint("offered > 0", name="offers_something"),
        sa.CheckConstraint("offered_at < task_at", name="offered_before_the_task"),
        sa.CheckConstraint("chosen_at IS NULL OR chosen_at < task_at", name="chosen_before_the_task"),
        sa.CheckConstraint("(info_read_at IS NULL) = (card_version = '')", name="card_is_kept"),
        sa.CheckConstraint("chosen_at IS NULL OR info_read_at <= chosen_at", name="chosen_after_the_card"),
        sa.CheckConstraint(
            "(choice IS NULL) = (chosen_at IS NULL) AND (choice IS NULL) = (amount IS NULL)", name="chosen_wholly"
        ),
        sa.CheckConstraint(
            "choice IS NULL OR choice = 'full' AND amount = offered OR choice = 'part' AND amount > 0"
            " AND amount < offered OR choice IN ('none', 'donate') AND amount = 0",
            name="paid_as_chosen",
        ),
        sa.CheckConstraint(
            "state IN ('offered', 'info_read', 'closed') OR chosen_at IS NOT NULL", name="nothing_before_the_choice"
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'scheduled', 'paid', 'reconciled') OR amount > 0 AND approved_by IS NOT NULL",
            name="paid_only_if_wanted",
        ),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> person_id", name="approver_is_not_paid"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    task: Mapped[str] = mapped_column(sa.Text)
    task_at: Mapped[datetime] = mapped_column(UtcDateTime)
    offered: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(sa.String(3))
    state: Mapped[FeeState] = mapped_column(word(FeeState), default=FeeState.offered)
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    offered_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    card_version: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    info_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    choice: Mapped[Choice | None] = mapped_column(word(Choice, "choice"))
    amount: Mapped[int | None] = mapped_column(Minor)
    pay_month: Mapped[date | None]
    chosen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    chosen_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    edition: Mapped[Edition] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


_STEPS = " OR ".join(f"OLD.state = '{a}' AND NEW.state = '{b}'" for a, to in MOVES.items() for b in sorted(to))
refuse(
    "fee_moves",
    "fee",
    "UPDATE OF state",
    "an involvement payment only moves along the promised steps",
    f"OLD.state <> NEW.state AND NOT ({_STEPS})",
)
refuse("fee_starts_offered", "fee", "INSERT", "an involvement payment starts as an offer", "NEW.state <> 'offered'")
refuse("fee_kept", "fee", "DELETE", "money is a record and is never deleted")
refuse(
    "fee_stays_as_offered",
    "fee",
    "UPDATE OF edition_id, person_id, task, task_at, offered, currency",
    "what was offered stays as it was",
)
refuse(
    "fee_stays_as_chosen",
    "fee",
    "UPDATE OF choice, amount, pay_month, chosen_at, chosen_by, card_version, info_read_at",
    "what the person chose stays as they chose it once the task is done",
    "OLD.state NOT IN ('offered', 'info_read', 'chosen')",
)
