"""What waits for the organisers, and which promise is about to break."""

from datetime import UTC, datetime

from conference.models.editions import Edition
from conference.queries import (
    abstract_decisions,
    ahead,
    audio_notes,
    award,
    budget_report,
    coverage,
    decisions,
    funded_places,
    letters,
    payments,
    promises,
    review_desk,
    review_progress,
)
from conference.rules.together import Waiting

# What each part of the house says waits: function(edition, *, at).
JOURNEYS = (
    decisions.waiting,
    letters.waiting,
    funded_places.waiting,
    audio_notes.waiting,
    budget_report.waiting,
    ahead.waiting,
    payments.waiting,
    promises.waiting,
    review_desk.waiting,
    review_progress.waiting,
    abstract_decisions.waiting,
    coverage.waiting,
    award.waiting,
)
_LATEST = datetime.max.replace(tzinfo=UTC)


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """Every line of the desk: broken promises first, then by due time."""
    lines = [line for journey in JOURNEYS for line in journey(edition, at=at)]
    return sorted(lines, key=lambda line: (not line.is_late(at), line.due or _LATEST, line.text))
