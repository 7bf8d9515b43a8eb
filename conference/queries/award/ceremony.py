"""Find what comes after the vote: the result both keys approved, who is named for a work, and who is a witness."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager

from conference.db import db
from conference.models.applications.scoring import Assessor
from conference.models.award.awards import Award, AwardEntry
from conference.models.award.ceremony import AwardShown, AwardWitness
from conference.models.award.stages import AwardWork
from conference.models.editions.editions import Edition
from conference.models.outbox import Message
from conference.models.people.people import Person
from conference.queries.award import result as results, stages as award_stages
from conference.queries.people import people
from conference.rules.award.ceremony import Step, WitnessSays, credit
from conference.rules.award.counting import AwardState
from conference.rules.people.duties import Duty, Kind as Experience


@dataclass(frozen=True)
class Entrant:
    """A work as a hall sees it: its title and its people, who are named as equals and as they agreed."""

    reference: str
    title: str
    names: tuple[str, ...]
    pitch: str
    won: bool
    shown: AwardShown | None


def entrants(award: Award, facts: dict[str, Any]) -> list[Entrant]:
    """Every work of a result that both keys approved, in its order, with what its co-presenter wants shown today."""
    shown = shown_of(award)
    found = []
    for entry in facts["entries"]:
        own = shown.get(entry["reference"])
        found.append(
            Entrant(
                entry["reference"],
                entry["title"],
                credit(entry.get("presenters", ""), own.name if own else ""),
                entry.get("pitch", ""),
                entry["reference"] in facts["result"]["winners"],
                own,
            )
        )
    return found


def winner(award: Award, facts: dict[str, Any]) -> Entrant:
    """The work that won, as everybody may see it."""
    return next(one for one in entrants(award, facts) if one.won)


def shown_of(award: Award) -> dict[str, AwardShown]:
    """What those who co-present now agreed to have shown, by the reference of their work."""
    return {one.reference: one for one in db.session.scalars(_shown(award))}


def _shown(award: Award) -> Select[AwardShown]:
    """What counts is who co-presents today: what somebody agreed to does not outlive their part in the work."""
    its_co_presenter = [
        select(kind.id)
        .where(
            kind.award_id == AwardShown.award_id,
            kind.reference == AwardShown.reference,
            kind.co_presenter_id == AwardShown.person_id,
        )
        .exists()
        for kind in (AwardEntry, AwardWork)
    ]
    return select(AwardShown).where(AwardShown.award_id == award.id, or_(*its_co_presenter))


def to_announce(*, at: datetime) -> list[Award]:
    """Awards that both keys approved, whose moment has come."""
    return list(
        db.session.scalars(
            select(Award)
            .where(Award.announce_at <= at, Award.state != AwardState.published)
            .order_by(Award.announce_at, Award.id)
        )
    )


def signed_by(award: Award) -> list[tuple[str, str]]:
    """Whose two keys approved the result, the lived-experience lead first: side and name. They sign."""
    under = results.approved_set(award)
    sides = ("lived_experience", "organiser")
    return [(side, getattr(under, side).name) for side in sides if getattr(under, side, None)]


# -- The people of one work -----------------------------------------------------------------------


@dataclass(frozen=True)
class Mine:
    """A work on the page of one of its people. Only its co-presenter says what is shown of them."""

    award: Award
    reference: str
    title: str
    presenters: str
    pitch: str
    confirmed: bool
    is_co_presenter: bool
    entry: AwardEntry | None = None


def entry_for(person: Person, edition: Edition, entry_id: int) -> Mine | None:
    """An entry of a ballot, for its co-presenter and for whoever was nominated with it."""
    found = db.session.scalar(
        select(AwardEntry)
        .join(AwardEntry.award)
        .options(contains_eager(AwardEntry.award))
        .where(AwardEntry.id == entry_id, Award.edition_id == edition.id)
    )
    if found is None:
        return None
    own = found.co_presenter_id == person.id
    if not own and person.id not in _nominees(found):
        return None
    said = found.confirmed_at is not None
    return Mine(found.award, found.reference, found.title, found.presenters, found.pitch, said, own, found)


def _nominees(entry: AwardEntry) -> list[int | None]:
    return list(
        db.session.scalars(
            select(AwardWork.nominee_id).where(
                AwardWork.award_id == entry.award_id, AwardWork.reference == entry.reference
            )
        )
    )


def work_for(person: Person, edition: Edition, work_id: int) -> Mine | None:
    """A work that the jury lists, for its two people; it is no entry of a ballot where a jury alone decides."""
    found = award_stages.work_for(person, edition, work_id)
    if found is None or not found.shortlisted:
        return None
    own = found.co_presenter_id == person.id
    return Mine(found.award, found.reference, found.title, found.presenters, found.pitch, True, own)


def shown(award: Award, reference: str) -> AwardShown | None:
    """What the co-presenter of this work agreed to have shown."""
    return db.session.scalar(_shown(award).where(AwardShown.reference == reference))


# -- Witnesses ------------------------------------------------------------------------------------


def witnesses_of(award: Award) -> list[AwardWitness]:
    """Everybody who was named as a witness, by name."""
    return list(
        db.session.scalars(
            select(AwardWitness)
            .join(AwardWitness.person)
            .options(contains_eager(AwardWitness.person))
            .where(AwardWitness.award_id == award.id)
            .order_by(Person.name, AwardWitness.id)
        )
    )


def named_witnesses(award: Award) -> list[str]:
    """The witnesses who want everybody to know their name, and were sent the letter of the seal, before the result."""
    named = [one.person for one in witnesses_of(award) if one.says is WitnessSays.named]
    kind = f"award_witness_{Step.sealed}"
    sent = db.session.scalars(
        select(Message.dedupe_key).where(Message.kind == kind, Message.person_id.in_([person.id for person in named]))
    ).all()
    return [person.name for person in named if any(key.startswith(f"{kind}:{person.id}:{award.id}:") for key in sent)]


def witness(award: Award, person: Person) -> AwardWitness | None:
    """This person's part as a witness, if they were named."""
    return db.session.scalar(
        select(AwardWitness).where(AwardWitness.award_id == award.id, AwardWitness.person_id == person.id)
    )


def witness_by_id(award: Award, witness_id: int) -> AwardWitness | None:
    """The witness of that number, if they were named for this award."""
    return db.session.scalar(
        select(AwardWitness).where(AwardWitness.award_id == award.id, AwardWitness.id == witness_id)
    )


def may_witness(edition: Edition) -> list[Person]:
    """People of the panels with lived experience, from whom a witness can be chosen, by name."""
    organisers = {person.id for person in people.with_duty(edition, Duty.organiser)}
    found = db.session.scalars(
        select(Person)
        .join(Assessor, Assessor.person_id == Person.id)
        .where(Assessor.edition_id == edition.id, Assessor.kind == Experience.lived_experience)
        .order_by(Person.name, Person.id)
    )
    return [person for person in found if person.id not in organisers]
