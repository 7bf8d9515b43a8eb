"""Who gets a voting code after the roll was frozen: for which reasons, and under which badge."""

from collections.abc import Collection
from enum import StrEnum

from conference.rules.award.reasons import AdditionReason
from conference.rules.award.roll import plain


class Reason(StrEnum):
    """Why somebody gets a code later. It is public; the words beside it are for the two keys only."""

    late_registration = "late_registration"
    left_out = "left_out"
    lost_card = "lost_card"


def why_not_asked(
    reason: Reason, badge: str, *, on_roll: Collection[str], blocked: Collection[str]
) -> AdditionReason | None:
    """Why no code may be asked for this badge; None where it may."""
    there = standing(badge, on_roll)
    if reason is Reason.lost_card:
        if not there:
            return AdditionReason.not_on_roll
        return AdditionReason.replaced_already if there in blocked else None
    return AdditionReason.on_roll if there else None


def standing(badge: str, on_roll: Collection[str]) -> str:
    """How this badge is written on the roll; empty where it is not there."""
    alike = sorted(each for each in on_roll if plain(each) == plain(badge))
    return badge if badge in alike else alike[0] if alike else ""


def badge_after(badge: str, taken: Collection[str]) -> str:
    """Under which badge a lost card's new code stands: B-7, then B-7 (2), B-7 (3)."""
    first, number = badge.partition(" (")[0], 2
    while f"{first} ({number})" in taken:
        number += 1
    return f"{first} ({number})"
