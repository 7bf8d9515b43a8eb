"""The solver, run as a child process (`python -m conference.rules.flow`): a question in, a plan out, both JSON.

The only file that imports numpy and OR-tools, so that no web worker carries them. One network, solved exactly:

    source → reviewer   one arc for each review, each dearer than the one before: loads stay even
    reviewer → abstract one arc, at most one review; no arc where there is a conflict
    kind → seat         lived-experience reviewers fill the lived-experience seats or the open ones, professionals alike
    source → seat       so dear that a seat is left empty only if nobody can fill it
"""

import json
import sys
from typing import Any

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from conference.rules.assignment import Bid, Seat, affinity

SCALE = 10_000  # costs are whole numbers; affinity 1.0 is worth this much
NO_ARC = -1
HELD_WORTH = SCALE // 100  # a pair of the plan in force stays, unless moving it is worth more than this
# An empty lived-experience seat is the worst, an empty professional seat next, an empty open seat last.
EMPTY_SEAT_WEIGHT = (4, 2, 1)
SEATS = (Seat.lived_experience, Seat.professional, Seat.any)
Numbers = np.ndarray[Any, Any]


def fit_of(question: dict[str, Any]) -> Numbers:
    """How well each abstract (row) and reviewer (column) fit, scaled; NO_ARC where they may not meet."""
    work_stream = np.array(question["work_stream"], dtype=np.int64)
    readers = len(question["lived"])
    member = np.zeros((readers, question["streams"] + 1), dtype=bool)
    for reader, streams in enumerate(question["reader_streams"]):
        member[reader, streams] = True
    anywhere = np.array([not streams for streams in question["reader_streams"]], dtype=bool)
    shared = member[:, work_stream].T & (work_stream >= 0)[:, None]
    open_to = shared | (work_stream < 0)[:, None] | anywhere[None, :]
    here, elsewhere = (np.int16(round(SCALE * affinity(known, None))) for known in (True, False))
    fit: Numbers = np.where(open_to, np.where(shared, here, elsewhere), np.int16(NO_ARC))
    for work, reader, bid in question["bids"]:
        if open_to[work, reader] or bid != Bid.no:
            fit[work, reader] = round(SCALE * affinity(bool(shared[work, reader]), Bid(bid)))
    for work, reader in question["begun"]:
        fit[work, reader] = max(fit[work, reader], 0)
    if question["conflicts"]:
        work, reader = np.array(question["conflicts"], dtype=np.int64).T
        fit[work, reader] = NO_ARC
    return fit


def load_arcs(limits: Numbers, most: int) -> tuple[Numbers, Numbers]:
    """One arc for each review a reviewer may get: which reviewer, and its rising cost relative to their own number.

    For the person with the largest number one review more costs as much as the best fit is worth, so that
    an even load comes before a better match. `most`: nobody reads more than there is to read.
    """
    count = np.minimum(limits, most)
    reader = np.repeat(np.arange(len(limits)), count)
    nth = np.arange(len(reader)) - np.repeat(np.cumsum(count) - count, count)
    largest = int(limits.max(initial=1))
    return reader, np.rint(SCALE * (nth + 0.5) * largest / limits[reader]).astype(np.int64)


def solve(question: dict[str, Any]) -> dict[str, Any]:
    """The cheapest flow, told as pairs and empty seats."""
    fit = fit_of(question)
    works, readers = fit.shape
    limits, lived = np.array(question["limit"], dtype=np.int64), np.array(question["lived"], dtype=bool)
    lived_seats, professional_seats, open_seats = question["seats"]
    # Nodes: source, sink, the readers, then for each abstract the entry of each kind and the open seats.
    first = 2 + readers
    entry = [first + kind * works + np.arange(works) for kind in (0, 1)]
    open_node = first + 2 * works + np.arange(works)
    pair_work, pair_reader = np.nonzero(fit != NO_ARC)
    load_reader, load_cost = load_arcs(limits, works)
    empty = int(load_cost.max(initial=0)) + SCALE * (first + 3 * works)
    kind = np.where(lived[pair_reader], 0, 1)
    flow = SimpleMinCostFlow()

    def add(tails: Any, heads: Any, capacity: Any, cost: Any) -> Numbers:
        tails, heads, capacity, cost = np.broadcast_arrays(tails, heads, capacity, cost)
        arcs: Numbers = flow.add_arcs_with_capacity_and_unit_cost(
            tails.astype(np.int32), heads.astype(np.int32), capacity.astype(np.int64), cost.astype(np.int64)
        )
        return arcs

    add(0, 2 + load_reader, 1, load_cost)
    stays = _stays(question, fit.shape)[pair_work, pair_reader]
    gain = np.array((0, HELD_WORTH, 2 * sum(EMPTY_SEAT_WEIGHT) * empty), dtype=np.int64)
    pair_cost = SCALE - fit[pair_work, pair_reader] - gain[stays]
    pair_arcs = add(2 + pair_reader, first + kind * works + pair_work, 1, pair_cost)
    for node, seats in zip(entry, (lived_seats, professional_seats), strict=True):
        add(node, 1, seats, 0)
        add(node, open_node, open_seats, 0)
    add(open_node, 1, open_seats, 0)
    empty_arcs = [
        add(0, node, seats, empty * weight)
        for node, seats, weight in zip((*entry, open_node), question["seats"], EMPTY_SEAT_WEIGHT, strict=True)
    ]
    wanted = works * sum(question["seats"])
    flow.set_nodes_supplies(np.array([0, 1], dtype=np.int32), np.array([wanted, -wanted], dtype=np.int64))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise SystemExit(f"The solver found no optimum: {status.name}.")
    used = flow.flows(pair_arcs) > 0
    return {
        "pairs": _seated(pair_work[used], pair_reader[used], fit, lived, question["seats"]),
        "unfilled": _unfilled([flow.flows(arcs) for arcs in empty_arcs]),
        "objective": int(flow.optimal_cost()),
    }


def _stays(question: dict[str, Any], shape: tuple[int, int]) -> Numbers:
    """How much each pair should stay: 2 once its review has begun, 1 in the plan in force, else 0."""
    stays = np.zeros(shape, dtype=np.int8)
    for name, much in (("held", 1), ("begun", 2)):
        if question[name]:
            work, reader = np.array(question[name], dtype=np.int64).T
            stays[work, reader] = much
    return stays


def _seated(work: Numbers, reader: Numbers, fit: Numbers, lived: Numbers, seats: list[int]) -> list[list[Any]]:
    """Each pair with its seat: of one kind the best fit takes the seat of that kind, the others an open one."""
    worth = fit[work, reader]
    pairs: list[list[Any]] = []
    taken: dict[tuple[int, int], int] = {}
    for place in np.lexsort((reader, -worth, work)):
        kind = 0 if lived[reader[place]] else 1
        before = taken.get((work[place], kind), 0)
        taken[work[place], kind] = before + 1
        seat = SEATS[kind] if before < seats[kind] else Seat.any
        pairs.append([int(work[place]), int(reader[place]), seat, int(worth[place]) / SCALE])
    return pairs


def _unfilled(flows: list[Numbers]) -> list[list[Any]]:
    """The empty seats, abstract by abstract."""
    return sorted(
        (
            [int(work), seat, int(flow[work])]
            for seat, flow in zip(SEATS, flows, strict=True)
            for work in np.nonzero(flow)[0]
        ),
        key=lambda one: (one[0], SEATS.index(one[1])),
    )


if __name__ == "__main__":
    json.dump(solve(json.load(sys.stdin)), sys.stdout)
