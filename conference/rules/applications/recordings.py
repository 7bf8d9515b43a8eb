"""Recordings in place of writing: on which pages, how large, how long the sound is kept once its words are approved."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum


class NotePage(StrEnum):
    """The pages of the form on which a person may speak instead of writing."""

    about_you = "about-you"
    why_come = "why-come"


class ReadBack(StrEnum):
    """How the typed words were read back to the person."""

    phone = "phone"
    visit = "visit"
    video = "video"
    email = "email"
    post = "post"


MOST_BYTES = 6 * 1024 * 1024  # three minutes at the best sound that a phone records
SPOKEN_WORDS = 500  # what a person says in three minutes is typed as it was said
KEPT = timedelta(days=30)


def deleted_on(approved_on: date) -> date:
    """The day on which the sound goes: the person may still object until then."""
    return approved_on + KEPT


def is_typed(texts: Iterable[str]) -> bool:
    """There is something to read back."""
    return any(text.strip() for text in texts)
