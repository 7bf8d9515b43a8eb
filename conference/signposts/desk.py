"""What waits for the organisers, and which promise is about to break."""

from collections.abc import Callable
from datetime import UTC, datetime

from conference.models.editions.editions import Edition
from conference.signposts import keys, outbox
from conference.signposts.applications import recordings
from conference.signposts.award import awards, slips, waiting as award_waiting
from conference.signposts.funding import advances, places, pots_report
from conference.signposts.lines import Waiting
from conference.signposts.payments import batches, promise_clock
from conference.signposts.reviewers import assignment, unfilled_seats
from conference.signposts.reviews import discussion, progress
from conference.signposts.selection import decisions
from conference.signposts.streams import coverage

# What each part of the house says waits: the door of its pages, and function(edition, *, at).
JOURNEYS = (
    ("keys", keys.waiting),
    ("desk_letters", outbox.waiting),
    ("desk_offers", places.waiting),
    ("desk_audio_notes", recordings.waiting),
    ("desk_budget", pots_report.waiting),
    ("desk_payments", advances.waiting),
    ("desk_payments", batches.waiting),
    ("desk_claims", promise_clock.waiting),
    ("desk_plans", assignment.waiting),
    ("desk_plans", unfilled_seats.waiting),
    ("desk_ranking", progress.waiting),
    ("desk_talk", discussion.waiting),
    ("desk_decisions", decisions.waiting),
    ("desk_streams", coverage.waiting),
    ("desk_award", awards.waiting),
    ("desk_award_stages", award_waiting.waiting),
    ("desk_award_ways", slips.waiting),
)
_LATEST = datetime.max.replace(tzinfo=UTC)


def waiting(edition: Edition, *, at: datetime, may_enter: Callable[[str], bool] = bool) -> list[Waiting]:
    """Every line of the desk: broken promises first, then by due time. Behind a shut door nothing is even asked."""
    lines = [line for door, journey in JOURNEYS if may_enter(door) for line in journey(edition, at=at)]
    return sorted(lines, key=lambda line: (not line.is_late(at), line.due or _LATEST, line.text))
