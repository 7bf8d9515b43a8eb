"""A second opinion on a plan: HiGHS solves the same network as a linear programme, over every pair there is.

    python -m bench.judge QUESTION.json           # the optimum
    python -m bench.judge QUESTION.json --worst   # the most that the worst abstract could get, all seats filled

It runs alone: HiGHS and OR-tools cannot share a process. Needs highspy and numpy, nothing else. The second is a bound:
reviews may be shared out in parts, loads be as uneven as the limits allow, and the total be anything.
"""

import json
import sys

import highspy
import numpy as np

from conference.engines.programs.pairs import HELD_WORTH, Facts, load_arcs
from conference.rules.reviewers.assignment import SCALE

EMPTY_SEAT_WEIGHT = (4, 2, 1)


def arcs_of(question: dict) -> tuple[Facts, list[tuple]]:
    """From, to, most and cost of every arc; written from the picture in flow.py, not from its code."""
    facts, seats = Facts.of(question), question["seats"]
    works, readers, every = facts.abstracts, len(facts.limit), facts.every()
    load_reader, load_cost = load_arcs(facts.limit, works)
    dear = float(load_cost.max(initial=0)) + (SCALE + HELD_WORTH) * (1 + readers)
    each, first = np.arange(works), 2 + readers
    entry = [first + each, first + works + each]
    wide = first + 2 * works + each
    kind = np.where(facts.lived[every.reviewer], 0, works)
    return facts, [
        (2 + every.reviewer, first + kind + every.abstract, 1, SCALE - every.fit.astype(float)),
        (np.zeros_like(load_reader), 2 + load_reader, 1, load_cost),
        *((node, np.ones_like(node), most, 0) for node, most in zip((*entry, wide), seats, strict=True)),
        *((node, wide, seats[2], 0) for node in entry),
        *(
            (np.zeros_like(node), node, most, dear * weight)
            for node, most, weight in zip((*entry, wide), seats, EMPTY_SEAT_WEIGHT, strict=True)
        ),
    ]


def solved(question: dict, worst: bool) -> float:
    """The cheapest cost of the whole network, or the bound of the worst abstract's affinity."""
    facts, arcs = arcs_of(question)
    arcs = arcs[:-3] if worst else arcs
    works, wanted = facts.abstracts, facts.abstracts * sum(question["seats"])
    tail, head = (np.concatenate([arc[n] for arc in arcs]) for n in (0, 1))
    most, cost = (np.concatenate([np.broadcast_to(arc[n], arc[0].shape) for arc in arcs]).astype(float) for n in (2, 3))
    nodes, columns, pairs = 2 + len(facts.limit) + 3 * works, len(tail), len(arcs[0][0])
    supply = np.zeros(nodes)
    supply[0], supply[1] = wanted, -wanted
    low, high = supply, supply
    column = np.tile(np.arange(columns), 2)
    row, value = np.concatenate((tail, head)), np.repeat((1.0, -1.0), columns)
    if worst:  # one column more, the worst abstract's sum; one row more for each abstract: its own sum is no less
        every = facts.every()
        row = np.concatenate((row, nodes + every.abstract, nodes + np.arange(works)))
        column = np.concatenate((column, np.arange(pairs), np.full(works, columns)))
        value = np.concatenate((value, every.fit / SCALE, np.full(works, -1.0)))
        low, high = np.append(supply, np.zeros(works)), np.append(supply, np.full(works, np.inf))
        cost, most = np.append(np.zeros(columns), -1.0), np.append(most, np.inf)
    found = highs(cost, most, low, high, row, column, value, "ipm" if worst else "choose")
    return -found if worst else found


def highs(cost, most, low, high, row, column, value, way: str) -> float:
    """The least cost; the interior point is much faster where one figure is wanted and no plan."""
    order = np.argsort(column, kind="stable")
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = len(cost), len(low)
    programme.col_cost_, programme.col_lower_, programme.col_upper_ = cost, np.zeros(len(cost)), most
    programme.row_lower_, programme.row_upper_ = low, high
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = np.searchsorted(column[order], np.arange(len(cost) + 1))
    programme.a_matrix_.index_ = row[order]
    programme.a_matrix_.value_ = value[order]
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("solver", way)
    solver.setOptionValue("run_crossover", "off" if way == "ipm" else "on")
    solver.passModel(programme)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise SystemExit("HiGHS found no optimum.")
    return float(solver.getObjectiveValue())


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        print(solved(json.load(file), "--worst" in sys.argv))
