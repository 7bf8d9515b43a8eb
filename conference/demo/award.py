"""The demo's award: open, with invented entries, and a card for whoever wants to try it."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from conference.actions import award as awards
from conference.models.award import Award
from conference.models.editions import Edition
from conference.models.people import Person
from conference.queries import award as queries
from conference.rules.award import VoterClass
from conference.rules.award_codes import tracker_from
from conference.rules.award_roll import Badge

# Reference, title, who presents, the work in a few words, co-presenter of the cast.
ENTRIES = (
    (
        "P-014",
        "Choosing together: a ward round that patients lead",
        "Amina Yusuf and the Harbour Ward team",
        "Patients set the questions of the daily round. Staff answer them first.",
        "amina",
    ),
    (
        "P-027",
        "What carers know at three in the morning",
        "Ben Okoro and Mei Tan",
        "A phone line, staffed by carers, that hospital nurses ring for advice.",
        "ben",
    ),
    (
        "P-033",
        "Letters we can read",
        "Amina Yusuf and Piet de Boer",
        "Discharge letters, rewritten with the people who receive them.",
        "amina",
    ),
    (
        "P-041",
        "Safe to say no: dialysis without shame",
        "Ben Okoro and Lucia Marin",
        "A short film and a guide, made by people on dialysis, for their doctors.",
        "ben",
    ),
)
VOTERS, WITH_LIVED_EXPERIENCE, HAVE_VOTED = 240, 60, 58
CODES = "demo_voting_cards.txt"


def load(edition: Edition, cast: Mapping[str, Person], *, at: datetime) -> None:
    """One award, open for two weeks; some have voted, and nobody knows yet for what."""
    by = cast["dara"]
    award = awards.make(
        edition,
        name="Patients Choice Award",
        name_nl="Publieksprijs van patiënten",
        question="Which work did most for the people it is about?",
        question_nl="Welk werk deed het meest voor de mensen om wie het gaat?",
        opens_at=at - timedelta(hours=1),
        closes_at=at + timedelta(days=14),
        by=by,
        at=at,
    )
    for reference, title, presenters, pitch, co_presenter in ENTRIES:
        entry = awards.add_entry(
            award,
            reference=reference,
            title=title,
            presenters=presenters,
            pitch=pitch,
            co_presenter=cast[co_presenter],
            by=by,
            at=at,
        )
        awards.confirm_entry(entry, by=cast[co_presenter], at=at)
    awards.import_roll(award, [Badge(f"D-{n:03}", _class_of(n)) for n in range(1, VOTERS + 1)], by=by, at=at)
    awards.freeze(award, by=by, at=at)
    cards = queries.cards(award)
    awards.open_poll(award, by=by, at=at)
    for badge, code in cards[-HAVE_VOTED:]:
        chance = hashlib.sha256(badge.encode()).digest()
        choice = ENTRIES[chance[0] % len(ENTRIES)][0]
        awards.cast(award, code=code, choice=choice, tracker=tracker_from(chance), at=at)
    _keep(award, cards[:-HAVE_VOTED])


def _class_of(number: int) -> VoterClass:
    return VoterClass.lived_experience if number % (VOTERS // WITH_LIVED_EXPERIENCE) == 0 else VoterClass.other


def _keep(award: Award, cards: list[tuple[str, str]]) -> None:
    """Only in a demo: the codes of unused cards lie in INSTANCE, so that anybody can try the vote."""
    lines = [f"/vote/{award.edition.code}/{award.id}/with/{code}" for _badge, code in cards]
    (Path(current_app.config["INSTANCE"]) / CODES).write_text("\n".join(lines) + "\n")


def card() -> str:
    """The path of one unused card of the demo, or an empty text."""
    kept = Path(current_app.config["INSTANCE"]) / CODES
    return kept.read_text().splitlines()[0] if kept.exists() else ""
