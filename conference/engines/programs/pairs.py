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

    work: Numbers
    reader: Numbers
    fit: Numbers
    stays: Numbers

    def at(self, which: Numbers) -> Pairs:
        return Pairs(self.work[which], self.reader[which], self.fit[which], self.stays[which])

    def joined(self, other: Pairs) -> Pairs:
        return Pairs(*(np.concatenate(both) for both in zip(vars(self).values(), vars(other).values(), strict=True)))


def load_arcs(limits: Numbers, most: int) -> tuple[Numbers, Numbers]:
    """One arc for each review a reviewer may get: which reviewer, and its rising cost relative to their own number.

    For the person with the largest number one review more costs as much as the best fit is worth, so that
    an even load comes before a better match. `most`: nobody reads more than there is to read.
    """
    reader, nth = runs(np.minimum(limits, most))
    largest = int(limits.max(initial=1))
    return reader, HUNDREDTH * np.rint(100 * (nth + 0.5) * largest / limits[reader]).astype(np.int64)


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
        stream, chosen = np.array(question["work_stream"], dtype=np.int64), question["reader_streams"]
        member = np.zeros((question["streams"] + 1, len(chosen)), dtype=bool)
        for place, streams in enumerate(chosen):
            member[streams, place] = True
        open_to = member | np.array([not streams for streams in chosen], dtype=bool)
        open_to[-1] = True
        worth = np.array([[round(SCALE * affinity(s, bid)) for bid in (*BIDS, None)] for s in (False, True)])
        table = np.where(open_to, worth[member.astype(int), -1], NO_ARC).astype(np.int16)

        bids, held, begun, conflicts = (_rows(question, name) for name in ("bids", "held", "begun", "conflicts"))
        named = _once_each([bids[0], held[0], begun[0], conflicts[0]])
        work, reader = np.divmod(named, max(len(chosen), 1))
        fit, stays = table[stream[work], reader], np.zeros(len(named), dtype=np.int8)
        at, bid = np.searchsorted(named, bids[0]), bids[1]
        row, column = stream[work[at]], reader[at]
        heard = open_to[row, column] | (bid != BIDS.index(Bid.no))
        fit[at[heard]] = worth[member[row, column].astype(int), bid][heard]
        stays[np.searchsorted(named, held[0])] = 1
        stays[np.searchsorted(named, begun[0])] = 2
        fit[(stays == 2) & (fit == NO_ARC)] = 0
        fit[np.searchsorted(named, conflicts[0])] = NO_ARC
        limit = np.array(question["limit"], dtype=np.int64)
        return cls(stream, table, np.array(question["lived"], dtype=bool), limit, named, fit, stays)

    @property
    def works(self) -> int:
        return len(self.stream)

    def pairs(self, keys: Numbers) -> Pairs:
        """The pairs with these keys, in rising order, that may meet."""
        work, reader = (part.astype(np.int32) for part in np.divmod(keys, max(len(self.limit), 1)))
        fit, stays = self.table[self.stream[work], reader], np.zeros(len(keys), dtype=np.int8)
        at = np.searchsorted(keys, self.named)
        here = np.append(keys, -1)[at] == self.named
        fit[at[here]], stays[at[here]] = self.fit[here], self.stays[here]
        return Pairs(work, reader, fit, stays).at(fit != NO_ARC)

    def every(self) -> Pairs:
        """All pairs there are."""
        return self.pairs(np.arange(self.works * len(self.limit)))

    def likely(self) -> Pairs:
        """All named pairs, and the best few of each kind for each abstract; equal ones take turns."""
        keys = [self.named]
        for works, readers, fits in self._meetings():
            best = readers[np.argsort(-fits, kind="stable")]
            turns = max(min(LIKELY, len(best)), int(np.count_nonzero(fits == fits.max())))
            turn = (np.arange(len(works))[:, None] * LIKELY + np.arange(min(LIKELY, turns))) % turns
            keys.append((works[:, None] * len(self.limit) + best[turn]).ravel())
        return self.pairs(_once_each(keys))

    def worth_adding(self, pairs: Pairs, reader_price: Numbers, entry_price: Numbers) -> Pairs:
        """Of the pairs left out that could make the plan better, the most promising of each abstract and kind."""
        joined = pairs.work.astype(np.int64) * len(self.limit) + pairs.reader
        known, found = np.sort(np.concatenate((self.named, joined, [FAR]))), [joined[:0]]
        for works, readers, fits in self._meetings():
            worth = entry_price[works + (0 if self.lived[readers[0]] else self.works)]
            cost = SCALE - fits.astype(np.int64) + reader_price[readers]
            order = np.argsort(cost, kind="stable")
            for start in range(0, len(works), STEP):
                work, nth = runs(np.searchsorted(cost[order], worth[start : start + STEP]))
                keys = works[start + work] * len(self.limit) + readers[order[nth]]
                new = known[np.searchsorted(known, keys)] != keys
                _work, nth = runs(np.bincount(work[new]))
                found.append(keys[new][nth < LIKELY])
        return self.pairs(np.sort(np.concatenate(found)))

    def _meetings(self) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
        """The abstracts of each stream with the reviewers of each kind who may read them, and how well these fit."""
        for stream in np.unique(self.stream):
            for kind in (self.lived, ~self.lived):
                readers = np.nonzero(kind & (self.table[stream] != NO_ARC))[0]
                if len(readers):
                    yield np.nonzero(self.stream == stream)[0], readers, self.table[stream, readers]


def _once_each(parts: list[Numbers]) -> Numbers:
    """All these keys in rising order (np.unique would be ten times slower)."""
    keys = np.sort(np.concatenate(parts))
    return keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]


def _rows(question: dict[str, Any], name: str) -> list[Numbers]:
    """The pairs sent under that name as keys, and what is said of each; those with an unknown end are left out."""
    sent = np.frombuffer(b64decode(question[name]), dtype=np.int32)
    work, reader, *more = sent.reshape(-1, 3 if name == "bids" else 2).T
    ends = [_places(question[ids], asked) for ids, asked in (("works", work), ("readers", reader))]
    known = (ends[0] >= 0) & (ends[1] >= 0)
    return [column[known] for column in (ends[0] * len(question["readers"]) + ends[1], *more)]


def _places(ids: list[int], asked: Numbers) -> Numbers:
    """Where each of those asked for stands among the ids; -1 where it does not."""
    sorted_ids, place = np.unique(np.array(ids, dtype=np.int64), return_index=True)
    at = np.searchsorted(sorted_ids, asked)
    found: Numbers = np.where(np.append(sorted_ids, FAR)[at] == asked, np.append(place, -1)[at], -1)
    return found
