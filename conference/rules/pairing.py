"""Which abstract and reviewer may meet, and how well they fit: read by `flow.py`, in its child process only."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from conference.rules.assignment import Bid, affinity

SCALE = 10_000  # costs are whole numbers; affinity 1.0 is worth this much
NO_ARC = -1
ALL = 2_000_000  # up to so many pairs the network holds all of them
LIKELY = 15  # of each kind for each abstract, in a larger one
PRIME = 7919
STEP = 512  # abstracts looked at in one go
BIDS = tuple(Bid)
Numbers = np.ndarray[Any, Any]


class Priced(Protocol):
    """What a pair costs in the network, and where it enters."""

    def cost(self, pairs: Pairs) -> Numbers: ...
    def entry(self, pairs: Pairs) -> Numbers: ...


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
    count = np.minimum(limits, most)
    reader = np.repeat(np.arange(len(limits)), count)
    nth = np.arange(len(reader)) - np.repeat(np.cumsum(count) - count, count)
    largest = int(limits.max(initial=1))
    return reader, np.rint(SCALE * (nth + 0.5) * largest / limits[reader]).astype(np.int64)


def unpacked(text: str, width: int) -> Numbers:
    """Rows of whole numbers, in order, sent as bytes: a million pairs as lists would need hundreds of megabytes."""
    rows = np.frombuffer(b64decode(text), dtype=np.int32).reshape(-1, width)
    return rows[np.lexsort(rows.T[::-1])]


@dataclass
class Facts:
    """The question as numbers. Conflicts, bids, begun and held pairs are sorted by abstract."""

    work_stream: Numbers
    member: Numbers
    anywhere: Numbers
    lived: Numbers
    limit: Numbers
    conflicts: Numbers
    bids: Numbers
    begun: Numbers
    held: Numbers

    @classmethod
    def of(cls, question: dict[str, Any]) -> Facts:
        chosen = question["reader_streams"]
        member = np.zeros((len(chosen), question["streams"] + 1), dtype=bool)
        for reader, streams in enumerate(chosen):
            member[reader, streams] = True
        return cls(
            np.array(question["work_stream"], dtype=np.int64),
            member,
            np.array([not streams for streams in chosen], dtype=bool),
            np.array(question["lived"], dtype=bool),
            np.array(question["limit"], dtype=np.int64),
            *(unpacked(question[name], 3 if name == "bids" else 2) for name in ("conflicts", "bids", "begun", "held")),
        )

    @property
    def works(self) -> int:
        return len(self.work_stream)

    def rows(self) -> Iterator[tuple[int, Numbers, Numbers]]:
        """For some abstracts at a time: the first of them, fit and stay of each (row) with each reviewer (column)."""
        here, elsewhere = (np.int16(round(SCALE * affinity(known, None))) for known in (True, False))
        worth = np.array([[round(SCALE * affinity(s, bid)) for bid in BIDS] for s in (False, True)], dtype=np.int16)
        for start in range(0, self.works, STEP):
            streams = self.work_stream[start : start + STEP]
            shared = self.member[:, streams].T & (streams >= 0)[:, None]
            open_to = shared | (streams < 0)[:, None] | self.anywhere[None, :]
            fit = np.where(open_to, np.where(shared, here, elsewhere), np.int16(NO_ARC))
            work, reader, bid = self._between(self.bids, start)
            heard = open_to[work, reader] | (bid != BIDS.index(Bid.no))
            work, reader, bid = work[heard], reader[heard], bid[heard]
            fit[work, reader] = worth[shared[work, reader].astype(int), bid]
            stays = np.zeros(fit.shape, dtype=np.int8)
            for much, rows in ((1, self.held), (2, self.begun)):
                work, reader = self._between(rows, start)
                stays[work, reader] = much
            fit[(stays == 2) & (fit == NO_ARC)] = 0
            work, reader = self._between(self.conflicts, start)
            fit[work, reader] = NO_ARC
            yield start, fit, stays

    def likely(self) -> tuple[Pairs, bool]:
        """All pairs there are, or the best few of each kind for each abstract; True when these are all."""
        whole = self.works * len(self.limit) <= ALL
        return self._gather(lambda start, fit, _stays: fit != NO_ARC if whole else self._best(start, fit)), whole

    def worth_adding(self, pairs: Pairs, prices: tuple[Numbers, Numbers], network: Priced) -> Pairs:
        """The pairs left out that could make the plan better, the most promising of each abstract and kind."""
        reader_price, entry_price = prices
        order = np.argsort(pairs.work, kind="stable")
        known = np.stack((pairs.work[order], pairs.reader[order]), axis=1).astype(np.int32)
        kind = np.where(self.lived, 0, self.works)

        def gains(start: int, fit: Numbers, stays: Numbers) -> Numbers:
            rows = np.arange(start, start + len(fit))
            every = Pairs(rows[:, None], np.arange(len(self.limit))[None, :], fit, stays)
            reduced = network.cost(every) + reader_price[None, :] - entry_price[rows[:, None] + kind[None, :]]
            reduced[fit == NO_ARC] = 0
            reduced[self._between(known, start)] = 0
            return reduced < 0

        return self._gather(gains)

    def _between(self, rows: Numbers, start: int) -> tuple[Numbers, ...]:
        """The columns of these rows that speak of the abstracts from `start`, which becomes abstract 0."""
        first, last = np.searchsorted(rows[:, 0], (start, start + STEP))
        work, *more = rows[first:last].T
        return (work - start, *more)

    def _gather(self, which: Any) -> Pairs:
        found = []
        for start, fit, stays in self.rows():
            work, reader = np.nonzero(which(start, fit, stays))
            found.append(
                Pairs(
                    (work + start).astype(np.int32),
                    reader.astype(np.int32),
                    fit[work, reader],
                    stays[work, reader],
                )
            )
        empty = np.array([], dtype=np.int32)
        together = [np.concatenate(part) for part in zip(*(vars(one).values() for one in found), strict=True)]
        return Pairs(*together) if found else Pairs(empty, empty, empty, empty)

    def _best(self, start: int, fit: Numbers) -> Numbers:
        """The best of each kind for each abstract; equal ones take turns, so that all reviewers are asked."""
        rows, readers = fit.shape
        chosen = np.zeros(fit.shape, dtype=bool)
        work = start + np.arange(rows)
        for kind in (self.lived, ~self.lived):
            columns = np.nonzero(kind)[0]
            if len(columns) > LIKELY:
                turn = (np.arange(len(columns))[None, :] + work[:, None] * PRIME) % len(columns)
                score = fit[:, columns].astype(np.int32) * readers + turn
                top = np.argpartition(-score, LIKELY, axis=1)[:, :LIKELY]
                chosen[np.arange(rows)[:, None], columns[top]] = True
            else:
                chosen[:, columns] = True
        return chosen & (fit != NO_ARC)
