"""What waits of recordings."""

from datetime import datetime

import sqlalchemy as sa

from conference.db import db
from conference.models.applications.applications import FundingSettings
from conference.models.editions.editions import Edition
from conference.queries.applications.recordings import to_type
from conference.rules.editions.dates import end_of_day
from conference.signposts.lines import Waiting


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """The desk's line: nobody can be scored before their recording is typed, so it is due when people hear from us."""
    settings = db.session.get(FundingSettings, edition.id)
    count = db.session.scalar(sa.select(sa.func.count()).select_from(to_type(edition).order_by(None).subquery()))
    if settings is None or not count:
        return []
    hear_by = end_of_day(settings.hear_by, edition.zone)
    return [Waiting("Recordings to write down and read back", count, "desk_audio_notes.index", {}, hear_by)]
