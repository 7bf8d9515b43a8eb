"""Why a step about co-chairs cannot be taken now."""

from conference.rules.refusals import Reason, said


class StreamReason(Reason):
    """Places in streams, role cards and the people who are asked."""

    answered = "answered", said("This was answered after you opened the page. Here is how it stands now.")
    holds_the_seat = (
        "holds_the_seat",
        said("You have a place in this stream. Say no or step down on its role card first."),
    )
    below_seats = (
        "below_seats",
        said("You have a place in more streams than this. Say no or step down on a role card first."),
    )
    not_able = "not_able", "This person cannot take this place as things stand. Choose someone else from the list."
    not_ready = "not_ready", "You cannot freeze this yet. Check what is marked in red, or write the role card."
    other_kind = "other_kind", "This person reviews as the other kind. Choose the same kind here."
    keys_wait = (
        "keys_wait",
        "A list with this card is waiting for both keys. Ask a key holder to send it back first.",
    )
