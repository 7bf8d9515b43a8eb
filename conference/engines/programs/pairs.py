"""Which abstract and reviewer may meet, and how well they fit: read by `assign.py`, in its child process only.

Who said nothing of an abstract fits it as their streams do: one table tells it for all. A pair with a bid, a conflict
or a place in a plan is named by itself.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from conference.rules.reviewers.assignment import SCALE, Bid, affinity

HUNDREDTH = SCALE // 100
HELD_WORTH = SCALE // 10  # a pair of the plan in force stays, unless moving it is worth more than this
NO_ARC = -1
FAR = np.iinfo(np.int64).max // 4
LIKELY = 10  # of each kind for each abstract, in a larger one
STEP = 512  # abstracts looked at in one go
BIDS = tuple(Bid)
Numbers = np.ndarray[Any, Any]


@dataclass
class Pairs:
    """Abstract, reviewer, scaled fit, and how much the pair should stay: 2 begun, 1 in the plan in force, else 0."""

    abstract: Numbers
    reviewer: Numbers
    fit: Numbers
    stays: Numbers

    def at(self, which: Numbers) -> Pairs:
        return Pairs(self.abstract[which], self.reviewer[which], self.fit[which], self.stays[which])

    def joined(self, other: Pairs) -> Pairs:
        return Pairs(*(np.concatenate(both) for both in zip(vars(self).values(), vars(other).values(), strict=True)))


def load_arcs(limits: Numbers, most: int) -> tuple[Numbers, Numbers]:
    """One arc for each review a reviewer may get: which reviewer, and its rising cost relative to their own number.

    For the person with the largest number one review more costs as much as the best fit is worth, so that
    an even load comes before a better match. `most`: nobody reads more than there is to read.
    """
    reviewer, nth = runs(np.minimum(limits, most))
    largest = int(limits.max(initial=1))
    return reviewer, HUNDREDTH * np.rint(100 * (nth + 0.5) * largest / limits[reviewer]).astype(np.int64)


def runs(counts: Numbers) -> tuple[Numbers, Numbers]:
    """As many rows for each place as its count says: the place, and 0, 1, 2 … within it."""
    place = np.repeat(np.arange(len(counts)), counts)
    return place, np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)


@dataclass
class Facts:
    """The question as numbers: the fit of each stream (row; the last is no stream) with each reviewer (column); and
    the named pairs, sorted by key."""

    stream: Numbers
    table: Numbers
    lived: Numbers
    limit: Numbers
    named: Numbers
    fit: Numbers
    stays: Numbers

    @classmethod
    def of(cls, question: dict[str, Any]) -> Facts:
        stream, chosen = np.array(question["abstract_stream"], dtype=np.int64), question["reviewer_streams"]
        member = np.zeros((question["streams"] + 1, len(chosen)), dtype=bool)
        for place, streams in enumerate(chosen):
            member[streams, place] = True
        open_to = member | np.array([not streams for streams in chosen], dtype=bool)
        open_to[-1] = True
        worth = np.array([[round(SCALE * affinity(s, bid)) for bid in (*BIDS, None)] for s in (False, True)])
        table = np.where(open_to, worth[member.astype(int), -1], NO_ARC).astype(np.int16)

        bids, held, begun, conflicts = (_rows(question, name) for name in ("bids", "held", "begun", "conflicts"))
        named = _once_each([bids[0], held[0], begun[0], conflicts[0]])
        abstract, reviewer = np.divmod(named, max(len(chosen), 1))
        fit, stays = table[stream[abstract], reviewer], np.zeros(len(named), dtype=np.int8)
        at, bid = np.searchsorted(named, bids[0]), bids[1]
        row, column = stream[abstract[at]], reviewer[at]
        heard = open_to[row, column] | (bid != BIDS.index(Bid.no))
        fit[at[heard]] = worth[member[row, column].astype(int), bid][heard]
        stays[np.searchsorted(named, held[0])] = 1
        stays[np.searchsorted(named, begun[0])] = 2
        fit[(stays == 2) & (fit == NO_ARC)] = 0
        fit[np.searchsorted(named, conflicts[0])] = NO_ARC
        limit = np.array(question["limit"], dtype=np.int64)
        return cls(stream, table, np.array(question["lived"], dtype=bool), limit, named, fit, stays)

    @property
    def abstracts(self) -> int:
        return len(self.stream)

    def pairs(self, keys: Numbers) -> Pairs:
        """The pairs with these keys, in rising order, that may meet."""
        abstract, reviewer = (part.astype(np.int32) for part in np.divmod(keys, max(len(self.limit), 1)))
        fit, stays = self.table[self.stream[abstract], reviewer], np.zeros(len(keys), dtype=np.int8)
        at = np.searchsorted(keys, self.named)
        here = np.append(keys, -1)[at] == self.named
        fit[at[here]], stays[at[here]] = self.fit[here], self.stays[here]
        return Pairs(abstract, reviewer, fit, stays).at(fit != NO_ARC)

    def every(self) -> Pairs:
        """All pairs there are."""
        return self.pairs(np.arange(self.abstracts * len(self.limit)))

    def likely(self) -> Pairs:
        """All named pairs, and the best few of each kind for each abstract; equal ones take turns."""
        keys = [self.named]
        for abstracts, reviewers, fits in self._meetings():
            best = reviewers[np.argsort(-fits, kind="stable")]
            turns = max(min(LIKELY, len(best)), int(np.count_nonzero(fits == fits.max())))
            turn = (np.arange(len(abstracts))[:, None] * LIKELY + np.arange(min(LIKELY, turns))) % turns
            keys.append((abstracts[:, None] * len(self.limit) + best[turn]).ravel())
        return self.pairs(_once_each(keys))

    def worth_adding(self, pairs: Pairs, reviewer_price: Numbers, entry_price: Numbers) -> Pairs:
        """Of the pairs left out that could make the plan better, the most promising of each abstract and kind."""
        joined = pairs.abstract.astype(np.int64) * len(self.limit) + pairs.reviewer
        known, found = np.sort(np.concatenate((self.named, joined, [FAR]))), [joined[:0]]
        for abstracts, reviewers, fits in self._meetings():
            worth = entry_price[abstracts + (0 if self.lived[reviewers[0]] else self.abstracts)]
            cost = SCALE - fits.astype(np.int64) + reviewer_price[reviewers]
            order = np.argsort(cost, kind="stable")
            for start in range(0, len(abstracts), STEP):
                abstract, nth = runs(np.searchsorted(cost[order], worth[start : start + STEP]))
                keys = abstracts[start + abstract] * len(self.limit) + reviewers[order[nth]]
                new = known[np.searchsorted(known, keys)] != keys
                _abstract, nth = runs(np.bincount(abstract[new]))
                found.append(keys[new][nth < LIKELY])
        return self.pairs(np.sort(np.concatenate(found)))

    def _meetings(self) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
        """The abstracts of each stream with the reviewers of each kind who may read them, and how well these fit."""
        for stream in np.unique(self.stream):
            for kind in (self.lived, ~self.lived):
                reviewers = np.nonzero(kind & (self.table[stream] != NO_ARC))[0]
                if len(reviewers):
                    yield np.nonzero(self.stream == stream)[0], reviewers, self.table[stream, reviewers]


def _once_each(parts: list[Numbers]) -> Numbers:
    """All these keys in rising order (np.unique would be ten times slower)."""
    keys = np.sort(np.concatenate(parts))
    return keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]


def _rows(question: dict[str, Any], name: str) -> list[Numbers]:
    """The pairs sent under that name as keys, and what is said of each; those with an unknown end are left out."""
    sent = np.frombuffer(b64decode(question[name]), dtype=np.int32)
    abstract, reviewer, *more = sent.reshape(-1, 3 if name == "bids" else 2).T
    ends = [_places(question[ids], asked) for ids, asked in (("abstracts", abstract), ("reviewers", reviewer))]
    known = (ends[0] >= 0) & (ends[1] >= 0)
    return [column[known] for column in (ends[0] * len(question["reviewers"]) + ends[1], *more)]


def _places(ids: list[int], asked: Numbers) -> Numbers:
    """Where each of those asked for stands among the ids; -1 where it does not."""
    sorted_ids, place = np.unique(np.array(ids, dtype=np.int64), return_index=True)
    at = np.searchsorted(sorted_ids, asked)
    found: Numbers = np.where(np.append(sorted_ids, FAR)[at] == asked, np.append(place, -1)[at], -1)
    return found
