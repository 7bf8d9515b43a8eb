"""What pages call a band, and what was decided on an abstract."""

from enum import StrEnum
from typing import Any

from conference.rules.refusals import said
from conference.rules.selection.ranking import Band, DecisionState, Outcome

BAND = {Band.top: "Top band", Band.second: "Second band", Band.third: "Third band"}
OUTCOME = {
    Outcome.oral: said("Oral presentation (a talk)"),
    Outcome.poster: said("Poster"),
    Outcome.declined: said("Not accepted"),
}
DECISION = {
    DecisionState.draft: "Draft",
    DecisionState.frozen: "Waiting for the keys",
    DecisionState.decided: "Decided",
}
LABELS: dict[type[StrEnum], dict[Any, str]] = {Band: BAND, Outcome: OUTCOME, DecisionState: DECISION}
