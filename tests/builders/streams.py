"""Candidates, role cards and asked co-chairs, made through the actions."""

from conference.actions import frozen_sets
from conference.actions.streams import candidates, co_chairs
from conference.db import db
from conference.models.editions.editions import Edition, Stream
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.models.streams.candidates import Candidate, RoleCard
from conference.models.streams.co_chairs import CoChair
from conference.rules.keys import Kind as Decision
from conference.rules.languages import Lang
from conference.rules.people.duties import Kind
from conference.rules.streams.proposal import half_days
from tests import cast

LE, PRO = Kind.lived_experience, Kind.professional


def a_candidate(person: Person, edition: Edition, kind: Kind, **levels: int) -> Candidate:
    """Somebody who may be asked; levels by stream name say what they would like."""
    dara = cast.dara(edition)
    candidate = candidates.add_candidate(person, edition, kind, by=dara, at=cast.AT)
    if levels:
        said(candidate, **levels)
    return candidate


def said(candidate: Candidate, conflicts: tuple[str, ...] = (), limit: int = 1, **levels: int) -> None:
    edition = candidate.edition
    ids = {each.name: each.id for each in db.session.query(Stream).filter_by(edition_id=edition.id)}
    candidates.say(
        candidate,
        levels={ids[name]: level for name, level in levels.items()},
        conflicts={ids[name] for name in conflicts},
        can_come=set(half_days(edition.starts_on, edition.ends_on)),
        limit=limit,
        by=candidate.person,
        at=cast.AT,
    )


CARD = candidates.CardFacts(
    planning_meetings=4,
    hours_planning=8,
    hours_there=6,
    contact_name="Mina Holt",
    contact_reach="+44 20 7946 0199",
    settles_name="Professor Ines Vale",
)
WORDS = {
    Lang.en: ("A fee of £300, your travel and your stay.", "A mentor, breaks when you need them, and a stand-in."),
    Lang.nl: ("Een vergoeding van £300, uw reis en uw verblijf.", "Een mentor, pauzes en iemand die voor u invalt."),
}


def a_card(edition: Edition, stream: Stream | None = None, **changes: object) -> RoleCard:
    facts = candidates.CardFacts(**{**vars(CARD), **changes})
    return candidates.write_card(edition, stream, facts, WORDS, by=cast.dara(edition), at=cast.AT)


def frozen_co_chairs(edition: Edition) -> FrozenSet:
    """The proposal for every open seat, frozen."""
    dara = cast.dara(edition)
    co_chairs.propose(edition, by=dara, at=cast.AT)
    db.session.flush()
    return frozen_sets.freeze(edition, Decision.co_chairs, edition.id, by=dara, at=cast.AT)


def both_keys(edition: Edition, frozen: FrozenSet) -> None:
    for person in (cast.dara(edition), cast.lena(edition)):
        frozen_sets.turn_key(frozen, digest=frozen.digest, by=person, at=cast.AT)


def asked(edition: Edition) -> dict[tuple[str, Kind], CoChair]:
    """Everybody of the newest proposal, asked under both keys: by stream name and kind."""
    cast.lena(edition)
    frozen = frozen_co_chairs(edition)
    both_keys(edition, frozen)
    found = db.session.query(CoChair).filter_by(under_set=frozen.id)
    return {(each.stream.name, each.kind): each for each in found}


def a_staffed_edition() -> Edition:
    """Two streams; three people with lived experience and two professionals who may be asked; a role card."""
    edition = cast.an_edition()
    cast.dara(edition)
    cast.lena(edition)
    for position, name in enumerate(("Access", "Safety"), 1):
        cast.a_stream(edition, name, position)
    a_candidate(cast.amina(), edition, LE, Access=5, Safety=3)
    a_candidate(cast.ben(), edition, LE, Safety=4)
    a_candidate(cast.someone("noor", "Noor Bakker"), edition, LE)
    a_candidate(cast.chidi(), edition, PRO, Access=4, Safety=2)
    a_candidate(cast.someone("greta", "Greta Lund"), edition, PRO, Safety=5)
    a_card(edition)
    db.session.commit()
    return edition
