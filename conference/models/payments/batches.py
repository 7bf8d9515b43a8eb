"""Batches of payments: frozen when drawn up, released by another person, and each thing paid once."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, Minor, UtcDateTime, word
from conference.models.editions.editions import Edition
from conference.models.funding.advances import Advance
from conference.models.payments.claims import Claim
from conference.models.payments.fees import Fee
from conference.models.people.people import Person
from conference.rules.payments.batches import BatchState, FileKind, Outcome
from conference.rules.payments.payees import Way

LIVE = sa.text("live")


class PaymentSettings(Base):
    """Who pays: the name and account that payments leave from, and the sum below which nothing is asked back."""

    __tablename__ = "payment_settings"
    __table_args__ = (sa.CheckConstraint("never_chased_below >= 0", name="not_below_nothing"),)

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), primary_key=True)
    payer_name: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    payer_iban: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    never_chased_below: Mapped[int] = mapped_column(Minor)

    edition: Mapped[Edition] = relationship()


class PaymentBatch(Base):
    """Payments that go out together. `content` is all that it will do; `digest` is its fingerprint."""

    __tablename__ = "payment_batch"
    __table_args__ = (
        sa.CheckConstraint("released_by IS NULL OR released_by <> prepared_by", name="two_people"),
        sa.CheckConstraint("(released_at IS NULL) = (released_by IS NULL)", name="released_by_someone"),
        sa.CheckConstraint("(state IN ('draft', 'dropped')) = (released_by IS NULL)", name="released_is_released"),
        sa.CheckConstraint("(state IN ('sent', 'reconciled')) = (sent_at IS NOT NULL)", name="sent_is_sent"),
        sa.CheckConstraint("size > 0", name="pays_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    reference: Mapped[str] = mapped_column(sa.Text, unique=True)
    state: Mapped[BatchState] = mapped_column(word(BatchState), default=BatchState.draft)
    content: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    pay_on: Mapped[date]
    prepared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    prepared_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reconciled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    edition: Mapped[Edition] = relationship()
    preparer: Mapped[Person] = relationship(foreign_keys=[prepared_by])
    releaser: Mapped[Person | None] = relationship(foreign_keys=[released_by])
    payments: Mapped[list["Payment"]] = relationship(back_populates="batch", order_by="Payment.id")


class Payment(Base):
    """One payment for one claim, advance or involvement payment. `live` ends when it failed or came back."""

    __tablename__ = "payment"
    __table_args__ = (
        sa.CheckConstraint(
            "(CASE WHEN claim_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN advance_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN fee_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="for_one_thing",
        ),
        sa.CheckConstraint("amount >= 0 AND (amount = 0) = (way = 'none')", name="nothing_goes_nowhere"),
        sa.Index("uq_payment_claim", "claim_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        sa.Index("uq_payment_advance", "advance_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        sa.Index("uq_payment_fee", "fee_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("payment_batch.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(sa.ForeignKey("claim.id"))
    advance_id: Mapped[int | None] = mapped_column(sa.ForeignKey("advance.id"))
    fee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("fee.id"))
    amount: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(sa.String(3))
    reference: Mapped[str] = mapped_column(sa.Text)
    way: Mapped[Way] = mapped_column(word(Way, "way"))
    last_four: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    sealed: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    account_typed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    live: Mapped[bool] = mapped_column(default=True, server_default=sa.true())

    batch: Mapped[PaymentBatch] = relationship(back_populates="payments")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    claim: Mapped[Claim | None] = relationship()
    advance: Mapped[Advance | None] = relationship()
    fee: Mapped[Fee | None] = relationship()
    result: Mapped["PaymentResult | None"] = relationship(back_populates="payment")


class PaymentResult(Base):
    """What came back: a payment that failed or was reversed, as a negative row. It frees what was paid."""

    __tablename__ = "payment_result"
    __table_args__ = (sa.CheckConstraint("amount <= 0", name="takes_back"),)

    payment_id: Mapped[int] = mapped_column(sa.ForeignKey("payment.id"), primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(word(Outcome, "outcome"))
    amount: Mapped[int] = mapped_column(Minor)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    payment: Mapped[Payment] = relationship(back_populates="result")


class BatchFile(Base):
    """The very bytes handed to the bank, sealed; wiped when all is settled. Their digest stays."""

    __tablename__ = "batch_file"

    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("payment_batch.id"), primary_key=True)
    kind: Mapped[FileKind] = mapped_column(word(FileKind, "kind"), primary_key=True)
    sealed: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
