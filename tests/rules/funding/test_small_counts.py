from hypothesis import given, strategies as st

from conference.rules.funding.small_counts import safe


def test_small_groups_are_hidden_and_never_one_alone():
    assert safe({"new": 30, "known": 12}) == {"new": 30, "known": 12}
    assert safe({"new": 30, "known": 3}) == {"new": None, "known": None}
    assert safe({"England": 40, "Wales": 9, "Scotland": 7}) == {"England": 40, "Wales": None, "Scotland": None}
    assert safe({"England": 40, "Wales": 2, "Scotland": 7}) == {"England": 40, "Wales": None, "Scotland": None}
    assert safe({"England": 9, "Wales": 0}) == {"England": 9, "Wales": 0}


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=6))
def test_no_small_group_can_be_seen_or_worked_out_from_the_sum(counts):
    shown = safe(counts)
    hidden = [name for name, count in shown.items() if count is None]
    assert all(count is None or count == 0 or count >= 8 for count in shown.values())
    if len(hidden) == 1:  # it is everybody: the sum alone, and there is no other group to tell it from
        assert sum(1 for count in counts.values() if count) == 1
