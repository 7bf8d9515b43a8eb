"""Find what an edition offers, for applicants and for the desk."""

import sqlalchemy as sa

from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.editions.opportunities import OpportunityText
from conference.rules.editions.opportunities import PARTS, Opportunity, Told, in_language
from conference.rules.languages import Lang


def of(edition: Edition) -> dict[tuple[Opportunity, Lang], OpportunityText]:
    """All that was written, by opportunity and language."""
    found = db.session.scalars(sa.select(OpportunityText).where(OpportunityText.edition_id == edition.id))
    return {(row.kind, row.lang): row for row in found}


def one(edition: Edition, kind: Opportunity, lang: Lang) -> OpportunityText | None:
    """One opportunity as it was written in one language."""
    return db.session.get(OpportunityText, (edition.id, kind, lang))


def published(edition: Edition, lang: Lang) -> list[Told]:
    """What applicants read, each once: in their language, else in the other."""
    told = [
        Told(row.kind, row.lang, tuple(getattr(row, part) for part in PARTS))
        for row in of(edition).values()
        if row.published_at is not None
    ]
    return in_language(told, lang)
