"""Find involvement payments."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from conference.db import db
from conference.models.editions import Edition
from conference.models.fees import Fee
from conference.models.people import Person
from conference.rules.fees import FeeState
from conference.rules.together import Part


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


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """A payment that a person still has to choose about, before the task."""
    return [
        Part(
            title=_("A payment for your time"),
            state=_("We offer you a payment."),
            next_step=_("Choose before the task: all of it, a part, nothing, or give it away."),
            endpoint="money.fee",
            args={"edition": edition.code, "fee_id": fee.id},
            by=fee.task_at,
            quoted=fee.task,
        )
        for fee in of_person(person, edition)
        if fee.state in (FeeState.offered, FeeState.info_read) and at < fee.task_at
    ]
