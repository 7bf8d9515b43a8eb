"""What waits of advances and bookings."""

from datetime import datetime

from conference.models.editions.editions import Edition
from conference.queries.funding.advances import in_state, pay_by, to_book
from conference.rules.funding.advances import AdvanceState
from conference.signposts.lines import Waiting


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """The desk's lines: advances to decide and to pay, and those to ask back."""
    lines = []
    for states, text in (
        ((AdvanceState.asked,), "Requests for an advance"),
        ((AdvanceState.approved,), "Advances to pay before the journey"),
    ):
        found = in_state(edition, *states)
        due = min((pay_by(each, edition) for each in found), default=None)
        lines.append(Waiting(text, len(found), "desk_payments.index", {}, due))
    lines.append(Waiting("Bookings to make", len(to_book(edition)), "desk_payments.index"))
    back = in_state(edition, AdvanceState.recovery_due)
    lines.append(Waiting("Advances to be partly repaid", len(back), "desk_payments.index"))
    return [line for line in lines if line.count]
