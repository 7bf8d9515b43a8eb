"""Two keys: a shared decision goes out only when an organiser and the LE lead approved the same frozen set."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from conference.rules.editions.dates import add_working_days, end_of_day, local_day
from conference.rules.people.duties import Rank, Side
from conference.rules.refusals import Reason, said


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


KIND = {
    Kind.offers: said("Funded places to offer"),
    Kind.abstract_decisions: said("Decisions on abstracts"),
    Kind.co_chairs: said("Co-chairs of the streams"),
    Kind.award_result: said("Result of the award"),
    Kind.cap_rule: said("A change of the co-production rule"),
    Kind.slots: said("How many places each stream has"),
    Kind.pot_size: said("How much a pot holds"),
    Kind.key_holder: said("Who holds a key"),
    Kind.sign_in_address: said("A key holder’s sign-in address"),
    Kind.one_time_code: said("A key holder’s one-time code"),
    Kind.two_key_setting: said("Which decisions need two keys"),
    Kind.award_addition: said("A late voting code"),
}
LABELS: dict[type[StrEnum], dict[Kind, str]] = {Kind: KIND}


class KeyReason(Reason):
    """Why a key cannot be turned now, or a set not carried out."""

    settled = "settled", said("This decision is settled. No key can be turned on it any more.")
    no_key = "no_key", said("You do not hold a key here.")
    side_turned = "side_turned", said("Your side’s key is already turned. The other key is still needed.")
    same_person = "same_person", said("You have turned one key. The other key must be another person’s.")
    has_interest = "has_interest", said("You stood aside from this list. Your deputy decides.")
    deputy_waits = (
        "deputy_waits",
        said("You are the deputy. You can turn this key when the holder hands it to you, or after three working days."),
    )
    cannot_be_carried = (
        "cannot_be_carried",
        said(
            "Something has changed since this list was prepared, so it can no longer be carried out. "
            "Send it back, or ask for a new list."
        ),
    )
    changed = "changed", said("The list was changed after you opened it. Read it again.")
    signs_in_elsewhere = "signs_in_elsewhere", "The person named signs in elsewhere now. Ask for a new list."


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


def why_not(frozen: Frozen, key: Key | None, *, at: datetime, zone: str, holidays: frozenset[date]) -> KeyReason | None:
    """Why this person may not turn a key on this set now, or None when they may."""
    if frozen.state != State.waiting:
        return KeyReason.settled
    if key is None:
        return KeyReason.no_key
    if frozen.turned_by(key.side):
        return KeyReason.side_turned
    if key.person in (frozen.organiser_by, frozen.lived_experience_by):
        return KeyReason.same_person
    if key.has_interest:
        return KeyReason.has_interest
    if key.rank == Rank.deputy and not deputy_may(frozen, key, at=at, zone=zone, holidays=holidays):
        return KeyReason.deputy_waits
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
