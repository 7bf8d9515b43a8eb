"""The words for what an applicant may choose: the form, the check page and the panel say the same."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice

from conference.rules.applications.applications import Interest, Need, OtherFunder, Relation, Travel, Wanted
from conference.rules.funding.estimates import Route
from conference.rules.funding.offers import Reason
from conference.rules.funding.pots import Category
from conference.rules.funding.rates import RateKind
from conference.rules.people.duties import Channel

Words = Mapping[Any, Any]

WANTED: Words = {
    Wanted.ticket: _l("A free ticket to come"),
    Wanted.online: _l("A free place online"),
    Wanted.travel: _l("My travel"),
    Wanted.hotel: _l("A hotel"),
    Wanted.meals: _l("Meals not provided by the conference"),
    Wanted.companion: _l("Someone to come with me and help me"),
    Wanted.childcare: _l("Care for my children while I am away"),
    Wanted.replacement_care: _l("Care for someone I look after while I am away"),
    Wanted.visa: _l("Help with a visa"),
}
RELATION: Words = {
    Relation.patient: _l("I am or was a patient"),
    Relation.service_user: _l("I use or used care or support services"),
    Relation.carer: _l("I look after someone"),
    Relation.family: _l("I am family or a friend"),
    Relation.bereaved: _l("Someone close to me has died"),
    Relation.community: _l("I speak for a community or group"),
    Relation.other: _l("Something else"),
}
INTEREST: Words = {
    Interest.just_attend: _l("Just come and take part"),
    Interest.review: _l("Help to choose what is on the programme"),
    Interest.co_chair: _l("Lead a stream (a theme) together with a professional"),
    Interest.panel: _l("Be on a panel"),
    Interest.stand: _l("Look after a stand"),
    Interest.video: _l("Be in an opening video"),
}
OTHER_FUNDER: Words = {
    OtherFunder.none: _l("No"),
    OtherFunder.part: _l("Yes, a part"),
    OtherFunder.full: _l("Yes, all of it"),
    OtherFunder.unknown: _l("I do not know yet"),
}
TRAVEL: Words = {
    Travel.train: _l("Train"),
    Travel.coach: _l("Coach or bus"),
    Travel.car: _l("Car"),
    Travel.plane: _l("Plane"),
    Travel.taxi: _l("Taxi"),
    Travel.other: _l("Another way"),
}
NEED: Words = {
    Need.step_free: _l("Step-free access"),
    Need.seating: _l("A seat that suits me"),
    Need.sign_language: _l("Sign language"),
    Need.captions: _l("Live captions (speech shown as words on a screen)"),
    Need.hearing_loop: _l("A hearing loop"),
    Need.large_print: _l("Large print"),
    Need.easy_read: _l("Easy Read (easy words with pictures)"),
    Need.quiet_room: _l("A quiet room"),
    Need.rest_gaps: _l("Time to rest in between"),
    Need.medicine_fridge: _l("A fridge for medicine"),
    Need.assistance_animal: _l("Room for my assistance animal"),
    Need.lighting_or_scent: _l("Softer light, or no strong smells"),
    Need.parking: _l("A parking place close by"),
    Need.personal_assistant: _l("Room for my personal assistant"),
    Need.other: _l("Something else"),
}
CHANNEL: Words = {
    Channel.email: _l("By email"),
    Channel.phone: _l("By phone"),
    Channel.post: _l("By post"),
}
CATEGORY: Words = {
    Category.place: _l("A free place at the conference"),
    Category.companion_place: _l("A free place for the person who comes with you"),
    Category.travel: _l("Your travel"),
    Category.hotel: _l("Your hotel"),
    Category.meals: _l("Meals not provided by the conference"),
    Category.companion_costs: _l("Travel and hotel for the person who comes with you"),
    Category.care: _l("Care while you are away"),
    Category.visa: _l("Your visa"),
}
# The same things for those who decide, who are not the person.
PAID_FOR: Words = {
    Category.place: _l("a free place"),
    Category.companion_place: _l("a free place for a companion"),
    Category.travel: _l("travel"),
    Category.hotel: _l("hotel"),
    Category.meals: _l("meals"),
    Category.companion_costs: _l("travel and hotel of a companion"),
    Category.care: _l("care at home"),
    Category.visa: _l("visa"),
}
ROUTE: Words = {
    Route.booked: _l("We book it and pay for it"),
    Route.advance: _l("We pay you before you travel"),
    Route.reimburse: _l("You pay first, then claim it back"),
}
WAY: Words = {
    Route.booked: _l("we book it and pay for it"),
    Route.advance: _l("we can pay you before you travel"),
    Route.reimburse: _l("you pay first, then claim it back"),
}
RATE: Words = {
    RateKind.car: _l("Own car"),
    RateKind.motorcycle: _l("Own motorcycle"),
    RateKind.bicycle: _l("Own bicycle"),
    RateKind.passenger: _l("A passenger in your car"),
    RateKind.train: _l("Train, there and back"),
    RateKind.coach: _l("Coach or bus, there and back"),
    RateKind.plane: _l("Plane, there and back"),
    RateKind.taxi: _l("Taxi, there and back"),
    RateKind.hotel: _l("Hotel nights, at most"),
    RateKind.breakfast: _l("Breakfast"),
    RateKind.lunch: _l("Lunch"),
    RateKind.dinner: _l("Dinner"),
    RateKind.per_diem: _l("All meals for a day"),
    RateKind.childcare: _l("Days of care for your children"),
    RateKind.care: _l("Days of care at home"),
    RateKind.visa: _l("Visa"),
}
# When a page is asked that not everybody is asked, for the form on paper.
ONLY_IF: Words = {
    "helper": _l("Only if you fill this in for someone else"),
    "guardian": _l("Only if you will be under 18"),
    "travel": _l("Only if you ask for travel or a hotel"),
    "car": _l("Only if you come in your own car"),
    "meals": _l("Only if you ask for meals"),
    "childcare": _l("Only if you ask for care for your children"),
    "care": _l("Only if you ask for care for someone you look after"),
    "visa": _l("Only if you ask for help with a visa"),
    "companion": _l("Only if someone comes with you to help"),
    "costs": _l("Only for the things you ask for"),
}
REASON: Words = {
    Reason.places_ran_out: _l("There were more people than places."),
    Reason.money_ran_out: _l("There was not enough money left to pay what you would need."),
    Reason.others_newer: _l("You have come with our help before, and new people came first this year."),
    Reason.others_scored_higher: _l("The panel placed others higher. It did not see any names."),
    Reason.not_complete: _l("Some answers that we needed were missing, and we could not reach you."),
    Reason.in_our_words: "",
}


def choices(words: Words) -> list[SelectChoice]:
    """The words as the choices of a field."""
    return [SelectChoice(value.value if isinstance(value, StrEnum) else value, label) for value, label in words.items()]
