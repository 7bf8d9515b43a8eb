"""A co-chair's seat, from the proposal to the end: who may answer, and when an answer is late."""

from datetime import datetime, timedelta
from enum import StrEnum

from conference.rules.editions.dates import end_of_day, local_day

DAYS_TO_ANSWER = 14


class State(StrEnum):
    """Proposed until both keys are turned; then the role card is sent and the person answers."""

    proposed = "proposed"
    role_sent = "role_sent"
    accepted = "accepted"
    declined = "declined"
    suggested_other = "suggested_other"
    left = "left"
    released = "released"


LIVE = frozenset({State.proposed, State.role_sent, State.accepted})
SAID_NO = frozenset({State.declined, State.suggested_other, State.left})


class Answer(StrEnum):
    """What a person can say to the role card."""

    accept = "accept"
    change = "change"
    decline = "decline"
    suggest = "suggest"


def may_answer(state: State) -> bool:
    """A role card that was sent may be answered; late is better than never, so no clock closes it."""
    return state == State.role_sent


def may_leave(state: State) -> bool:
    """Whoever accepted may stop at any time, without a reason."""
    return state == State.accepted


def after(answer: Answer) -> State:
    """Asking for another role card keeps the seat; a no, or another name, opens it again."""
    return {
        Answer.accept: State.accepted,
        Answer.change: State.role_sent,
        Answer.decline: State.declined,
        Answer.suggest: State.suggested_other,
    }[answer]


def answer_by(sent_at: datetime, zone: str, days: int = DAYS_TO_ANSWER) -> datetime:
    """The end of the local day that many days after the role card went out."""
    return end_of_day(local_day(sent_at, zone) + timedelta(days=days), zone)


def agreed(states: list[State]) -> bool:
    """A stream is settled when both co-chairs said yes to the same role card."""
    return len(states) == 2 and all(state == State.accepted for state in states)
