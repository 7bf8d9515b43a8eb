"""Who gets a voting code after the roll was frozen: for which reasons, and under which badge."""

from collections.abc import Collection
from enum import StrEnum

from conference.rules.award.roll import plain


class Reason(StrEnum):
    """Why somebody gets a code later. It is public; the words beside it are for the two keys only."""

    late_registration = "late_registration"
    left_out = "left_out"
    lost_card = "lost_card"


def why_not_asked(reason: Reason, badge: str, *, on_roll: Collection[str], blocked: Collection[str]) -> str:
    """Why no code may be asked for this badge: a word that the page explains; empty where it may."""
    there = standing(badge, on_roll)
    if reason is Reason.lost_card:
        return "not_on_roll" if not there else "replaced_already" if there in blocked else ""
    return "on_roll" if there else ""


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
