"""Dated rates: what one mile, night or meal is paid at, where that is written, and from when until when."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from conference.db import Base, UtcDateTime, word
from conference.rules.funding.rates import UNITS, RateKind, Unit
from conference.triggers import refuse

_UNITS = " OR ".join(
    f"kind = '{kind}' AND unit IN ({', '.join(repr(str(unit)) for unit in units)})" for kind, units in UNITS.items()
)


class Rate(Base):
    """Minor units of the currency for one unit, as an exact fraction. Without an edition it is shared by all.

    A rate is never edited: it is ended, and another takes its place. Bands count units from `band_from` on.
    """

    __tablename__ = "rate"
    __table_args__ = (
        sa.CheckConstraint("numerator >= 0 AND denominator > 0", name="fraction"),
        sa.CheckConstraint("band_from >= 0 AND (band_to IS NULL OR band_to > band_from)", name="band"),
        sa.CheckConstraint("unit IN ('mile', 'kilometre') OR (band_from = 0 AND band_to IS NULL)", name="band_of_way"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_start"),
        sa.CheckConstraint("length(currency) = 3", name="currency_code"),
        sa.CheckConstraint("source <> ''", name="source"),
        sa.CheckConstraint(_UNITS, name="unit_of_kind"),
        # Two at the same moment: the trigger of either cannot see the other's row, but this index does.
        sa.Index(
            "uq_rate_one_open",
            "edition_id",
            "kind",
            "place",
            "currency",
            "band_from",
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int | None] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    kind: Mapped[RateKind] = mapped_column(word(RateKind, "kind"))
    place: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    unit: Mapped[Unit] = mapped_column(word(Unit, "unit"))
    numerator: Mapped[int] = mapped_column(sa.BigInteger)
    denominator: Mapped[int] = mapped_column(sa.BigInteger, default=1, server_default="1")
    currency: Mapped[str] = mapped_column(sa.String(3))
    band_from: Mapped[int] = mapped_column(default=0, server_default="0")
    band_to: Mapped[int | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(sa.Text)
    source_on: Mapped[date]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))


refuse(
    "rate_never_overlaps",
    "rate",
    "INSERT",
    "another rate for the same thing and place holds on some of these days",
    "EXISTS (SELECT 1 FROM rate r WHERE r.kind = NEW.kind AND r.place = NEW.place AND r.currency = NEW.currency"
    " AND coalesce(r.edition_id, 0) = coalesce(NEW.edition_id, 0)"
    " AND (r.valid_to IS NULL OR r.valid_to >= NEW.valid_from)"
    " AND (NEW.valid_to IS NULL OR NEW.valid_to >= r.valid_from)"
    " AND (r.unit <> NEW.unit OR ((r.band_to IS NULL OR r.band_to > NEW.band_from)"
    " AND (NEW.band_to IS NULL OR NEW.band_to > r.band_from))))",
)
refuse(
    "rate_never_edited",
    "rate",
    "UPDATE OF edition_id, kind, place, unit, numerator, denominator, currency, band_from, band_to,"
    " valid_from, source, source_on, added_at, added_by",
    "a rate is ended and replaced, never edited",
)
refuse("rate_ended_once", "rate", "UPDATE OF valid_to", "a rate is ended once", "OLD.valid_to IS NOT NULL")
refuse("rate_kept", "rate", "DELETE", "a rate is a record and is never deleted")
