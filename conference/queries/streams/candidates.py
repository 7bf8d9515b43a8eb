"""Find who may co-chair, what they said, when streams meet, and the role card of each stream."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from conference.db import db
from conference.models.editions.editions import Edition, Stream
from conference.models.people.people import Person, Role
from conference.models.streams.candidates import (
    Availability,
    Candidate,
    CoChairPreference,
    RoleCard,
    RoleCardText,
    StreamConflict,
    StreamSettings,
    StreamTime,
)
from conference.models.streams.co_chairs import CoChair
from conference.rules.languages import Lang
from conference.rules.streams import co_chairs as seats, proposal as rules
from conference.rules.streams.proposal import Seat, Time


@dataclass(frozen=True)
class Wishes:
    """What one person said: a level for a stream, conflicts, and when they can come (None: not said yet)."""

    levels: dict[int, int]
    conflicts: frozenset[int]
    can_come: frozenset[Time] | None


@dataclass(frozen=True)
class Card:
    """A role card with the organisers' words in one language."""

    card: RoleCard
    lang: str
    money: str
    support: str


def answer_days(edition: Edition) -> int:
    """How many days a person has to answer a role card."""
    settings = db.session.get(StreamSettings, edition.id)
    return settings.answer_days if settings else seats.DAYS_TO_ANSWER


def candidates(edition: Edition) -> list[Candidate]:
    """Everybody who may be asked: by kind, then by name."""
    return list(
        db.session.scalars(
            select(Candidate)
            .join(Person, Person.id == Candidate.person_id)
            .options(joinedload(Candidate.person))
            .where(Candidate.edition_id == edition.id, Person.disabled_at.is_(None))
            .order_by(Candidate.kind, Person.name, Candidate.id)
        )
    )


def may_become_candidates(edition: Edition) -> list[Person]:
    """People with a duty in the edition who are not candidates yet, by name."""
    already = select(Candidate.person_id).where(Candidate.edition_id == edition.id)
    here = select(Role.person_id).where(Role.edition_id == edition.id)
    return list(
        db.session.scalars(
            select(Person)
            .where(Person.id.in_(here), Person.id.not_in(already), Person.disabled_at.is_(None))
            .order_by(Person.name, Person.id)
        )
    )


def candidate(edition: Edition, candidate_id: int) -> Candidate | None:
    """The candidate of that id, if they belong to the edition."""
    return db.session.scalar(select(Candidate).where(Candidate.id == candidate_id, Candidate.edition_id == edition.id))


def candidate_of(person: Person, edition: Edition) -> Candidate | None:
    """This person as a candidate of that edition."""
    return db.session.scalar(
        select(Candidate).where(Candidate.person_id == person.id, Candidate.edition_id == edition.id)
    )


def wishes_of(candidate: Candidate) -> Wishes:
    """What this person said, as they said it."""
    return _wishes(Candidate.id == candidate.id).get(candidate.id, Wishes({}, frozenset(), None))


def times_of(edition: Edition) -> dict[int, frozenset[Time]]:
    """When each stream of the edition meets; nothing for a stream whose times are not set."""
    times: dict[int, list[Time]] = {
        stream_id: [] for stream_id in db.session.scalars(select(Stream.id).where(Stream.edition_id == edition.id))
    }
    found = select(StreamTime).join(Stream, Stream.id == StreamTime.stream_id).where(Stream.edition_id == edition.id)
    for each in db.session.scalars(found):
        times[each.stream_id].append((each.day, each.part))
    return {stream_id: frozenset(these) for stream_id, these in times.items()}


def question(edition: Edition) -> rules.Question:
    """All that decides who may co-chair what; a seat whose role card was sent stays with its person."""
    people = candidates(edition)
    person_of = {each.id: each.person_id for each in people}
    said = _wishes(Candidate.edition_id == edition.id)
    asked = list(
        db.session.execute(
            select(CoChair.stream_id, CoChair.kind, CoChair.person_id, CoChair.state).where(
                CoChair.edition_id == edition.id
            )
        )
    )
    held: dict[Seat, int] = {
        (row.stream_id, row.kind): row.person_id
        for row in asked
        if row.state in (seats.State.role_sent, seats.State.accepted)
    }
    return rules.Question(
        streams=times_of(edition),
        candidates=tuple(rules.Candidate(each.person_id, each.kind, each.stream_limit) for each in people),
        levels={
            (person_of[key], stream): level
            for key, wishes in said.items()
            for stream, level in wishes.levels.items()
            if key in person_of
        },
        can_come={
            person_of[key]: wishes.can_come
            for key, wishes in said.items()
            if key in person_of and wishes.can_come is not None
        },
        conflicts=frozenset(
            (person_of[key], stream) for key, wishes in said.items() if key in person_of for stream in wishes.conflicts
        ),
        declined=frozenset((row.person_id, row.stream_id) for row in asked if row.state in seats.SAID_NO),
        held=held,
    )


def cards(edition: Edition) -> dict[int | None, RoleCard]:
    """The newest role card of each stream that has its own; under None, the newest for all streams."""
    found = select(RoleCard).where(RoleCard.edition_id == edition.id).order_by(RoleCard.id)
    return {card.stream_id: card for card in db.session.scalars(found)}


def card_for(stream: Stream) -> RoleCard | None:
    """The role card that counts for this stream now."""
    return db.session.scalar(
        select(RoleCard)
        .where(
            RoleCard.edition_id == stream.edition_id,
            (RoleCard.stream_id == stream.id) | RoleCard.stream_id.is_(None),
        )
        .order_by(RoleCard.stream_id.is_(None), RoleCard.id.desc())
        .limit(1)
    )


def words_of(card: RoleCard) -> dict[Lang, RoleCardText]:
    """The organisers' words on a role card, by language."""
    found = select(RoleCardText).where(RoleCardText.role_card_id == card.id).order_by(RoleCardText.lang)
    return {each.lang: each for each in db.session.scalars(found)}


def card_in(card: RoleCard, lang: Lang) -> Card:
    """The role card in that language, else in English, else in any the organisers wrote."""
    words = words_of(card)
    found = next(each for each in (lang, Lang.en, *Lang) if each in words)
    return Card(card, found.value, words[found].money, words[found].support)


def _wishes(which: ColumnElement[bool]) -> dict[int, Wishes]:
    levels: defaultdict[int, dict[int, int]] = defaultdict(dict)
    conflicts: defaultdict[int, list[int]] = defaultdict(list)
    can_come: defaultdict[int, list[Time]] = defaultdict(list)
    said = list(db.session.scalars(select(Candidate.id).where(which, Candidate.said_at.is_not(None))))
    preferences = select(CoChairPreference).join(Candidate, Candidate.id == CoChairPreference.candidate_id)
    for preference in db.session.scalars(preferences.where(which)):
        levels[preference.candidate_id][preference.stream_id] = preference.level
    declared = select(StreamConflict).join(Candidate, Candidate.id == StreamConflict.candidate_id)
    for conflict in db.session.scalars(declared.where(which)):
        conflicts[conflict.candidate_id].append(conflict.stream_id)
    free = select(Availability).join(Candidate, Candidate.id == Availability.candidate_id)
    for half_day in db.session.scalars(free.where(which)):
        can_come[half_day.candidate_id].append((half_day.day, half_day.part))
    return {key: Wishes(levels[key], frozenset(conflicts[key]), frozenset(can_come[key])) for key in said}
