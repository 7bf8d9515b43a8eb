"""Find what is to be paid, the batches, and whether each is still what was frozen."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.funding.advances import Advance
from conference.models.funding.offers import GrantLine
from conference.models.funding.pots import Pot
from conference.models.funding.spending import SpendEntry
from conference.models.payments.batches import BatchFile, Payment, PaymentBatch, PaymentSettings
from conference.models.payments.claims import Claim, ClaimLine
from conference.models.payments.fees import Fee
from conference.models.people.people import Person
from conference.queries.payments import payees
from conference.rules.digests import canonical, digest
from conference.rules.editions.dates import local_day
from conference.rules.funding.advances import AdvanceState
from conference.rules.payments import batches as rules
from conference.rules.payments.batches import FileKind, Item, Source
from conference.rules.payments.claims import ClaimState
from conference.rules.payments.fees import FeeState

DIGEST_KIND = "payments"


def settings_of(edition: Edition) -> PaymentSettings | None:
    """Who pays."""
    return db.session.get(PaymentSettings, edition.id)


@dataclass(frozen=True)
class Payable:
    """What can be paid now, and what cannot because nobody knows where to."""

    items: list[Item]
    left_out: list[Item]


def payable(edition: Edition, *, at: datetime) -> Payable:
    """Approved claims, advances, and involvement payments whose month has come."""
    found = [*_claims(edition), *_advances(edition), *_fees(edition, at)]
    known = payees.payees_of(edition, {item.person for item in found})
    items, left_out = [], []
    for item in found:
        payee = known.get(item.person)
        if item.amount == 0:
            items.append(item)
        elif payee is None:
            left_out.append(item)
        else:
            items.append(
                Item(
                    item.source,
                    item.source_id,
                    item.person,
                    item.amount,
                    item.currency,
                    item.reference,
                    payee.way,
                    payee.mark,
                )
            )
    return Payable(items, left_out)


def _claims(edition: Edition) -> list[Item]:
    """A claim is paid what was approved of it, less what was paid ahead."""
    rows = db.session.execute(
        sa.select(Claim.id, Claim.pay_to_id, Claim.currency, Claim.reference, sa.func.sum(SpendEntry.delta))
        .join(ClaimLine, ClaimLine.claim_id == Claim.id)
        .join(SpendEntry, SpendEntry.source == sa.literal("claim_line:") + sa.cast(ClaimLine.id, sa.Text))
        .where(Claim.edition_id == edition.id, Claim.state == ClaimState.approved)
        .group_by(Claim.id, Claim.pay_to_id, Claim.currency, Claim.reference)
        .order_by(Claim.id)
    )
    return [Item(Source.claim, id_, to, int(total), currency, ref) for id_, to, currency, ref, total in rows]


def _advances(edition: Edition) -> list[Item]:
    rows = db.session.execute(
        sa.select(Advance.id, Advance.person_id, Advance.amount, Pot.currency)
        .join(Advance.line)
        .join(GrantLine.pot)
        .where(Pot.edition_id == edition.id, Advance.state == AdvanceState.approved)
        .order_by(Advance.id)
    )
    return [
        Item(Source.advance, id_, to, amount, str(currency), f"{edition.code}-A{id_}")
        for id_, to, amount, currency in rows
    ]


def _fees(edition: Edition, at: datetime) -> list[Item]:
    month = local_day(at, edition.zone).replace(day=1)
    rows = db.session.execute(
        sa.select(Fee.id, Fee.person_id, Fee.amount, Fee.currency)
        .where(
            Fee.edition_id == edition.id,
            Fee.state == FeeState.approved,
            sa.or_(Fee.pay_month.is_(None), Fee.pay_month <= month),
        )
        .order_by(Fee.id)
    )
    return [
        Item(Source.fee, id_, to, int(amount or 0), currency, f"{edition.code}-F{id_}")
        for id_, to, amount, currency in rows
    ]


def batches(edition: Edition) -> Sequence[PaymentBatch]:
    """Every batch, the newest first."""
    return db.session.scalars(
        sa.select(PaymentBatch)
        .options(joinedload(PaymentBatch.preparer), joinedload(PaymentBatch.releaser))
        .where(PaymentBatch.edition_id == edition.id)
        .order_by(PaymentBatch.id.desc())
    ).all()


def one(edition: Edition, batch_id: int) -> PaymentBatch | None:
    """The batch of that number, if it is this edition's."""
    return db.session.scalar(
        sa.select(PaymentBatch).where(PaymentBatch.id == batch_id, PaymentBatch.edition_id == edition.id)
    )


def payments_of(batch: PaymentBatch) -> Sequence[Payment]:
    """The payments of a batch, with what each is for, to whom, and what came back."""
    return db.session.scalars(
        sa.select(Payment)
        .options(
            joinedload(Payment.person),
            joinedload(Payment.claim),
            joinedload(Payment.advance),
            joinedload(Payment.fee),
            selectinload(Payment.result),
        )
        .where(Payment.batch_id == batch.id)
        .order_by(Payment.id)
        .execution_options(populate_existing=True)
    ).all()


def payment(edition: Edition, payment_id: int) -> Payment | None:
    """One payment of this edition."""
    return db.session.scalar(
        sa.select(Payment)
        .join(Payment.batch)
        .options(contains_eager(Payment.batch))
        .where(Payment.id == payment_id, PaymentBatch.edition_id == edition.id)
    )


def pay_day(batch: PaymentBatch, at: datetime) -> date:
    """The day the money leaves: as drawn up, or today where the release came late."""
    return max(batch.pay_on, local_day(at, batch.edition.zone))


def next_reference(edition: Edition) -> str:
    """The name of the next batch: the edition and a number."""
    count = db.session.scalar(sa.select(sa.func.count()).where(PaymentBatch.edition_id == edition.id)) or 0
    return f"{edition.code}-PAY-{count + 1}"


def file_of(batch: PaymentBatch, kind: FileKind) -> BatchFile | None:
    """The file of that kind, as it was made at the release."""
    return db.session.get(BatchFile, (batch.id, kind))


def files_of(batch: PaymentBatch) -> list[BatchFile]:
    """The files made at the release."""
    return list(db.session.scalars(sa.select(BatchFile).where(BatchFile.batch_id == batch.id).order_by(BatchFile.kind)))


def is_as_frozen(batch: PaymentBatch) -> bool:
    """Do content, digest and payments still say the same?"""
    items = [
        Item(*source_of(each), each.person_id, each.amount, each.currency, each.reference, each.way)
        for each in payments_of(batch)
    ]
    now = canonical(_without_accounts(rules.content(batch.reference, items)))
    return digest(DIGEST_KIND, batch.edition_id, batch.content) == batch.digest and now == canonical(
        _without_accounts(_read(batch.content))
    )


def _read(content: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(content)
    return found


def _without_accounts(content: dict[str, object]) -> dict[str, object]:
    rows = [{key: value for key, value in row.items() if key != "account"} for row in content["payments"]]  # type: ignore[attr-defined]
    return {**content, "payments": rows}


def source_of(payment: Payment) -> tuple[Source, int]:
    """What a payment is for."""
    for source, number in (
        (Source.claim, payment.claim_id),
        (Source.advance, payment.advance_id),
        (Source.fee, payment.fee_id),
    ):
        if number is not None:
            return source, number
    raise LookupError(f"Payment {payment.id} is for nothing.")


def approvers_of(payment: Payment) -> set[int | None]:
    """Who said yes to what this pays."""
    lines = {line.decided_by for line in payment.claim.lines} if payment.claim else set()
    return lines | {getattr(payment.advance, "decided_by", None), getattr(payment.fee, "approved_by", None)}


def totals(batch: PaymentBatch) -> dict[str, int]:
    """What the batch pays in each currency, as it was frozen."""
    found: dict[str, int] = _read(batch.content)["totals"]  # type: ignore[assignment]
    return found


def spoilt() -> list[int]:
    """Batches that are not what was frozen."""
    return [batch.id for batch in db.session.scalars(sa.select(PaymentBatch)) if not is_as_frozen(batch)]


def people_left_out(left_out: Sequence[Item]) -> dict[int, Person]:
    """Who lacks an account."""
    ids = {item.person for item in left_out}
    return {person.id: person for person in db.session.scalars(sa.select(Person).where(Person.id.in_(ids)))}
