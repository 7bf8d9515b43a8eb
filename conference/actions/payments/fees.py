"""Offer an involvement payment, let the person choose, and approve it when the task is done."""

from datetime import date, datetime

from conference import audit, mail
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.payments.fees import Fee
from conference.models.people.people import Person
from conference.rules.payments import fees as rules
from conference.rules.payments.fees import CARD_VERSION, Choice, FeeState
from conference.rules.payments.reasons import FeeReason
from conference.rules.refusals import Refused


def offer(person: Person, edition: Edition, *, task: str, task_at: datetime, amount: int, by: Person,
          at: datetime) -> Fee:  # fmt: skip
    """Offer a payment for a task, before the task."""
    if at >= task_at:
        raise Refused(FeeReason.task_began)
    made = Fee(person_id=person.id, edition_id=edition.id, task=task, task_at=task_at, currency=edition.currency)
    made.offered, made.offered_at, made.offered_by = amount, at, by.id
    db.session.add(made)
    db.session.flush()
    mail.queue("fee_offered", to=person, edition=edition, key=str(made.id), at=at, fee=made)
    audit.record("fee.offered", about=made, by=by, at=at, edition=edition, offered=amount)
    return made


def read_card(fee: Fee, *, by: Person, at: datetime) -> None:
    """The person has seen the facts about benefits; which version is kept."""
    _move(fee, FeeState.info_read)
    fee.info_read_at, fee.card_version = at, CARD_VERSION
    audit.record("fee.card_read", about=fee, by=by, at=at, edition=fee.edition, version=CARD_VERSION)


def choose(fee: Fee, choice: Choice, *, by: Person, at: datetime, part: int = 0, month: date | None = None) -> None:
    """The person says how much they want and in which month; until the task they may say otherwise."""
    if at >= fee.task_at:
        raise Refused(FeeReason.too_late)
    _move(fee, FeeState.chosen)
    fee.choice, fee.amount = choice, rules.to_pay(choice, fee.offered, part)
    fee.pay_month = month if fee.amount else None
    fee.chosen_at, fee.chosen_by = at, by.id
    audit.record("fee.chosen", about=fee, by=by, at=at, edition=fee.edition, choice=choice, amount=fee.amount)


def done(fee: Fee, *, by: Person, at: datetime) -> None:
    """The task was done."""
    _move(fee, FeeState.done)
    fee.done_at = at
    audit.record("fee.done", about=fee, by=by, at=at, edition=fee.edition)


def approve(fee: Fee, *, by: Person, at: datetime) -> None:
    """Ready to be paid, in the month that the person chose."""
    if by.id == fee.person_id:
        raise Refused(FeeReason.own)
    if not fee.amount:
        raise Refused(FeeReason.nothing_to_pay)
    _move(fee, FeeState.approved)
    fee.approved_at, fee.approved_by = at, by.id
    audit.record("fee.approved", about=fee, by=by, at=at, edition=fee.edition, amount=fee.amount)


def close(fee: Fee, *, by: Person, at: datetime) -> None:
    """Nothing is to be paid: the person wished so, or the task did not take place."""
    _move(fee, FeeState.closed)
    audit.record("fee.closed", about=fee, by=by, at=at, edition=fee.edition)


def _move(fee: Fee, to: FeeState) -> None:
    db.session.refresh(fee, with_for_update={"of": Fee})
    if to not in rules.MOVES[fee.state]:
        raise Refused(FeeReason.changed)
    fee.state = to
