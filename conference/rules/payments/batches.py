"""Paying: which step of a batch follows which, and what a frozen batch says."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from conference.rules.payments.payees import Way


class BatchState(StrEnum):
    """Where a batch stands. What it pays is frozen when it is drawn up; only a draft can be dropped."""

    draft = "draft"
    released = "released"
    sent = "sent"
    reconciled = "reconciled"
    dropped = "dropped"


MOVES: Mapping[BatchState, frozenset[BatchState]] = {
    BatchState.draft: frozenset({BatchState.released, BatchState.dropped}),
    BatchState.released: frozenset({BatchState.sent}),
    BatchState.sent: frozenset({BatchState.reconciled}),
    BatchState.reconciled: frozenset(),
    BatchState.dropped: frozenset(),
}


GONE = frozenset({BatchState.sent, BatchState.reconciled})  # the bank may still send a payment back


class Source(StrEnum):
    """What is paid."""

    claim = "claim"
    advance = "advance"
    fee = "fee"


class Outcome(StrEnum):
    """What came back from the bank: it could not pay, or the money returned."""

    failed = "failed"
    reversed = "reversed"


class FileKind(StrEnum):
    csv = "csv"
    xml = "xml"


@dataclass(frozen=True)
class Item:
    """One payment of a batch, without a name or an account: those are looked up, or sealed."""

    source: Source
    source_id: int
    person: int
    amount: int
    currency: str
    reference: str
    way: Way = Way.none
    mark: str = ""


def totals(items: Iterable[Item]) -> dict[str, int]:
    """A sum for each currency; there is no total across currencies."""
    found: Counter[str] = Counter()
    for item in items:
        found[item.currency] += item.amount
    return dict(sorted(found.items()))


def content(reference: str, items: Iterable[Item]) -> dict[str, object]:
    """All that a batch will do, in a fixed order."""
    rows = sorted(items, key=lambda item: (item.source.value, item.source_id))
    return {
        "batch": reference,
        "payments": [
            {
                "source": f"{row.source}:{row.source_id}",
                "person": row.person,
                "amount": row.amount,
                "currency": row.currency,
                "reference": row.reference,
                "way": row.way.value,
                "account": row.mark,
            }
            for row in rows
        ],
        "totals": totals(rows),
    }
