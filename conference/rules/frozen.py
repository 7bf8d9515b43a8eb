"""What each kind of set holds: all that it will do, and what stood before, for both key holders to read."""

from typing import Any, NotRequired, TypedDict


class Line(TypedDict):
    """One part of a grant, in minor units; `pot` where its money comes from one that is bound to a purpose."""

    category: str
    amount: int
    pot: NotRequired[int]


class OfferOrWait(TypedDict):
    """Somebody who is offered a place now, or waits for one. `words` is the digest of what the letter adds."""

    application: int
    reference: str
    lines: list[Line]
    words: str


class NotOffered(TypedDict):
    application: int
    reference: str
    reason: str
    words: str


class Offers(TypedDict):
    answer_days: int
    fit_rule: str
    promote_until: str | None
    currency: str
    places: int
    money: int
    offers: list[OfferOrWait]
    waiting_list: list[OfferOrWait]
    not_offered: list[NotOffered]


class PotSize(TypedDict):
    """Minor units, or a number of places; name and purpose where the pot is bound to one."""

    kind: str
    capacity: int
    before: int
    currency: str
    reason: str
    name: str
    what_for: str
    new_money: bool


class Liked(TypedDict):
    name: str
    stream: str


class Seat(TypedDict):
    """Who is asked for one seat, and why that person."""

    stream: int
    stream_name: str
    kind: str
    candidate: int
    person: int
    name: str
    level: int
    said: bool
    said_when: bool
    others: int
    liked_it_more: list[Liked]
    trouble: str | None
    chosen_by: int | None
    chosen_why: str
    card: int | None


class Cause(TypedDict):
    name: str
    cause: str


class EmptySeat(TypedDict):
    """A seat that nobody can be asked for, and why each person was not."""

    stream: int
    stream_name: str
    kind: str
    causes: list[Cause]


class CardWords(TypedDict):
    money: str
    support: str


class Card(TypedDict):
    """The role card that goes with the asking; its words by language."""

    card: int
    stream_name: str | None
    planning_meetings: int
    hours_planning: int
    hours_there: int
    words: dict[str, CardWords]


class CoChairs(TypedDict):
    proposal: int | None
    answer_days: int
    seats: list[Seat]
    open: list[EmptySeat]
    cards: list[Card]


class KeyHolder(TypedDict):
    """Who holds a key from now on; no person ends whoever held it."""

    side: str
    rank: str
    person_id: int | None
    name: str
    address: str | None


class SignInAddress(TypedDict):
    name: str
    before: str | None
    address: str


class OneTimeCode(TypedDict):
    name: str


class TwoKeySetting(TypedDict):
    """Which kinds need one key only."""

    kinds: list[str]


class Bands(TypedDict):
    """Where the bands begin, and below which co-production none is on top, in tenths of a point."""

    threshold_tenths: int
    top_from_tenths: int
    second_from_tenths: int


class CapRule(Bands):
    version: int
    before: Bands


class Places(TypedDict):
    oral: int | None
    poster: int | None


class StreamSlots(TypedDict):
    stream: int | None
    name: str
    oral: int
    poster: int
    before: Places


class Slots(TypedDict):
    streams: list[StreamSlots]


class AbstractDecision(TypedDict):
    """One abstract, its outcome and why; figures with two decimals, empty where there is none."""

    abstract: int
    reference: str
    title: str
    stream: str
    outcome: str
    raw: str
    lived_experience: str
    professional: str
    co_production: str
    band: str
    band_before_cap: str
    capped: bool
    capped_by_one: bool
    lifted: bool
    comments: list[str]


class AbstractDecisions(TypedDict):
    rule_version: int
    threshold: str
    counts: dict[str, int]
    decisions: list[AbstractDecision]


AwardAddition = TypedDict(  # a late voting code, for one badge; `class` is a word of the language
    "AwardAddition",
    {"award": str, "number": int, "badge": str, "replaces": str, "class": str, "reason": str, "words": str},
)


class AwardResult(TypedDict):
    """All that publishing says; what a jury alone decided has no roll. `announce_at` in ISO 8601, with its zone."""

    award: str
    question: str
    method: str
    entries: list[dict[str, Any]]
    result: dict[str, Any]
    digests: dict[str, str]
    roll: NotRequired[int]
    additions: NotRequired[list[dict[str, Any]]]
    feedback: NotRequired[Any]
    announce_at: NotRequired[str]


Content = (
    Offers
    | PotSize
    | CoChairs
    | KeyHolder
    | SignInAddress
    | OneTimeCode
    | TwoKeySetting
    | CapRule
    | Slots
    | AbstractDecisions
    | AwardAddition
    | AwardResult
)
