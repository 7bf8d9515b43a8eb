from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from conference.rules.funding import rates
from conference.rules.funding.rates import Rate, RateKind, Unit
from conference.rules.money import rate_written

CAR = (
    Rate(1, RateKind.car, "", Unit.mile, 45, 1, 0, 10_000),
    Rate(2, RateKind.car, "", Unit.mile, 25, 1, 10_000, None),
)
HALF = Rate(3, RateKind.bicycle, "", Unit.mile, 49, 2)


@pytest.mark.parametrize(
    ("miles", "before", "pence"),
    [(100, 0, 4500), (10_000, 0, 450_000), (10_001, 0, 450_025), (20, 9_990, 700), (4, 20_000, 100), (0, 0, 0)],
)
def test_miles_are_paid_by_their_band(miles, before, pence):
    assert rates.amount(CAR, miles, before) == pence


def test_a_half_penny_goes_up_and_is_rounded_once():
    assert rates.amount([HALF], 1) == 25
    assert rates.amount([HALF], 3) == 74  # 73.5; three times 25 would be 75
    assert rates.amount([HALF], Fraction(1, 49)) == 1


def test_beyond_the_last_band_nothing_is_paid():
    assert rates.amount(CAR[:1], 10_050) == 450_000


@given(st.integers(0, 30_000), st.integers(0, 30_000))
def test_a_journey_in_two_parts_comes_to_the_same(first, second):
    apart = rates.amount(CAR, first) + rates.amount(CAR, second, before=first)
    assert apart == rates.amount(CAR, first + second)


@given(st.fractions(min_value=0, max_value=10**6))
def test_rounding_is_never_off_by_more_than_a_half(exact):
    off = rates.rounded(exact) - exact
    assert Fraction(-1, 2) < off <= Fraction(1, 2)


def test_the_place_comes_before_everywhere_and_the_edition_before_shared():
    def hotel(number, place, own):
        return Rate(number, RateKind.hotel, place, Unit.night, 9000, 1, own=own)

    book = [hotel(1, "", False), hotel(2, "", True), hotel(3, "leeds", False), hotel(4, "leeds", True)]
    assert [each.id for each in rates.chosen(book, RateKind.hotel, " LEEDS ")] == [4]
    assert [each.id for each in rates.chosen(book[:3], RateKind.hotel, "Leeds")] == [3]
    assert [each.id for each in rates.chosen(book, RateKind.hotel, "Hull")] == [2]
    assert rates.chosen(book, RateKind.lunch) == ()
    assert [each.id for each in rates.chosen(reversed(CAR), RateKind.car)] == [1, 2]


def test_every_kind_has_its_unit():
    assert set(rates.UNITS) == set(RateKind)


def test_a_rate_is_written_to_its_last_part_of_a_penny():
    assert (rate_written(45, 1, "GBP"), rate_written(49, 2, "EUR", "nl")) == ("£0.45", "€0,245")
    assert rate_written(*(Fraction(Decimal("24.55")) * 1).as_integer_ratio(), "GBP") == "£0.2455"
