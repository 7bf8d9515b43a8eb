from datetime import UTC, datetime, timedelta

import pytest

from conference.rules.applications import applications
from conference.rules.applications.applications import State

CLOSES = datetime(2026, 6, 30, 23, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "to", "may"),
    [
        (State.draft, State.sent, True),
        (State.draft, State.offered, False),
        (State.sent, State.offered, True),
        (State.sent, State.accepted, False),
        (State.waiting_list, State.offered, True),
        (State.offered, State.accepted, True),
        (State.offered, State.lapsed, True),
        (State.accepted, State.withdrawn, True),
        (State.accepted, State.offered, False),
        (State.not_offered, State.offered, False),
        (State.lapsed, State.accepted, False),
    ],
)
def test_legal_moves(now, to, may):
    assert applications.may_move(now, to) is may


def test_every_state_has_its_moves():
    assert set(applications.MOVES) == set(State)


def test_nobody_is_asked_about_what_they_did_not_ask_for():
    assert "travel" not in applications.pages_for(frozenset({"ticket"}))
    assert "companion" not in applications.pages_for(frozenset({"ticket", "travel"}))
    everything = frozenset(each.value for each in applications.Wanted)
    facts = applications.told(everything, for_another=True, under_18=True, by_car=True)
    assert applications.pages_for(facts) == applications.PAGES
    assert applications.told({"hotel"}, for_another=None, under_18=False, by_car=True) == {"hotel"}


def test_pages_lead_on_and_back_over_those_left_out():
    ticket_only = frozenset({"ticket"})
    assert applications.page_after("other-funder", ticket_only) == "access"
    assert applications.page_before("access", ticket_only) == "other-funder"
    assert applications.page_after("agree", ticket_only) is None
    assert applications.page_before("name", ticket_only) is None


@pytest.mark.parametrize(("text", "count"), [("", 0), (None, 0), ("  ", 0), ("one", 1), ("two  words\n", 2)])
def test_words_are_counted_as_a_person_counts(text, count):
    assert applications.words_in(text) == count


def test_two_of_three_answers_are_enough():
    assert applications.enough_told("a", "b", "") is True
    assert applications.enough_told("a", " ", None) is False


def test_one_way_to_be_reached_is_enough():
    assert applications.can_reach(None, "01632 960001", None) is True
    assert applications.can_reach("", " ", None) is False


def test_the_web_closes_on_time_and_paper_may_be_typed_a_little_later():
    window = {"opens_at": CLOSES - 30 * DAY, "closes_at": CLOSES, "grace": 3 * DAY}
    assert applications.may_send(**window, typed_by_staff=False, at=CLOSES - timedelta(seconds=1)) is True
    assert applications.may_send(**window, typed_by_staff=False, at=CLOSES) is False
    assert applications.may_send(**window, typed_by_staff=True, at=CLOSES + 2 * DAY) is True
    assert applications.may_send(**window, typed_by_staff=True, at=CLOSES + 3 * DAY) is False
    assert applications.may_send(**window, typed_by_staff=True, at=CLOSES - 31 * DAY) is False


def test_what_is_missing_is_named_by_its_page():
    answered = {"name": True, "contact": False, "travel": False}
    assert applications.missing(answered, frozenset({"ticket"})) == [applications.Missing("contact")]


def test_references_can_be_read_out():
    assert applications.grouped("4F7K2MQR", "LE") == "LE-4F7K-2MQR"
    assert applications.grouped("ABCDEFGH") == "ABCD-EFGH"


@pytest.mark.parametrize(("asked", "may"), [(None, True), (CLOSES - DAY, True), (CLOSES - DAY / 2, False)])
def test_a_new_code_is_asked_for_once_a_day(asked, may):
    assert applications.may_ask_code(asked, CLOSES) is may
