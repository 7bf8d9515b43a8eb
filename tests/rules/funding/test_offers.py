from datetime import UTC, date, datetime, timedelta

import pytest

from conference.rules.funding import offers
from conference.rules.funding.offers import Band, OfferState

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "lapses_at", "may"),
    [
        (OfferState.open, NOON + timedelta(seconds=1), True),
        (OfferState.open, NOON, False),
        (OfferState.open, NOON - DAY, False),
        (OfferState.open, None, False),
        (OfferState.reserved, NOON + DAY, False),
        (OfferState.waiting, NOON + DAY, False),
        (OfferState.lapsed, NOON + DAY, False),
        (OfferState.accepted, NOON + DAY, False),
    ],
)
def test_an_open_offer_can_be_accepted_until_it_lapses(state, lapses_at, may):
    assert offers.may_accept(state, lapses_at, NOON) is may


def test_more_days_are_given_once_and_only_while_open():
    assert offers.may_ask_for_more_days(OfferState.open, NOON + DAY, None, NOON) is True
    assert offers.may_ask_for_more_days(OfferState.open, NOON + DAY, NOON - DAY, NOON) is False
    assert offers.may_ask_for_more_days(OfferState.open, NOON, None, NOON) is False


def test_nobody_loses_an_offer_without_being_rung_first():
    assert offers.has_lapsed(OfferState.open, NOON, None, NOON + 90 * DAY) is False
    assert offers.has_lapsed(OfferState.open, NOON, NOON - DAY, NOON + DAY) is True
    assert offers.has_lapsed(OfferState.open, NOON + DAY, NOON - DAY, NOON) is False
    assert offers.has_lapsed(OfferState.accepted, NOON, NOON - DAY, NOON + DAY) is False


@pytest.mark.parametrize(
    ("called_at", "at", "until"),
    [
        (None, datetime(2026, 5, 8, 9, tzinfo=UTC), date(2026, 5, 9)),
        (None, datetime(2026, 5, 9, 9, tzinfo=UTC), date(2026, 5, 10)),
        (None, datetime(2026, 5, 30, 9, tzinfo=UTC), date(2026, 5, 31)),
        (datetime(2026, 5, 8, 9, tzinfo=UTC), datetime(2026, 5, 30, 9, tzinfo=UTC), date(2026, 5, 9)),
        (datetime(2026, 5, 12, 23, 30, tzinfo=UTC), datetime(2026, 5, 30, 9, tzinfo=UTC), date(2026, 5, 14)),
    ],
)
def test_an_offer_stays_open_to_the_end_of_the_day_after_the_call(called_at, at, until):
    zone = "Europe/London"  # 23.30 UTC is the next day there
    lapses_at = offers.end_of_day(date(2026, 5, 9), zone)
    assert offers.open_until(lapses_at, NOON, called_at, zone, at) == offers.end_of_day(until, zone)
    assert offers.open_until(lapses_at, None, None, zone, at) == lapses_at


def test_the_call_is_due_some_days_before_and_once():
    assert offers.is_to_ring(OfferState.open, NOON + 3 * DAY, None, 2, NOON) is False
    assert offers.is_to_ring(OfferState.open, NOON + 2 * DAY, None, 2, NOON) is True
    assert offers.is_to_ring(OfferState.open, NOON + DAY, NOON, 2, NOON) is False
    assert offers.is_to_ring(OfferState.accepted, NOON + DAY, None, 2, NOON) is False


def test_no_promotion_after_the_cut_off_or_the_first_day():
    assert offers.may_promote(NOON, NOON + 30 * DAY, NOON - DAY) is True
    assert offers.may_promote(NOON, NOON + 30 * DAY, NOON) is False
    assert offers.may_promote(None, NOON, NOON) is False


@pytest.mark.parametrize(("position", "band"), [(1, Band(1, 5)), (5, Band(1, 5)), (6, Band(6, 10)), (12, Band(11, 15))])
def test_waiting_list_places_are_told_in_fives(position, band):
    assert offers.band_of(position) == band


def test_every_state_has_its_moves():
    assert set(offers.MOVES) == set(OfferState)


def test_what_has_left_never_comes_back():
    for gone in (OfferState.refused, OfferState.lapsed, OfferState.withdrawn, OfferState.returned):
        assert not offers.MOVES[gone]


def test_one_reminder_comes_before_the_call_and_never_after():
    assert offers.is_to_remind(OfferState.open, NOON + 6 * DAY, None, None, 5, NOON) is False
    assert offers.is_to_remind(OfferState.open, NOON + 5 * DAY, None, None, 5, NOON) is True
    assert offers.is_to_remind(OfferState.open, NOON + 4 * DAY, NOON, None, 5, NOON) is False
    assert offers.is_to_remind(OfferState.open, NOON + 4 * DAY, None, NOON, 5, NOON) is False
    assert offers.is_to_remind(OfferState.refused, NOON + 4 * DAY, None, None, 5, NOON) is False


def test_a_late_call_leaves_the_whole_next_day():
    assert offers.day_after_call(date(2026, 5, 9), date(2026, 5, 7)) == date(2026, 5, 9)
    assert offers.day_after_call(date(2026, 5, 9), date(2026, 5, 9)) == date(2026, 5, 10)
    assert offers.day_after_call(date(2026, 5, 9), date(2026, 5, 20)) == date(2026, 5, 21)
