"""Money before the journey: advances, and what is booked for a person."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from conference.rules.editions.dates import add_working_days

NEVER_CHASED_BELOW = 10_00
DAYS_BEFORE_TRAVEL = 10


class AdvanceState(StrEnum):
    """Where an advance stands."""

    asked = "asked"
    refused = "refused"
    approved = "approved"
    scheduled = "scheduled"
    paid = "paid"
    settled = "settled"
    recovery_due = "recovery_due"
    recovered = "recovered"
    waived = "waived"
    called_off = "called_off"


ADVANCE_MOVES: Mapping[AdvanceState, frozenset[AdvanceState]] = {
    AdvanceState.asked: frozenset({AdvanceState.approved, AdvanceState.refused, AdvanceState.called_off}),
    AdvanceState.refused: frozenset(),
    AdvanceState.approved: frozenset({AdvanceState.scheduled, AdvanceState.called_off}),
    AdvanceState.scheduled: frozenset({AdvanceState.paid, AdvanceState.approved}),
    AdvanceState.paid: frozenset(
        {AdvanceState.approved, AdvanceState.settled, AdvanceState.recovery_due, AdvanceState.waived}
    ),
    AdvanceState.settled: frozenset(),
    AdvanceState.recovery_due: frozenset({AdvanceState.recovered, AdvanceState.waived}),
    AdvanceState.recovered: frozenset(),
    AdvanceState.waived: frozenset(),
    AdvanceState.called_off: frozenset(),
}


class BookingState(StrEnum):
    """Where something booked for a person stands."""

    booked = "booked"
    ticketed = "ticketed"
    changed = "changed"
    used = "used"
    cancelled = "cancelled"


BOOKING_MOVES: Mapping[BookingState, frozenset[BookingState]] = {
    BookingState.booked: frozenset(
        {BookingState.ticketed, BookingState.changed, BookingState.used, BookingState.cancelled}
    ),
    BookingState.ticketed: frozenset({BookingState.changed, BookingState.used, BookingState.cancelled}),
    BookingState.changed: frozenset(
        {BookingState.changed, BookingState.ticketed, BookingState.used, BookingState.cancelled}
    ),
    BookingState.used: frozenset(),
    BookingState.cancelled: frozenset(),
}


def after_last_claim(ahead: int, never_chased_below: int) -> AdvanceState:
    """What becomes of an advance once nothing more is claimed: small sums are never asked back."""
    if ahead <= 0:
        return AdvanceState.settled
    return AdvanceState.recovery_due if ahead >= never_chased_below else AdvanceState.waived


def pay_advance_by(travels_on: date, holidays: frozenset[date] = frozenset()) -> date:
    """The last day to pay an advance: ten working days before the journey."""
    day = travels_on
    while add_working_days(day, DAYS_BEFORE_TRAVEL, holidays) > travels_on or day.weekday() > 4 or day in holidays:
        day -= timedelta(days=1)
    return day
