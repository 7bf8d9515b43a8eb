"""What pages call the state of an abstract, how people took part in the work, and what its authors answered."""

from enum import StrEnum
from typing import Any

from conference.rules.abstracts.abstracts import AbstractState, Answer, Involvement
from conference.rules.abstracts.submissions import PassFor
from conference.rules.refusals import said

STATE = {
    AbstractState.draft: "draft",
    AbstractState.submitted: "submitted",
    AbstractState.under_review: "under review",
    AbstractState.accepted: "accepted",
    AbstractState.waitlisted: "on the waiting list",
    AbstractState.rejected: "not accepted",
    AbstractState.withdrawn: "withdrawn",
}
INVOLVEMENT = {
    Involvement.not_asked: said("The authors were not asked. Look in the abstract."),
    Involvement.none: said("The authors say that no one took part."),
    Involvement.idea: said("From the first idea."),
    Involvement.design: said("From the planning."),
    Involvement.doing: said("While the work was done."),
    Involvement.measuring: said("When the results were measured."),
    Involvement.sharing: said("When the results were shared."),
}
ANSWER = {Answer.not_asked: "not said", Answer.yes: "yes", Answer.no: "no"}
PASS_FOR = {PassFor.nobody: "no one", PassFor.named: "named", PassFor.later: "to be named later"}
LABELS: dict[type[StrEnum], dict[Any, str]] = {
    AbstractState: STATE,
    Involvement: INVOLVEMENT,
    Answer: ANSWER,
    PassFor: PASS_FOR,
}
