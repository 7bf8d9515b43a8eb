"""The cheapest of the fullest flows through a network of named nodes, worked out in a child process."""

from array import array

from conference.rules.child import ask, packed

SECONDS_ALLOWED = 60


class Network:
    """Arcs of capacity one, each with a cost, between nodes that may have any name."""

    def __init__(self) -> None:
        self._arcs = array("q")
        self._nodes: dict[object, int] = {}
        self._known: set[tuple[object, object]] = set()

    def arc(self, tail: object, head: object, *, cost: int = 0) -> int:
        """Add one arc and give back its number."""
        nodes = self._nodes
        self._arcs.extend((nodes.setdefault(tail, len(nodes)), nodes.setdefault(head, len(nodes)), cost))
        return len(self._arcs) // 3 - 1

    def arc_once(self, tail: object, head: object) -> None:
        """Add a free arc between two nodes unless there is one."""
        if (tail, head) not in self._known:
            self._known.add((tail, head))
            self.arc(tail, head)

    def fullest_cheapest(self, source: object, sink: object) -> list[bool]:
        """Which arcs are used when as much as possible runs from source to sink, at the lowest cost."""
        if not self._arcs:
            return []
        source, sink = (self._nodes.setdefault(end, len(self._nodes)) for end in (source, sink))
        asked = {"arcs": packed(self._arcs.tobytes()), "source": source, "sink": sink}
        answer = ask("network_solver", asked, seconds=SECONDS_ALLOWED)
        return [bool(units) for units in answer]
