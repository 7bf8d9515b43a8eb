"""Find involvement payments."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.payments.fees import Fee
from conference.models.people.people import Person


def one(edition: Edition, fee_id: int) -> Fee | None:
    """The involvement payment of that number, if it is this edition's."""
    return db.session.scalar(sa.select(Fee).where(Fee.id == fee_id, Fee.edition_id == edition.id))


def of_person(person: Person, edition: Edition) -> list[Fee]:
    """What was offered to one person, the first task first."""
    return list(
        db.session.scalars(
            sa.select(Fee).where(Fee.person_id == person.id, Fee.edition_id == edition.id).order_by(Fee.task_at, Fee.id)
        )
    )


def all_of(edition: Edition) -> Sequence[Fee]:
    """Every involvement payment of the edition."""
    return db.session.scalars(
        sa.select(Fee).options(joinedload(Fee.person)).where(Fee.edition_id == edition.id).order_by(Fee.task_at, Fee.id)
    ).all()
