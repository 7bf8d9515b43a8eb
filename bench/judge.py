"""A second opinion on a plan: HiGHS solves the same network as a linear programme, over every pair there is.

    python -m bench.judge QUESTION.json    # prints the optimum

It runs alone: HiGHS and OR-tools cannot share a process. Needs `pip install highspy`.
"""

import json
import sys

import highspy
import numpy as np

from conference.rules.assignment import SCALE
from conference.rules.pairing import HUNDREDTH, Facts, load_arcs

EMPTY_SEAT_WEIGHT = (4, 2, 1)


def optimum(question: dict) -> float:
    """The cheapest cost of the whole network; written from the picture in flow.py, not from its code."""
    facts, seats = Facts.of(question), question["seats"]
    works, readers = facts.works, len(facts.limit)
    every = facts.every()
    work, reader, worth = every.work, every.reader, every.fit.astype(float)
    load_reader, load_cost = load_arcs(facts.limit, works)
    dear = float(load_cost.max(initial=0)) + (SCALE + HUNDREDTH) * (1 + readers)
    each, first = np.arange(works), 2 + readers
    entry = [first + each, first + works + each]
    wide = first + 2 * works + each
    arcs = [  # from, to, most, cost
        (np.zeros_like(load_reader), 2 + load_reader, 1, load_cost),
        (2 + reader, first + np.where(facts.lived[reader], 0, works) + work, 1, SCALE - worth),
        *((node, np.ones_like(node), most, 0) for node, most in zip((*entry, wide), seats, strict=True)),
        *((node, wide, seats[2], 0) for node in entry),
        *(
            (np.zeros_like(node), node, most, dear * weight)
            for node, most, weight in zip((*entry, wide), seats, EMPTY_SEAT_WEIGHT, strict=True)
        ),
    ]
    tail, head = (np.concatenate([arc[n] for arc in arcs]) for n in (0, 1))
    most, cost = (np.concatenate([np.broadcast_to(arc[n], arc[0].shape) for arc in arcs]).astype(float) for n in (2, 3))
    columns, nodes = len(tail), first + 3 * works
    supply = np.zeros(nodes)
    supply[0], supply[1] = works * sum(seats), -works * sum(seats)
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = columns, nodes
    programme.col_cost_, programme.col_lower_, programme.col_upper_ = cost, np.zeros(columns), most
    programme.row_lower_ = programme.row_upper_ = supply
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = np.arange(columns + 1) * 2
    programme.a_matrix_.index_ = np.stack((tail, head), axis=1).ravel()
    programme.a_matrix_.value_ = np.tile((1.0, -1.0), columns)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.passModel(programme)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise SystemExit("HiGHS found no optimum.")
    return float(solver.getObjectiveValue())


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        print(optimum(json.load(file)))
