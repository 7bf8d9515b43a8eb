"""What the organiser area calls a reviewer's answer, the place in a plan, and where a plan stands."""

from enum import StrEnum
from typing import Any

from conference.rules.reviewers.assignment import ConflictSource, ProposalState, ReviewerState, Seat

SEAT = {Seat.lived_experience: "Lived experience", Seat.professional: "Professional", Seat.any: "Either kind"}
PLAN = {
    ProposalState.draft: "Draft",
    ProposalState.published: "In use",
    ProposalState.superseded: "Replaced",
}
REVIEWER = {
    ReviewerState.invited: "no answer yet",
    ReviewerState.accepted: "yes",
    ReviewerState.declined: "no",
}
SOURCE = {
    ConflictSource.declared: "the reviewer said so",
    ConflictSource.bid: "the reviewer said so when choosing abstracts",
    ConflictSource.author: "the reviewer is an author",
    ConflictSource.organisation: "the same organisation as an author, as far as the names tell",
    ConflictSource.organiser: "an organiser said so",
}
LABELS: dict[type[StrEnum], dict[Any, str]] = {
    Seat: SEAT,
    ProposalState: PLAN,
    ReviewerState: REVIEWER,
    ConflictSource: SOURCE,
}
