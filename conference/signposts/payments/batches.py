"""What waits of payments."""

from datetime import datetime

from conference.models.editions.editions import Edition
from conference.queries.payments.batches import batches, payable
from conference.rules.payments.batches import BatchState
from conference.signposts.lines import Waiting


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """The desk's lines: what can be paid, what lacks an account, batches to release and to settle."""
    found = payable(edition, at=at)
    states = [batch.state for batch in batches(edition)]
    lines = [
        Waiting("Payments ready for a batch", len(found.items), "desk_payments.index"),
        Waiting("Payments waiting for payment details", len(found.left_out), "desk_payments.index"),
        Waiting("Payment batches to release", states.count(BatchState.draft), "desk_payments.index"),
        Waiting("Payment batches to send to the bank", states.count(BatchState.released), "desk_payments.index"),
        Waiting("Payment batches to settle", states.count(BatchState.sent), "desk_payments.index"),
    ]
    return [line for line in lines if line.count]
