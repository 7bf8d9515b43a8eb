"""Who gets a code after the freeze, and under which badge."""

import pytest

from conference.rules.award.additions import Reason, badge_after, standing, why_not_asked


@pytest.mark.parametrize(
    ("reason", "badge", "no"),
    [
        (Reason.late_registration, "N-1", None),
        (Reason.left_out, "N-1", None),
        (Reason.late_registration, "B-1", "on_roll"),
        (Reason.late_registration, "b 1", "on_roll"),
        (Reason.late_registration, "B-1 (2)", None),
        (Reason.late_registration, "B-12", None),
        (Reason.lost_card, "b1", None),
        (Reason.lost_card, "b2", "replaced_already"),
        (Reason.lost_card, "B-1", None),
        (Reason.lost_card, "N-1", "not_on_roll"),
        (Reason.lost_card, "B-2", "replaced_already"),
    ],
)
def test_who_may_be_asked_for(reason, badge, no):
    assert why_not_asked(reason, badge, on_roll={"B-1", "B-2"}, blocked={"B-2"}) == no


def test_a_later_card_and_a_longer_badge_are_two():
    assert standing("B-72", {"B-7", "B-7 (2)"}) == ""
    assert standing("b7 (2)", {"B-7", "B-7 (2)", "B-72"}) == "B-7 (2)"


def test_each_new_card_has_a_badge_of_its_own():
    assert badge_after("B-1", {"B-1"}) == "B-1 (2)"
    assert badge_after("B-1", {"B-1", "B-1 (2)"}) == "B-1 (3)"
    assert badge_after("B-1 (2)", {"B-1", "B-1 (2)"}) == "B-1 (3)"
