"""The cheapest of the fullest flows through a network, worked out in a child process."""

from array import array

from conference.engines.child import ask, packed

SECONDS_ALLOWED = 60


class Network:
    """Arcs of capacity one, each with a cost, between numbered nodes."""

    def __init__(self) -> None:
        self._arcs = array("q")
        self._nodes = 0

    def node(self) -> int:
        """Add a node and give back its number."""
        self._nodes += 1
        return self._nodes - 1

    def arc(self, tail: int, head: int, *, cost: int = 0) -> int:
        """Add one arc and give back its number."""
        self._arcs.extend((tail, head, cost))
        return len(self._arcs) // 3 - 1

    def fullest_cheapest(self, source: int, sink: int) -> list[bool]:
        """Which arcs are used when as much as possible runs from source to sink, at the lowest cost."""
        if not self._arcs:
            return []
        asked = {"arcs": packed(self._arcs.tobytes()), "source": source, "sink": sink}
        answer = ask("min_cost_flow", asked, seconds=SECONDS_ALLOWED)
        return [bool(units) for units in answer]
