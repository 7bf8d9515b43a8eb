"""What anyone may know of an edition: what it offers, what is open now, until when."""

from datetime import datetime

from conference.models.editions import Edition
from conference.queries import award, award_stages, co_chairs, funded_places, submissions
from conference.rules.together import Opening

# What each journey says is open: function(edition, *, at), in the order of the year.
JOURNEYS = (funded_places.open_now, submissions.open_now, co_chairs.open_now, award_stages.open_now, award.open_now)


def open_now(edition: Edition, *, at: datetime) -> list[Opening]:
    """What is open or about to open, in the order of the year."""
    return [opening for journey in JOURNEYS for opening in journey(edition, at=at)]
