"""What was spent of each award line. The database keeps the counter, and keeps it between nothing and what is held."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, Minor, UtcDateTime, word
from conference.models.funding.offers import GrantLine
from conference.rules.funding.spending import SpendKind
from conference.triggers import append_only, effect, refuse


class LineSpending(Base):
    """The counter of one promised line: `held` is the sum of its pot entries, `spent` of its spend entries."""

    __tablename__ = "line_spending"
    __table_args__ = (sa.CheckConstraint("spent >= 0 AND spent <= held", name="never_over"),)

    grant_line_id: Mapped[int] = mapped_column(sa.ForeignKey("grant_line.id"), primary_key=True)
    held: Mapped[int] = mapped_column(Minor)
    spent: Mapped[int] = mapped_column(Minor, default=0, server_default="0")

    line: Mapped[GrantLine] = relationship()


class SpendEntry(Base):
    """So much more or less spent of a line. `source` is the row that it is for, such as claim_line:12."""

    __tablename__ = "spend_entry"
    __table_args__ = (
        sa.CheckConstraint(
            "delta <> 0 AND (kind = 'advance' OR (delta > 0) = (kind IN ('claim', 'booking')))", name="its_own_way"
        ),
        sa.UniqueConstraint("key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grant_line_id: Mapped[int] = mapped_column(sa.ForeignKey("line_spending.grant_line_id"), index=True)
    kind: Mapped[SpendKind] = mapped_column(word(SpendKind, "kind"))
    delta: Mapped[int] = mapped_column(Minor)
    source: Mapped[str] = mapped_column(sa.String(60), index=True)
    key: Mapped[str] = mapped_column(sa.String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))


append_only("spend_entry")
effect(
    "line_spending_made",
    "pot_entry",
    "INSERT",
    "INSERT INTO line_spending (grant_line_id, held, spent) VALUES (NEW.grant_line_id, NEW.delta, 0)",
    "NEW.reason = 'commit'",
)
effect(
    "line_spending_held",
    "pot_entry",
    "INSERT",
    "UPDATE line_spending SET held = held + NEW.delta WHERE grant_line_id = NEW.grant_line_id",
    "NEW.reason <> 'commit'",
)
effect(
    "line_spending_counts",
    "spend_entry",
    "INSERT",
    "UPDATE line_spending SET spent = spent + NEW.delta WHERE grant_line_id = NEW.grant_line_id",
)
refuse(
    "line_spending_is_its_entries",
    "line_spending",
    "UPDATE",
    "what a line holds and has spent are the sums of its entries",
    "NEW.grant_line_id <> OLD.grant_line_id"
    " OR NEW.held <> (SELECT coalesce(sum(e.delta), 0) FROM pot_entry e WHERE e.grant_line_id = NEW.grant_line_id)"
    " OR NEW.spent <> (SELECT coalesce(sum(e.delta), 0) FROM spend_entry e WHERE e.grant_line_id = NEW.grant_line_id)",
)
refuse(
    "line_spending_starts_unspent",
    "line_spending",
    "INSERT",
    "a line starts with nothing spent, holding what its pot promised",
    "NEW.spent <> 0"
    " OR NEW.held <> (SELECT coalesce(sum(e.delta), 0) FROM pot_entry e WHERE e.grant_line_id = NEW.grant_line_id)",
)
refuse("line_spending_kept", "line_spending", "DELETE", "a counter is a record and is never deleted")
refuse(
    "spend_entry_after_yes",
    "spend_entry",
    "INSERT",
    "nothing is spent on an offer before it is accepted, or after it ended but for a claim sent before",
    "NEW.delta > 0 AND NOT EXISTS (SELECT 1 FROM grant_line l JOIN offer o ON o.id = l.offer_id"
    " WHERE l.id = NEW.grant_line_id AND o.state = 'accepted') AND NOT (NEW.kind = 'claim' AND EXISTS (SELECT 1"
    " FROM claim_line q JOIN claim c ON c.id = q.claim_id WHERE NEW.source = 'claim_line:' || q.id"
    " AND q.grant_line_id = NEW.grant_line_id AND c.state IN ('checking', 'appeal')))",
)
