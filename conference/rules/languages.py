"""The languages in which people read us."""

from enum import StrEnum


class Lang(StrEnum):
    en = "en"
    nl = "nl"
