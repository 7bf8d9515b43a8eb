"""Two more ways to vote: a kiosk that forgets whoever used it, and paper slips that two people type."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from conference.rules.award.counting import AwardState

NO_VOTE = ""  # what both people read on a slip that is blank, or that says nothing which can be counted
LEFT_AFTER = timedelta(minutes=20)  # longer than any page of a kiosk stays


class Slip(StrEnum):
    """What became of a slip that somebody has just typed."""

    waits = "waits"
    typed_before = "typed_before"
    differs = "differs"
    recorded = "recorded"
    no_vote = "no_vote"
    used = "used"
    replaced = "replaced"


@dataclass(frozen=True)
class Pause:
    """How long a page of a kiosk stays: seconds until it asks whether somebody is there, and seconds after that."""

    quiet: int
    grace: int

    @property
    def minutes(self) -> int:
        """The whole of it, as it is said to people."""
        return -(-(self.quiet + self.grace) // 60)


def pause(*, recorded: bool, slow: bool) -> Pause:
    """A vote not yet sent stays three minutes without a touch, a tracker one; whoever asks for more time has it."""
    if recorded:
        return Pause(280, 20) if slow else Pause(40, 20)
    return Pause(600, 60) if slow else Pause(120, 60)


def was_left(seen: int | None, at: datetime) -> bool:
    """Whether whoever used this kiosk last went away without an end, say because its browser was shut."""
    return seen is not None and abs(at.timestamp() - seen) > LEFT_AFTER.total_seconds()


def may_be_kiosk(state: AwardState) -> bool:
    """A browser is made a place to vote once the award is frozen, and while people vote."""
    return state in (AwardState.frozen, AwardState.open)


def box_shuts(opens_at: datetime, closes_at: datetime) -> datetime:
    """Slips go into the box until an hour before the close, or a quarter of the time where the vote is short."""
    return closes_at - min(timedelta(hours=1), (closes_at - opens_at) / 4)


def standing(mine: str, before: str | None, others: list[str], *, blank: bool) -> Slip:
    """What a reading of a slip means beside those of other people; `before` is what the same person read."""
    if mine in others:
        return Slip.no_vote if blank else Slip.recorded
    if others:
        return Slip.differs
    return Slip.waits if before is None else Slip.typed_before
