"""What anyone may know of an edition: what it offers, what is open now, until when."""

from datetime import datetime

from conference.models.editions import Edition
from conference.queries import award
from conference.rules.together import Opening


def open_now(edition: Edition, *, at: datetime) -> list[Opening]:
    """What is open or about to open, in the order of the year."""
    return award.open_now(edition, at=at)
