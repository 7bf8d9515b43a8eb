"""Write down what letters need and only organisers know."""

from datetime import datetime

from conference import audit
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.editions.letter_facts import EditionText
from conference.models.people.people import Person
from conference.rules.funding.paper_letters import Fact
from conference.rules.languages import Lang


def write(edition: Edition, fact: Fact, lang: Lang, text: str, *, by: Person, at: datetime) -> None:
    """One fact in one language; an empty text takes it away."""
    row = db.session.get(EditionText, (edition.id, fact, lang))
    if row is None:
        row = EditionText(edition_id=edition.id, fact=fact, lang=lang)
        db.session.add(row)
    row.text = text
    if not text:
        db.session.flush()
        db.session.delete(row)
    db.session.flush()
    audit.record("edition.text_written", about=edition, by=by, at=at, edition=edition, fact=fact, lang=lang)
