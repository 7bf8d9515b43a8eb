"""Funded places: what an application is made of, and which step may follow which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from conference.rules.editions.dates import is_open


class State(StrEnum):
    """Where an application stands."""

    draft = "draft"
    sent = "sent"
    offered = "offered"
    waiting_list = "waiting_list"
    not_offered = "not_offered"
    accepted = "accepted"
    refused = "refused"
    lapsed = "lapsed"
    withdrawn = "withdrawn"


MOVES: Mapping[State, frozenset[State]] = {
    State.draft: frozenset({State.sent, State.withdrawn}),
    State.sent: frozenset({State.offered, State.waiting_list, State.not_offered, State.withdrawn}),
    State.waiting_list: frozenset({State.offered, State.not_offered, State.withdrawn}),
    State.offered: frozenset({State.accepted, State.refused, State.lapsed, State.withdrawn}),
    State.accepted: frozenset({State.withdrawn}),
    State.not_offered: frozenset(),
    State.refused: frozenset(),
    State.lapsed: frozenset(),
    State.withdrawn: frozenset(),
}


def may_move(now: State, to: State) -> bool:
    """An application only moves along the promised steps."""
    return to in MOVES[now]


def may_step_back(now: State, starts_on: date, today: date) -> bool:
    """At any time, but for somebody with a place once the first day has come: then they are there, or did not come."""
    return may_move(now, State.withdrawn) and not (now is State.accepted and today >= starts_on)


STANDS = frozenset({State.sent, State.waiting_list, State.offered, State.accepted})


def may_change(now: State, page: str) -> bool:
    """A draft is open on every page; what was sent can be put right where nobody scores it, and consent taken back."""
    return now is State.draft or (now in STANDS and page in LATER)


class Wanted(StrEnum):
    """What a person may ask for. A ticket alone is enough, and so is an online place."""

    ticket = "ticket"
    online = "online"
    travel = "travel"
    hotel = "hotel"
    meals = "meals"
    companion = "companion"
    childcare = "childcare"
    replacement_care = "replacement_care"
    visa = "visa"


class Relation(StrEnum):
    """How a person describes their tie to health and care; several may be true."""

    patient = "patient"
    service_user = "service_user"
    carer = "carer"
    family = "family"
    bereaved = "bereaved"
    community = "community"
    other = "other"


class Interest(StrEnum):
    """What a person might like to do there. Just to come is a full answer."""

    just_attend = "just_attend"
    review = "review"
    co_chair = "co_chair"
    panel = "panel"
    stand = "stand"
    video = "video"


class OtherFunder(StrEnum):
    """Whether somebody else pays."""

    none = "none"
    part = "part"
    full = "full"
    unknown = "unknown"


class Travel(StrEnum):
    """How a person would come."""

    train = "train"
    coach = "coach"
    car = "car"
    plane = "plane"
    taxi = "taxi"
    other = "other"


class CameBy(StrEnum):
    """How an application reached us; staff type what does not come over the web."""

    web = "web"
    phone = "phone"
    paper = "paper"
    video = "video"
    visit = "visit"


class Need(StrEnum):
    """Access needs that a person can tick."""

    step_free = "step_free"
    seating = "seating"
    sign_language = "sign_language"
    captions = "captions"
    hearing_loop = "hearing_loop"
    large_print = "large_print"
    easy_read = "easy_read"
    quiet_room = "quiet_room"
    rest_gaps = "rest_gaps"
    medicine_fridge = "medicine_fridge"
    assistance_animal = "assistance_animal"
    lighting_or_scent = "lighting_or_scent"
    parking = "parking"
    personal_assistant = "personal_assistant"
    other = "other"


ABOUT_WORDS = 250
STORY_WORDS = 150
EXPERIENCE_WORDS = 60
WEIGH_WORDS = 80

PAGES = (
    "name", "for-whom", "helper", "age", "guardian", "contact", "applying-for", "relation", "about-you", "experience",
    "why-come", "interests", "before", "other-funder", "travel", "car", "meals", "childcare", "care", "visa",
    "companion", "costs", "access", "weigh", "support", "agree",
)  # fmt: skip
# Pages that stay open after sending: how to reach a person, who is with them, their needs and what they consent to.
LATER = ("name", "helper", "guardian", "contact", "experience", "companion", "access", "weigh", "support")
FOR_ANOTHER, UNDER_18, BY_CAR = "for_another", "under_18", "by_car"
TRAVELLING = frozenset({Wanted.travel, Wanted.hotel})
CARING = frozenset({Wanted.childcare, Wanted.replacement_care})
# A page that is asked only when one of these is so; every other page is asked of everybody.
ASKED_IF: Mapping[str, frozenset[str]] = {
    "helper": frozenset({FOR_ANOTHER}),
    "guardian": frozenset({UNDER_18}),
    "travel": TRAVELLING,
    "car": frozenset({BY_CAR}),
    "meals": frozenset({Wanted.meals}),
    "childcare": frozenset({Wanted.childcare}),
    "care": frozenset({Wanted.replacement_care}),
    "visa": frozenset({Wanted.visa}),
    "companion": frozenset({Wanted.companion}),
    "costs": TRAVELLING | CARING | {Wanted.meals, Wanted.visa},
}


def told(wanted: Iterable[str], *, for_another: bool | None, under_18: bool | None, by_car: bool) -> frozenset[str]:
    """What decides which pages are asked."""
    facts = {FOR_ANOTHER: for_another, UNDER_18: under_18, BY_CAR: by_car and Wanted.travel in wanted}
    return frozenset(wanted) | {name for name, so in facts.items() if so}


def pages_for(wanted: frozenset[str]) -> tuple[str, ...]:
    """Nobody is asked about a journey, a meal or a companion they did not ask for."""
    return tuple(page for page in PAGES if page not in ASKED_IF or ASKED_IF[page] & wanted)


def page_after(page: str, wanted: frozenset[str]) -> str | None:
    """The next page to ask, or nothing when only the check is left."""
    later = [each for each in pages_for(wanted) if PAGES.index(each) > PAGES.index(page)]
    return later[0] if later else None


def page_before(page: str, wanted: frozenset[str]) -> str | None:
    """The page asked before this one."""
    earlier = [each for each in pages_for(wanted) if PAGES.index(each) < PAGES.index(page)]
    return earlier[-1] if earlier else None


def words_in(text: str | None) -> int:
    """How many words a text has, the way a person would count them."""
    return len((text or "").split())


def enough_told(why_come: str | None, bring: str | None, take_back: str | None) -> bool:
    """Any two of the three questions are enough."""
    return sum(bool((text or "").strip()) for text in (why_come, bring, take_back)) >= 2


def can_reach(email: str | None, phone: str | None, post: str | None) -> bool:
    """One way to reach a person is enough; no e-mail is normal."""
    return any((each or "").strip() for each in (email, phone, post))


def may_send(
    opens_at: datetime | None,
    closes_at: datetime | None,
    grace: timedelta,
    *,
    typed_by_staff: bool,
    at: datetime,
) -> bool:
    """The web closes on the day; what came by post or phone may be typed in for some days more."""
    late = closes_at + grace if closes_at and typed_by_staff else closes_at
    return is_open(at, opens_at, late)


@dataclass(frozen=True)
class Missing:
    """A page that still needs an answer before the application can go."""

    page: str


def may_ask_code(asked_at: datetime | None, at: datetime) -> bool:
    """While a new code waits to be used, another is sent a day later at the earliest."""
    return asked_at is None or at >= asked_at + timedelta(days=1)


def missing(answered: Mapping[str, bool], wanted: frozenset[str]) -> list[Missing]:
    """An application may go when every page that needs an answer has one."""
    return [Missing(page) for page in pages_for(wanted) if not answered.get(page, True)]


def grouped(letters: str, prefix: str = "") -> str:
    """Groups of four are easy to read out: LE-4F7K-2MQR."""
    groups = [letters[start : start + 4] for start in range(0, len(letters), 4)]
    return "-".join([prefix, *groups] if prefix else groups)
