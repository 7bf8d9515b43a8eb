from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from conference.rules.selection.ranking import (
    Band,
    CapRule,
    Lane,
    Outcome,
    Places,
    Ranked,
    Reason,
    Tally,
    may_be,
    ranking,
)

RULE = CapRule()


def tally(reference, lived, professional, together, stream=1):
    return Tally(reference, Lane.of(lived), Lane.of(professional), Lane.of(together), stream)


def ranked(*tallies, top=None, second=None, rule=RULE):
    return ranking(tallies, {1: Places(top, second)}, rule).get(1, [])


def story(rows: list[Ranked]):
    return [(row.tally.reference, row.band_before_cap, row.band, row.reason) for row in rows]


def test_lived_experience_weighs_as_much_as_professional():
    assert tally("A", [5], [1, 1], [4]).raw == 3
    assert tally("A", [5, 4], [2], [4]).raw == Fraction(13, 4)


def test_gap_and_spread():
    one = tally("A", [5], [2, 2], [4])
    assert one.gap == 3
    assert one.spread == pytest.approx(2**0.5)
    assert tally("A", [], [2], []).gap is None
    assert tally("A", [], [], []).spread is None
    assert tally("A", [], [], []).raw is None


@pytest.mark.parametrize(
    ("lived", "professional", "together", "reason"),
    [
        ([], [5, 5], [], Reason.no_lived_experience),
        ([], [], [], Reason.no_lived_experience),
        ([5], [5, 5], [], Reason.no_co_production),
        ([5], [], [0], Reason.no_professional),
    ],
)
def test_a_missing_voice_is_not_yet_ranked_and_never_capped(lived, professional, together, reason):
    [row] = ranked(tally("A", lived, professional, together))
    assert (row.place, row.band, row.band_before_cap, row.reason, row.capped) == (
        None,
        None,
        None,
        reason,
        False,
    )
    assert not row.reason.ranks


@pytest.mark.parametrize(
    ("together", "band", "reason"),
    [
        ([0], Band.second, Reason.capped),
        ([1], Band.second, Reason.capped),
        ([2], Band.top, Reason.on_score),
        ([3], Band.top, Reason.on_score),
        ([4], Band.top, Reason.on_score),
        ([1, 2], Band.second, Reason.capped),
        ([1, 3], Band.top, Reason.on_score),
        ([0, 4], Band.top, Reason.on_score),
    ],
)
def test_the_cap_asks_for_a_mean_of_two(together, band, reason):
    [row] = ranked(tally("A", [5], [5], together))
    assert (row.band_before_cap, row.band, row.reason) == (Band.top, band, reason)


@pytest.mark.parametrize("threshold", range(5))
def test_the_threshold_is_a_setting(threshold):
    [row] = ranked(tally("A", [5], [5], [2]), rule=CapRule(version=7, threshold=Fraction(threshold)))
    assert row.capped is (threshold > 2)
    assert row.rule_version == 7


def test_capping_one_lifts_another_and_the_capped_sort_first_in_the_next_band():
    rows = ranked(
        tally("A", [5], [5], [0]),
        tally("B", [5], [4], [4]),
        tally("C", [4], [4], [3]),
        tally("D", [4], [3], [2]),
        tally("E", [3], [3], [2]),
        top=2,
        second=2,
    )
    assert story(rows) == [
        ("B", Band.top, Band.top, Reason.on_score),
        ("C", Band.second, Band.top, Reason.lifted),
        ("A", Band.top, Band.second, Reason.capped),
        ("D", Band.second, Band.second, Reason.on_score),
        ("E", Band.third, Band.third, Reason.on_score),
    ]
    assert [row.tally.reference for row in rows if row.changed] == ["C", "A"]
    assert [row.place for row in rows] == [1, 2, 3, 4, 5]


def test_one_whose_turn_came_only_through_the_cap_is_held_by_it_too():
    rows = ranked(tally("A", [5], [5], [0]), tally("B", [5], [4], [1]), tally("C", [4], [4], [2]), top=1, second=1)
    assert story(rows) == [
        ("C", Band.third, Band.top, Reason.lifted),
        ("A", Band.top, Band.second, Reason.capped),
        ("B", Band.second, Band.third, Reason.not_lifted),
    ]
    assert [row.capped for row in rows] == [False, True, True]


def test_nobody_is_lifted_past_a_poor_score():
    rows = ranked(tally("A", [5], [5], [0]), tally("B", [3], [3], [4]), top=1, second=1)
    assert story(rows) == [
        ("A", Band.top, Band.second, Reason.capped),
        ("B", Band.second, Band.third, Reason.on_score),
    ]


def test_a_low_score_far_down_the_line_is_not_called_capped():
    rows = ranked(tally("A", [5], [5], [4]), tally("B", [4], [4], [0]), top=1, second=1)
    assert story(rows)[1] == ("B", Band.second, Band.second, Reason.on_score)


@pytest.mark.parametrize(("counted", "by_one"), [([0], True), ([0, 1], False)])
def test_capped_by_one_score(counted, by_one):
    [row] = ranked(tally("A", [5] * len(counted), [5], counted))
    assert row.capped and row.capped_by_one is by_one


def test_no_slots_in_a_stream_put_nobody_in_its_top_band():
    [row] = ranked(tally("A", [5], [5], [4]), top=0, second=0)
    assert (row.band_before_cap, row.band, row.capped) == (Band.third, Band.third, False)


def test_ties_are_broken_as_published():
    rows = ranked(
        tally("E", [4], [4, 4], [3]),
        tally("D", [4], [4, 4], [3]),
        tally("C", [4], [5, 3], [3]),
        tally("B", [4], [4, 4], [4]),
        tally("A", [5], [3, 3], [2]),
    )
    assert [row.tally.reference for row in rows] == ["A", "B", "D", "E", "C"]


def test_each_stream_is_ranked_by_itself_and_so_is_the_bucket_without_one():
    found = ranking(
        [tally("A", [5], [5], [4], 2), tally("B", [4], [4], [4], None), tally("C", [5], [4], [4], 2)],
        {2: Places(1, 1), None: Places(0, 1)},
        RULE,
    )
    assert {stream: [(row.tally.reference, row.band) for row in rows] for stream, rows in found.items()} == {
        2: [("A", Band.top), ("C", Band.second)],
        None: [("B", Band.second)],
    }


@pytest.mark.parametrize("band", [*Band, None])
@pytest.mark.parametrize("co_produced", [True, False])
@pytest.mark.parametrize("outcome", Outcome)
def test_no_oral_place_without_co_production_and_nothing_without_a_rank(outcome, co_produced, band):
    assert may_be(outcome, band, co_produced) is (band is not None and (outcome is not Outcome.oral or co_produced))


scores = st.lists(st.integers(1, 5), max_size=3)
tallies = st.lists(
    st.tuples(scores, scores, st.lists(st.integers(0, 4), max_size=3), st.sampled_from([1, 2, None])),
    max_size=14,
).map(lambda rows: [tally(f"LE-{n:03}", *row) for n, row in enumerate(rows)])
maybe = st.none() | st.integers(0, 4)
room = st.builds(Places, maybe, maybe)
rules = st.builds(CapRule, threshold=st.sampled_from([Fraction(n, 2) for n in range(9)]))


@given(tallies, room, rules)
def test_the_cap_comes_last_whatever_the_scores(rows, places, rule):
    found = ranking(rows, dict.fromkeys([1, 2, None], places), rule)
    everyone = [row for stream in found.values() for row in stream]
    assert sorted(row.tally.reference for row in everyone) == [row.reference for row in rows]
    for row in everyone:
        if row.band is Band.top:
            assert row.tally.co_production.mean >= rule.threshold
        if row.capped:
            assert row.band is not Band.top and row.tally.co_production.mean < rule.threshold
        if row.tally.missing:
            assert row.band is None and not row.capped
    for stream in found.values():
        for band, most in ((Band.top, places.top), (Band.second, places.second)):
            assert most is None or sum(row.band is band for row in stream) <= most
        ranks = [list(Band).index(row.band) for row in stream if row.band]
        assert ranks == sorted(ranks)
        for band in Band:
            inside = [row.tally.raw for row in stream if row.band is band]
            if band is not Band.top:
                assert inside == sorted(inside, reverse=True)


@given(tallies, room)
def test_without_a_threshold_the_cap_changes_nothing(rows, places):
    found = ranking(rows, dict.fromkeys([1, 2, None], places), CapRule(threshold=Fraction(0)))
    assert not any(row.changed or row.capped for stream in found.values() for row in stream)


@given(tallies, room, st.randoms())
def test_the_order_the_reviews_came_in_does_not_matter(rows, places, chance):
    where = dict.fromkeys([1, 2, None], places)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert ranking(shuffled, where, RULE) == ranking(rows, where, RULE)


@given(tallies, room)
def test_a_free_top_place_never_stands_beside_work_that_earned_it(rows, places):
    for stream in ranking(rows, dict.fromkeys([1, 2, None], places), RULE).values():
        if places.top is None or sum(row.band is Band.top for row in stream) < places.top:
            for row in stream:
                if row.band and row.tally.raw >= RULE.top_from and not RULE.bites(row.tally):
                    assert row.band is Band.top


@given(st.lists(st.integers(1, 5), max_size=6), st.lists(st.integers(1, 5), max_size=6))
def test_a_lane_adds_up(one, other):
    assert Lane.of(one) + Lane.of(other) == Lane.of(one + other)
