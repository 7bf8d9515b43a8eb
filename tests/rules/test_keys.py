"""Two keys: the policy as a table."""

from datetime import UTC, date, datetime

import pytest

from conference.rules.digests import canonical, digest
from conference.rules.keys import Frozen, Key, State, deputy_from, is_approved, why_not
from conference.rules.people.duties import Rank, Side

MONDAY = datetime(2027, 1, 11, 9, tzinfo=UTC)
THURSDAY = datetime(2027, 1, 14, 23, 59, tzinfo=UTC)
FRIDAY = datetime(2027, 1, 15, 0, 1, tzinfo=UTC)
ORGANISER = Key(1, Side.organiser, Rank.principal)
LEAD = Key(2, Side.lived_experience, Rank.principal)
DEPUTY = Key(3, Side.lived_experience, Rank.deputy)
WAITS = Frozen(State.waiting, MONDAY)
HALF = Frozen(State.waiting, MONDAY, organiser_by=1)


@pytest.mark.parametrize(
    ("frozen", "key", "at", "reason"),
    [
        (WAITS, ORGANISER, MONDAY, None),
        (WAITS, LEAD, MONDAY, None),
        (WAITS, None, MONDAY, "no_key"),
        (HALF, LEAD, MONDAY, None),
        (HALF, ORGANISER, MONDAY, "side_turned"),
        (HALF, Key(1, Side.lived_experience, Rank.principal), MONDAY, "same_person"),
        (Frozen(State.carried, MONDAY), LEAD, MONDAY, "settled"),
        (Frozen(State.returned, MONDAY), LEAD, MONDAY, "settled"),
        (HALF, DEPUTY, MONDAY, "deputy_waits"),
        (HALF, DEPUTY, THURSDAY, "deputy_waits"),
        (HALF, DEPUTY, FRIDAY, None),
        (HALF, Key(3, Side.lived_experience, Rank.deputy, handed_over=True), MONDAY, None),
        (HALF, Key(3, Side.lived_experience, Rank.deputy, principal_has_interest=True), MONDAY, None),
        (HALF, Key(2, Side.lived_experience, Rank.principal, has_interest=True), MONDAY, "has_interest"),
    ],
)
def test_who_may_turn_a_key(frozen: Frozen, key: Key | None, at: datetime, reason: str | None) -> None:
    assert why_not(frozen, key, at=at, zone="Europe/London", holidays=frozenset()) == reason


def test_a_deputy_waits_three_working_days_and_a_holiday_is_none() -> None:
    assert deputy_from(MONDAY, "Europe/London", frozenset()) == date(2027, 1, 14)
    assert deputy_from(MONDAY, "Europe/London", frozenset({date(2027, 1, 12)})) == date(2027, 1, 15)
    assert deputy_from(THURSDAY, "Europe/London", frozenset()) == date(2027, 1, 19)


def test_approval_is_two_different_people() -> None:
    assert [is_approved(Frozen(State.waiting, MONDAY, a, b)) for a, b in ((1, 2), (1, 1), (1, None), (None, 2))] == [
        True,
        False,
        False,
        False,
    ]


def test_any_change_makes_another_digest() -> None:
    facts = {"offers": [{"id": 1, "places": 1}], "waiting": [2, 3]}
    same = {"waiting": [2, 3], "offers": [{"places": 1, "id": 1}]}
    other = {"offers": [{"id": 1, "places": 1}], "waiting": [3, 2]}
    of = [digest("offers", 7, canonical(f)) for f in (facts, same, other)]
    assert of[0] == of[1] != of[2]
    assert digest("offers", 8, canonical(facts)) != of[0] != digest("slots", 7, canonical(facts))
