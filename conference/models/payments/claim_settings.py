"""How an edition pays people back: its promise, its limits, exchange rates, and totals over several lines."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from conference.db import Base, Minor, UtcDateTime
from conference.rules.payments.promise_clock import COUNTRY
from conference.triggers import append_only, refuse


class ClaimSettings(Base):
    """How one edition pays people back: within how many working days, in which country, up to what without receipt."""

    __tablename__ = "claim_settings"
    __table_args__ = (
        sa.CheckConstraint("pay_days > 0 AND amber_day > 0 AND amber_day < pay_days", name="amber_before_the_end"),
        sa.CheckConstraint("lost_receipt_limit >= 0", name="lost_receipt_limit"),
        sa.CheckConstraint("group_cap IS NULL OR group_cap > 0", name="group_cap"),
        sa.CheckConstraint("length(country) = 2", name="country_code"),
    )

    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), primary_key=True)
    pay_days: Mapped[int] = mapped_column(default=10, server_default="10")
    amber_day: Mapped[int] = mapped_column(default=8, server_default="8")
    country: Mapped[str] = mapped_column(sa.String(2), default=COUNTRY, server_default=COUNTRY)
    lost_receipt_limit: Mapped[int] = mapped_column(Minor, default=2500, server_default="2500")
    group_cap: Mapped[int | None] = mapped_column(Minor)
    group_categories: Mapped[list[str]] = mapped_column(sa.JSON, default=list, server_default="[]")


class ExchangeRate(Base):
    """What a currency was worth in another on a day: an exact fraction of minor units, and where it comes from."""

    __tablename__ = "exchange_rate"
    __table_args__ = (
        sa.UniqueConstraint("currency", "base", "day"),
        sa.CheckConstraint("numerator > 0 AND denominator > 0", name="above_nothing"),
        sa.CheckConstraint("source <> ''", name="has_a_source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(sa.String(3))
    base: Mapped[str] = mapped_column(sa.String(3))
    day: Mapped[date]
    numerator: Mapped[int] = mapped_column(Minor)
    denominator: Mapped[int] = mapped_column(Minor)
    source: Mapped[str] = mapped_column(sa.Text)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))


class ClaimCap(Base):
    """A total over several lines of one award. `spent` is the sum of what was approved on them."""

    __tablename__ = "claim_cap"
    __table_args__ = (
        sa.UniqueConstraint("offer_id"),
        sa.CheckConstraint("spent >= 0 AND spent <= amount", name="never_over"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offer.id"))
    amount: Mapped[int] = mapped_column(Minor)
    spent: Mapped[int] = mapped_column(Minor, default=0, server_default="0")


class ClaimCapLine(Base):
    """An award line that counts towards a total."""

    __tablename__ = "claim_cap_line"

    grant_line_id: Mapped[int] = mapped_column(sa.ForeignKey("grant_line.id"), primary_key=True)
    cap_id: Mapped[int] = mapped_column(sa.ForeignKey("claim_cap.id"), index=True)


append_only("exchange_rate")
append_only("claim_cap_line")
refuse("claim_cap_kept", "claim_cap", "DELETE", "a total is a record and is never deleted")
refuse("claim_cap_stays", "claim_cap", "UPDATE OF offer_id, amount", "a total stays what it is")
refuse("claim_cap_starts_empty", "claim_cap", "INSERT", "a total starts with nothing spent", "NEW.spent <> 0")
refuse(
    "claim_cap_spent_is_its_lines",
    "claim_cap",
    "UPDATE OF spent",
    "what counts towards a total is the sum of what was approved",
    "NEW.spent <> (SELECT coalesce(sum(l.approved), 0) FROM claim_line l"
    " JOIN claim_cap_line k ON k.grant_line_id = l.grant_line_id WHERE k.cap_id = NEW.id)",
)
