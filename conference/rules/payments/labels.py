"""What each state of a payment is called in the organiser area."""

from enum import StrEnum
from typing import Any

from conference.rules.payments.batches import BatchState, Outcome
from conference.rules.payments.claims import ClaimState, Verdict
from conference.rules.payments.fees import Choice, FeeState
from conference.rules.payments.payees import Way

CLAIM = {
    ClaimState.draft: "Not sent yet",
    ClaimState.submitted: "To check",
    ClaimState.checking: "Being checked",
    ClaimState.query: "Question asked",
    ClaimState.approved: "Approved",
    ClaimState.scheduled: "Being paid",
    ClaimState.paid: "Paid",
    ClaimState.reconciled: "Settled",
    ClaimState.refused: "Not approved",
    ClaimState.appeal: "To check again",
    ClaimState.dropped: "Cancelled",
    ClaimState.history: "Paid before, elsewhere",
}
VERDICT = {Verdict.approved: "Approved", Verdict.part: "Approved in part", Verdict.refused: "Not approved"}
BATCH = {
    BatchState.draft: "To release",
    BatchState.released: "To send to the bank",
    BatchState.sent: "Sent to the bank",
    BatchState.reconciled: "Settled",
    BatchState.dropped: "Cancelled",
}
OUTCOME = {Outcome.failed: "Payment failed", Outcome.reversed: "Payment returned"}
WAY = {
    Way.bank: "Bank account",
    Way.cheque: "Cheque",
    Way.cash_card: "Prepaid card",
    Way.none: "Nothing to pay",
}
FEE = {
    FeeState.offered: "Offer sent",
    FeeState.info_read: "Facts read",
    FeeState.chosen: "Choice made",
    FeeState.done: "Task done",
    FeeState.approved: "Approved",
    FeeState.scheduled: "Being paid",
    FeeState.paid: "Paid",
    FeeState.reconciled: "Settled",
    FeeState.closed: "Closed without payment",
}
CHOICE = {
    Choice.full: "Full amount",
    Choice.part: "Part of it",
    Choice.none: "No payment",
    Choice.donate: "Donated",
}
LABELS: dict[type[StrEnum], dict[Any, str]] = {
    ClaimState: CLAIM,
    Verdict: VERDICT,
    BatchState: BATCH,
    Outcome: OUTCOME,
    Way: WAY,
    FeeState: FEE,
    Choice: CHOICE,
}
