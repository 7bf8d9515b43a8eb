"""What the benches share: a goal told in one line, what work costs, and the questions that planning is asked."""

import csv
import random
import resource
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import AbstractFacts, Bid, Plan, Question, ReviewerFacts

BIDS = Path(__file__).parents[1] / "tests" / "data" / "bids"


def told(goal: int, met: bool | None, words: str) -> bool:
    """One line about a goal of docs/goals.md; whether it is met. None: there is nothing here to measure it with."""
    print(
        f"  goal {goal} {'could not be run here' if met is None else 'met' if met else 'NOT MET'}: {words}", flush=True
    )
    return bool(met)


def figure(goal: int, words: str, value: float, limit: float, *, least: bool = False) -> bool:
    """The same of one figure, beside its limit."""
    met = value >= limit if least else value <= limit
    number = f"{value:.2f}".rstrip("0").rstrip(".")
    return told(goal, met, f"{words}: {number}, {'at least' if least else 'at most'} {limit:g}")


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, and seconds of processor time in this process and its children: the steadier of the two."""

    clock: float
    work: float

    @classmethod
    def of(cls, doing: Callable[[], Any]) -> tuple[Any, "Cost"]:
        def used() -> float:
            both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
            return sum(one.ru_utime + one.ru_stime for one in both)

        clock, work = time.perf_counter(), used()
        done = doing()
        return done, cls(time.perf_counter() - clock, used() - work)

    def __str__(self) -> str:
        return f"{self.work:.3g} s of work, {self.clock:.3g} s on the clock"


def asked(command: list[str], given: str = "", seconds: int = 600) -> list[str] | None:
    """The words that a process prints, or None where it does not finish in time."""
    try:
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.split()


def question_of(abstracts: int, reviewers: int, lived: float, streams: int, chosen: int, limit: int) -> Question:
    """A conference with uneven streams, 1.5 % conflicts, bids on 5 % of the pairs, and a fixed seed."""
    chance = random.Random(2027)
    names, weights = range(1, streams + 1), [1 / (n + 1) for n in range(streams)]
    works = tuple(AbstractFacts(n, f"A-{n:05d}", chance.choices(names, weights)[0]) for n in range(1, abstracts + 1))
    readers = tuple(
        ReviewerFacts(
            n,
            Kind.lived_experience if n <= reviewers * lived else Kind.professional,
            limit,
            frozenset(chance.choices(names, weights, k=chosen)),
        )
        for n in range(1, reviewers + 1)
    )
    count = int(abstracts * reviewers * 0.015)
    conflicts = frozenset((chance.randint(1, abstracts), chance.randint(1, reviewers)) for _ in range(count))
    answers = min(50_000, abstracts * reviewers // 20)
    bids = {
        (chance.randint(1, abstracts), chance.randint(1, reviewers)): chance.choice(list(Bid)) for _ in range(answers)
    }
    return Question(works, readers, conflicts, bids)


def real_bids(name: str) -> Question:
    """The real bids of one conference, every third reviewer with lived experience."""
    with (BIDS / f"{name}_bids.csv").open(newline="") as file:
        rows = [(int(row["paper"][1:]), int(row["reviewer"][1:]), row["bid"]) for row in csv.DictReader(file)]
    kinds = (Kind.lived_experience, Kind.professional, Kind.professional)
    return Question(
        tuple(AbstractFacts(n, f"A-{n}") for n in range(1, max(row[0] for row in rows) + 1)),
        tuple(ReviewerFacts(n, kinds[n % 3], 10) for n in range(1, max(row[1] for row in rows) + 1)),
        frozenset((work, reader) for work, reader, bid in rows if bid == "conflict"),
        {(work, reader): Bid(bid) for work, reader, bid in rows if bid != "conflict"},
    )


def loads(plan: Plan) -> Counter[int]:
    """How many abstracts each reviewer reads."""
    return Counter(pair.reviewer for pair in plan.pairs)
