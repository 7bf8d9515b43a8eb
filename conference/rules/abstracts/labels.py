"""What pages call the states of an abstract; only organisers read these."""

from enum import StrEnum
from typing import Any

from conference.rules.abstracts.abstracts import AbstractState

STATE = {
    AbstractState.draft: "draft",
    AbstractState.submitted: "submitted",
    AbstractState.under_review: "under review",
    AbstractState.accepted: "accepted",
    AbstractState.waitlisted: "on the waiting list",
    AbstractState.rejected: "rejected",
    AbstractState.withdrawn: "withdrawn",
}
LABELS: dict[type[StrEnum], dict[Any, str]] = {AbstractState: STATE}
