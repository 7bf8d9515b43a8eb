"""All that one person is part of, and what happens next."""

from datetime import datetime

from conference.models.editions import Edition
from conference.models.people import Person
from conference.queries import review_desk
from conference.rules.together import Part


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """What this person is part of in the edition: their own next steps first, then by date."""
    return review_desk.part_of(person, edition, at=at)
