"""Two plans of who reads what, side by side: which seats each leaves empty, and how even it shares the reading."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import Seat, Seats

# How much of their own number people read, in steps of a quarter; the last step is a number that is reached.
STEPS = ("nothing", "up to a quarter", "up to half", "up to three quarters", "more", "all they offered")


def empty_seats(seats: Seats, lived: int, professional: int) -> dict[Seat, int]:
    """The seats left empty where so many people of each kind read an abstract; whom a seat does not need, sits open."""
    sits_open = max(0, lived - seats.lived_experience) + max(0, professional - seats.professional)
    left = {
        Seat.lived_experience: seats.lived_experience - lived,
        Seat.professional: seats.professional - professional,
        Seat.any: seats.any - sits_open,
    }
    return {seat: missing for seat, missing in left.items() if missing > 0}


@dataclass(frozen=True)
class Spread:
    """How the reading is shared among people of one kind: the numbers, and how many people stand on each step."""

    people: int
    smallest: int
    largest: int
    mean: float
    steps: tuple[int, ...]


def spread(loads: Iterable[tuple[int, int]]) -> Spread:
    """Told from each person's number of reviews and the number they offered."""
    found = list(loads)
    counts = [load for load, _limit in found]
    steps = [0] * len(STEPS)
    for load, limit in found:
        steps[step(load, limit)] += 1
    return Spread(
        len(found),
        min(counts, default=0),
        max(counts, default=0),
        round(sum(counts) / len(counts), 1) if counts else 0.0,
        tuple(steps),
    )


def step(load: int, limit: int) -> int:
    """On which step somebody stands who reads so many of the number they offered."""
    if load == 0 or load >= limit:
        return 0 if load == 0 else len(STEPS) - 1
    return min(1 + (4 * load - 1) // limit, len(STEPS) - 2)


@dataclass(frozen=True)
class Figures:
    """What one plan comes to, measured against the abstracts under review today."""

    abstracts: int
    pairs: int
    without_lived: int
    with_empty: int
    empty: int
    worst: float | None
    mean: float | None
    spreads: Mapping[Kind, Spread]


@dataclass(frozen=True)
class Moves:
    """What changes from one plan to another: pairs, and the people whose list gets longer or loses something."""

    kept: int
    new: int
    gone: int
    people_new: int
    people_gone: int
