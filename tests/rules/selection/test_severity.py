"""Strict reviewers: found where they are, never found where they are not."""

import csv
import random
from collections import defaultdict
from statistics import mean

import pytest

from conference.rules.selection.severity import ENOUGH, Score, adjusted, severities


def a_meeting(seed: int, *, strict: float, works: int = 400) -> tuple[list[Score], dict[int, float]]:
    """One review by lived experience and two by professionals of each work; what the works are truly worth."""
    chance = random.Random(seed)
    worth = {work: chance.gauss(3, 0.6) for work in range(works)}
    lean = {reviewer: chance.gauss(0, strict) for reviewer in range(60)}
    scores = []
    for work in range(works):
        readers = [(chance.randrange(20), "lived_experience")]
        readers += [(reviewer, "professional") for reviewer in chance.sample(range(20, 60), 2)]
        for reviewer, kind in readers:
            scores.append(Score(work, work % 8, reviewer, kind, worth[work] + lean[reviewer] + chance.gauss(0, 0.6)))
    return scores, worth


def raw(scores: list[Score]) -> dict[int, float]:
    lanes: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in scores:
        lanes[one.abstract][one.kind].append(one.points)
    return {work: mean(mean(points) for points in kinds.values()) for work, kinds in lanes.items()}


def agreement(found: dict[int, float], worth: dict[int, float]) -> float:
    """Spearman's rank correlation; there are no ties."""
    places = [{work: place for place, work in enumerate(sorted(row, key=row.__getitem__))} for row in (found, worth)]
    apart = sum((places[0][work] - places[1][work]) ** 2 for work in worth)
    return 1 - 6 * apart / (len(worth) * (len(worth) ** 2 - 1))


@pytest.mark.parametrize("seed", range(5))
def test_planted_strictness_is_found_and_the_order_gets_nearer_the_truth(seed: int) -> None:
    scores, worth = a_meeting(seed, strict=0.7)
    assert agreement(adjusted(scores), worth) > agreement(raw(scores), worth) + 0.03


@pytest.mark.parametrize("seed", range(10))
def test_where_nobody_is_strict_nothing_changes(seed: int) -> None:
    scores, _worth = a_meeting(seed, strict=0)
    assert (severities(scores), adjusted(scores)) == ({}, raw(scores))


def test_what_the_kinds_see_differently_stays() -> None:
    scores, _worth = a_meeting(1, strict=0.7)
    lower = [one._replace(points=one.points - (one.kind == "lived_experience")) for one in scores]
    before, after = severities(scores), severities(lower)
    assert before.keys() == after.keys()
    assert all(abs(before[reviewer] - after[reviewer]) < 1e-6 for reviewer in before)


def test_a_reviewer_of_few_is_not_judged() -> None:
    scores, _worth = a_meeting(2, strict=0.7)
    few = [Score(work, work % 8, 99, "professional", 1.0) for work in range(ENOUGH - 1)]
    found = severities(scores + few)
    assert 99 not in found
    assert 99 in severities(scores + [*few, Score(50, 2, 99, "professional", 1.0)])


def test_nothing_to_go_by_is_no_fault() -> None:
    assert adjusted([]) == {}
    assert adjusted([Score(1, None, 1, "professional", 4.0)]) == {1: 4.0}


def test_the_real_grant_reviews(real_data) -> None:
    """26 reviewers of 72 proposals: the order hardly moves, and nobody moves by more than their reviewers differ."""
    with open(real_data / "reviews" / "aibs_reviews.csv") as file:
        rows = list(csv.DictReader(file))
    scores = [Score(int(r["ID"]), None, int(r["RevID"]), "professional", 6 - float(r["Score"])) for r in rows]
    found, given = adjusted(scores), raw(scores)
    strict = severities(scores)
    assert len(found) == 72
    assert max(abs(found[work] - given[work]) for work in given) <= max([0.0, *map(abs, strict.values())]) + 1e-9
