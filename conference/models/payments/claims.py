"""Claims with their lines, questions and caps. The database keeps sums, steps and who decided."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, Minor, UtcDateTime, word
from conference.models.editions.editions import Edition
from conference.models.files import StoredFile
from conference.models.funding.offers import GrantLine, Offer
from conference.models.people.people import Person
from conference.rules.applications.applications import CameBy
from conference.rules.payments.claims import MOST, ClaimState, ForWhom, Item, Verdict


class Claim(Base):
    """What one person asks to be paid back. `total` and `approved` are the sums of its lines."""

    __tablename__ = "claim"
    __table_args__ = (
        sa.UniqueConstraint("edition_id", "external_id"),
        sa.Index("ix_claim_state", "edition_id", "state", "pay_by"),
        sa.CheckConstraint("(state = 'history') = (offer_id IS NULL)", name="history_has_no_award"),
        sa.CheckConstraint("(state = 'history') = (external_id IS NOT NULL)", name="history_comes_from_elsewhere"),
        sa.CheckConstraint(
            "state IN ('draft', 'dropped', 'history') OR submitted_at IS NOT NULL AND pay_by IS NOT NULL",
            name="sent_with_a_promise",
        ),
        sa.CheckConstraint("(came_by = 'web') = (entered_by IS NULL)", name="typed_by_someone"),
        sa.CheckConstraint(
            "submitted_at IS NULL OR came_by = 'web' OR read_back_at IS NOT NULL", name="read_back_before_sending"
        ),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by_someone"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> person_id", name="decider_is_not_the_claimant"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> pay_to_id", name="decider_is_not_paid"),
        sa.CheckConstraint("state <> 'appeal' OR appealed_at IS NOT NULL", name="appealed_at"),
        sa.CheckConstraint("total >= 0 AND approved >= 0 AND approved <= total", name="sums"),
        sa.CheckConstraint("length(currency) = 3", name="currency_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    offer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    pay_to_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    reference: Mapped[str] = mapped_column(sa.Text, unique=True)
    state: Mapped[ClaimState] = mapped_column(word(ClaimState), default=ClaimState.draft)
    currency: Mapped[str] = mapped_column(sa.String(3))
    total: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    approved: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    came_by: Mapped[CameBy] = mapped_column(word(CameBy, "came_by"), default=CameBy.web)
    entered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    read_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declaration: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pay_by: Mapped[date | None]
    warned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    broken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    appealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    appeal_words: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    paid_on: Mapped[date | None]
    external_id: Mapped[str | None] = mapped_column(sa.Text)
    source: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict, server_default="{}")

    edition: Mapped[Edition] = relationship()
    offer: Mapped[Offer | None] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    pay_to: Mapped[Person] = relationship(foreign_keys=[pay_to_id])
    lines: Mapped[list["ClaimLine"]] = relationship(back_populates="claim", order_by="ClaimLine.id")
    queries: Mapped[list["ClaimQuery"]] = relationship(order_by="ClaimQuery.number")


class ClaimLine(Base):
    """One cost: in the currency it was paid in, and in the pot's, at an exact rate with its source and day."""

    __tablename__ = "claim_line"
    __table_args__ = (
        sa.Index("ix_claim_line_day", "incurred_on", "amount"),
        sa.CheckConstraint(f"amount BETWEEN 1 AND {MOST} AND base BETWEEN 0 AND {MOST}", name="within_limits"),
        sa.CheckConstraint(
            f"fx_numerator BETWEEN 1 AND {MOST} AND fx_denominator BETWEEN 1 AND {MOST}", name="rate_within_limits"
        ),
        sa.CheckConstraint(
            "2 * abs(base * fx_denominator - amount * fx_numerator) <= fx_denominator", name="converted_exactly"
        ),
        sa.CheckConstraint("fx_numerator = fx_denominator OR fx_source <> ''", name="rate_has_a_source"),
        sa.CheckConstraint("(rate_numerator IS NULL) = (rate_denominator IS NULL)", name="rate_is_whole"),
        sa.CheckConstraint(
            "rate_numerator IS NULL OR quantity BETWEEN 1 AND 100000 AND rate_denominator > 0 AND rate_source <> ''"
            " AND 2 * abs(amount * rate_denominator - quantity * rate_numerator) <= rate_denominator",
            name="worked_out_exactly",
        ),
        sa.CheckConstraint("receipt_id IS NULL OR lost_receipt = ''", name="receipt_or_lost"),
        sa.CheckConstraint("(verdict IS NULL) = (approved IS NULL)", name="verdict_with_a_sum"),
        sa.CheckConstraint("(verdict IS NULL) = (decided_at IS NULL)", name="decided_at"),
        sa.CheckConstraint("(verdict IS NULL) = (decided_by IS NULL)", name="decided_by_someone"),
        sa.CheckConstraint("verdict IS NULL OR verdict = 'approved' OR reason <> ''", name="says_why"),
        sa.CheckConstraint(
            "verdict IS NULL OR verdict = 'approved' AND approved = base"
            " OR verdict = 'part' AND approved > 0 AND approved < base OR verdict = 'refused' AND approved = 0",
            name="verdict_is_its_sum",
        ),
        sa.CheckConstraint("length(currency) = 3", name="currency_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claim.id"), index=True)
    grant_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("grant_line.id"), index=True)
    item: Mapped[Item] = mapped_column(word(Item, "item"))
    for_whom: Mapped[ForWhom] = mapped_column(word(ForWhom, "for_whom"), default=ForWhom.me)
    incurred_on: Mapped[date]
    details: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    from_place: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    to_place: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    quantity: Mapped[int | None]
    rate_numerator: Mapped[int | None] = mapped_column(Minor)
    rate_denominator: Mapped[int | None] = mapped_column(Minor)
    rate_source: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    amount: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(sa.String(3))
    fx_numerator: Mapped[int] = mapped_column(Minor, default=1, server_default="1")
    fx_denominator: Mapped[int] = mapped_column(Minor, default=1, server_default="1")
    fx_source: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    fx_on: Mapped[date | None]
    base: Mapped[int] = mapped_column(Minor)
    receipt_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"), index=True)
    lost_receipt: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    over_cap_reason: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    verdict: Mapped[Verdict | None] = mapped_column(word(Verdict, "verdict"))
    approved: Mapped[int | None] = mapped_column(Minor)
    reason: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    claim: Mapped[Claim] = relationship(back_populates="lines")
    grant_line: Mapped[GrantLine | None] = relationship()
    receipt: Mapped[StoredFile | None] = relationship()


class ClaimQuery(Base):
    """A question to the person, and their answer. While it is open the clock stands still; there are two at most."""

    __tablename__ = "claim_query"
    __table_args__ = (
        sa.CheckConstraint("number IN (1, 2)", name="two_at_most"),
        sa.CheckConstraint("question <> ''", name="asks_something"),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered_by_someone"),
    )

    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claim.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("claim_line.id"))
    question: Mapped[str] = mapped_column(sa.Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
