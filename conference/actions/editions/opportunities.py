"""Write what an edition offers; it is shown to people only when all of it is said."""

from collections.abc import Mapping
from datetime import datetime

from conference import audit
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.editions.opportunities import OpportunityText
from conference.models.people.people import Person
from conference.queries.editions import opportunities as queries
from conference.rules.editions.opportunities import PARTS, Opportunity, unfilled
from conference.rules.editions.reasons import EditionReason
from conference.rules.languages import Lang
from conference.rules.refusals import Refused


def write(
    edition: Edition,
    kind: Opportunity,
    lang: Lang,
    words: Mapping[str, str],
    *,
    publish: bool,
    by: Person,
    at: datetime,
) -> OpportunityText:
    """Keep the words of one opportunity in one language, and show it to people or take it back."""
    if publish and (missing := unfilled(words)):
        raise Refused(EditionReason.unfilled, parts=", ".join(missing))
    text = queries.one(edition, kind, lang) or OpportunityText(edition_id=edition.id, kind=kind, lang=lang)
    db.session.add(text)
    for part in PARTS:
        setattr(text, part, words.get(part, "").strip())
    text.published_at = (text.published_at or at) if publish else None
    audit.record(
        "opportunity.written",
        about=edition,
        by=by,
        at=at,
        edition=edition,
        kind=kind,
        lang=lang,
        published=int(publish),
    )
    return text
