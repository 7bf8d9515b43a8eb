"""A co-chair's seat, from the proposal to the end."""

from datetime import UTC, datetime

import pytest

from conference.rules.streams.co_chairs import (
    LIVE,
    SAID_NO,
    Answer,
    State,
    after,
    agreed,
    answer_by,
    may_answer,
    may_leave,
)


def test_only_a_role_card_that_was_sent_is_answered_and_only_a_yes_can_be_left():
    assert [state for state in State if may_answer(state)] == [State.role_sent]
    assert [state for state in State if may_leave(state)] == [State.accepted]


@pytest.mark.parametrize("answer", Answer)
def test_a_wish_keeps_the_seat_and_a_no_opens_it(answer):
    assert (after(answer) in LIVE) == (answer in (Answer.accept, Answer.change))
    assert (after(answer) in SAID_NO) == (answer in (Answer.decline, Answer.suggest))


def test_the_answer_is_due_at_the_end_of_a_local_day():
    sent = datetime(2027, 3, 20, 23, 30, tzinfo=UTC)
    assert answer_by(sent, "Europe/London") == datetime(2027, 4, 3, 23, 0, tzinfo=UTC)
    assert answer_by(sent, "Europe/Amsterdam", days=7) == datetime(2027, 3, 28, 22, 0, tzinfo=UTC)


def test_a_stream_is_settled_by_two_yeses():
    assert agreed([State.accepted, State.accepted])
    assert not agreed([State.accepted])
    assert not agreed([State.accepted, State.role_sent])
