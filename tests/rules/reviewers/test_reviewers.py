"""How much somebody may be given at their own pace, and when they are done."""

from datetime import date

import pytest

from conference.rules.reviewers.reviewers import done_by, within_pace


@pytest.mark.parametrize(
    ("pace", "days_left", "done", "unread", "room"),
    [
        (None, 21, 0, 0, 10),  # they did not say
        (3, None, 0, 0, 10),  # there is no last day yet
        (3, 21, 0, 0, 9),
        (3, 20, 0, 0, 8),
        (9, 21, 0, 0, 10),  # never more than their own number
        (3, 7, 0, 5, 5),  # what they hold stays
        (3, 7, 4, 1, 7),  # what they have sent takes no time any more
        (3, -4, 1, 2, 3),  # the last day is over
        (3, -4, 0, 0, 0),
    ],
)
def test_nobody_is_given_more_than_they_can_read_at_their_pace(pace, days_left, done, unread, room):
    assert within_pace(10, pace, days_left, done, unread) == room


@pytest.mark.parametrize(("to_do", "pace", "day"), [(1, 1, 8), (6, 3, 15), (7, 3, 18), (0, 3, 1)])
def test_the_day_on_which_somebody_is_done(to_do, pace, day):
    assert done_by(to_do, pace, date(2027, 3, 1)) == date(2027, 3, day)
