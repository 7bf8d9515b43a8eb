"""The promise clock: working days, days off, questions that stop it, and its lights."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from conference.rules.payments import promise_clock as rules
from conference.rules.payments.promise_clock import Light, Stop

MONDAY = date(2027, 3, 22)
EASTER = frozenset({date(2027, 3, 26), date(2027, 3, 29)})
days = st.dates(date(2027, 1, 1), date(2027, 12, 31))


def test_ten_working_days_are_two_weeks_and_easter_makes_them_longer():
    assert rules.pay_by(MONDAY, 10, 0, frozenset()) == date(2027, 4, 5)
    assert rules.pay_by(MONDAY, 10, 0, EASTER) == date(2027, 4, 7)


def test_a_claim_sent_at_the_weekend_starts_on_monday():
    assert rules.pay_by(MONDAY - timedelta(days=1), 1, 0, frozenset()) == MONDAY


@pytest.mark.parametrize(
    ("asked", "answered", "stopped"),
    [(22, 22, 0), (22, 24, 2), (26, 28, 0), (25, 30, 1), (22, None, 7)],
)
def test_the_clock_stands_still_from_the_question_to_the_answer(asked, answered, stopped):
    stop = Stop(MONDAY.replace(day=asked), answered and MONDAY.replace(day=answered))
    assert rules.stopped_days([stop], date(2027, 4, 2), EASTER) == stopped


@given(days, st.integers(1, 30), st.integers(0, 20))
def test_the_days_left_on_the_day_it_is_sent_are_the_days_promised(sent, promised, stopped):
    day = rules.pay_by(sent, promised, stopped, EASTER)
    assert rules.days_left(day, sent, EASTER) == promised + stopped
    assert rules.days_left(day, day, EASTER) == 0
    assert not rules.is_broken(day, day, stopped=False)


@given(days, st.integers(1, 40))
def test_after_the_day_less_than_nothing_is_left(day, late):
    today = day + timedelta(days=late)
    assert rules.days_left(day, today, EASTER) < 0
    assert rules.is_broken(day, today, stopped=False)
    assert not rules.is_broken(day, today, stopped=True)


def test_amber_from_day_eight_red_before_it_breaks():
    lights = [rules.light(left, days=10, amber_day=8, stopped=False) for left in (10, 3, 2, 1, 0, -3)]
    assert lights == [Light.green, Light.green, Light.amber, Light.red, Light.red, Light.red]
    assert rules.light(-3, days=10, amber_day=8, stopped=True) is Light.stopped


def test_days_out_of_pocket_are_days_of_their_life():
    assert rules.days_out_of_pocket(MONDAY, None, MONDAY + timedelta(days=20)) == 20
    assert rules.days_out_of_pocket(MONDAY, MONDAY + timedelta(days=9), MONDAY + timedelta(days=20)) == 9
