"""What is spent of what was promised: sums by kind, and what an advance still covers."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class SpendKind(StrEnum):
    """Why an entry stands in the record of a line's spending. A mistake is put right by a second entry."""

    claim = "claim"
    booking = "booking"
    advance = "advance"
    recovery = "recovery"
    refund = "refund"


@dataclass(frozen=True)
class Entry:
    """So much more (or less) spent, and why."""

    kind: SpendKind
    delta: int


def still_ahead(entries: Iterable[Entry]) -> int:
    """What a person was given ahead on a line, and has neither claimed for nor paid back."""
    return sum(each.delta for each in entries if each.kind in (SpendKind.advance, SpendKind.recovery))


def covered(amount: int, ahead: int) -> int:
    """How much of a claim was paid already by an advance."""
    return max(0, min(amount, ahead))


@dataclass(frozen=True)
class Balance:
    """How much of a line is held for the person, how much of that is spent, and what sent claims still ask of it."""

    held: int
    spent: int
    asked: int = 0

    @property
    def left(self) -> int:
        return self.held - self.spent

    @property
    def free(self) -> int:
        """What is neither spent nor asked for: only this is promised again or given back."""
        return max(0, self.left - self.asked)
