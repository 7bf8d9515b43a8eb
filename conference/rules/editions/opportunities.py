"""What an edition offers to people with lived experience, said fully before anybody asks for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from conference.rules.languages import Lang


class Opportunity(StrEnum):
    """The funded place itself, and each thing that somebody may do there. Just to come is one of them."""

    funded_place = "funded_place"
    just_attend = "just_attend"
    review = "review"
    co_chair = "co_chair"
    panel = "panel"
    stand = "stand"
    video = "video"


# What it is, the time it takes, what is paid, what is decided already, and what can still be changed.
PARTS = ("what", "time_needed", "paid", "decided", "changeable")


@dataclass(frozen=True)
class Told:
    """One opportunity in one language, ready to be read."""

    kind: Opportunity
    lang: Lang
    parts: tuple[str, ...]


def unfilled(words: Mapping[str, str]) -> list[str]:
    """The parts that still say nothing; with one of these nothing is published."""
    return [part for part in PARTS if not words.get(part, "").strip()]


def in_language(found: Iterable[Told], lang: Lang) -> list[Told]:
    """Each opportunity once, in this language if it was written in it, else in the other; in their usual order."""
    best: dict[Opportunity, Told] = {}
    for told in found:
        if told.kind not in best or told.lang is lang:
            best[told.kind] = told
    return [best[kind] for kind in Opportunity if kind in best]
