"""Take down how a person is paid, and wipe it again. The account is sealed; no letter, log or entry holds it."""

from collections.abc import Mapping
from datetime import datetime

from conference import audit, mail, sealing
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.payments.payees import Payee
from conference.models.people.people import Person
from conference.queries.payments import payees as queries
from conference.rules.payments.payees import Way, last_four
from conference.rules.payments.reasons import PaymentReason
from conference.rules.refusals import Refused


def give(person: Person, edition: Edition, way: Way, details: Mapping[str, str], *, by: Person, at: datetime) -> Payee:
    """Keep how this person is paid: asked only when there is something to pay."""
    if not queries.is_owed(person, edition):
        raise Refused(PaymentReason.nothing_owed)
    payee = queries.row_of(person, edition)
    replaced = payee is not None and payee.wiped_at is None
    if payee is None:
        payee = Payee(person_id=person.id, edition_id=edition.id)
        db.session.add(payee)
    payee.way, payee.sealed, payee.wiped_at = way, sealing.seal_words(details), None
    payee.last_four, payee.mark = last_four(details), sealing.mark(details)
    payee.typed_by, payee.typed_at = by.id, at
    db.session.flush()
    if replaced or by.id != person.id:  # whoever did not do this themselves hears of it, and can stop it
        key = f"{payee.id}:{at.isoformat()}"
        mail.queue("account_changed", to=person, edition=edition, key=key, at=at, payee=payee)
    audit.record("payee.given", about=payee, by=by, at=at, edition=edition, way=way)
    return payee


def wipe(payee: Payee, *, by: Person, at: datetime) -> None:
    """Forget the account: the person asks for it, or everything is settled."""
    empty(payee, at=at)
    audit.record("payee.wiped", about=payee, by=by, at=at, edition=payee.edition)


def sweep(*, by: Person, at: datetime) -> int:
    """The clock wipes each account for which nothing is owed and nothing is on its way."""
    idle = [payee for payee in queries.kept() if not queries.is_needed(payee.person, payee.edition)]
    for payee in idle:
        wipe(payee, by=by, at=at)
    return len(idle)


def empty(payee: Payee, *, at: datetime) -> None:
    """Wipe one account, as a part of an act."""
    payee.sealed = payee.last_four = payee.mark = ""
    payee.wiped_at = at
