"""All that one person is part of, and what happens next."""

from datetime import UTC, datetime

from conference.models.editions import Edition
from conference.models.people import Person
from conference.queries import (
    assessment,
    award,
    award_ceremony,
    award_jury,
    award_stages,
    co_chairs,
    decisions,
    fees,
    funded_places,
    promises,
    review_desk,
    review_progress,
    submissions,
)
from conference.rules.together import Part

# What each journey says a person is part of: function(person, edition, *, at).
JOURNEYS = (
    decisions.part_of,
    funded_places.part_of,
    fees.part_of,
    promises.part_of,
    assessment.part_of,
    review_desk.part_of,
    review_progress.part_of,
    submissions.part_of,
    co_chairs.part_of,
    award_stages.part_of,
    award_jury.part_of,
    award.part_of,
    award_ceremony.part_of,
)
_LATEST = datetime.max.replace(tzinfo=UTC)


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """What this person is part of in the edition: their own next steps first, then by date."""
    parts = [part for journey in JOURNEYS for part in journey(person, edition, at=at)]
    return sorted(parts, key=lambda part: (not part.mine, part.by or _LATEST))
