"""The child process of flow.py: reads one network on standard input, writes the flow of each arc."""

import json
import sys

import numpy
from ortools.graph.python import min_cost_flow


def main() -> int:
    asked = json.load(sys.stdin)
    arcs = numpy.array(asked["arcs"], dtype=numpy.int64)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(arcs[:, 0], arcs[:, 1], arcs[:, 2], arcs[:, 3])
    source, sink = asked["source"], asked["sink"]
    most = int(arcs[arcs[:, 0] == source, 2].sum())
    solver.set_node_supply(source, most)
    solver.set_node_supply(sink, -most)
    status = solver.solve_max_flow_with_min_cost()
    if status != solver.OPTIMAL:
        print(f"the solver stopped with {status}", file=sys.stderr)
        return 1
    json.dump([solver.flow(each) for each in range(len(arcs))], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
