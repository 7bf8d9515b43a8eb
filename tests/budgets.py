"""Real town budgets (Pabulib): what people voted for, what each thing cost, what was chosen."""

import json
import lzma
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

TOWNS = Path(__file__).parent / "data" / "budgets" / "towns.jsonl.xz"


@dataclass(frozen=True)
class TownBudget:
    """One vote of one town; money in minor units, ballots as how many people chose just these."""

    name: str
    rule: str
    money: int
    costs: dict[str, int]
    votes: dict[str, int]
    chosen: frozenset[str]
    ballots: dict[str, int]

    def counted(self) -> dict[str, int]:
        """The approvals of each project, from the ballots alone."""
        found = Counter(dict.fromkeys(self.costs, 0))
        for ballot, people in self.ballots.items():
            for project in ballot.split(","):
                found[project] += people
        return dict(found)


def real() -> list[TownBudget]:
    """All 69."""
    with lzma.open(TOWNS, "rt") as lines:
        told = [json.loads(line) for line in lines]
    return [TownBudget(**{**facts, "chosen": frozenset(facts["chosen"])}) for facts in told]
