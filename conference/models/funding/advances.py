"""Advances, and what is booked for people, against the lines of their award."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, Minor, UtcDateTime, word
from conference.models.funding.offers import GrantLine
from conference.models.people.people import Person
from conference.rules.funding.advances import ADVANCE_MOVES, BOOKING_MOVES, AdvanceState, BookingState
from conference.triggers import refuse

NOT_REFUSED = sa.text("state <> 'refused'")


class Advance(Base):
    """Money given before a journey, on one line. What it covers of a claim is in the record of the line's spending."""

    __tablename__ = "advance"
    __table_args__ = (
        sa.Index(
            "uq_advance_line", "grant_line_id", unique=True, sqlite_where=NOT_REFUSED, postgresql_where=NOT_REFUSED
        ),
        sa.CheckConstraint("asked > 0 AND amount >= 0 AND amount <= asked", name="no_more_than_asked"),
        sa.CheckConstraint(
            "state = 'called_off' OR (state IN ('asked', 'refused')) = (amount = 0)", name="approved_is_a_sum"
        ),
        sa.CheckConstraint(
            "state = 'called_off' OR (state = 'asked') = (decided_by IS NULL)", name="decided_by_someone"
        ),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> person_id", name="decider_is_not_paid"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grant_line_id: Mapped[int] = mapped_column(sa.ForeignKey("grant_line.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    asked: Mapped[int] = mapped_column(Minor)
    amount: Mapped[int] = mapped_column(Minor, default=0, server_default="0")
    travels_on: Mapped[date]
    state: Mapped[AdvanceState] = mapped_column(word(AdvanceState), default=AdvanceState.asked)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    line: Mapped[GrantLine] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Booking(Base):
    """Something bought for a person: they pay nothing, and it is spent of their line."""

    __tablename__ = "booking"
    __table_args__ = (
        sa.UniqueConstraint("supplier", "reference"),
        sa.CheckConstraint("cost > 0", name="more_than_nothing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grant_line_id: Mapped[int] = mapped_column(sa.ForeignKey("grant_line.id"), index=True)
    supplier: Mapped[str] = mapped_column(sa.Text)
    reference: Mapped[str] = mapped_column(sa.Text)
    cost: Mapped[int] = mapped_column(Minor)
    changeable: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    passes_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    state: Mapped[BookingState] = mapped_column(word(BookingState), default=BookingState.booked)
    steps: Mapped[int] = mapped_column(default=0, server_default="0")
    booked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    booked_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))

    line: Mapped[GrantLine] = relationship()
    passes_to: Mapped[Person | None] = relationship(foreign_keys=[passes_to_id])


for _table, _moves in (("advance", ADVANCE_MOVES), ("booking", BOOKING_MOVES)):
    _steps = " OR ".join(f"OLD.state = '{a}' AND NEW.state = '{b}'" for a, to in _moves.items() for b in sorted(to))
    refuse(
        f"{_table}_moves",
        _table,
        "UPDATE OF state",
        "only along the promised steps",
        f"OLD.state <> NEW.state AND NOT ({_steps})",
    )
    refuse(f"{_table}_kept", _table, "DELETE", "money is a record and is never deleted")
refuse("advance_starts_asked", "advance", "INSERT", "an advance starts as a wish", "NEW.state <> 'asked'")
refuse("booking_starts_booked", "booking", "INSERT", "a booking starts as booked", "NEW.state <> 'booked'")
refuse(
    "advance_stays",
    "advance",
    "UPDATE OF grant_line_id, person_id, asked, amount",
    "what was approved stays as it is",
    "OLD.state <> 'asked' OR NEW.grant_line_id <> OLD.grant_line_id OR NEW.person_id <> OLD.person_id"
    " OR NEW.asked <> OLD.asked",
)
refuse(
    "advance_out_of_its_line",
    "advance",
    "UPDATE OF state",
    "an approved advance is noted as spent on its line",
    "OLD.state = 'asked' AND NEW.state = 'approved' AND NEW.amount <> (SELECT coalesce(sum(e.delta), 0)"
    " FROM spend_entry e WHERE e.grant_line_id = NEW.grant_line_id AND e.source = 'advance:' || NEW.id)",
)
_YES = (
    "NOT EXISTS (SELECT 1 FROM grant_line l JOIN offer o ON o.id = l.offer_id JOIN pot p ON p.id = l.pot_id"
    " WHERE l.id = NEW.grant_line_id AND o.state = 'accepted' AND p.kind = 'money')"
)
for _table in ("advance", "booking"):
    refuse(f"{_table}_after_yes", _table, "INSERT", "nothing is booked or given before the person said yes", _YES)
refuse(
    "offer_leaves_no_advance_behind",
    "offer",
    "UPDATE OF state",
    "who steps out gets no advance any more, but for what a claim has used of it",
    "NEW.state IN ('withdrawn', 'no_show') AND EXISTS (SELECT 1 FROM advance a JOIN grant_line l"
    " ON l.id = a.grant_line_id WHERE l.offer_id = NEW.id AND (a.state = 'asked' OR a.state = 'approved' AND a.amount ="
    " (SELECT sum(e.delta) FROM spend_entry e WHERE e.grant_line_id = l.id AND e.kind IN ('advance', 'recovery'))))",
)
