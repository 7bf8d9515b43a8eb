"""Who looks a second time at work that one lived-experience score alone keeps from the top."""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Wanted:
    """One piece of work, its stream, and who must not look at it."""

    abstract: int
    stream: int | None
    barred: frozenset[int]


@dataclass(frozen=True)
class Watcher:
    """One reviewer with lived experience: streams chosen (none: any), reviews held, and the most they chose."""

    id: int
    streams: frozenset[int]
    load: int
    most: int


def share(wanted: Sequence[Wanted], watchers: Sequence[Watcher]) -> tuple[list[tuple[int, int]], list[int]]:
    """Abstract and reviewer pairs, and what nobody can take; nobody beyond their own number.

    Who chose the stream comes first, then who has used the smallest part of their number.
    """
    free = {each.id: each for each in watchers}
    pairs: list[tuple[int, int]] = []
    short: list[int] = []
    for work in wanted:
        able = [each for each in free.values() if each.load < each.most and each.id not in work.barred]
        if not able:
            short.append(work.abstract)
            continue
        best = min(able, key=lambda each: (_fit(work, each), each.load / each.most, each.id))
        free[best.id] = replace(best, load=best.load + 1)
        pairs.append((work.abstract, best.id))
    return pairs, short


def _fit(work: Wanted, watcher: Watcher) -> int:
    if work.stream in watcher.streams:
        return 0
    return 1 if not watcher.streams else 2
