"""Who gets a code after the freeze, and under which badge."""

import pytest

from conference.rules.award_additions import Reason, badge_after, why_not_asked


@pytest.mark.parametrize(
    ("reason", "badge", "no"),
    [
        (Reason.late_registration, "N-1", ""),
        (Reason.left_out, "N-1", ""),
        (Reason.late_registration, "B-1", "on_roll"),
        (Reason.lost_card, "B-1", ""),
        (Reason.lost_card, "N-1", "not_on_roll"),
        (Reason.lost_card, "B-2", "replaced_already"),
    ],
)
def test_who_may_be_asked_for(reason, badge, no):
    assert why_not_asked(reason, badge, on_roll={"B-1", "B-2"}, blocked={"B-2"}) == no


def test_each_new_card_has_a_badge_of_its_own():
    assert badge_after("B-1", {"B-1"}) == "B-1 (2)"
    assert badge_after("B-1", {"B-1", "B-1 (2)"}) == "B-1 (3)"
    assert badge_after("B-1 (2)", {"B-1", "B-1 (2)"}) == "B-1 (3)"
