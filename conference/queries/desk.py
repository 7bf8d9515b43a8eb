"""What waits for the organisers, and which promise is about to break."""

from datetime import UTC, datetime

from conference.models.editions import Edition
from conference.queries import decisions, letters, review_desk
from conference.rules.together import Waiting

_LATEST = datetime.max.replace(tzinfo=UTC)


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """Every line of the desk: broken promises first, then by due time."""
    lines = [*decisions.waiting(edition, at=at), *letters.waiting(edition, at=at), *review_desk.waiting(edition, at=at)]
    return sorted(lines, key=lambda line: (not line.is_late(at), line.due or _LATEST, line.text))
