"""The demo's award: open, its entries the accepted invented abstracts, and a card for whoever wants to try it."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from conference.actions.award import awards, ceremony
from conference.models.abstracts.abstracts import Abstract
from conference.models.award.awards import Award
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.abstracts import abstracts
from conference.queries.award import awards as queries
from conference.rules.abstracts.abstracts import AbstractState, Answer
from conference.rules.award.codes import tracker_from
from conference.rules.award.counting import VoterClass
from conference.rules.award.roll import Badge

ENTRIES, VOTERS, WITH_LIVED_EXPERIENCE, HAVE_VOTED = 6, 240, 60, 58
CO_PRESENTERS = ("amina", "ben")
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
        closes_at=(at + timedelta(days=14)).replace(hour=17, minute=0, second=0, microsecond=0),
        by=by,
        at=at,
    )
    entered = entries_for(edition)
    for number, abstract in enumerate(entered):
        co_presenter = cast[CO_PRESENTERS[number % len(CO_PRESENTERS)]]
        entry = awards.add_entry(
            award,
            reference=abstract.reference,
            title=abstract.title,
            presenters=", ".join([co_presenter.name, *(author.name for author in abstract.authors[:2])]),
            pitch=abstract.plain_summary,
            co_presenter=co_presenter,
            by=by,
            at=at,
        )
        awards.confirm_entry(entry, by=co_presenter, at=at)
    ceremony.name_witness(award, person=cast["eve"], by=by, at=at)
    awards.import_roll(award, [Badge(f"D-{n:03}", _class_of(n)) for n in range(1, VOTERS + 1)], by=by, at=at)
    awards.freeze(award, by=by, at=at)
    cards = queries.cards(award)
    awards.open_poll(award, by=by, at=at)
    for badge, code in cards[-HAVE_VOTED:]:
        chance = hashlib.sha256(badge.encode()).digest()
        choice = entered[chance[0] % len(entered)].reference
        awards.cast(edition, award.id, code=code, choice=choice, tracker=tracker_from(chance), at=at)
    _keep(award, cards[:-HAVE_VOTED])


def entries_for(edition: Edition) -> list[Abstract]:
    """Accepted abstracts that somebody with lived experience helps to present."""
    return [
        abstract
        for abstract in abstracts.whole(edition)
        if abstract.state == AbstractState.accepted and abstract.lived_experience_presenter == Answer.yes
    ][:ENTRIES]


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
