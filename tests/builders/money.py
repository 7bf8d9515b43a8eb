"""One builder for each thing of money: an accepted offer, an approved claim, an account, a batch."""

import secrets
from datetime import date, timedelta

from conference.actions.funding import advances, offers, spending
from conference.actions.payments import batches, fees, payees
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.funding.advances import Advance
from conference.models.funding.offers import GrantLine, Offer
from conference.models.payments.batches import PaymentBatch
from conference.models.payments.claims import Claim, ClaimLine
from conference.models.payments.fees import Fee
from conference.models.people.people import Person
from conference.queries.funding import offers as find, pots
from conference.rules.funding.pots import Category
from conference.rules.funding.spending import SpendKind
from conference.rules.payments.claims import ClaimState, Item, Verdict
from conference.rules.payments.fees import Choice
from conference.rules.payments.payees import Way
from tests import cast
from tests.builders import applications as build
from tests.cast import AT

IBAN = {"name": "Person One", "iban": "GB29NWBK60161331926819"}
SORT_CODE = {"name": "Person Two", "sort_code": "601613", "account": "31926819"}


def accepted(edition: Edition, *moneys: int, money: int = 1_000_000) -> list[Offer]:
    """Offers of so much travel money, accepted."""
    found = build.round_of(edition, *moneys, places=len(moneys), money=money)
    build.carried(edition)
    made = [offer for each in found if (offer := find.offer_of(each))]
    for offer in made:
        offers.accept(offer, by=offer.application.person, at=AT)
    return made


def travel(offer: Offer) -> GrantLine:
    return next(line for line in pots.lines_of(offer) if line.category is Category.travel)


def claimed(offer: Offer, amount: int, *, approved: bool = True) -> Claim:
    """A claim for so much driving, sent and (unless told otherwise) approved by the treasurer."""
    edition, person = offer.application.edition, offer.application.person
    claim = Claim(edition_id=edition.id, offer_id=offer.id, person_id=person.id, pay_to_id=person.id, started_at=AT)
    claim.reference, claim.currency = f"CL-{secrets.token_hex(4)}", edition.currency
    db.session.add(claim)
    db.session.flush()
    line = ClaimLine(claim_id=claim.id, grant_line_id=travel(offer).id, item=Item.car, currency=edition.currency)
    line.incurred_on, line.amount, line.base = date(2027, 1, 5), amount, amount
    line.quantity, line.rate_numerator, line.rate_denominator, line.rate_source = amount, 1, 1, "test"
    db.session.add(line)
    db.session.flush()
    claim.submitted_at, claim.pay_by = AT, (AT + timedelta(days=14)).date()
    moves(claim, ClaimState.submitted, ClaimState.checking)
    if approved:
        by = cast.tomas(edition)
        line.verdict, line.approved, line.decided_at, line.decided_by = Verdict.approved, amount, AT, by.id
        db.session.flush()
        spending.note(travel(offer), SpendKind.claim, amount, f"claim_line:{line.id}", by=by, at=AT)
        claim.decided_at, claim.decided_by = AT, by.id
        moves(claim, ClaimState.approved)
    return claim


def moves(claim: Claim, *states: ClaimState) -> None:
    for state in states:
        claim.state = state
        db.session.flush()
    db.session.refresh(claim)


def account(person: Person, edition: Edition, details: dict[str, str] | None = None) -> None:
    payees.give(person, edition, Way.bank, details or IBAN, by=person, at=AT)


def advance(offer: Offer, amount: int, *, approved: bool = True) -> Advance:
    edition = offer.application.edition
    made = advances.ask(travel(offer), amount, date(2027, 5, 9), by=offer.application.person, at=AT)
    if approved:
        advances.approve(made, amount, by=cast.tomas(edition), at=AT)
    return made


def fee(person: Person, edition: Edition, amount: int = 7_500, choice: Choice = Choice.full) -> Fee:
    """Offered, the card read, chosen, done and (when there is something to pay) approved."""
    dara, task_at = cast.dara(edition), AT + timedelta(days=3)
    made = fees.offer(person, edition, task="Co-chair", task_at=task_at, amount=amount, by=dara, at=AT)
    fees.read_card(made, by=person, at=AT)
    fees.choose(made, choice, part=amount // 2, month=date(2027, 1, 1), by=person, at=AT)
    fees.done(made, by=dara, at=task_at)
    if made.amount:
        fees.approve(made, by=dara, at=task_at)
    return made


def prepared(edition: Edition, by: Person | None = None) -> PaymentBatch:
    batch = batches.prepare(edition, by=by or cast.tomas(edition), at=AT)
    assert batch is not None
    return batch


def sent(edition: Edition) -> PaymentBatch:
    """Drawn up by Tomas, released by Dara, sent."""
    batch, dara = prepared(edition), cast.dara(edition)
    batches.release(batch, digest_seen=batch.digest, by=dara, at=AT)
    batches.send(batch, by=dara, at=AT)
    return batch
