"""How long a kiosk waits, when the box of slips shuts, and what two readings of a slip mean."""

from datetime import UTC, datetime, timedelta

import pytest

from conference.rules.award.codes import reading_of, slip_of, tidy
from conference.rules.award.slips import Slip, box_shuts, pause, standing, was_left

AT = datetime(2027, 5, 10, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("recorded", "slow", "minutes"), [(False, False, 3), (True, False, 1), (False, True, 11), (True, True, 5)]
)
def test_how_long_a_page_of_a_kiosk_stays(recorded, slow, minutes):
    found = pause(recorded=recorded, slow=slow)
    assert found.minutes == minutes
    assert found.grace >= 20, "whoever is asked has twenty seconds or more to say that they are there (WCAG 2.2.1)"


@pytest.mark.parametrize(
    ("ago", "left"), [(None, False), (0, False), (1199, False), (1201, True), (86_400, True), (-1201, True)]
)
def test_a_kiosk_that_nobody_touched_for_long_was_left(ago, left):
    assert was_left(None if ago is None else int(AT.timestamp()) - ago, AT) is left


def test_nothing_stays_as_long_as_a_kiosk_that_was_left():
    longest = max(sum((each.quiet, each.grace)) for each in (pause(recorded=r, slow=s) for r in (0, 1) for s in (0, 1)))
    assert not was_left(int(AT.timestamp()) - longest, AT)


@pytest.mark.parametrize(
    ("lasts", "before"), [(timedelta(days=2), timedelta(hours=1)), (timedelta(minutes=40), timedelta(minutes=10))]
)
def test_the_box_shuts_an_hour_before_or_a_quarter_of_a_short_vote(lasts, before):
    assert box_shuts(AT, AT + lasts) == AT + lasts - before


@pytest.mark.parametrize(
    ("mine", "before", "others", "blank", "became"),
    [
        ("x", None, [], False, Slip.waits),
        ("x", "x", [], False, Slip.typed_before),
        ("x", "y", [], False, Slip.typed_before),
        ("x", None, ["x"], False, Slip.recorded),
        ("x", "y", ["x"], False, Slip.recorded),
        ("x", None, ["x"], True, Slip.no_vote),
        ("x", None, ["y"], False, Slip.differs),
        ("x", None, ["y"], True, Slip.differs),
        ("x", None, ["y", "x"], False, Slip.recorded),
        ("x", None, ["y", "z"], False, Slip.differs),
    ],
)
def test_a_slip_counts_when_two_people_read_the_same(mine, before, others, blank, became):
    assert standing(mine, before, others, blank=blank) is became


def test_what_is_kept_of_a_slip_needs_code_key_and_award():
    code, key = "347834783478", b"key"
    same = reading_of(code, "A-1", 1, key)
    others = {
        reading_of(code, "A-2", 1, key),
        reading_of("347834783479", "A-1", 1, key),
        reading_of(code, "A-1", 2, key),
        reading_of(code, "A-1", 1, b"other"),
        slip_of(code, 1, key),
    }
    assert reading_of(code, "A-1", 1, key) == same
    assert (len(others), same in others) == (5, False)


def test_a_scanned_link_is_read_as_its_code():
    assert tidy("https://vote.example.org/vote/FORUM27/3/with/34AC-6789-DEFH") == "34AC6789DEFH"
