"""Counts that are safe to show, and questions that are whole in both languages."""

from itertools import product

import pytest

from conference.rules.editions.equality import EVERYONE, KNOWN, RATHER_NOT, STARTER, cells, shown


@pytest.mark.parametrize(
    ("counts", "seen"),
    [
        ({"yes": 40, "no": 21}, {"yes": 40, "no": 20}),
        ({"yes": 40, "no": 3}, {"yes": None, "no": None}),
        ({"a": 40, "b": 9, "c": 3}, {"a": 40, "b": None, "c": None}),
        ({"a": 40, "b": 2, "c": 3}, {"a": 40, "b": None, "c": None}),
        ({"a": 40, "b": 0}, {"a": 40, "b": 0}),
        ({"a": 4, "b": 3}, {"a": None, "b": None}),
        ({"a": 0, "b": 0}, {"a": None, "b": None}),
    ],
)
def test_a_small_group_is_hidden_and_no_sum_gives_it_away(counts, seen):
    assert shown(counts) == seen


def test_from_what_is_shown_no_small_group_can_be_told():
    """In every table of three answers, a group of 1 to 7 is hidden, and never alone beside a second one."""
    for counts in product((0, 1, 4, 7, 8, 12, 20), repeat=3):
        seen = shown(dict(zip("abc", counts, strict=True)))
        small = [name for name, count in zip("abc", counts, strict=True) if 0 < count < 8]
        assert all(seen[name] is None for name in small)
        assert len([name for name in "abc" if seen[name] is None]) != 1 or sum(map(bool, counts)) == 1


def test_control_hiding_only_the_small_one_gives_it_away():
    counts = {"yes": 40, "no": 3}
    alone = {name: None if 0 < count < 8 else count for name, count in counts.items()}
    assert sum(counts.values()) - sum(count or 0 for count in alone.values()) == 3


def test_every_question_is_whole_in_both_languages_with_a_way_out():
    for question in KNOWN.values():
        assert set(question.words) == {"en", "nl"}
        assert [key for key, _words in question.choices("nl")] == [*question.answers, RATHER_NOT]
        assert all(len(key) <= 40 for key in (question.key, *question.answers))


def test_a_form_counts_each_cell_and_itself():
    found = cells(STARTER[:1])
    assert found[0] == (EVERYONE, EVERYONE)
    assert ("age", RATHER_NOT) in found
