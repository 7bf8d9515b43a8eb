"""What a hall sees, who is named, when people are reminded, and which digests tell nothing of the result."""

from datetime import UTC, datetime, timedelta

import pytest

from conference.rules.award.ceremony import (
    Bar,
    Step,
    could_vote,
    credit,
    is_out,
    moment_of,
    remind_from,
    rounds,
    told,
)

NOON = datetime(2027, 5, 12, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("presenters", "name", "named"),
    [
        ("Zeno Lowell", "Amina Yusuf", ("Zeno Lowell", "Amina Yusuf")),
        ("Zeno Lowell, amina yusuf", "Amina Yusuf", ("Zeno Lowell, amina yusuf",)),
        ("Zeno Lowell", "", ("Zeno Lowell",)),
        ("", "Amina", ("Amina",)),
        ("", "", ()),
    ],
)
def test_people_are_named_as_equals_once_and_only_as_they_want(presenters, name, named):
    assert credit(presenters, name) == named


@pytest.mark.parametrize(
    ("asked", "reminded"),
    [
        (NOON - 30 * DAY, NOON - 3 * DAY),
        (NOON - 6 * DAY, NOON - 3 * DAY),
        (NOON - 4 * DAY, NOON - 2 * DAY),  # nobody is reminded in the first half of their own time
        (NOON - DAY, NOON - DAY / 2),
    ],
)
def test_a_reminder_comes_before_the_last_moment_and_not_in_the_first_half_of_ones_time(asked, reminded):
    assert remind_from(asked, NOON, 3 * DAY) == reminded


def test_a_result_is_out_at_once_or_from_its_moment_on():
    assert is_out(None, NOON)
    assert [is_out(NOON, at) for at in (NOON - timedelta(seconds=1), NOON, NOON + DAY)] == [False, True, True]
    assert moment_of({"announce_at": NOON.isoformat()}) == NOON
    assert moment_of({}) is None


def test_no_witness_is_told_a_digest_from_which_the_result_could_be_guessed():
    digests = dict.fromkeys(("rules", "entries", "roll", "frozen", "ballots", "result", "file"), "f00d")
    assert {step: sorted(told(step, digests)) for step in Step} == {
        Step.frozen: ["entries", "frozen", "roll", "rules"],
        Step.sealed: ["file", "frozen"],
        Step.published: ["file", "frozen"],
    }
    assert told(Step.sealed, {"frozen": "f00d"}) == {"frozen": "f00d"}


def test_a_code_given_later_is_one_more_who_could_vote_unless_it_took_the_place_of_a_lost_card():
    log = [("late_registration", True), ("left_out", True), ("lost_card", True), ("late_registration", False)]
    additions = [{"reason": reason, "given": given} for reason, given in log]
    assert (could_vote({"roll": 30}), could_vote({"roll": 30, "additions": additions})) == (30, 32)


def test_the_most_votes_stand_at_the_top_and_the_winner_before_whoever_is_level():
    result = {"winners": ["B"], "rounds": [{"A": 3, "B": 3, "C": 1}, {"A": 4, "B": 4}]}
    result["lived_experience"] = {"rounds": [{"A": 1, "B": 2, "C": 0}, {"B": 3}]}
    assert rounds({"method": "ranked", "result": result}) == [
        [Bar("B", "3", 100, "2"), Bar("A", "3", 100, "1"), Bar("C", "1", 100 / 3, "0")],
        [Bar("B", "4", 100), Bar("A", "4", 100)],
    ]


def test_a_jurys_points_are_one_round():
    rows = [{"reference": "S-1", "raters": 2, "mean": "4.5"}, {"reference": "S-2", "raters": 2, "mean": "2"}]
    facts = {"method": "jury", "result": {"winners": ["S-1"], "rows": rows}}
    assert rounds(facts) == [[Bar("S-1", "4.5", 90), Bar("S-2", "2", 40)]]
