"""Find how people are paid; whether there is anything to pay."""

from collections.abc import Iterable

import sqlalchemy as sa

from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.funding.advances import Advance
from conference.models.funding.offers import GrantLine
from conference.models.funding.pots import Pot
from conference.models.payments.batches import Payment, PaymentBatch
from conference.models.payments.claims import Claim
from conference.models.payments.fees import Fee
from conference.models.payments.payees import Payee
from conference.models.people.people import Person
from conference.rules.funding.advances import AdvanceState
from conference.rules.payments.batches import BatchState
from conference.rules.payments.claims import OWED
from conference.rules.payments.fees import FeeState

FEES_TO_PAY = (FeeState.chosen, FeeState.done, FeeState.approved, FeeState.scheduled)


def payee_of(person: Person, edition: Edition) -> Payee | None:
    """How this person is paid here, while it is known."""
    return db.session.scalar(
        sa.select(Payee).where(Payee.person_id == person.id, Payee.edition_id == edition.id, Payee.wiped_at.is_(None))
    )


def payees_of(edition: Edition, person_ids: Iterable[int]) -> dict[int, Payee]:
    """The known ways to pay these people, in one statement."""
    found = db.session.scalars(
        sa.select(Payee).where(
            Payee.edition_id == edition.id, Payee.person_id.in_(list(person_ids)), Payee.wiped_at.is_(None)
        )
    )
    return {payee.person_id: payee for payee in found}


def kept() -> list[Payee]:
    """Every account that is known, in all editions."""
    return list(db.session.scalars(sa.select(Payee).where(Payee.wiped_at.is_(None)).order_by(Payee.id)))


def row_of(person: Person, edition: Edition) -> Payee | None:
    """The row, wiped or not."""
    return db.session.scalar(sa.select(Payee).where(Payee.person_id == person.id, Payee.edition_id == edition.id))


def is_owed(person: Person, edition: Edition) -> bool:
    """Is there anything to pay this person, now or soon? Only then do we ask for an account."""
    claim = sa.select(Claim.id).where(
        Claim.edition_id == edition.id, Claim.pay_to_id == person.id, Claim.state.in_(OWED)
    )
    advance = (
        sa.select(Advance.id)
        .join(Advance.line)
        .join(Pot, Pot.id == GrantLine.pot_id)
        .where(
            Pot.edition_id == edition.id,
            Advance.person_id == person.id,
            Advance.state.in_((AdvanceState.asked, AdvanceState.approved, AdvanceState.scheduled)),
        )
    )
    fee = sa.select(Fee.id).where(
        Fee.edition_id == edition.id, Fee.person_id == person.id, Fee.state.in_(FEES_TO_PAY), Fee.amount > 0
    )
    return bool(db.session.scalar(sa.select(sa.or_(claim.exists(), advance.exists(), fee.exists()))))


def is_needed(person: Person, edition: Edition) -> bool:
    """Is this person's account still needed: is anything owed, or on its way?"""
    return is_owed(person, edition) or has_unsettled(person, edition)


def has_unsettled(person: Person, edition: Edition) -> bool:
    """Is a payment to this person still on its way, so that their account is still needed?"""
    waiting = (
        sa.select(Payment.id)
        .join(Payment.batch)
        .where(
            PaymentBatch.edition_id == edition.id,
            Payment.person_id == person.id,
            Payment.live,
            PaymentBatch.state.in_((BatchState.draft, BatchState.released, BatchState.sent)),
        )
    )
    return bool(db.session.scalar(waiting.limit(1)))
