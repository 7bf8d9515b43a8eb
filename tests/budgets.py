"""Real town budgets (Pabulib): what people voted for, what each thing cost, what was chosen."""

import csv
import io
import json
import tarfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

SHIPPED = Path(__file__).parent / "data" / "budgets.json"  # the numbers of two files; Pabulib, Faliszewski et al. 2023


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


def shipped() -> list[TownBudget]:
    """Two small ones that stand beside the tests."""
    return [TownBudget(**{**facts, "chosen": frozenset(facts["chosen"])}) for facts in json.loads(SHIPPED.read_text())]


def real(folder: Path) -> Iterator[TownBudget]:
    """All that the shared folder holds."""
    with tarfile.open(folder / "budgets" / "pabulib.tar.gz") as packed:
        for member in packed:
            opened = packed.extractfile(member) if member.name.endswith(".pb") else None
            if opened:
                yield _read(Path(member.name).name, opened.read().decode("utf-8-sig"))


def _read(name: str, text: str) -> TownBudget:
    parts: dict[str, list[list[str]]] = {}
    for row in csv.reader(io.StringIO(text), delimiter=";"):
        if len(row) == 1 and row[0] in ("META", "PROJECTS", "VOTES"):
            part = parts.setdefault(row[0], [])
        elif row:
            part.append(row)
    meta = dict(row[:2] for row in parts["META"])
    projects, votes = (
        [dict(zip(head, row, strict=False)) for row in rows] for head, *rows in (parts["PROJECTS"], parts["VOTES"])
    )
    return TownBudget(
        name=name,
        rule=meta.get("rule", ""),
        money=_minor(meta["budget"]),
        costs={row["project_id"]: _minor(row["cost"]) for row in projects},
        votes={row["project_id"]: int(Fraction(row["votes"])) for row in projects},
        chosen=frozenset(row["project_id"] for row in projects if row.get("selected") == "1"),
        ballots=dict(Counter(row["vote"] for row in votes)),
    )


def _minor(sum_: str) -> int:
    return int(Fraction(sum_) * 100)
