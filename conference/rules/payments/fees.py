"""Involvement payments: offered before the task, and the person chooses. Facts about benefits, never advice."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

# The version of templates/parts/benefits_card.html that a person read; a changed card gets another version.
CARD_VERSION = "2027-02"


class FeeState(StrEnum):
    """Where an involvement payment stands."""

    offered = "offered"
    info_read = "info_read"
    chosen = "chosen"
    done = "done"
    approved = "approved"
    scheduled = "scheduled"
    paid = "paid"
    reconciled = "reconciled"
    closed = "closed"


MOVES: Mapping[FeeState, frozenset[FeeState]] = {
    FeeState.offered: frozenset({FeeState.info_read, FeeState.closed}),
    FeeState.info_read: frozenset({FeeState.chosen, FeeState.closed}),
    FeeState.chosen: frozenset({FeeState.chosen, FeeState.done, FeeState.closed}),
    FeeState.done: frozenset({FeeState.approved, FeeState.closed}),
    FeeState.approved: frozenset({FeeState.scheduled}),
    FeeState.scheduled: frozenset({FeeState.paid, FeeState.approved}),
    FeeState.paid: frozenset({FeeState.reconciled, FeeState.approved}),
    FeeState.reconciled: frozenset({FeeState.approved}),
    FeeState.closed: frozenset(),
}


class Choice(StrEnum):
    """What a person decides about a payment, before the task. What is refused or donated is never paid to them."""

    full = "full"
    part = "part"
    none = "none"
    donate = "donate"


def to_pay(choice: Choice, offered: int, part: int) -> int:
    """What the person will be paid."""
    return {Choice.full: offered, Choice.part: part, Choice.none: 0, Choice.donate: 0}[choice]


def months(task_on: date, count: int = 6) -> list[date]:
    """The months that a person may choose to be paid in: from the month of the task on."""
    first = task_on.year * 12 + task_on.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(first, first + count)]
