from fractions import Fraction

import pytest

from conference.rules import assessment
from conference.rules.assessment import Candidate, Pair, Score, ScoreState
from conference.rules.people import Kind

LE, PRO = Kind.lived_experience, Kind.professional


def score(kind, contribution=2, benefit=2, need=2):
    return Score(kind, contribution, benefit, need)


@pytest.mark.parametrize(
    ("kinds", "covered"),
    [
        ([], False),
        ([LE], False),
        ([PRO, PRO], False),
        ([LE, PRO], True),
        ([LE, LE], True),
        ([PRO, PRO, PRO], False),
    ],
)
def test_two_assessors_and_one_of_them_with_lived_experience(kinds, covered):
    assert assessment.is_covered([score(kind) for kind in kinds]) is covered


@pytest.mark.parametrize(
    ("applied", "attended", "funded", "years", "points"),
    [
        (False, False, False, None, 3),
        (True, False, False, None, 2),
        (True, True, False, None, 2),
        (True, True, True, 4, 1),
        (True, True, True, 3, 1),
        (True, True, True, 2, 0),
        (True, True, True, None, 0),
    ],
)
def test_new_people_come_first(applied, attended, funded, years, points):
    assert assessment.newness(applied, attended, funded, years) == points


def test_lived_experience_weighs_as_much_as_two_professionals():
    scores = [score(LE, contribution=3), score(PRO, contribution=0), score(PRO, contribution=1)]
    assert assessment.mean_for(scores, assessment.Criterion.contribution) == Fraction(7, 4)


def test_the_sum_adds_newness():
    assert assessment.total([score(LE, 3, 3, 3), score(PRO, 3, 3, 3)], 3) == 12


def test_spread_shows_where_assessors_differ_most():
    assert assessment.spread([score(LE, 3, 2, 0), score(PRO, 3, 1, 3)]) == 3


def candidate(key, *scores, newness=0):
    return Candidate(key, f"LE-{key:04}", scores, newness)


def test_the_ranking_puts_the_highest_sum_first_and_leaves_out_the_uncovered():
    rows = assessment.ranking(
        [
            candidate(1, score(LE, 1, 1, 1), score(PRO, 1, 1, 1)),
            candidate(2, score(LE, 3, 3, 3), score(PRO, 3, 3, 3)),
            candidate(3, score(PRO, 3, 3, 3), score(PRO, 3, 3, 3)),
        ]
    )
    assert [(row.key, row.rank, row.total) for row in rows] == [(2, 1, 9), (1, 2, 3)]


def test_equal_sums_go_to_the_newer_then_the_greater_need():
    new = candidate(1, score(LE, 1, 1, 1), score(PRO, 1, 1, 1), newness=3)
    known = candidate(2, score(LE, 2, 2, 2), score(PRO, 2, 2, 2), newness=0)
    needy = candidate(3, score(LE, 1, 2, 3), score(PRO, 1, 2, 3), newness=0)
    assert [row.key for row in assessment.ranking([known, needy, new])] == [1, 3, 2]


def test_a_full_tie_is_drawn_by_a_lot_anybody_can_repeat_and_is_marked():
    pair = [candidate(key, score(LE), score(PRO)) for key in (1, 2)]
    rows = assessment.ranking(pair)
    assert [row.key for row in rows] == sorted((1, 2), key=lambda key: assessment.lot(f"LE-{key:04}"))
    assert all(row.tied for row in rows)


PANEL = {1: LE, 2: LE, 3: PRO, 4: PRO}


def test_each_application_goes_to_one_of_each_kind_with_even_loads():
    shared = assessment.share_out([10, 11], PANEL, {}, {})
    assert shared.pairs == (Pair(10, 1), Pair(10, 3), Pair(11, 2), Pair(11, 4))
    assert shared.short == ()


def test_nobody_scores_their_own_and_who_stood_aside_is_replaced():
    shared = assessment.share_out([10], PANEL, {10: {2: ScoreState.recused, 3: ScoreState.submitted}}, {10: 1})
    assert shared == assessment.Shared((), (10,))
    again = assessment.share_out([10], PANEL, {10: {2: ScoreState.recused, 3: ScoreState.submitted}}, {})
    assert again.pairs == (Pair(10, 1),)


def test_two_professionals_do_not_make_a_panel():
    shared = assessment.share_out([10], PANEL, {10: {3: ScoreState.submitted, 4: ScoreState.submitted}}, {})
    assert shared.pairs == (Pair(10, 1),)
