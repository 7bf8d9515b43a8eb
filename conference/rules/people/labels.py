"""What pages and messages call a duty, a key, a kind of experience and a way to hear from us."""

from enum import StrEnum
from typing import Any

from conference.rules.people.duties import Channel, Duty, Kind, Rank, Side
from conference.rules.refusals import said

DUTY = {
    Duty.organiser: said("Organiser"),
    Duty.treasurer: said("Treasurer"),
    Duty.assessor: said("Panel member"),
    Duty.reviewer: said("Reviewer"),
    Duty.co_chair: said("Co-chair"),
}
SIDE = {Side.organiser: "Organiser", Side.lived_experience: "Lived experience"}
RANK = {Rank.principal: "First holder", Rank.deputy: "Deputy"}
KIND = {Kind.lived_experience: "Lived experience", Kind.professional: "Professional"}
CHANNEL = {Channel.email: said("Email"), Channel.phone: said("Phone"), Channel.post: said("Post")}
LABELS: dict[type[StrEnum], dict[Any, str]] = {
    Duty: DUTY,
    Side: SIDE,
    Rank: RANK,
    Kind: KIND,
    Channel: CHANNEL,
}
