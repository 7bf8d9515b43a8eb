"""The cheapest of the fullest flows through a network, worked out in a child process, so that no web worker
carries the solver: it is large, and a fault in it must not take the site down."""

import json
import subprocess
import sys
from collections.abc import Sequence

Arc = tuple[int, int, int, int]
"""(from node, to node, capacity, cost)"""

SECONDS_ALLOWED = 300


class NoFlow(Exception):
    """The solver could not answer; its own words say why."""


def fullest_cheapest(arcs: Sequence[Arc], *, source: int, sink: int) -> list[int]:
    """How much runs along each arc."""
    if not arcs:
        return []
    asked = json.dumps({"arcs": list(arcs), "source": source, "sink": sink})
    child = subprocess.run(
        [sys.executable, "-m", "conference.rules.flow_solver"],
        input=asked,
        capture_output=True,
        text=True,
        timeout=SECONDS_ALLOWED,
        check=False,
    )
    if child.returncode:
        raise NoFlow(child.stderr.strip())
    answer: list[int] = json.loads(child.stdout)
    return answer
