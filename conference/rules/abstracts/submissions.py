"""Offering work to the conference: the call, the pages of a submission, and what it says thinly of working together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from conference.rules.abstracts.abstracts import AbstractState, Answer, Involvement
from conference.rules.applications.applications import words_in


class Page(StrEnum):
    """The pages of a submission, in their order."""

    about = "about"
    authors = "authors"
    text = "text"
    summary = "summary"
    together = "together"
    declare = "declare"


class PassFor(StrEnum):
    """The free pass for somebody with lived experience who presents too. Whom it is for may be said later."""

    nobody = "nobody"
    named = "named"
    later = "later"


class Thin(StrEnum):
    """A fact about working together that reviewers will find thin; each is a sentence on the page."""

    none = "none"
    late = "late"
    who = "who"
    chosen = "chosen"
    changed = "changed"
    paid = "paid"
    author = "author"
    presenter = "presenter"


TITLE_LETTERS = 120
CHANGED_WORDS = 100
MOST_WORDS, SUMMARY_WORDS, MOST_AUTHORS = 700, 100, 100
GRACE = timedelta(hours=72)
LICENCE_VERSION = "2026-11"
# The Forum's parts of a text, with what to write there. An edition may have others.
PARTS = (
    ("Context", "Where did you do this work, and who with?"),
    ("Problem", "What was wrong? Who did it affect?"),
    ("Assessment of problem", "How did you find out how large it was, and why?"),
    ("Intervention", "What did you do?"),
    ("Strategy for change", "How did you bring it about? Who took part?"),
    ("Measurement", "How did you see whether it helped?"),
    ("Effects of changes", "What changed for people?"),
    ("Lessons", "What would you do differently?"),
    ("Message for others", "What should others take home?"),
)
LATE = frozenset({Involvement.measuring, Involvement.sharing})
ENOUGH = {Thin.who: 4, Thin.chosen: 4, Thin.changed: 10}  # fewer words than this say little
OPEN = frozenset({AbstractState.draft, AbstractState.submitted})


@dataclass(frozen=True)
class Work:
    """What a submission says so far, as far as it must be whole or may be thin."""

    title: str = ""
    has_type: bool = False
    authors: int = 0
    presenters: int = 0
    lived_experience_authors: int = 0
    lived_experience_presenters: int = 0
    parts: tuple[str, ...] = ()
    summary: str = ""
    involvement: Involvement = Involvement.not_asked
    who: str = ""
    chosen: str = ""
    changed: str = ""
    none_because: str = ""
    paid: Answer = Answer.not_asked
    pass_for: PassFor = PassFor.nobody
    patient_data: Answer = Answer.not_asked
    agreed: bool = False

    @property
    def words(self) -> int:
        return sum(words_in(text) for text in self.parts)


def missing(work: Work, most_words: int = MOST_WORDS, summary_words: int = SUMMARY_WORDS) -> list[Page]:
    """The pages that still need something before the work can be sent. An honest "none" is whole with its reason."""
    none = work.involvement is Involvement.none
    told = work.none_because.strip() if none else work.who.strip() and work.changed.strip()
    whole = {
        Page.about: bool(work.title.strip()) and work.has_type,
        Page.authors: work.authors > 0 and work.presenters > 0,
        Page.text: bool(work.parts) and all(text.strip() for text in work.parts) and work.words <= most_words,
        Page.summary: 0 < words_in(work.summary) <= summary_words,
        Page.together: work.involvement is not Involvement.not_asked and bool(told),
        Page.declare: work.patient_data is not Answer.not_asked and work.agreed,
    }
    return [page for page in Page if not whole[page]]


def thin(work: Work) -> list[Thin]:
    """Which facts are thin, told to the authors before they send. It is what they say, never guessed from the text."""
    if work.involvement is Involvement.not_asked:
        return []
    if work.involvement is Involvement.none:
        return [Thin.none]
    weak: Mapping[Thin, bool] = {
        Thin.late: work.involvement in LATE,
        Thin.who: words_in(work.who) < ENOUGH[Thin.who],
        Thin.chosen: words_in(work.chosen) < ENOUGH[Thin.chosen],
        Thin.changed: words_in(work.changed) < ENOUGH[Thin.changed],
        Thin.paid: work.paid is not Answer.yes,
        Thin.author: not work.lived_experience_authors,
        Thin.presenter: not work.lived_experience_presenters and work.pass_for is PassFor.nobody,
    }
    return [each for each in Thin if weak.get(each)]


def may_edit(
    state: AbstractState, opens_at: datetime, closes_at: datetime, grace_until: datetime | None, at: datetime
) -> bool:
    """Authors may write and change until the last day; who was given more days, until those are over."""
    last = max(closes_at, grace_until) if grace_until else closes_at
    return state in OPEN and opens_at <= at < last


def moved(order: Iterable[int], which: int, up: bool) -> list[int]:
    """The order with one of them a place further up or down."""
    kept = list(order)
    place = kept.index(which)
    other = max(0, place - 1) if up else min(len(kept) - 1, place + 1)
    kept[place], kept[other] = kept[other], kept[place]
    return kept
