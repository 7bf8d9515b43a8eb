"""What pages call the states and answers of an award; only organisers read these."""

from enum import StrEnum
from typing import Any

from conference.rules.award.additions import Reason
from conference.rules.award.ceremony import WitnessSays
from conference.rules.award.counting import AwardState, VoterClass
from conference.rules.award.slips import Slip
from conference.rules.award.stages import Lack, Said

STATE = {
    AwardState.draft: "Draft",
    AwardState.frozen: "Frozen",
    AwardState.open: "Open for voting",
    AwardState.closed: "Closed for voting",
    AwardState.sealing: "Being sealed",
    AwardState.sealed: "Sealed",
    AwardState.published: "Published",
}
VOTER_CLASS = {VoterClass.lived_experience: "With lived experience", VoterClass.other: "Other"}
LATE_CODE = {
    Reason.late_registration: "Registered after the voter list was frozen",
    Reason.left_out: "Left out of the voter list by mistake",
    Reason.lost_card: "Lost card, and no one has voted with it",
}
SAID = {Said.waiting: "no answer yet", Said.yes: "yes", Said.no: "no"}
WITNESS = {
    WitnessSays.waiting: "no answer yet: gets the fingerprints, name not shown",
    WitnessSays.named: "yes, with their name",
    WitnessSays.unnamed: "yes, without their name",
    WitnessSays.no: "no",
}
LACK = {
    Lack.not_looked_at: "not checked yet",
    Lack.left_out: "left out",
    Lack.nominee_waits: "the nominee has not answered",
    Lack.nominee_said_no: "the nominee said no",
    Lack.no_co_presenter: "no co-presenter with lived experience is named",
    Lack.co_presenter_waits: "the co-presenter with lived experience has not confirmed",
    Lack.co_presenter_said_no: "the co-presenter said no",
    Lack.not_accepted: "the abstract is no longer accepted",
    Lack.no_co_production: "the abstract says that no one with lived experience was involved",
    Lack.below_the_rule: "its co-production is below the rule",
}
SLIP = {
    Slip.waits: "Saved. Put the slip into the tray “entered once”. Someone else must enter it now.",
    Slip.typed_before: (
        "You have entered this slip before. Your newest entry replaces the old one. Someone else must enter it now."
    ),
    Slip.recorded: (
        "Both people entered the same, so the vote is recorded. Cut the code off and shred it."
        " Put the rest into the box “done”."
    ),
    Slip.no_vote: (
        "Two people could not read a vote on this slip. It does not count, and its code stays unused."
        " Put it with the slips that do not count."
    ),
    Slip.differs: (
        "Two people entered this slip differently. Check it and enter it again, or give it to a third person."
        " It counts as soon as two people enter the same."
    ),
    Slip.replaced: (
        "This card was reported lost and has been replaced. Nothing was counted."
        " Put the slip with those that do not count."
    ),
    Slip.used: (
        "Someone has already voted with this code, on this slip or in another way. Nothing more was counted."
        " Put the slip with those that do not count."
    ),
}
LABELS: dict[type[StrEnum], dict[Any, str]] = {
    AwardState: STATE,
    VoterClass: VOTER_CLASS,
    Reason: LATE_CODE,
    Said: SAID,
    WitnessSays: WITNESS,
    Lack: LACK,
    Slip: SLIP,
}
