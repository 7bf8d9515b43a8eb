"""All that one person is part of, and what happens next."""

from datetime import UTC, datetime

from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.signposts import keys
from conference.signposts.abstracts import submissions
from conference.signposts.applications import scoring
from conference.signposts.award import awards, ceremony, jury, stages
from conference.signposts.funding import places
from conference.signposts.lines import Part
from conference.signposts.payments import fees, promise_clock
from conference.signposts.reviewers import assignment
from conference.signposts.reviews import progress
from conference.signposts.streams import co_chairs

# What each journey says a person is part of: function(person, edition, *, at).
JOURNEYS = (
    keys.part_of,
    places.part_of,
    fees.part_of,
    promise_clock.part_of,
    scoring.part_of,
    assignment.part_of,
    progress.part_of,
    submissions.part_of,
    co_chairs.part_of,
    stages.part_of,
    jury.part_of,
    awards.part_of,
    ceremony.part_of,
)
_LATEST = datetime.max.replace(tzinfo=UTC)


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """What this person is part of in the edition: their own next steps first, then by date."""
    parts = [part for journey in JOURNEYS for part in journey(person, edition, at=at)]
    return sorted(parts, key=lambda part: (not part.mine, part.by or _LATEST))
