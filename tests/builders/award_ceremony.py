"""Awards after both keys: published at once, or waiting for their moment."""

from datetime import datetime

from conference.actions import frozen_sets
from conference.actions.award import ceremony
from conference.models.award.awards import Award
from conference.models.award.ceremony import AwardShown
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.queries.award import awards as queries, ceremony as found, result as results
from conference.rules.keys import Kind
from tests import cast
from tests.builders import award as build

STORY = "Nine nights on that ward. So we made them quiet."
VIDEO = "https://video.example.org/nights"


def asked(award: Award, announce_at: datetime | None = None, *, at: datetime = build.CLOSES) -> FrozenSet:
    """The result waits for both keys."""
    edition = award.edition
    content = results.to_freeze(edition, award.id, announce_at)
    by = cast.dara(edition)
    return frozen_sets.freeze(edition, Kind.award_result, award.id, by=by, at=at, content=content)


def approved(award: Award, announce_at: datetime | None = None, *, at: datetime = build.CLOSES) -> FrozenSet:
    """Both keys are turned; where a moment is given, it waits for that."""
    frozen = asked(award, announce_at, at=at)
    for holder in (cast.dara(award.edition), cast.lena(award.edition)):
        frozen_sets.turn_key(frozen, digest=frozen.digest, by=holder, at=at)
    return frozen


def agreed(award: Award, reference: str, person: Person, **facts: str) -> AwardShown:
    """What the co-presenter of an entry lets everybody see."""
    entry = queries.entry(award, reference)
    mine = entry and found.entry_for(person, award.edition, entry.id)
    assert mine
    given = {"name": person.name, "words": STORY, "video": VIDEO, **facts}
    return ceremony.show(mine, **given, by=person, at=build.VOTING)
