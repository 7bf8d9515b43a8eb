"""Explain a word to everybody who reads abstracts."""

from collections.abc import Mapping
from datetime import datetime

from conference import audit
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.models.reviews.glossary import GlossaryWord
from conference.rules.languages import Lang


def explain(edition: Edition, term: str, meanings: Mapping[Lang, str], *, by: Person, at: datetime) -> None:
    """Write what a word means, by language; an empty meaning takes it out again."""
    for lang, meaning in meanings.items():
        known = db.session.get(GlossaryWord, (edition.id, term, lang))
        if known and not meaning:
            db.session.delete(known)
        elif meaning:
            row = known or GlossaryWord(edition_id=edition.id, term=term, lang=lang)
            row.meaning, row.written_at, row.written_by = meaning, at, by.id
            db.session.add(row)
    audit.record("glossary.written", about=edition, by=by, at=at, edition=edition, words=1)
