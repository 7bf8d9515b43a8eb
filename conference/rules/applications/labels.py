"""What the organiser area calls the state of an application, how it came, and why someone stands aside from it."""

from enum import StrEnum
from typing import Any

from conference.rules.applications.applications import CameBy, State
from conference.rules.applications.scoring import Conflict

STATE = {
    State.draft: "Not sent yet",
    State.sent: "Received",
    State.offered: "Offer sent",
    State.waiting_list: "Waiting list",
    State.not_offered: "Not offered a place",
    State.accepted: "Accepted",
    State.refused: "Declined",
    State.lapsed: "Offer expired",
    State.withdrawn: "Withdrawn",
}
CAME_BY = {
    CameBy.web: "Website",
    CameBy.phone: "Phone",
    CameBy.paper: "Paper",
    CameBy.video: "Video",
    CameBy.visit: "Visit",
}
CONFLICT = {
    Conflict.knows: "Knows this person",
    Conflict.organisation: "Works or volunteers for the same organisation",
    Conflict.on_behalf: "Helped with the form, or sent it",
    Conflict.too_close: "Too close to their own life",
    Conflict.other: "Would rather not say",
}
LABELS: dict[type[StrEnum], dict[Any, str]] = {State: STATE, CameBy: CAME_BY, Conflict: CONFLICT}
