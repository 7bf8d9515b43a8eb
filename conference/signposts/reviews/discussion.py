"""What waits of discussions."""

from datetime import datetime

from sqlalchemy import func, select

from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.reviews.reviews import ReviewTally
from conference.queries.reviews.discussion import queued_for, window_of
from conference.signposts.lines import Waiting


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """For the desk: abstracts that are being talked over, with the last day for it."""
    window = window_of(edition)
    if not window.is_open(at):
        return []
    queued = select(func.count()).select_from(Abstract).join(ReviewTally, ReviewTally.abstract_id == Abstract.id)
    count = db.session.scalar(queued.where(Abstract.edition_id == edition.id, *queued_for())) or 0
    return [Waiting("Abstracts under discussion", count, "desk_talk.index", due=window.closes)] if count else []
