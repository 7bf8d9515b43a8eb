"""Dates are local days in the edition's zone."""

from datetime import UTC, date, datetime

import pytest

from conference.rules.editions.dates import add_working_days, end_of_day, is_open, last_day, local_day


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        (date(2027, 1, 15), "Europe/London", datetime(2027, 1, 16, 0, tzinfo=UTC)),
        (date(2027, 6, 15), "Europe/London", datetime(2027, 6, 15, 23, tzinfo=UTC)),
        (date(2027, 3, 27), "Europe/London", datetime(2027, 3, 28, 0, tzinfo=UTC)),
        (date(2027, 3, 28), "Europe/London", datetime(2027, 3, 28, 23, tzinfo=UTC)),
        (date(2027, 6, 15), "Australia/Melbourne", datetime(2027, 6, 15, 14, tzinfo=UTC)),
    ],
)
def test_a_deadline_is_the_end_of_a_local_day(day: date, zone: str, moment: datetime) -> None:
    assert end_of_day(day, zone) == moment
    assert last_day(moment, zone) == day
    assert local_day(moment, zone) > day


def test_working_days_skip_weekends_and_holidays() -> None:
    friday = date(2027, 1, 15)
    assert add_working_days(friday, 1) == date(2027, 1, 18)
    assert add_working_days(friday, 10) == date(2027, 1, 29)
    assert add_working_days(friday, 1, frozenset({date(2027, 1, 18)})) == date(2027, 1, 19)


def test_open_from_the_first_moment_to_just_before_the_last() -> None:
    opens, closes = datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)
    assert [is_open(at, opens, closes) for at in (opens, closes, datetime(2026, 12, 31, tzinfo=UTC))] == [
        True,
        False,
        False,
    ]
    assert not is_open(opens, None, None)
    assert is_open(closes, opens, None)
