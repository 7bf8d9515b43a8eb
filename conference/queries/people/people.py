"""Find people, their duties and their keys."""

from functools import cache

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import contains_eager

from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.applications.applications import Application
from conference.models.award.awards import Award, AwardEntry
from conference.models.award.ceremony import AwardWitness
from conference.models.award.stages import AwardWork, Juror
from conference.models.editions.editions import Edition
from conference.models.keys import KeyHolder
from conference.models.people.people import Person, Role
from conference.rules.award.ceremony import WitnessSays
from conference.rules.award.stages import WorkState
from conference.rules.people.duties import Duty, canonical_email


def by_sign_in_address(address: str) -> Person | None:
    """The enabled person who signs in with that address."""
    return db.session.scalar(
        select(Person).where(
            Person.sign_in_email == canonical_email(address), Person.disabled_at.is_(None), Person.is_system.is_(False)
        )
    )


def whose_address(address: str) -> Person | None:
    """Whose sign-in address that is, also of somebody who is disabled: an address has one person for ever."""
    return db.session.scalar(select(Person).where(Person.sign_in_email == canonical_email(address)))


def person(person_id: int) -> Person | None:
    """The person of that id."""
    return db.session.get(Person, person_id)


def system() -> Person:
    """The person who acts for the clock."""
    return db.session.scalars(select(Person).where(Person.is_system)).one()


def way_in(code: str, person: Person | None) -> tuple[Edition, set[Duty]] | None:
    """The edition of that code, whatever its case, with what this person does in it."""
    asked = {"code": code.upper(), "person": person.id if person else None}
    found = db.session.execute(_way_in(), asked).all()
    return (found[0][0], {duty for _edition, duty in found if duty}) if found else None


@cache
def _way_in() -> Select[Edition, Duty]:
    """Built once, since it opens every request; putting it together costs more than asking it."""
    theirs = and_(Role.edition_id == Edition.id, Role.person_id == bindparam("person"))
    return select(Edition, Role.duty).outerjoin(Role, theirs).where(Edition.code == bindparam("code"))


def duties_of(person: Person, edition: Edition) -> set[Duty]:
    """What this person does in that edition."""
    return set(db.session.scalars(select(Role.duty).where(Role.person_id == person.id, Role.edition_id == edition.id)))


def all_duties_of(person: Person) -> set[Duty]:
    """What this person does in any edition."""
    return set(db.session.scalars(select(Role.duty).where(Role.person_id == person.id)))


def with_duty(edition: Edition, duty: Duty) -> list[Person]:
    """Everybody with that duty in the edition, by name."""
    return list(
        db.session.scalars(
            select(Person)
            .join(Role, Role.person_id == Person.id)
            .where(Role.edition_id == edition.id, Role.duty == duty, Person.disabled_at.is_(None))
            .order_by(Person.name, Person.id)
        )
    )


def roles_in(edition: Edition) -> list[Role]:
    """Every role of the edition, by name and duty."""
    return list(
        db.session.scalars(
            select(Role)
            .join(Person, Role.person_id == Person.id)
            .options(contains_eager(Role.person))
            .where(Role.edition_id == edition.id)
            .order_by(Person.name, Person.id, Role.duty)
        )
    )


def role(edition: Edition, role_id: int) -> Role | None:
    """The role of that id, if it belongs to the edition."""
    return db.session.scalar(select(Role).where(Role.id == role_id, Role.edition_id == edition.id))


def with_a_role(edition: Edition, person_id: int) -> Person | None:
    """The person of that id, if they have a duty in the edition."""
    has_role = select(Role.id).where(Role.person_id == person_id, Role.edition_id == edition.id).exists()
    return db.session.scalar(select(Person).where(Person.id == person_id, has_role))


def editions_of(person: Person) -> list[Edition]:
    """The editions this person has a part in, newest first."""
    held = select(KeyHolder.edition_id).where(KeyHolder.person_id == person.id, KeyHolder.ended_at.is_(None))
    roles = select(Role.edition_id).where(Role.person_id == person.id)
    applied = select(Application.edition_id).where(Application.person_id == person.id)
    entered = select(Award.edition_id).join(AwardEntry).where(AwardEntry.co_presenter_id == person.id)
    listed = (
        select(Award.edition_id)
        .join(AwardWork, AwardWork.award_id == Award.id)
        .where(
            AwardWork.state == WorkState.asked,
            or_(AwardWork.nominee_id == person.id, AwardWork.co_presenter_id == person.id),
        )
    )
    judges = select(Award.edition_id).join(Juror, Juror.award_id == Award.id).where(Juror.person_id == person.id)
    watches = (
        select(Award.edition_id)
        .join(AwardWitness, AwardWitness.award_id == Award.id)
        .where(AwardWitness.person_id == person.id, AwardWitness.says != WitnessSays.no)
    )
    offered = select(Abstract.edition_id).where(Abstract.submitter_id == person.id)
    return list(
        db.session.scalars(
            select(Edition)
            .where(Edition.id.in_(held.union(roles, entered, applied, listed, judges, watches, offered)))
            .order_by(Edition.starts_on.desc(), Edition.id)
        )
    )


def has_part_in(person: Person, edition: Edition) -> bool:
    """Whether this person has a part of any kind in that edition."""
    return any(found.id == edition.id for found in editions_of(person))


def is_known_elsewhere(person: Person, edition: Edition) -> bool:
    """Whether this person has signed in before, or has a part in another edition: more than this desk's to change."""
    return person.claimed_at is not None or any(found.id != edition.id for found in editions_of(person))


def any_system() -> Person | None:
    """The person who acts for the clock, or None before the first start."""
    return db.session.scalar(select(Person).where(Person.is_system))
