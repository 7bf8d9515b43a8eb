"""What waits for the organisers, and which promise is about to break."""

from collections.abc import Callable
from datetime import UTC, datetime

from conference.models.editions import Edition
from conference.queries import (
    abstract_decisions,
    ahead,
    audio_notes,
    award,
    award_slips,
    award_waiting,
    budget_report,
    coverage,
    decisions,
    discussion,
    funded_places,
    letters,
    payments,
    promises,
    review_desk,
    review_progress,
    uncovered,
)
from conference.rules.together import Waiting

# What each part of the house says waits: the door of its pages, and function(edition, *, at).
JOURNEYS = (
    ("keys", decisions.waiting),
    ("desk_letters", letters.waiting),
    ("desk_offers", funded_places.waiting),
    ("desk_audio_notes", audio_notes.waiting),
    ("desk_budget", budget_report.waiting),
    ("desk_payments", ahead.waiting),
    ("desk_payments", payments.waiting),
    ("desk_claims", promises.waiting),
    ("desk_plans", review_desk.waiting),
    ("desk_plans", uncovered.waiting),
    ("desk_ranking", review_progress.waiting),
    ("desk_talk", discussion.waiting),
    ("desk_decisions", abstract_decisions.waiting),
    ("desk_streams", coverage.waiting),
    ("desk_award", award.waiting),
    ("desk_award_stages", award_waiting.waiting),
    ("desk_award_ways", award_slips.waiting),
)
_LATEST = datetime.max.replace(tzinfo=UTC)


def waiting(edition: Edition, *, at: datetime, may_enter: Callable[[str], bool] = bool) -> list[Waiting]:
    """Every line of the desk: broken promises first, then by due time. Behind a shut door nothing is even asked."""
    lines = [line for door, journey in JOURNEYS if may_enter(door) for line in journey(edition, at=at)]
    return sorted(lines, key=lambda line: (not line.is_late(at), line.due or _LATEST, line.text))
