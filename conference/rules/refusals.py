"""Why something cannot be done now: one exception, and for each noun a closed list of reasons with their words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from conference.rules.money import written


def said(words: str) -> str:
    """Marks words to be translated; they are spoken in the reader's language by the page that says them."""
    return words


class Reason(StrEnum):
    """Base of a noun's closed list: `lapsed = "lapsed", said("It is too late. Call us.")`.

    None can be without words. `%(name)s` in them stands for a fact of the refusal.
    """

    words: str

    def __new__(cls, value: str, words: str) -> Self:
        member = str.__new__(cls, value)
        member._value_, member.words = value, words
        return member


@dataclass(frozen=True)
class Sum:
    """A fact that is money, written in the reader's way."""

    minor: int
    currency: str

    def __str__(self) -> str:
        return written(self.minor, self.currency)


class Refused(Exception):
    """It cannot be done now, and nothing was changed."""

    def __init__(self, reason: Reason, **facts: object) -> None:
        super().__init__(reason.value)
        self.reason, self.facts = reason, facts

    @property
    def words(self) -> str:
        """Why, in English, as commands and the organiser area say it."""
        return self.reason.words % self.facts if self.facts else self.reason.words
