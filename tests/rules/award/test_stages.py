"""Before a ballot: what a work lacks, when the jury may start and close, and how its shortlist comes about."""

from datetime import timedelta
from fractions import Fraction

import pytest

from conference.rules.abstracts.abstracts import AbstractState, Involvement
from conference.rules.award import stages as rules
from conference.rules.award.counting import draw
from conference.rules.award.stages import Facts, Lack, Phase, Rating, Said, WorkState
from tests.cast import AT

HOUR = timedelta(hours=1)
YES = Facts(WorkState.asked, Said.yes, True, Said.yes)


@pytest.mark.parametrize(
    ("facts", "lacks"),
    [
        (YES, []),
        (Facts(WorkState.new, Said.waiting, False, Said.waiting), [Lack.not_looked_at]),
        (Facts(WorkState.left_out, Said.yes, True, Said.yes), [Lack.left_out]),
        (Facts(WorkState.asked, Said.waiting, False, Said.waiting), [Lack.nominee_waits, Lack.no_co_presenter]),
        (Facts(WorkState.asked, Said.no, True, Said.yes), [Lack.nominee_said_no]),
        (Facts(WorkState.asked, Said.yes, True, Said.waiting), [Lack.co_presenter_waits]),
        (Facts(WorkState.asked, Said.yes, True, Said.no), [Lack.co_presenter_said_no]),
        (Facts(WorkState.asked, Said.yes, True, Said.yes, AbstractState.accepted, Involvement.design, True), []),
        (Facts(WorkState.asked, Said.yes, True, Said.yes, AbstractState.accepted, Involvement.not_asked), []),
        (
            Facts(WorkState.asked, Said.yes, True, Said.yes, AbstractState.withdrawn, Involvement.none, False),
            [Lack.not_accepted, Lack.no_co_production, Lack.below_the_rule],
        ),
    ],
)
def test_co_production_is_a_condition_of_entry(facts, lacks):
    assert rules.lacks(facts) == lacks


def test_anybody_may_nominate_to_the_end_of_the_last_day():
    assert [
        rules.may_nominate(phase, AT, at)
        for phase, at in ((Phase.preparing, AT - HOUR), (Phase.nominating, AT - HOUR), (Phase.nominating, AT))
    ] == [False, True, False]


@pytest.mark.parametrize(
    ("phase", "at", "eligible", "jurors", "why"),
    [
        (Phase.preparing, AT, 9, 9, "other_phase"),
        (Phase.nominating, AT - HOUR, 9, 9, "too_early"),
        (Phase.nominating, AT, 1, 9, "too_few_works"),
        (Phase.nominating, AT, 2, 1, "too_few_jurors"),
        (Phase.nominating, AT, 2, 2, None),
    ],
)
def test_the_jury_starts_after_the_last_day_to_nominate(phase, at, eligible, jurors, why):
    assert rules.why_not_rating(phase, AT, eligible=eligible, jurors=jurors, at=at) == why


@pytest.mark.parametrize(
    ("phase", "left", "at", "why"),
    [
        (Phase.nominating, 0, AT, "other_phase"),
        (Phase.rating, 1, AT - HOUR, "still_rating"),
        (Phase.rating, 0, AT - HOUR, None),
        (Phase.rating, 1, AT, None),
    ],
)
def test_the_rating_closes_on_its_last_day_or_when_nothing_is_left(phase, left, at, why):
    assert rules.why_not_closed(phase, AT, left=left, at=at) == why


def test_the_shortlist_is_the_mean_over_jurors_means_from_two_jurors_or_more():
    ratings = [
        Rating("A", (5, 5, 5)),
        Rating("B", (5, 4, 3)),
        Rating("B", (3, 3, 3)),
        Rating("C", (4, 4, 4)),
        Rating("C", (5, 5, 2)),
    ]
    stood = rules.standings(["A", "B", "C", "D"], ratings, "seed")
    assert [(one.work, one.mean, one.raters) for one in stood[:2]] == [("C", Fraction(4), 2), ("B", Fraction(7, 2), 2)]
    assert {one.work for one in stood[2:]} == {"A", "D"}
    assert stood[0].criteria == (Fraction(9, 2), Fraction(9, 2), Fraction(3))
    assert [one.work for one in rules.shortlist(stood, 4)] == ["C", "B"]


def test_equal_means_are_told_apart_by_the_published_seed():
    works = ["A", "B", "C", "D"]
    ratings = [Rating(work, (4, 4, 4)) for work in works for _juror in range(2)]
    for seed in ("one", "two", "three"):
        stood = rules.standings(works, ratings, seed)
        assert [one.work for one in rules.shortlist(stood, 2)] == draw(seed, works)[:2]
        assert sorted(rules.draws(stood, 2)) == works
        assert rules.draws(stood, 4) == []


def test_the_order_of_the_ratings_changes_nothing():
    ratings = [Rating(work, (points, 3, 2)) for work, points in (("A", 1), ("A", 5), ("B", 3), ("B", 4), ("C", 2))]
    assert rules.standings("ABC", ratings, "s") == rules.standings("CBA", ratings[::-1], "s")


@pytest.mark.parametrize(
    ("comment", "named"),
    [
        ("Ben and I loved it.", True),
        ("As Okoro said, moving.", True),
        ("A benefit to all.", False),
        ("Clear and kind.", False),
        ("", False),
    ],
)
def test_a_comment_with_a_jurors_name_is_found(comment, named):
    assert rules.names_somebody(comment, ["Ben Okoro", "Jo Al"]) is named


def test_a_mean_is_read_with_one_place_rounded_half_up():
    assert [rules.figure(mean) for mean in (None, Fraction(13, 3), Fraction(65, 20), Fraction(5))] == [
        "",
        "4.3",
        "3.3",
        "5.0",
    ]
