from fractions import Fraction

import pytest

from conference.rules.applications import scoring
from conference.rules.applications.scoring import PARTS, Pair, Panel, Score, ScoreState
from conference.rules.people.duties import Kind

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
    assert scoring.is_covered([score(kind) for kind in kinds]) is covered


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
    assert scoring.newness(applied, attended, funded, years) == points


def test_lived_experience_weighs_as_much_as_two_professionals():
    scores = [score(LE, contribution=3), score(PRO, contribution=0), score(PRO, contribution=1)]
    assert scoring.mean_for(scores, scoring.Criterion.contribution) == Fraction(7, 4)


def test_the_sum_adds_newness():
    full = scoring.stand([score(LE, 3, 3, 3), score(PRO, 3, 3, 3)], 3)
    assert (full.covered, full.total, full.need) == (True, 12 * PARTS, 3 * PARTS)
    assert scoring.stand([], 3) == scoring.Stand(covered=False, sent=0, newness=3)


@pytest.mark.parametrize("count", range(1, 13))
def test_parts_of_a_point_are_exact_for_up_to_twelve_of_a_kind(count):
    scores = [score(LE, contribution=1), *(score(PRO, contribution=int(each == 0)) for each in range(count))]
    assert Fraction(scoring.stand(scores, 0).contribution, PARTS) == (1 + Fraction(1, count)) / 2


def test_every_required_panel_must_be_heard():
    first, second = Panel(1), Panel(2, minimum=3, needs_le=False)
    heard = [Score(LE, 1, 1, 1, 1), Score(PRO, 1, 1, 1, 1)]
    more = [Score(PRO, 1, 1, 1, 2)] * 3
    assert not scoring.is_covered(heard, [first, second])
    assert not scoring.is_covered(more, [second])  # somebody with lived experience is heard, whatever the panels ask
    assert scoring.is_covered(heard + more, [first, second])
    assert scoring.is_covered(heard, [first, Panel(2, required=False)])


def test_spread_shows_where_assessors_differ_most():
    assert scoring.spread([score(LE, 3, 2, 0), score(PRO, 3, 1, 3)]) == 3


PANEL = {1: LE, 2: LE, 3: PRO, 4: PRO}


def test_each_application_goes_to_one_of_each_kind_with_even_loads():
    shared = scoring.share_out([10, 11], PANEL, {}, {})
    assert shared.pairs == (Pair(10, 1), Pair(10, 3), Pair(11, 2), Pair(11, 4))
    assert shared.short == ()


def test_nobody_scores_their_own_and_who_stood_aside_is_replaced():
    shared = scoring.share_out([10], PANEL, {10: {2: ScoreState.recused, 3: ScoreState.submitted}}, {10: 1})
    assert shared == scoring.Shared((), (10,))
    again = scoring.share_out([10], PANEL, {10: {2: ScoreState.recused, 3: ScoreState.submitted}}, {})
    assert again.pairs == (Pair(10, 1),)


def test_two_professionals_do_not_make_a_panel():
    shared = scoring.share_out([10], PANEL, {10: {3: ScoreState.submitted, 4: ScoreState.submitted}}, {})
    assert shared.pairs == (Pair(10, 1),)


def test_who_could_read_what_others_said_is_not_asked_any_more():
    already = {10: {3: ScoreState.submitted, 4: ScoreState.recused}}
    assert scoring.share_out([10], PANEL, already, {}, seen={10: [1]}).pairs == (Pair(10, 2),)
    assert scoring.share_out([10], PANEL, already, {}, seen={10: [1, 2]}) == scoring.Shared((), (10,))
    assert scoring.share_out([10], PANEL, already, {}).pairs == (Pair(10, 1),)  # the control
