"""What the letters of funded places say, and which of them a person may have now."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from conference.db import db
from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.models.editions.letter_facts import EditionText
from conference.queries.funding import offers, pots
from conference.rules.applications.applications import State, Wanted
from conference.rules.editions.dates import local_day
from conference.rules.funding import paper_letters as rules
from conference.rules.funding.paper_letters import Fact, PaperLetter
from conference.rules.languages import Lang


def texts_of(edition: Edition) -> dict[Fact, dict[Lang, str]]:
    """What the organisers wrote for letters, by fact and language."""
    found: dict[Fact, dict[Lang, str]] = {fact: {} for fact in Fact}
    for row in db.session.scalars(sa.select(EditionText).where(EditionText.edition_id == edition.id)):
        found[row.fact][row.lang] = row.text
    return found


def facts_in(edition: Edition, lang: Lang) -> dict[Fact, str]:
    """The facts in one language; where one is written in another only, better that than a hole."""
    texts = texts_of(edition)
    return {fact: texts[fact].get(lang) or next(iter(texts[fact].values())) for fact in Fact if texts[fact]}


def due_to(application: Application, *, at: datetime) -> tuple[PaperLetter, ...]:
    """The letters that are this person's to have now."""
    edition, offer = application.edition, offers.offer_of(application)
    return rules.due_to(
        rules.Standing(
            offer=offer.state if offer else None,
            told_no=application.state is State.not_offered,
            wants_visa=Wanted.visa in application.applying_for,
            ends_on=edition.ends_on,
            today=local_day(at, edition.zone),
        )
    )


def ready(application: Application, *, at: datetime) -> list[PaperLetter]:
    """Those of them that have no hole."""
    known = facts_in(application.edition, application.person.lang)
    return [letter for letter in due_to(application, at=at) if not rules.missing(letter, known)]


def content(application: Application, *, at: datetime) -> dict[str, Any]:
    """All that a letter of this person may say."""
    offer = offers.offer_of(application)
    return {
        "to": application.person,
        "application": application,
        "edition": application.edition,
        "offer": offer,
        "lines": pots.kept_lines(offer) if offer else [],
        "fact": {fact.value: text for fact, text in facts_in(application.edition, application.person.lang).items()},
        "written_at": at,
    }


def holes(edition: Edition) -> dict[PaperLetter, list[tuple[Fact, Lang]]]:
    """What the desk still has to write, for each letter and language."""
    texts = texts_of(edition)
    return {
        letter: [(fact, lang) for fact in rules.NEEDS[letter] for lang in Lang if not texts[fact].get(lang)]
        for letter in PaperLetter
    }
