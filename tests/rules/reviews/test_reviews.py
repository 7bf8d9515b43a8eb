from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.reviews.reviews import Fact, ReviewState, co_production, contradicts, is_open, may_move


def expected_level(facts):
    if Fact.decided in facts and Fact.delivered in facts:
        return 4
    if Fact.designed in facts:
        return 3
    if facts & {Fact.consulted, Fact.decided, Fact.delivered}:
        return 2
    return 1


EVERY_TICKING = [frozenset(ticks) for n in range(7) for ticks in combinations(Fact, n)]


@pytest.mark.parametrize("facts", EVERY_TICKING, ids=lambda facts: "+".join(sorted(facts)) or "nothing")
def test_each_of_the_64_ways_to_tick(facts):
    if not facts:
        assert co_production(facts) is None
    elif Fact.none in facts:
        assert co_production(facts) == (0 if len(facts) == 1 else None)
        assert contradicts(facts) is (len(facts) > 1)
    else:
        assert co_production(facts) == expected_level(facts)
        assert not contradicts(facts)


def test_one_more_tick_never_lowers_the_level():
    for facts in EVERY_TICKING:
        for more in set(Fact) - facts - {Fact.none}:
            if facts and Fact.none not in facts:
                assert co_production(facts | {more}) >= co_production(facts)


@pytest.mark.parametrize("old", ReviewState)
@pytest.mark.parametrize("new", ReviewState)
def test_legal_moves_of_a_review(old, new):
    open_still = old in (ReviewState.assigned, ReviewState.started)
    assert may_move(old, new) is (open_still and new is not ReviewState.assigned)


CLOSES = datetime(2027, 4, 1, 22, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize("state", AbstractState)
def test_a_review_is_written_while_its_abstract_is_under_review_and_until_the_day_is_over(state):
    in_review = state in ("submitted", "under_review")
    assert is_open(state, None, CLOSES) is in_review
    assert is_open(state, CLOSES, CLOSES - MOMENT) is in_review
    assert not is_open(state, CLOSES, CLOSES)
