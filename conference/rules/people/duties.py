"""Who may do what: duties, kinds of lived and professional experience, channels."""

import re
import unicodedata
from enum import StrEnum

from conference.rules.refusals import Reason


class Duty(StrEnum):
    """What a person does in one edition; a door names the duty it needs."""

    organiser = "organiser"
    treasurer = "treasurer"
    assessor = "assessor"
    reviewer = "reviewer"
    co_chair = "co_chair"


class Side(StrEnum):
    """The two keys: an organiser's and the lived-experience lead's."""

    organiser = "organiser"
    lived_experience = "lived_experience"


class Rank(StrEnum):
    principal = "principal"
    deputy = "deputy"


class Kind(StrEnum):
    """The two kinds of expertise, equal in weight."""

    lived_experience = "lived_experience"
    professional = "professional"


class StaysOpen(Reason):
    """Why somebody's account cannot be disabled at this edition's desk."""

    holds_a_key = (
        "holds_a_key",
        "%(name)s holds a key or is a deputy, so this account cannot be disabled. First someone else must be named for"
        " the key, which takes both keys: ask a key holder, under “Change who holds a key”.",
    )
    yourself = "yourself", "You cannot disable your own account. Ask another organiser."
    elsewhere = (
        "elsewhere",
        "%(name)s takes part in another conference that is not over, so this account cannot be disabled."
        " Take back their duties in this conference instead.",
    )


class Channel(StrEnum):
    """How a person wants to hear from us; no e-mail is normal."""

    email = "email"
    phone = "phone"
    post = "post"


def canonical_email(address: str) -> str:
    """One spelling for each address: trimmed, normalised, case folded."""
    return unicodedata.normalize("NFKC", address).strip().casefold()


CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L: a code can be read out on the phone


def typed_code(text: str) -> str:
    """What was meant by a typed code: case, spaces and dashes do not matter."""
    return re.sub(r"[\s\-–—.]", "", unicodedata.normalize("NFKC", text)).upper()


def needs_second_factor(duties: set[Duty], *, holds_key: bool) -> bool:
    """Key holders, organisers and treasurers also show a time-based one-time code."""
    return holds_key or bool(duties & {Duty.organiser, Duty.treasurer})


def sees_too_much(duties: set[Duty]) -> bool:
    """Who sees names and scores at the desk cannot also judge in the same edition."""
    return bool(duties & {Duty.organiser, Duty.treasurer}) and bool(duties & {Duty.assessor, Duty.reviewer})


def link_minutes(*, has_duty: bool) -> int:
    """A sign-in link lives 10 minutes for people with a duty, 60 for applicants, who may read slowly."""
    return 10 if has_duty else 60
