"""What the organiser area calls pots, plans, reasons, offers, rates, bookings and payments in advance."""

from enum import StrEnum
from typing import Any

from conference.rules.funding.advances import AdvanceState, BookingState
from conference.rules.funding.offers import OfferState, Outcome, Reason
from conference.rules.funding.paper_letters import Fact, PaperLetter
from conference.rules.funding.pots import FitRule, PotKind
from conference.rules.funding.rates import Unit

OFFER = {
    OfferState.waiting: "Waiting for the keys",
    OfferState.reserved: "Held",
    OfferState.open: "Waiting for answer",
    OfferState.accepted: "Accepted",
    OfferState.refused: "Declined",
    OfferState.lapsed: "Expired",
    OfferState.withdrawn: "Withdrawn",
    OfferState.returned: "Given back",
    OfferState.no_show: "Did not attend",
}
OUTCOME = {
    Outcome.offer: "Offered a place",
    Outcome.waiting_list: "Waiting list",
    Outcome.not_offered: "Not offered a place",
}
REASON = {
    Reason.places_ran_out: "More people than places",
    Reason.money_ran_out: "Not enough money left",
    Reason.others_newer: "New people came first",
    Reason.others_scored_higher: "The panel placed others higher",
    Reason.not_complete: "Answers were missing",
    Reason.in_our_words: "In our own words",
}
POT = {PotKind.places: "Places", PotKind.money: "Money"}
FIT_RULE = {FitRule.skip: "Skip", FitRule.stop: "Stop"}
UNIT = {
    Unit.mile: "Mile",
    Unit.kilometre: "Kilometre",
    Unit.journey: "Journey",
    Unit.night: "Night",
    Unit.meal: "Meal",
    Unit.day: "Day",
    Unit.visa: "Visa",
}
ADVANCE = {
    AdvanceState.asked: "To approve",
    AdvanceState.refused: "Not approved",
    AdvanceState.approved: "Approved",
    AdvanceState.scheduled: "Being paid",
    AdvanceState.paid: "Paid",
    AdvanceState.settled: "Settled",
    AdvanceState.recovery_due: "To be repaid",
    AdvanceState.recovered: "Repaid",
    AdvanceState.waived: "Written off",
    AdvanceState.called_off: "Cancelled",
}
BOOKING = {
    BookingState.booked: "Booked",
    BookingState.ticketed: "Ticket sent",
    BookingState.changed: "Changed",
    BookingState.used: "Used",
    BookingState.cancelled: "Cancelled",
}
LETTER = {
    PaperLetter.offer: "Offer",
    PaperLetter.regret: "No place offered",
    PaperLetter.visa: "Visa",
    PaperLetter.jobcentre: "Jobcentre",
    PaperLetter.arrival: "Arrival",
    PaperLetter.certificate: "Certificate",
}
FACT = {
    Fact.signer: "Signer",
    Fact.host: "Host",
    Fact.meets_me: "Who meets them",
    Fact.meets_phone: "Phone number of who meets them",
    Fact.meeting_point: "Meeting point",
    Fact.quiet_room: "Quiet room",
    Fact.day_plan: "Plan of the day",
    Fact.online_free: "What is free online",
}
LABELS: dict[type[StrEnum], dict[Any, str]] = {
    OfferState: OFFER,
    Outcome: OUTCOME,
    Reason: REASON,
    PotKind: POT,
    FitRule: FIT_RULE,
    Unit: UNIT,
    AdvanceState: ADVANCE,
    BookingState: BOOKING,
    PaperLetter: LETTER,
    Fact: FACT,
}
