"""What pages call the state of a review."""

from enum import StrEnum
from typing import Any

from conference.rules.refusals import said
from conference.rules.reviews.reviews import ReviewState

STATE = {
    ReviewState.assigned: said("Not started"),
    ReviewState.started: said("Started"),
    ReviewState.submitted: said("Submitted"),
    ReviewState.skipped: "Skipped",
}
LABELS: dict[type[StrEnum], dict[Any, str]] = {ReviewState: STATE}
