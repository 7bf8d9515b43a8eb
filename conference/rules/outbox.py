"""Messages that wait: sent by the worker, or called and posted by somebody."""

from enum import StrEnum

from conference.rules.people.duties import Channel
from conference.rules.refusals import Reason


class MessageState(StrEnum):
    """An e-mail is queued and sent; a phone call or posted letter is queued until somebody did it."""

    queued = "queued"
    sent = "sent"
    done = "done"
    failed = "failed"


STATE = {
    MessageState.queued: "To send",
    MessageState.sent: "Sent",
    MessageState.done: "Done",
    MessageState.failed: "Not delivered",
}
LABELS: dict[type[StrEnum], dict[MessageState, str]] = {MessageState: STATE}


class MessageReason(Reason):
    """Why somebody cannot say that a message was called or posted."""

    not_a_task = "not_a_task", "This is no call to make and no letter to post, or it is done already."


def is_task(state: MessageState, channel: Channel) -> bool:
    """Whether a person still has to call or post this; an email is sent by the worker and by nobody's word."""
    return channel != Channel.email and state == MessageState.queued


def is_call(state: MessageState, channel: Channel) -> bool:
    """Whether this is a call that is still to be made."""
    return channel == Channel.phone and is_task(state, channel)
