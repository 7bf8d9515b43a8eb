"""Two keys: a shared decision goes out only when an organiser and the LE lead approved the same frozen set."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from conference.rules.editions.dates import add_working_days, end_of_day, local_day
from conference.rules.people.duties import Rank, Side


class Kind(StrEnum):
    """What needs both keys."""

    offers = "offers"
    abstract_decisions = "abstract_decisions"
    co_chairs = "co_chairs"
    award_result = "award_result"
    cap_rule = "cap_rule"
    slots = "slots"
    pot_size = "pot_size"
    key_holder = "key_holder"
    sign_in_address = "sign_in_address"
    one_time_code = "one_time_code"
    two_key_setting = "two_key_setting"
    award_addition = "award_addition"


class State(StrEnum):
    """A frozen set waits for its keys; then it is carried out, returned with a reason, or replaced."""

    waiting = "waiting"
    carried = "carried"
    returned = "returned"
    superseded = "superseded"


ALWAYS_TWO_KEYS = frozenset(
    {Kind.key_holder, Kind.sign_in_address, Kind.one_time_code, Kind.two_key_setting, Kind.award_addition}
)
DEPUTY_AFTER_WORKING_DAYS = 3


class CannotCarry(Exception):
    """What the set says can no longer be done as it was frozen: nothing of it is done."""


@dataclass(frozen=True)
class Key:
    """One person's hold of one side's key on one set: hand-over and declared interest let the deputy turn it."""

    person: int
    side: Side
    rank: Rank
    handed_over: bool = False
    principal_has_interest: bool = False
    has_interest: bool = False


@dataclass(frozen=True)
class Frozen:
    """What the rules need to know of a frozen set."""

    state: State
    frozen_at: datetime
    organiser_by: int | None = None
    lived_experience_by: int | None = None

    def turned_by(self, side: Side) -> int | None:
        return self.organiser_by if side == Side.organiser else self.lived_experience_by


def why_not(frozen: Frozen, key: Key | None, *, at: datetime, zone: str, holidays: frozenset[date]) -> str | None:
    """Why this person may not turn a key on this set now, or None when they may: the words are a page's error."""
    if frozen.state != State.waiting:
        return "settled"
    if key is None:
        return "no_key"
    if frozen.turned_by(key.side):
        return "side_turned"
    if key.person in (frozen.organiser_by, frozen.lived_experience_by):
        return "same_person"
    if key.has_interest:
        return "has_interest"
    if key.rank == Rank.deputy and not deputy_may(frozen, key, at=at, zone=zone, holidays=holidays):
        return "deputy_waits"
    return None


def deputy_may(frozen: Frozen, key: Key, *, at: datetime, zone: str, holidays: frozenset[date]) -> bool:
    """A deputy may turn the key after a hand-over, after three working days, or when the principal has an interest."""
    if key.handed_over or key.principal_has_interest:
        return True
    return local_day(at, zone) > deputy_from(frozen.frozen_at, zone, holidays)


def deputy_from(frozen_at: datetime, zone: str, holidays: frozenset[date]) -> date:
    """The last working day on which only the principal may turn the key."""
    return add_working_days(local_day(frozen_at, zone), DEPUTY_AFTER_WORKING_DAYS, holidays)


def is_approved(frozen: Frozen) -> bool:
    """Both keys, two different people."""
    a, b = frozen.organiser_by, frozen.lived_experience_by
    return a is not None and b is not None and a != b


def due(frozen_at: datetime, zone: str, holidays: frozenset[date]) -> datetime:
    """When a waiting set turns red at the desk: the end of the third working day."""
    return end_of_day(deputy_from(frozen_at, zone, holidays), zone)
