"""When reviewers talk an abstract over, which ones, and who may write: tables that read as the policy."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from conference.rules.reviews.discussion import (
    WIDE,
    Phase,
    Standing,
    Window,
    WrongDay,
    is_a_change,
    is_queued,
    letters,
    may_write,
    phase,
    wrong_days,
)
from conference.rules.reviews.reviews import Answers, Fact
from conference.rules.selection.ranking import Lane

AT = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NO_DAYS = Window()


def standing(lived=(2,), professional=(4,), **facts):
    return Standing(Lane.of(lived), Lane.of(professional), **facts)


@pytest.mark.parametrize(
    ("lived", "professional", "queued"),
    [
        ((2,), (4,), True),
        ((5,), (3,), True),  # either way round
        ((2,), (3,), False),
        ((2, 3), (4,), True),  # means 2.5 and 4: just wide enough
        ((2, 3, 3), (4,), False),  # 2.67 and 4
        ((), (5,), False),
        ((1,), (), False),
        ((), (), False),
    ],
)
def test_queued_are_those_on_which_the_two_kinds_lie_a_point_and_a_half_apart(lived, professional, queued):
    assert Fraction(3, 2) == WIDE
    assert is_queued(standing(lived, professional)) is queued


def test_nothing_is_queued_while_somebody_has_not_sent_or_once_it_is_frozen():
    assert not is_queued(standing(awaited=True))
    assert not is_queued(standing(undecided=False))


def test_a_talk_that_has_begun_goes_on_when_the_gap_closes():
    assert is_queued(standing((4,), (4,), begun=True))
    assert not is_queued(standing((4,), (), begun=True))


@pytest.mark.parametrize(
    ("facts", "window", "expected"),
    [
        ({}, NO_DAYS, Phase.open),
        ({"awaited": True}, NO_DAYS, Phase.before),
        ({"professional": ()}, NO_DAYS, Phase.before),
        ({"undecided": False}, NO_DAYS, Phase.over),
        ({}, Window(AT + DAY), Phase.before),
        ({}, Window(AT), Phase.open),
        ({}, Window(AT - DAY, AT + DAY), Phase.open),
        ({}, Window(AT - DAY, AT), Phase.over),
        ({}, Window(None, AT + DAY), Phase.open),
        ({"awaited": True}, Window(AT - 2 * DAY, AT - DAY), Phase.over),
    ],
)
def test_a_phase_goes_by_the_reviews_and_by_the_days(facts, window, expected):
    assert phase(standing(**facts), window, AT) is expected


def test_only_who_has_sent_and_has_no_conflict_writes_in_the_phase_on_what_is_queued():
    fine = {"has_sent": True, "has_conflict": False}
    assert may_write(standing(), NO_DAYS, AT, **fine)
    assert not may_write(standing(), NO_DAYS, AT, **{**fine, "has_sent": False})
    assert not may_write(standing(), NO_DAYS, AT, **{**fine, "has_conflict": True})
    assert not may_write(standing((3,), (4,)), NO_DAYS, AT, **fine)
    assert not may_write(standing(), Window(AT + DAY), AT, **fine)
    assert not may_write(standing(), Window(None, AT), AT, **fine)


CLOSES, LATER, LATEST = date(2027, 3, 1), date(2027, 3, 2), date(2027, 3, 9)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((None, None, None), {}),
        ((CLOSES, None, None), {}),
        ((CLOSES, LATER, LATEST), {}),
        ((CLOSES, LATER, LATER), {}),
        ((CLOSES, None, LATER), {}),
        ((None, None, LATER), {}),
        ((None, LATER, None), {"discuss_from": WrongDay.no_last_day}),
        ((CLOSES, CLOSES, None), {"discuss_from": WrongDay.reviews_open}),
        ((CLOSES, LATEST, LATER), {"discuss_until": WrongDay.ends_first}),
        ((CLOSES, None, CLOSES), {"discuss_until": WrongDay.reviews_open}),
    ],
)
def test_talking_comes_after_the_last_day_for_reviews(days, expected):
    assert wrong_days(*days) == expected


def test_a_changed_mind_has_another_score_or_other_facts():
    before = Answers(3, frozenset({Fact.told}), {"matters": 2}, "Words")
    assert is_a_change(before, Answers(4, before.facts))
    assert is_a_change(before, Answers(3, frozenset({Fact.designed})))
    assert not is_a_change(before, Answers(3, before.facts))


def test_a_letter_goes_by_who_spoke_first_and_stays():
    assert letters([7, 3, 7, 9]) == {7: "A", 3: "B", 9: "C"}
    assert letters([7, 3]) == {7: "A", 3: "B"}
    assert letters(range(28))[27] == "BB"
