"""Pay: draw up a batch, release it by another person, send it, take back what failed, settle and wipe."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from conference import audit, mail, sealing
from conference.actions.funding import advances
from conference.actions.payments import payees
from conference.db import db
from conference.engines import child
from conference.engines.table_files import csv_of
from conference.models.editions.editions import Edition
from conference.models.funding.advances import Advance
from conference.models.payments.batches import BatchFile, Payment, PaymentBatch, PaymentResult, PaymentSettings
from conference.models.payments.claims import Claim
from conference.models.payments.fees import Fee
from conference.models.people.people import Person
from conference.queries.editions import editions
from conference.queries.payments import batches as queries, payees as accounts
from conference.rules.digests import canonical, digest
from conference.rules.editions.dates import add_working_days, local_day
from conference.rules.funding.advances import ADVANCE_MOVES, NEVER_CHASED_BELOW, AdvanceState
from conference.rules.funding.offers import OfferState
from conference.rules.money import units_of
from conference.rules.payments import batches as rules, claims as claim_rules, fees as fee_rules
from conference.rules.payments.batches import BatchState, FileKind, Outcome, Source
from conference.rules.payments.claims import ClaimState
from conference.rules.payments.fees import FeeState
from conference.rules.payments.payees import Way
from conference.rules.payments.reasons import PaymentReason
from conference.rules.refusals import Refused

DAYS_TO_RELEASE = 2
STATE_OF: dict[Source, type[ClaimState] | type[AdvanceState] | type[FeeState]] = {
    Source.claim: ClaimState,
    Source.advance: AdvanceState,
    Source.fee: FeeState,
}
MOVES: dict[Source, Mapping[Any, Collection[str]]] = {
    Source.claim: claim_rules.MOVES,
    Source.advance: ADVANCE_MOVES,
    Source.fee: fee_rules.MOVES,
}
MODEL: dict[Source, type[Claim] | type[Advance] | type[Fee]] = {
    Source.claim: Claim,
    Source.advance: Advance,
    Source.fee: Fee,
}


def set_up(edition: Edition, *, payer_name: str, payer_iban: str, never_chased_below: int | None = None, by: Person,
           at: datetime) -> PaymentSettings:  # fmt: skip
    """Who pays, from which account, and the sum below which nothing is asked back."""
    settings = queries.settings_of(edition) or PaymentSettings(
        edition_id=edition.id, never_chased_below=NEVER_CHASED_BELOW
    )
    settings.payer_name, settings.payer_iban = payer_name, payer_iban
    if never_chased_below is not None:
        settings.never_chased_below = never_chased_below
    db.session.add(settings)
    audit.record("payments.set_up", about=edition, by=by, at=at, edition=edition)
    return settings


def prepare(edition: Edition, *, by: Person, at: datetime, pay_on: date | None = None) -> PaymentBatch | None:
    """Draw up all that can be paid as one frozen batch; who lacks an account is asked for it."""
    db.session.execute(sa.select(Edition.id).where(Edition.id == edition.id).with_for_update())
    found = queries.payable(edition, at=at)
    for item in found.left_out:
        person = db.session.get_one(Person, item.person)
        mail.queue(
            "account_wanted", to=person, edition=edition, key=f"{item.source}:{item.source_id}", at=at, item=item
        )
    items = [item for item in found.items if item.person != by.id]
    if not items:
        return None
    reference = queries.next_reference(edition)
    text = canonical(rules.content(reference, items))
    batch = PaymentBatch(
        edition_id=edition.id,
        reference=reference,
        content=text,
        digest=digest(queries.DIGEST_KIND, edition.id, text),
        size=len(items),
        pay_on=pay_on or add_working_days(local_day(at, edition.zone), DAYS_TO_RELEASE, editions.holidays(edition)),
        prepared_at=at,
        prepared_by=by.id,
    )
    db.session.add(batch)
    db.session.flush()
    known = accounts.payees_of(edition, {item.person for item in items})
    for item in items:
        payee = known.get(item.person) if item.amount else None
        payment = Payment(batch_id=batch.id, person_id=item.person, amount=item.amount, currency=item.currency)
        payment.reference, payment.way = item.reference, item.way
        setattr(payment, f"{item.source}_id", item.source_id)
        if payee:
            payment.sealed, payment.last_four = payee.sealed, payee.last_four
            payment.account_typed_by = payee.typed_by
        db.session.add(payment)
        db.session.flush()
        _move(item.source, item.source_id, "scheduled")
    audit.record(
        "payments.prepared",
        about=batch,
        by=by,
        at=at,
        edition=edition,
        payments=len(items),
        left_out=len(found.left_out),
        digest=batch.digest,
    )
    return batch


def drop(batch: PaymentBatch, *, by: Person, at: datetime) -> None:
    """Throw a draft away: what it would have paid is free for another batch."""
    _step(batch, BatchState.dropped)
    for payment in queries.payments_of(batch):
        _owe_again(payment, by=by, at=at)
    audit.record("payments.dropped", about=batch, by=by, at=at, edition=batch.edition, digest=batch.digest)


def release(batch: PaymentBatch, *, digest_seen: str, by: Person, at: datetime) -> None:
    """Another person than who drew it up lets it go; the files for the bank are made, once."""
    payments = queries.payments_of(batch)
    if by.id == batch.prepared_by or by.is_system:
        raise Refused(PaymentReason.same_person)
    if any(by.id in (payment.person_id, payment.account_typed_by) for payment in payments):
        raise Refused(PaymentReason.own_money)
    if batch.preparer.is_system and any(by.id in queries.approvers_of(payment) for payment in payments):
        raise Refused(PaymentReason.approved_it)
    if digest_seen != batch.digest or not queries.is_as_frozen(batch):
        raise Refused(PaymentReason.changed)
    _step(batch, BatchState.released, released_at=at, released_by=by.id)
    _keep(batch, FileKind.csv, _csv(batch, payments, at))
    settings = queries.settings_of(batch.edition)
    if settings and settings.payer_iban and any(payment.way is Way.bank for payment in payments):
        _keep(batch, FileKind.xml, _xml(batch, payments, settings, at))
    audit.record("payments.released", about=batch, by=by, at=at, edition=batch.edition, digest=batch.digest)


def send(batch: PaymentBatch, *, by: Person, at: datetime) -> None:
    """The batch went to the bank: what it pays is paid, and each person is told."""
    _step(batch, BatchState.sent, sent_at=at)
    for payment in queries.payments_of(batch):
        source, number = queries.source_of(payment)
        _move(source, number, "paid")
        if payment.claim:
            payment.claim.paid_on = queries.pay_day(batch, at)
        mail.queue("payment_sent", to=payment.person, edition=batch.edition, key=str(payment.id), at=at,
                   payment=payment, source=source, pay_on=queries.pay_day(batch, at))  # fmt: skip
    audit.record("payments.sent", about=batch, by=by, at=at, edition=batch.edition, digest=batch.digest)


def came_back(payment: Payment, outcome: Outcome, *, by: Person, at: datetime) -> None:
    """The bank could not pay, or the money returned: a negative row, and what was owed is owed again."""
    db.session.refresh(payment.batch, with_for_update={"of": PaymentBatch})
    if payment.batch.state not in rules.GONE or not payment.live:
        raise Refused(PaymentReason.changed)
    db.session.add(PaymentResult(payment_id=payment.id, outcome=outcome, amount=-payment.amount, at=at, by_id=by.id))
    db.session.flush()
    db.session.refresh(payment)
    owed = _owe_again(payment, by=by, at=at)
    if payment.claim:
        payment.claim.paid_on = None
    edition = payment.batch.edition
    payee = accounts.payee_of(payment.person, edition)
    if payee:
        payees.empty(payee, at=at)  # an account that did not work is asked for again
    if owed:
        mail.queue("payment_failed", to=payment.person, edition=edition, key=str(payment.id), at=at, payment=payment)
    audit.record(
        "payment.came_back", about=payment, by=by, at=at, edition=edition, outcome=outcome, amount=-payment.amount
    )


def reconcile(batch: PaymentBatch, *, by: Person, at: datetime) -> None:
    """The bank's statement says the same: all is settled, and the accounts in it are wiped."""
    _step(batch, BatchState.reconciled, reconciled_at=at)
    edition = batch.edition
    for payment in queries.payments_of(batch):
        source, number = queries.source_of(payment)
        if payment.live and source is not Source.advance:
            _move(source, number, "reconciled")
        payee = accounts.payee_of(payment.person, edition)
        if payee and not accounts.is_needed(payment.person, edition):
            payees.empty(payee, at=at)
    audit.record("payments.reconciled", about=batch, by=by, at=at, edition=edition, digest=batch.digest)


def _owe_again(payment: Payment, *, by: Person, at: datetime) -> bool:
    """What was not paid after all is owed again; but for an advance of somebody who has stepped out since."""
    _move(*queries.source_of(payment), "approved")
    advance = payment.advance
    if advance is None or advance.line.offer.state is OfferState.accepted:
        return True
    return not advances.call_off(advance.line.offer, by=by, at=at)


def _step(batch: PaymentBatch, to: BatchState, **facts: object) -> None:
    """One step of a batch, from the state that is really stored."""
    stored = db.session.scalar(sa.select(PaymentBatch.state).where(PaymentBatch.id == batch.id).with_for_update())
    if stored is None or to not in rules.MOVES[stored]:
        raise Refused(PaymentReason.changed)
    for name, value in {"state": to, **facts}.items():
        setattr(batch, name, value)
    db.session.flush()
    for payment in batch.payments:
        db.session.refresh(payment)


def _move(source: Source, number: int, state: str) -> None:
    row: Any = db.session.get_one(MODEL[source], number, with_for_update={"of": MODEL[source]}, populate_existing=True)
    if state not in MOVES[source][row.state]:
        raise Refused(PaymentReason.moved_on)
    row.state = STATE_OF[source](state)
    db.session.flush()


def _keep(batch: PaymentBatch, kind: FileKind, data: bytes) -> None:
    made = BatchFile(batch_id=batch.id, kind=kind, sealed=sealing.seal(data), sha256=sealing.digest(data))
    db.session.add(made)


def _rows(payments: Sequence[Payment]) -> list[dict[str, str]]:
    """What a bank needs of each payment; nothing of those that pay nothing."""
    return [
        {
            **sealing.words(payment.sealed),
            "way": payment.way.value,
            "reference": payment.reference,
            "amount": str(units_of(payment.amount, payment.currency)),
            "currency": payment.currency,
        }
        for payment in payments
        if payment.amount
    ]


def _csv(batch: PaymentBatch, payments: Sequence[Payment], at: datetime) -> bytes:
    account = ("name", "iban", "sort_code", "account", "postal_address")
    columns = ("reference", "pay_on", "way", *account, "amount", "currency")
    pay_on = {"pay_on": queries.pay_day(batch, at).isoformat()}
    return csv_of(columns, [[{**row, **pay_on}.get(name, "") for name in columns] for row in _rows(payments)])


def _xml(batch: PaymentBatch, payments: Sequence[Payment], settings: PaymentSettings, at: datetime) -> bytes:
    asked = {
        "reference": batch.reference,
        "made_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "pay_on": queries.pay_day(batch, at).isoformat(),
        "payer_name": settings.payer_name,
        "payer_iban": settings.payer_iban,
        "payments": [row for row in _rows(payments) if row["way"] == Way.bank],
    }
    try:
        made: str = child.ask("bank_file", asked, seconds=30)
    except child.SolverFailed as no:
        raise Refused(PaymentReason.no_file) from no
    return made.encode()
