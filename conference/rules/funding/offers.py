"""Offers: who may say yes, until when, and what happens when time runs out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from conference.rules.editions.dates import end_of_day, last_day, local_day
from conference.rules.funding.pots import Category


class OfferState(StrEnum):
    """Where an offer stands. Money and places are held while reserved, open or accepted, and not else."""

    waiting = "waiting"
    reserved = "reserved"
    open = "open"
    accepted = "accepted"
    refused = "refused"
    lapsed = "lapsed"
    withdrawn = "withdrawn"
    returned = "returned"
    no_show = "no_show"


HOLDING = frozenset({OfferState.reserved, OfferState.open, OfferState.accepted})

MOVES: Mapping[OfferState, frozenset[OfferState]] = {
    OfferState.waiting: frozenset({OfferState.open, OfferState.returned, OfferState.withdrawn}),
    OfferState.reserved: frozenset({OfferState.open, OfferState.returned, OfferState.withdrawn}),
    OfferState.open: frozenset({OfferState.accepted, OfferState.refused, OfferState.lapsed, OfferState.withdrawn}),
    OfferState.accepted: frozenset({OfferState.withdrawn, OfferState.no_show}),
    OfferState.refused: frozenset(),
    OfferState.lapsed: frozenset(),
    OfferState.withdrawn: frozenset(),
    OfferState.returned: frozenset(),
    OfferState.no_show: frozenset(),
}


class Outcome(StrEnum):
    """What a plan says for an application."""

    offer = "offer"
    waiting_list = "waiting_list"
    not_offered = "not_offered"


class Reason(StrEnum):
    """Why no place is offered now, each of them a sentence in the letter."""

    places_ran_out = "places_ran_out"
    money_ran_out = "money_ran_out"
    others_newer = "others_newer"
    others_scored_higher = "others_scored_higher"
    not_complete = "not_complete"
    in_our_words = "in_our_words"


def may_accept(state: OfferState, lapses_at: datetime | None, at: datetime) -> bool:
    """An open offer can be accepted until the moment it lapses, and not after."""
    return state is OfferState.open and lapses_at is not None and at < lapses_at


def may_ask_for_more_days(
    state: OfferState, lapses_at: datetime | None, more_days_at: datetime | None, at: datetime
) -> bool:
    """More days are given once, to anyone whose offer is still open, without a reason."""
    return more_days_at is None and may_accept(state, lapses_at, at)


def open_until(
    lapses_at: datetime | None, rung_at: datetime | None, called_at: datetime | None, zone: str, at: datetime
) -> datetime | None:
    """An offer is open to its last day; when a call was asked for, to the end of the day after the call was made.

    While nobody has rung, that is always the end of tomorrow.
    """
    if lapses_at is None or rung_at is None:
        return lapses_at
    return end_of_day(day_after_call(last_day(lapses_at, zone), local_day(called_at or at, zone)), zone)


def has_lapsed(state: OfferState, until: datetime | None, called_at: datetime | None, at: datetime) -> bool:
    """An offer lapses only after somebody noted that they rang, and the whole next day has passed too.

    To ask for a call is not a call: while it is still to be made, the offer stays open and the desk's line is late.
    For a person without a phone, the last letter that was sent or posted counts as the call.
    """
    return state is OfferState.open and until is not None and called_at is not None and at >= until


def is_to_remind(
    state: OfferState,
    lapses_at: datetime | None,
    reminded_at: datetime | None,
    rung_at: datetime | None,
    remind_days: int,
    at: datetime,
) -> bool:
    """A person who has not answered gets one reminder, some days before the call and never after it."""
    if state is not OfferState.open or lapses_at is None or reminded_at is not None or rung_at is not None:
        return False
    return at >= lapses_at - timedelta(days=remind_days)


def is_to_ring(
    state: OfferState, lapses_at: datetime | None, rung_at: datetime | None, ring_days: int, at: datetime
) -> bool:
    """A person who has not answered is rung before their offer lapses."""
    if state is not OfferState.open or lapses_at is None or rung_at is not None:
        return False
    return at >= lapses_at - timedelta(days=ring_days)


def day_after_call(lapses_on: date, called_on: date) -> date:
    """When we ring late, the person still has the whole next day to answer."""
    return max(lapses_on, called_on + timedelta(days=1))


def may_promote(cut_off: datetime | None, starts: datetime, at: datetime) -> bool:
    """Nobody is offered a place from the waiting list when it is too late to travel."""
    return at < (min(cut_off, starts) if cut_off else starts)


def may_say_no_show(state: OfferState, starts_on: date, today: date) -> bool:
    """That somebody did not come is known after the first day, and not before."""
    return state is OfferState.accepted and today > starts_on


def may_keep_without(category: Category) -> bool:
    """A person may take the place and refuse any of the rest; the place itself is refused with the whole offer."""
    return category is not Category.place


def refused_together(categories: Iterable[Category]) -> frozenset[Category]:
    """Who comes without their companion needs no money for the companion either."""
    refused = frozenset(categories)
    return refused | {Category.companion_costs} if Category.companion_place in refused else refused


@dataclass(frozen=True)
class Band:
    """A place on the waiting list, told as a band so that no promise hides in a number."""

    first: int
    last: int


def band_of(position: int, size: int = 5) -> Band:
    """Places on the waiting list are told in fives."""
    start = (position - 1) // size * size + 1
    return Band(start, start + size - 1)
