"""The solver, run as a child process: a question in, a plan out, both JSON.

With `pairs.py` the only file that imports numpy and OR-tools, so that no web worker carries them. One network:

    source → reviewer   one arc for each review, each dearer than the one before: loads stay even
    reviewer → abstract one arc, at most one review; no arc where there is a conflict
    kind → seat         lived-experience reviewers fill the lived-experience seats or the open ones, professionals alike
    source → seat       so dear that a seat is left empty only if nobody can fill it

A large question begins with the likely pairs only. Prices from the solved network then show whether a pair left out
could have made the plan better; if so it joins and the network is solved again. So the answer is always the optimum.

A fair plan begins with that optimum, then solves the same network some times more, each time with more weight on the
abstracts whose reviewers fit worst, and keeps the plan with the highest floor.
"""

import json
import sys
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from conference.engines.programs.pairs import FAR, HELD_WORTH, Facts, Numbers, Pairs, load_arcs, runs
from conference.rules.reviewers.assignment import SCALE

ALL = 2_000_000  # up to so many pairs the network holds all of them
# An empty lived-experience seat is the worst, an empty professional seat next, an empty open seat last.
EMPTY_SEAT_WEIGHT = (4, 2, 1)
# A fair plan: how often the network is solved again, how fast and how far weights rise, what must be left of all fit.
ROUNDS, RISE, HEAVIEST, LEFT = 8, 3, 16, 0.97


@dataclass
class Solved:
    """A cheapest flow: which pairs are used, and what stays empty at each entry and open seat."""

    used: Numbers
    empty: list[Numbers]
    to_open: Numbers


@dataclass
class Network:
    """What stays the same however many pairs there are. Nodes: source, sink, the readers, each kind's entry and the
    open seats of each abstract."""

    facts: Facts
    seats: tuple[int, int, int]
    load_reviewer: Numbers
    load_cost: Numbers
    empty: int

    def cost(self, pairs: Pairs, weight: Numbers | None = None) -> Numbers:
        """What each pair costs; where a fair plan is sought, by the weight of each abstract."""
        gain = np.array((0, HELD_WORTH, 2 * sum(EMPTY_SEAT_WEIGHT) * self.empty), dtype=np.int64)
        fit = pairs.fit if weight is None else np.rint(pairs.fit * weight[pairs.abstract])
        return SCALE - fit.astype(np.int64) - gain[pairs.stays]

    def entry(self, pairs: Pairs) -> Numbers:
        """Where each pair enters its abstract: 0 to works by lived experience, then by professionals."""
        return np.where(self.facts.lived[pairs.reviewer], 0, self.facts.abstracts) + pairs.abstract

    def objective(self, pairs: Pairs, solved: Solved) -> int:
        """What a plan costs without weights: its pairs, its loads and its empty seats."""
        load = np.bincount(pairs.reviewer[solved.used], minlength=len(self.facts.limit))
        nth = np.arange(len(self.load_reviewer)) - np.searchsorted(self.load_reviewer, self.load_reviewer)
        loads = self.load_cost[nth < load[self.load_reviewer]].sum()
        empty = np.sum(solved.empty, axis=1) @ np.array(EMPTY_SEAT_WEIGHT) * self.empty
        return int(self.cost(pairs)[solved.used].sum() + loads + empty)


def solve(question: dict[str, Any]) -> dict[str, Any]:
    """The cheapest flow, told as pairs and empty seats."""
    facts = Facts.of(question)
    load_reviewer, load_cost = load_arcs(facts.limit, facts.abstracts)
    # The way to one seat more passes each reviewer at most once.
    dearest = int(load_cost.max(initial=0)) + (SCALE + HELD_WORTH) * (1 + len(facts.limit))
    network = Network(facts, tuple(question["seats"]), load_reviewer, load_cost, dearest)
    whole = facts.abstracts * len(facts.limit) <= ALL
    pairs = facts.every() if whole else facts.likely()
    solved = cheapest(network, pairs)
    while not whole:
        better = facts.worth_adding(pairs, *prices(network, pairs, solved))
        if not len(better.abstract):
            break
        pairs = pairs.joined(better)
        solved = cheapest(network, pairs)
    if question["fair"]:
        solved = fairest(network, pairs, solved)
    return {
        "pairs": _seated(pairs.at(solved.used), facts.lived, network.seats),
        "unfilled": _unfilled(solved.empty),
        "objective": network.objective(pairs, solved),
    }


def fairest(network: Network, pairs: Pairs, plain: Solved) -> Solved:
    """The plan that gives the worst abstract the most, among those of some rounds; no seat and little fit is lost."""

    def standing(solved: Solved) -> tuple[Numbers, tuple[float, ...]]:
        used, empty = pairs.at(solved.used), np.sum(solved.empty, axis=0)
        sums = np.bincount(used.abstract, used.fit, minlength=network.facts.abstracts).astype(float)
        return sums, (-empty.sum(), sums[empty == 0].min(initial=np.inf), sums.sum())

    heavy = replace(network, empty=HEAVIEST * network.empty)
    best, weight = plain, np.ones(network.facts.abstracts)
    sums, highest = standing(plain)
    enough = LEFT * sums.sum()
    for _round in range(ROUNDS if enough else 0):
        weight = np.minimum(weight * np.exp(RISE * np.maximum(0, 1 - sums / sums.mean())), HEAVIEST)
        solved = cheapest(heavy, pairs, weight)
        sums, reached = standing(solved)
        if reached > highest and sums.sum() >= enough:
            best, highest = solved, reached
    return best


def cheapest(network: Network, pairs: Pairs, weight: Numbers | None = None) -> Solved:
    """Solve the network over these pairs."""
    facts, seats = network.facts, network.seats
    abstracts, first = facts.abstracts, 2 + len(facts.limit)
    open_node = first + 2 * abstracts + np.arange(abstracts)
    flow, pair_cost = SimpleMinCostFlow(), network.cost(pairs, weight)
    # What divides every cost tells nothing, and the solver is faster without it.
    unit = np.gcd.reduce(np.concatenate((network.load_cost, pair_cost, [network.empty])))

    def add(tails: Any, heads: Any, capacity: Any, cost: Any) -> Numbers:
        tails, heads, capacity, cost = np.broadcast_arrays(tails, heads, capacity, cost)
        arcs: Numbers = flow.add_arcs_with_capacity_and_unit_cost(
            tails.astype(np.int32), heads.astype(np.int32), capacity.astype(np.int64), cost.astype(np.int64) // unit
        )
        return arcs

    add(0, 2 + network.load_reviewer, 1, network.load_cost)
    pair_arcs = add(2 + pairs.reviewer, first + network.entry(pairs), 1, pair_cost)
    to_open = []
    for kind in (0, 1):
        node = first + kind * abstracts + np.arange(abstracts)
        add(node, 1, seats[kind], 0)
        to_open.append(add(node, open_node, seats[2], 0))
    add(open_node, 1, seats[2], 0)
    empty_arcs = [
        add(0, first + place * abstracts + np.arange(abstracts), seats[place], network.empty * EMPTY_SEAT_WEIGHT[place])
        for place in range(3)
    ]
    wanted = abstracts * sum(seats)
    flow.set_nodes_supplies(np.array([0, 1], dtype=np.int32), np.array([wanted, -wanted], dtype=np.int64))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise SystemExit(f"The solver found no optimum: {status.name}.")
    return Solved(
        flow.flows(pair_arcs) > 0,
        [flow.flows(arcs) for arcs in empty_arcs],
        np.concatenate([flow.flows(arcs) for arcs in to_open]),
    )


def prices(network: Network, pairs: Pairs, solved: Solved) -> tuple[Numbers, Numbers]:
    """What one more review is worth at each reader and at each entry: shortest ways through what flow is left.

    No unused pair of the network is cheaper than its two prices say; one that was left out may be.
    """
    facts, seats, abstracts = network.facts, network.seats, network.facts.abstracts
    reviewers, cost, entry_of = len(facts.limit), network.cost(pairs), network.entry(pairs)
    used, free = np.nonzero(solved.used)[0], np.nonzero(~solved.used)[0]
    free = free[np.argsort(entry_of[free], kind="stable")]
    starts = np.nonzero(np.diff(entry_of[free], prepend=-1))[0]
    load = np.bincount(pairs.reviewer[used], minlength=reviewers)
    offset = np.searchsorted(network.load_reviewer, np.arange(reviewers))
    count = np.bincount(network.load_reviewer, minlength=reviewers)
    padded = np.append(network.load_cost, [FAR])
    more = np.where(load < count, padded[np.minimum(offset + load, len(padded) - 1)], FAR)
    less = np.where(load > 0, padded[np.maximum(offset + load - 1, 0)], -FAR)
    both = np.repeat(np.array(seats[:2]), abstracts)
    empty_two = np.concatenate(solved.empty[:2])
    to_sink = np.bincount(entry_of[used], minlength=2 * abstracts) + empty_two - solved.to_open
    open_in = solved.to_open[:abstracts] + solved.to_open[abstracts:] + solved.empty[2]
    dear = np.repeat(np.array(EMPTY_SEAT_WEIGHT[:2]), abstracts) * network.empty
    reviewer, entry, wide = (np.zeros(n, dtype=np.int64) for n in (reviewers, 2 * abstracts, abstracts))
    source = sink = 0
    before = None
    while before is None or not all(np.array_equal(a, b) for a, b in zip(before, (reviewer, entry, wide), strict=True)):
        before = (reviewer.copy(), entry.copy(), wide.copy())
        np.minimum(reviewer, source + more, out=reviewer)
        np.minimum.at(reviewer, pairs.reviewer[used], entry[entry_of[used]] - cost[used])
        entry[entry_of[free[starts]]] = np.minimum(
            entry[entry_of[free[starts]]], np.minimum.reduceat(reviewer[pairs.reviewer[free]] + cost[free], starts)
        )
        np.minimum(entry, np.where(empty_two < both, source + dear, FAR), out=entry)
        np.minimum(entry, np.where(to_sink > 0, sink, FAR), out=entry)
        np.minimum(entry, np.where(solved.to_open > 0, np.tile(wide, 2), FAR), out=entry)
        if seats[2]:
            np.minimum(wide, np.minimum(entry[:abstracts], entry[abstracts:]), out=wide)
            lacking = solved.empty[2] < seats[2]
            np.minimum(wide, np.where(lacking, source + network.empty * EMPTY_SEAT_WEIGHT[2], FAR), out=wide)
            np.minimum(wide, np.where(open_in > 0, sink, FAR), out=wide)
        sink = min(sink, int(np.where(to_sink < both, entry, FAR).min(initial=FAR)))
        sink = min(sink, int(np.where(open_in < seats[2], wide, FAR).min(initial=FAR)))
        source = min(source, int((reviewer - less).min(initial=FAR)))
        source = min(source, int(np.where(empty_two > 0, entry - dear, FAR).min(initial=FAR)))
        if seats[2]:
            back = np.where(solved.empty[2] > 0, wide - network.empty * EMPTY_SEAT_WEIGHT[2], FAR)
            source = min(source, int(back.min(initial=FAR)))
    return reviewer, entry


def _seated(pairs: Pairs, lived: Numbers, seats: tuple[int, int, int]) -> list[list[int]]:
    """Each pair with its seat, as columns: of one kind the best fit takes the seat of that kind, the others an open
    one."""
    kind = np.where(lived[pairs.reviewer], 0, 1)
    order = np.lexsort((pairs.reviewer, -pairs.fit.astype(np.int64), kind, pairs.abstract))
    pairs, kind = pairs.at(order), kind[order]
    _group, nth = runs(np.bincount(2 * pairs.abstract + kind))
    seat = np.where(nth < np.array(seats)[kind], kind, 2)
    return [column.tolist() for column in (pairs.abstract, pairs.reviewer, seat, pairs.fit)]


def _unfilled(flows: list[Numbers]) -> list[list[int]]:
    """The empty seats, abstract by abstract."""
    missing = np.stack(flows, axis=1)
    return [[int(abstract), int(seat), int(missing[abstract, seat])] for abstract, seat in np.argwhere(missing)]


if __name__ == "__main__":
    json.dump(solve(json.load(sys.stdin)), sys.stdout)
