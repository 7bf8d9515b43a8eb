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
        Waiting("Payments that can be drawn up", len(found.items), "desk_payments.index"),
        Waiting("Payments that wait for somebody’s account", len(found.left_out), "desk_payments.index"),
        Waiting("Batches of payments to release", states.count(BatchState.draft), "desk_payments.index"),
        Waiting("Batches of payments to send to the bank", states.count(BatchState.released), "desk_payments.index"),
        Waiting("Batches of payments to settle", states.count(BatchState.sent), "desk_payments.index"),
    ]
    return [line for line in lines if line.count]
