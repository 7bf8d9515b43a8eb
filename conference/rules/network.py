"""The cheapest of the fullest flows through a network of named nodes, worked out in a child process.

So no web worker carries the solver: it is large, and a fault in it must not take the site down.
"""

import json
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SECONDS_ALLOWED = 60


class SolverFailed(Exception):
    """The solver could not answer; its own words say why."""


class Network:
    """Arcs of capacity one, each with a cost, between nodes that may have any name."""

    def __init__(self) -> None:
        self._arcs: list[tuple[int, int, int]] = []
        self._nodes: dict[object, int] = {}
        self._known: set[tuple[object, object]] = set()

    def arc(self, tail: object, head: object, *, cost: int = 0) -> int:
        """Add one arc and give back its number."""
        self._arcs.append((self._node(tail), self._node(head), cost))
        return len(self._arcs) - 1

    def arc_once(self, tail: object, head: object) -> None:
        """Add a free arc between two nodes unless there is one."""
        if (tail, head) not in self._known:
            self._known.add((tail, head))
            self.arc(tail, head)

    def fullest_cheapest(self, source: object, sink: object) -> list[bool]:
        """Which arcs are used when as much as possible runs from source to sink, at the lowest cost."""
        if not self._arcs:
            return []
        asked = {"arcs": self._arcs, "source": self._node(source), "sink": self._node(sink)}
        try:
            child = subprocess.run(
                [sys.executable, "-m", "conference.rules.network_solver"],
                input=json.dumps(asked),
                capture_output=True,
                text=True,
                cwd=PROJECT,
                timeout=SECONDS_ALLOWED,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise SolverFailed(f"No answer within {SECONDS_ALLOWED} seconds.") from late
        if child.returncode:
            raise SolverFailed(child.stderr.strip()[-500:])
        return [bool(units) for units in json.loads(child.stdout)]

    def _node(self, name: object) -> int:
        return self._nodes.setdefault(name, len(self._nodes))
