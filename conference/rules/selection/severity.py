"""Some reviewers are stricter than others: how much, told apart from chance, and what the scores are without it.

One additive model for all reviews: kind + stream + abstract + reviewer + chance, with abstracts and reviewers drawn
towards nought (best linear unbiased prediction; variances from products of leave-one-out differences). A reviewer is
compared with their own kind, so that what lived experience and professionals see differently stays as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from operator import mul
from typing import Any, NamedTuple

ENOUGH = 5  # reviews by one reviewer before their strictness is believed at all
SURE = 2.33  # standard errors: chance alone passes this once in a hundred
ROUNDS, STILL = 200, 1e-9


class Score(NamedTuple):
    """One sent review: its overall score, 1 worst to 5 best."""

    abstract: int
    stream: int | None
    reviewer: int
    kind: str
    points: float


def severities(scores: Sequence[Score]) -> dict[int, float]:
    """How far above (mild) or below (strict) their own kind each reviewer scores; nought where chance would do."""
    centred = _centred(scores)
    between = _between_reviewers(scores, centred)
    if not any(between.values()):
        return {}
    within = _within_abstracts(scores, centred)
    typical = sum(between[one.kind] for one in scores) / len(scores)
    chance = max(within - typical, 0.05 * within)
    abstracts = max(_total(scores, centred) - within, 0.05 * within)
    strict = _solve(scores, centred, chance / abstracts, {kind: chance / v for kind, v in between.items() if v})
    count = _groups(one.reviewer for one in scores)
    return {reviewer: effect for reviewer, effect in strict.items() if len(count[reviewer]) >= ENOUGH}


def adjusted(scores: Sequence[Score]) -> dict[int, float]:
    """The raw score of each abstract (the mean of its kinds' means) had every reviewer been as strict as the rest."""
    strict = severities(scores)
    lanes: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in scores:
        lanes[one.abstract][one.kind].append(one.points - strict.get(one.reviewer, 0.0))
    return {abstract: _mean([_mean(points) for points in kinds.values()]) for abstract, kinds in lanes.items()}


def _mean(figures: Sequence[float]) -> float:
    return sum(figures) / len(figures)


def _groups(keys: Iterable[Any]) -> dict[Any, list[int]]:
    """Where each key stands."""
    found: dict[Any, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        found[key].append(place)
    return found


def _centred(scores: Sequence[Score]) -> list[float]:
    """Every score less the mean of its kind."""
    means = {
        kind: _mean([scores[at].points for at in places]) for kind, places in _groups(s.kind for s in scores).items()
    }
    return [one.points - means[one.kind] for one in scores]


def _between_reviewers(scores: Sequence[Score], centred: Sequence[float]) -> dict[str, float]:
    """The variance between the reviewers of each kind; nought unless chance alone would hardly give as much.

    A reviewer's difference from the others on one abstract tells nothing of their difference on the next, unless
    the reviewer is strict or mild: so the products of such differences come to the variance.
    """
    apart: dict[int, list[float]] = defaultdict(list)
    for places in _groups(one.abstract for one in scores).values():
        whole = sum(centred[at] for at in places)
        for at in places if len(places) > 1 else []:
            apart[scores[at].reviewer].append(centred[at] - (whole - centred[at]) / (len(places) - 1))
    kinds = {one.reviewer: one.kind for one in scores}
    found = {}
    for kind in dict.fromkeys(kinds.values()):
        rows = [figures for reviewer, figures in apart.items() if kinds[reviewer] == kind]
        squares = sum(figure * figure for row in rows for figure in row)
        pairs = sum(len(row) * (len(row) - 1) for row in rows)
        products = sum(sum(row) ** 2 for row in rows) - squares
        count = sum(map(len, rows))
        sure = pairs > 0 and products > SURE * sqrt(2 * pairs) * squares / count
        found[kind] = products / pairs if sure else 0.0
    return found


def _within_abstracts(scores: Sequence[Score], centred: Sequence[float]) -> float:
    """The variance between reviews of the same abstract."""
    squares, freedom = 0.0, 0
    for places in _groups(one.abstract for one in scores).values():
        middle = _mean([centred[at] for at in places])
        squares += sum((centred[at] - middle) ** 2 for at in places)
        freedom += len(places) - 1
    return squares / freedom if freedom else 0.0


def _total(scores: Sequence[Score], centred: Sequence[float]) -> float:
    """The variance of all reviews around the mean of their stream."""
    squares = 0.0
    for places in _groups(one.stream for one in scores).values():
        middle = _mean([centred[at] for at in places])
        squares += sum((centred[at] - middle) ** 2 for at in places)
    return squares / len(scores)


def _solve(
    scores: Sequence[Score], centred: Sequence[float], of_abstracts: float, of_kind: Mapping[str, float]
) -> dict[int, float]:
    """Each reviewer's effect. The parts that leave the least, all drawn to nought but the streams, by conjugate
    gradients: the unknowns are each stream, each abstract, each reviewer whose kind differs, and nought itself."""
    streams, abstracts = (list(dict.fromkeys(getattr(one, name) for one in scores)) for name in ("stream", "abstract"))
    kinds = {one.reviewer: one.kind for one in scores}
    reviewers = [reviewer for reviewer, kind in kinds.items() if kind in of_kind]
    nought, before = len(streams) + len(abstracts) + len(reviewers), len(streams) + len(abstracts)
    stream_at, abstract_at = {one: at for at, one in enumerate(streams)}, {one: at for at, one in enumerate(abstracts)}
    reviewer_at = {one: before + at for at, one in enumerate(reviewers)}
    ends = [
        (stream_at[one.stream], len(streams) + abstract_at[one.abstract], reviewer_at.get(one.reviewer, nought))
        for one in scores
    ]
    pull = [0.0] * len(streams) + [of_abstracts] * len(abstracts) + [of_kind[kinds[one]] for one in reviewers]

    def gathered(figures: Iterable[float]) -> list[float]:
        sums = [0.0] * (nought + 1)
        for (stream, abstract, reviewer), figure in zip(ends, figures, strict=True):
            sums[stream] += figure
            sums[abstract] += figure
            sums[reviewer] += figure
        return sums[:nought]

    weight = [count + much for count, much in zip(gathered([1.0] * len(scores)), pull, strict=True)]
    effect, left = [0.0] * nought, gathered(centred)
    step = [one / much for one, much in zip(left, weight, strict=True)]
    way, worth = step, _product(left, step)
    for _round in range(ROUNDS):
        if max(map(abs, step), default=0.0) < STILL:
            break
        far = [*way, 0.0]
        moved = gathered(far[stream] + far[abstract] + far[reviewer] for stream, abstract, reviewer in ends)
        moved = [one + much * by for one, much, by in zip(moved, pull, way, strict=True)]
        length = worth / _product(way, moved)
        effect = [one + length * by for one, by in zip(effect, way, strict=True)]
        left = [one - length * by for one, by in zip(left, moved, strict=True)]
        step = [one / much for one, much in zip(left, weight, strict=True)]
        worth, former = _product(left, step), worth
        way = [one + worth / former * by for one, by in zip(step, way, strict=True)]
    return dict(zip(reviewers, effect[before:], strict=True))


def _product(left: Sequence[float], right: Sequence[float]) -> float:
    return sum(map(mul, left, right))
