"""The child process of network.py: reads one network on standard input, writes the flow along each arc."""

import json
import sys
from base64 import b64decode

import numpy
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow


def main() -> int:
    """Answer the one question on standard input."""
    asked = json.load(sys.stdin)
    arcs = numpy.frombuffer(b64decode(asked["arcs"]), dtype=numpy.int64).reshape(-1, 3)
    tails, heads, costs = arcs[:, 0], arcs[:, 1], arcs[:, 2]
    solver = SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(tails, heads, numpy.ones_like(costs), costs)
    wanted = int((tails == asked["source"]).sum())
    solver.set_node_supply(asked["source"], wanted)
    solver.set_node_supply(asked["sink"], -wanted)
    status = solver.solve_max_flow_with_min_cost()
    if status != solver.OPTIMAL:
        print(f"The solver found no optimum: {status.name}.", file=sys.stderr)
        return 1
    json.dump(solver.flows(numbers).tolist(), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
