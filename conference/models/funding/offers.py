"""Offers with their award lines, and the ledger of what they hold. The database refuses to promise too much."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, Minor, UtcDateTime, word
from conference.models.applications.applications import Application
from conference.models.funding.pots import Pot
from conference.models.keys import FrozenSet
from conference.rules.funding.offers import MOVES, OfferState
from conference.rules.funding.pots import Category, EntryReason
from conference.triggers import append_only, effect, refuse

ONCE = sa.text("reason IN ('commit', 'release')")
LIVE = sa.text("state IN ('waiting', 'reserved', 'open', 'accepted')")
# What sent claims ask of a line and nobody has decided yet: it stays held for them, whatever becomes of the offer.
ASKED = (
    "(SELECT CAST(coalesce(sum(q.base), 0) AS bigint) FROM claim_line q JOIN claim c ON c.id = q.claim_id"
    " WHERE q.grant_line_id = {line} AND (c.state IN ('submitted', 'checking', 'query') AND q.verdict IS NULL"
    " OR c.state = 'appeal' AND coalesce(q.verdict, 'refused') = 'refused'))"
)


class Offer(Base):
    """What one frozen set does for one application: an offer, or a place in the order of the waiting list."""

    __tablename__ = "offer"
    __table_args__ = (
        sa.Index("uq_offer_one_live", "application_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        sa.UniqueConstraint("set_id", "application_id"),
        sa.Index("ix_offer_state", "state", "lapses_at"),
        sa.CheckConstraint(
            "state NOT IN ('open', 'accepted', 'refused', 'lapsed') OR lapses_at IS NOT NULL",
            name="has_a_day",
        ),
        sa.CheckConstraint("state <> 'accepted' OR answered_at < lapses_at", name="accepted_in_time"),
        sa.CheckConstraint("state <> 'lapsed' OR rung_at IS NOT NULL", name="rung_before_it_lapsed"),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered_by_someone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), index=True)
    set_id: Mapped[int] = mapped_column(sa.ForeignKey("frozen_set.id"))
    position: Mapped[int]
    state: Mapped[OfferState] = mapped_column(word(OfferState))
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lapses_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    more_days_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rung_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    application: Mapped[Application] = relationship()
    frozen_set: Mapped[FrozenSet] = relationship()


class GrantLine(Base):
    """One promised thing of an offer: a place, a journey, so many nights. Claims will be made against it."""

    __tablename__ = "grant_line"
    __table_args__ = (
        sa.UniqueConstraint("offer_id", "category"),
        sa.CheckConstraint("amount > 0", name="more_than_nothing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offer.id"))
    category: Mapped[Category] = mapped_column(word(Category, "category"))
    pot_id: Mapped[int] = mapped_column(sa.ForeignKey("pot.id"), index=True)
    amount: Mapped[int] = mapped_column(Minor)

    offer: Mapped[Offer] = relationship()
    pot: Mapped[Pot] = relationship()


class PotEntry(Base):
    """One line of the ledger: so much promised from a pot, or given back to it."""

    __tablename__ = "pot_entry"
    __table_args__ = (
        sa.Index("uq_pot_entry_once", "grant_line_id", "reason", unique=True, sqlite_where=ONCE, postgresql_where=ONCE),
        sa.CheckConstraint("delta <> 0", name="not_nothing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pot_id: Mapped[int] = mapped_column(sa.ForeignKey("pot.id"), index=True)
    grant_line_id: Mapped[int] = mapped_column(sa.ForeignKey("grant_line.id"))
    delta: Mapped[int] = mapped_column(Minor)
    reason: Mapped[EntryReason] = mapped_column(word(EntryReason, "reason"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    line: Mapped[GrantLine] = relationship()


class RefusedLine(Base):
    """A line that the person did not want: they keep the place, and what the line held went back."""

    __tablename__ = "refused_line"

    grant_line_id: Mapped[int] = mapped_column(sa.ForeignKey("grant_line.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))


class PassedOver(Base):
    """Somebody further down the waiting list was offered a place, since this person's needs did not fit."""

    __tablename__ = "passed_over"
    __table_args__ = (
        sa.UniqueConstraint("offer_id", "opened_id"),
        sa.CheckConstraint("needs_places > left_places OR needs_money > left_money", name="did_not_fit"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offer.id"))
    opened_id: Mapped[int] = mapped_column(sa.ForeignKey("offer.id"), index=True)
    needs_places: Mapped[int]
    needs_money: Mapped[int] = mapped_column(Minor)
    left_places: Mapped[int]
    left_money: Mapped[int] = mapped_column(Minor)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    offer: Mapped[Offer] = relationship(foreign_keys=[offer_id])
    opened: Mapped[Offer] = relationship(foreign_keys=[opened_id])


class FrozenReason(Base):
    """The words of a "no" beside its frozen set, which holds only their salted digest: so they can be forgotten."""

    __tablename__ = "frozen_reason"

    set_id: Mapped[int] = mapped_column(sa.ForeignKey("frozen_set.id"), primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), primary_key=True)
    text: Mapped[str] = mapped_column(sa.Text)
    salt: Mapped[str] = mapped_column(sa.String(32))


append_only("passed_over")
append_only("refused_line")
refuse(
    "refused_line_of_a_kept_place",
    "refused_line",
    "INSERT",
    "a line is refused by somebody who keeps the place, and never the place itself",
    "NOT EXISTS (SELECT 1 FROM grant_line l JOIN offer o ON o.id = l.offer_id WHERE l.id = NEW.grant_line_id"
    " AND l.category <> 'place' AND o.state IN ('open', 'accepted'))",
)
refuse("frozen_reason_kept", "frozen_reason", "DELETE", "the words of a frozen set are emptied, never deleted")
refuse(
    "frozen_reason_stays",
    "frozen_reason",
    "UPDATE",
    "the words of a frozen set go only when the applicant is forgotten",
    "NEW.set_id <> OLD.set_id OR NEW.application_id <> OLD.application_id OR NEW.text <> '' OR NEW.salt <> ''"
    " OR NOT EXISTS (SELECT 1 FROM application a WHERE a.id = NEW.application_id AND a.forgotten_at IS NOT NULL)",
)
append_only("grant_line")
refuse(
    "grant_line_from_its_pot",
    "grant_line",
    "INSERT",
    "a line takes places from a pot of places and money from a pot of money, in its own edition",
    "NOT EXISTS (SELECT 1 FROM pot p JOIN offer o ON o.id = NEW.offer_id JOIN application a"
    " ON a.id = o.application_id WHERE p.id = NEW.pot_id AND p.edition_id = a.edition_id"
    " AND (p.kind = 'places') = (NEW.category IN ('place', 'companion_place')))",
)
append_only("pot_entry")
effect(
    "pot_entry_counts",
    "pot_entry",
    "INSERT",
    "UPDATE pot SET committed = committed + NEW.delta WHERE id = NEW.pot_id",
)
refuse(
    "pot_entry_is_its_line",
    "pot_entry",
    "INSERT",
    "an entry promises its whole award line, gives all of it back once, or gives back what nobody needs",
    "NOT EXISTS (SELECT 1 FROM grant_line l WHERE l.id = NEW.grant_line_id AND l.pot_id = NEW.pot_id"
    " AND (NEW.reason = 'commit' AND NEW.delta = l.amount"
    " OR NEW.reason = 'release' AND NEW.delta = -l.amount AND EXISTS (SELECT 1 FROM pot_entry e"
    " WHERE e.grant_line_id = l.id AND e.reason = 'commit')"
    " OR NEW.reason = 'settle' AND EXISTS (SELECT 1 FROM line_spending s"
    " WHERE s.grant_line_id = l.id AND NEW.delta < 0 AND s.held + NEW.delta ="
    f" s.spent + {ASKED.format(line='l.id')})))",
)
refuse(
    "pot_committed_is_its_ledger",
    "pot",
    "UPDATE OF committed",
    "what a pot has promised is the sum of its ledger",
    "NEW.committed <> (SELECT coalesce(sum(e.delta), 0) FROM pot_entry e WHERE e.pot_id = NEW.id)",
)
refuse("pot_starts_empty", "pot", "INSERT", "a pot starts with nothing promised", "NEW.committed <> 0")

_PROMISED = " OR ".join(
    f"OLD.state = '{now}' AND NEW.state = '{to}'" for now, tos in MOVES.items() for to in sorted(tos)
)
_UNSPENT = (
    "SELECT 1 FROM grant_line l JOIN line_spending s ON s.grant_line_id = l.id"
    f" WHERE l.offer_id = NEW.id AND s.held > s.spent + {ASKED.format(line='l.id')}"
)
_NOT_HELD = (
    "SELECT 1 FROM grant_line l LEFT JOIN pot_entry c ON c.grant_line_id = l.id AND c.reason = 'commit'"
    " WHERE l.offer_id = NEW.id AND c.id IS NULL"
)
refuse(
    "offer_moves",
    "offer",
    "UPDATE OF state",
    "an offer only moves along the promised steps",
    f"OLD.state <> NEW.state AND NOT ({_PROMISED})",
)
refuse("offer_kept", "offer", "DELETE", "offers are a record and are never deleted")
refuse(
    "offer_starts_unopened",
    "offer",
    "INSERT",
    "an offer starts in a frozen set, reserved or on the waiting list",
    "NEW.state NOT IN ('reserved', 'waiting')",
)
refuse(
    "offer_opens_with_both_keys",
    "offer",
    "UPDATE OF state",
    "an offer opens only when both keys were turned on its set",
    "NEW.state = 'open' AND NOT EXISTS (SELECT 1 FROM frozen_set s WHERE s.id = NEW.set_id"
    " AND (s.one_key OR s.organiser_by IS NOT NULL AND s.lived_experience_by IS NOT NULL))",
)
refuse(
    "offer_opens_with_its_money",
    "offer",
    "UPDATE OF state",
    "an offer opens only when all of it is promised from the pots",
    f"NEW.state = 'open' AND EXISTS ({_NOT_HELD})",
)
refuse(
    "offer_opens_with_a_place",
    "offer",
    "UPDATE OF state",
    "an offer opens only when it holds a place",
    "NEW.state = 'open' AND NOT EXISTS (SELECT 1 FROM grant_line l WHERE l.offer_id = NEW.id AND l.category = 'place')",
)
refuse(
    "offer_leaves_nothing_behind",
    "offer",
    "UPDATE OF state",
    "an offer that ends gives back all that is neither spent nor claimed",
    f"NEW.state IN ('refused', 'lapsed', 'withdrawn', 'returned', 'no_show') AND EXISTS ({_UNSPENT})",
)
refuse(
    "offer_was_scored",
    "offer",
    "INSERT",
    "an offer needs the scores that each required panel asks for, and always one by lived experience",
    "NOT EXISTS (SELECT 1 FROM application_score s WHERE s.application_id = NEW.application_id"
    " AND s.state = 'submitted' AND s.kind = 'lived_experience') OR EXISTS (SELECT 1 FROM panel p"
    " JOIN application a ON a.edition_id = p.edition_id WHERE a.id = NEW.application_id AND p.required"
    " AND ((SELECT count(*) FROM application_score s WHERE s.application_id = a.id AND s.panel_id = p.id"
    " AND s.state = 'submitted') < p.minimum OR p.needs_le AND NOT EXISTS (SELECT 1 FROM application_score s"
    " WHERE s.application_id = a.id AND s.panel_id = p.id AND s.state = 'submitted'"
    " AND s.kind = 'lived_experience')))",
)
