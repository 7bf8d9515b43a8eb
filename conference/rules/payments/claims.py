"""Claims: what a person paid and gets back, line by line, and which step may follow which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from conference.rules.funding.pots import Category
from conference.rules.funding.rates import rounded


class ClaimState(StrEnum):
    """Where a claim stands. History was paid elsewhere, before: it is kept to look at and can never be paid here."""

    draft = "draft"
    submitted = "submitted"
    checking = "checking"
    query = "query"
    approved = "approved"
    scheduled = "scheduled"
    paid = "paid"
    reconciled = "reconciled"
    refused = "refused"
    appeal = "appeal"
    dropped = "dropped"
    history = "history"


MOVES: Mapping[ClaimState, frozenset[ClaimState]] = {
    ClaimState.draft: frozenset({ClaimState.submitted, ClaimState.dropped}),
    ClaimState.submitted: frozenset({ClaimState.checking}),
    ClaimState.checking: frozenset({ClaimState.query, ClaimState.approved, ClaimState.refused}),
    ClaimState.query: frozenset({ClaimState.checking}),
    ClaimState.approved: frozenset({ClaimState.scheduled}),
    ClaimState.scheduled: frozenset({ClaimState.paid, ClaimState.approved}),
    ClaimState.paid: frozenset({ClaimState.reconciled, ClaimState.approved}),
    ClaimState.reconciled: frozenset({ClaimState.approved}),
    ClaimState.refused: frozenset({ClaimState.appeal}),
    ClaimState.appeal: frozenset({ClaimState.approved, ClaimState.refused}),
    ClaimState.dropped: frozenset(),
    ClaimState.history: frozenset(),
}
# We owe an answer or money in these; the promise clock runs in all but a query.
OWED = (
    ClaimState.submitted,
    ClaimState.checking,
    ClaimState.query,
    ClaimState.approved,
    ClaimState.scheduled,
    ClaimState.appeal,
)
DECIDING = frozenset({ClaimState.checking, ClaimState.appeal})


class Item(StrEnum):
    """What one line paid for."""

    rail = "rail"
    bus = "bus"
    air = "air"
    taxi = "taxi"
    car = "car"
    motorcycle = "motorcycle"
    bicycle = "bicycle"
    passenger = "passenger"
    parking = "parking"
    hotel = "hotel"
    meal = "meal"
    per_diem = "per_diem"
    childcare = "childcare"
    replacement_care = "replacement_care"
    assistant = "assistant"
    interpreter = "interpreter"
    visa = "visa"
    phone = "phone"
    printing = "printing"
    other = "other"


# Worked out from a distance or a number of days; there is no receipt for these.
BY_RATE = frozenset({Item.car, Item.motorcycle, Item.bicycle, Item.passenger, Item.per_diem})
JOURNEYS = (Item.rail, Item.bus, Item.air, Item.taxi, Item.car, Item.motorcycle, Item.bicycle, Item.passenger)
_JOURNEY = (*JOURNEYS, Item.parking)
ITEMS: Mapping[Category, tuple[Item, ...]] = {
    Category.travel: (*_JOURNEY, Item.other),
    Category.hotel: (Item.hotel, Item.other),
    Category.meals: (Item.meal, Item.per_diem, Item.other),
    Category.companion_costs: (*_JOURNEY, Item.hotel, Item.meal, Item.assistant, Item.other),
    Category.care: (Item.childcare, Item.replacement_care, Item.assistant, Item.interpreter, Item.other),
    Category.visa: (Item.visa, Item.phone, Item.printing, Item.other),
}


class ForWhom(StrEnum):
    """Who travelled, slept or ate."""

    me = "me"
    companion = "companion"


@dataclass(frozen=True)
class Cost:
    """What one line says: in its own currency, and in the award's at an exact rate."""

    item: Item
    incurred_on: date
    amount: int
    currency: str
    base: int
    fx: tuple[int, int] = (1, 1)
    fx_source: str = ""
    fx_on: date | None = None
    quantity: int | None = None
    rate: tuple[int, int] | None = None
    rate_source: str = ""
    for_whom: ForWhom = ForWhom.me
    details: str = ""
    from_place: str = ""
    to_place: str = ""
    over_cap_reason: str = ""


class Verdict(StrEnum):
    """What the checker says of one line."""

    approved = "approved"
    part = "part"
    refused = "refused"


class Doubt(StrEnum):
    """What the checker is told to look at."""

    same_receipt = "same_receipt"
    same_day_and_sum = "same_day_and_sum"
    same_receipt_other_person = "same_receipt_other_person"


MOST = 1_000_000_000  # so that no product of two sums passes what both databases can hold
MOST_QUERIES = 2
MOST_LINES = 60


def converted(amount: int, rate: Fraction) -> int:
    """An amount in the pot's currency at that rate, off by half a unit at most."""
    return rounded(amount * rate)


def rate_of(base: int, amount: int) -> Fraction:
    """The rate that a bank used: what it took, over what was paid, as an exact fraction."""
    return Fraction(base, amount)


def needs_receipt(item: Item) -> bool:
    """A distance or a day has no receipt; everything that was bought has."""
    return item not in BY_RATE


def verdict_on(base: int, approved: int) -> Verdict:
    """The verdict that an approved sum comes to."""
    if approved == base:
        return Verdict.approved
    return Verdict.part if approved else Verdict.refused


def after_all(verdicts: Iterable[Verdict]) -> ClaimState:
    """Where a claim goes when each line is decided: refused only if every line is."""
    return ClaimState.refused if all(v is Verdict.refused for v in verdicts) else ClaimState.approved


@dataclass(frozen=True)
class Fact:
    """What tells one line of a claim from another."""

    claim: str
    claim_id: int
    line: int
    person: int
    amount: int
    currency: str
    day: date
    digests: frozenset[str] = frozenset()
    file: int | None = None


@dataclass(frozen=True)
class Flag:
    """Two lines that may be one: the later, the earlier, and why."""

    claim: str
    line: int
    other: str
    doubt: Doubt


def doubts(facts: Iterable[Fact], *, about: frozenset[int] | None = None) -> list[Flag]:
    """Every line that looks like an earlier one: one receipt twice, or one person, sum and day twice.

    One file that stands behind two lines of one claim is one bill that was split, and no doubt.

    `about`: only these lines are asked about, against all the others.
    """
    ordered = sorted(facts, key=lambda fact: fact.line)
    by_sum: dict[tuple[int, int, str, date], list[Fact]] = {}
    by_digest: dict[str, list[Fact]] = {}
    flags: dict[tuple[int, int], Flag] = {}
    for fact in ordered:
        key = (fact.person, fact.amount, fact.currency, fact.day)
        found = [(other, Doubt.same_day_and_sum) for other in by_sum.get(key, [])]
        for digest in sorted(fact.digests):
            found += [(o, _receipt_doubt(fact, o)) for o in by_digest.get(digest, []) if not _split(fact, o)]
            by_digest.setdefault(digest, []).append(fact)
        by_sum.setdefault(key, []).append(fact)
        for other, doubt in found:
            for one, two in ((fact, other), (other, fact)) if about is not None else ((fact, other),):
                if about is None or one.line in about:
                    flags[one.line, two.line] = Flag(one.claim, one.line, two.claim, doubt)
    return [flags[key] for key in sorted(flags)]


def _split(fact: Fact, other: Fact) -> bool:
    return fact.file == other.file and fact.claim_id == other.claim_id


def _receipt_doubt(fact: Fact, other: Fact) -> Doubt:
    return Doubt.same_receipt if fact.person == other.person else Doubt.same_receipt_other_person
