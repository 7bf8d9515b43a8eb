"""Put a claim together and send it."""

from datetime import datetime
from typing import Any

from conference import audit, files, mail
from conference.actions.people import sign_in
from conference.db import db
from conference.files import Cleaned
from conference.models.funding.offers import GrantLine, Offer
from conference.models.payments.claim_settings import ClaimCap, ClaimCapLine
from conference.models.payments.claims import Claim, ClaimLine
from conference.models.people.people import Person
from conference.queries.payments import claims as queries, promise_clock
from conference.rules.applications.applications import CameBy, grouped
from conference.rules.funding.offers import OfferState
from conference.rules.payments import claims as rules
from conference.rules.payments.claims import ClaimState, Cost
from conference.rules.payments.reasons import ClaimReason
from conference.rules.refusals import Refused

DECLARATION_VERSION = "2026-11"


def start(offer: Offer, *, by: Person, at: datetime, came_by: CameBy = CameBy.web) -> Claim:
    """Start a claim on an award that the person said yes to, or go on with the one that is begun."""
    edition, application = offer.application.edition, offer.application
    db.session.refresh(offer, with_for_update=True)
    if offer.state is not OfferState.accepted:
        raise Refused(ClaimReason.no_yes)
    if queries.draft_of(offer):
        raise Refused(ClaimReason.one_draft)
    if not queries.money_lines(offer):
        raise Refused(ClaimReason.no_money)
    settings = queries.settings_of(edition)
    db.session.add(settings)
    _set_cap(offer)
    claim = Claim(
        edition=edition,
        offer=offer,
        person_id=application.person_id,
        pay_to_id=application.person_id,
        reference=grouped(sign_in.new_code(8), "CL"),
        state=ClaimState.draft,
        currency=queries.money_lines(offer)[0].pot.currency or edition.currency,
        came_by=came_by,
        entered_by=None if came_by is CameBy.web else by.id,
        started_at=at,
    )
    db.session.add(claim)
    audit.record("claim.started", about=claim, by=by, at=at, edition=edition, came_by=came_by)
    return claim


def _set_cap(offer: Offer) -> None:
    """The edition's total over several lines is fixed for an award when its first claim starts."""
    settings = queries.settings_of(offer.application.edition)
    lines = [line for line in queries.money_lines(offer) if line.category in settings.group_categories]
    if settings.group_cap is None or not lines or queries.cap_of(offer):
        return
    cap = ClaimCap(offer_id=offer.id, amount=settings.group_cap)
    db.session.add(cap)
    db.session.flush()
    db.session.add_all(ClaimCapLine(grant_line_id=line.id, cap_id=cap.id) for line in lines)
    db.session.flush()


def add_line(claim: Claim, on: GrantLine, cost: Cost, *, by: Person, at: datetime) -> ClaimLine:
    """Add one cost to a claim; its receipt comes with the next step."""
    must_be(claim, ClaimState.draft, ClaimState.query)
    if len(claim.lines) >= rules.MOST_LINES:
        raise Refused(ClaimReason.too_many_lines)
    facts: dict[str, Any] = {name: value for name, value in vars(cost).items() if name not in ("fx", "rate")}
    facts["fx_numerator"], facts["fx_denominator"] = cost.fx
    if cost.rate:
        facts["rate_numerator"], facts["rate_denominator"] = cost.rate
    line = ClaimLine(claim_id=claim.id, grant_line_id=on.id, **facts)
    db.session.add(line)
    audit.record(
        "claim.line_added", about=claim, by=by, at=at, edition=claim.edition, line=_id_of(line), base=line.base
    )
    added_up(claim)
    return line


def remove_line(line: ClaimLine, *, by: Person, at: datetime) -> None:
    """Take a cost out again, and its receipt if no other line needs it."""
    claim, receipt = line.claim, line.receipt
    must_be(claim, ClaimState.draft, ClaimState.query)
    base = line.base
    db.session.delete(line)
    db.session.flush()
    db.session.expire(claim)
    if receipt and all(other.receipt_id != receipt.id for other in queries.lines_of(claim)):
        files.forget(receipt)
    audit.record("claim.line_removed", about=claim, by=by, at=at, edition=claim.edition, base=base)


def give_receipt(
    line: ClaimLine,
    *,
    by: Person,
    at: datetime,
    cleaned: Cleaned | None = None,
    same_as: ClaimLine | None = None,
    lost: str = "",
) -> None:
    """Put a receipt behind a line: a new file, the one of another line of this claim, or a word that it is lost."""
    claim, before = line.claim, line.receipt
    must_be(claim, ClaimState.draft, ClaimState.query)
    limit = queries.settings_of(claim.edition).lost_receipt_limit
    if lost and line.base > limit:
        raise Refused(ClaimReason.over_lost_limit)
    receipt = files.keep(cleaned, by=by, at=at) if cleaned else same_as.receipt if same_as else None
    if receipt and cleaned and queries.same_receipt(claim, line, receipt):
        raise Refused(ClaimReason.same_receipt)
    line.receipt, line.lost_receipt = receipt, "" if receipt else lost
    db.session.flush()
    if before and before is not receipt and all(o.receipt_id != before.id for o in queries.lines_of(claim)):
        files.forget(before)
    sha256 = receipt.sha256 if receipt else ""
    audit.record("claim.receipt_given", about=claim, by=by, at=at, edition=claim.edition, line=line.id, sha256=sha256)


def pay_to(claim: Claim, name: str, phone: str, *, by: Person, at: datetime) -> None:
    """Somebody else paid for the person: the money goes to them. Without a name, to the person again."""
    must_be(claim, ClaimState.draft)
    _forget_payee(claim)
    if name:
        payee = Person(name=name, phone=phone or None, lang=claim.person.lang, created_at=at)
        db.session.add(payee)
        db.session.flush()
        claim.pay_to_id = payee.id
    audit.record("claim.payee_named", about=claim, by=by, at=at, edition=claim.edition, person=claim.pay_to_id)


def _forget_payee(claim: Claim) -> None:
    """Whoever was named for this claim alone is not kept when the money goes elsewhere."""
    if claim.pay_to_id != claim.person_id:
        claim.pay_to.name, claim.pay_to.phone = "-", None
        claim.pay_to_id = claim.person_id
        db.session.flush()


def drop(claim: Claim, *, by: Person, at: datetime) -> None:
    """Throw a claim away before it is sent, with its receipts."""
    must_be(claim, ClaimState.draft)
    receipts = {line.receipt for line in queries.lines_of(claim) if line.receipt}
    for line in queries.lines_of(claim):
        db.session.delete(line)
    db.session.flush()
    db.session.expire(claim)
    for receipt in receipts:
        files.forget(receipt)
    _forget_payee(claim)
    claim.state = ClaimState.dropped
    audit.record("claim.dropped", about=claim, by=by, at=at, edition=claim.edition)


def send(claim: Claim, *, by: Person, at: datetime, read_back: bool = False) -> None:
    """Send a claim: the promise clock starts, and the person is told the day."""
    must_be(claim, ClaimState.draft)
    db.session.expire(claim)
    missing = queries.missing(claim)
    if missing:
        raise Refused(missing)
    if claim.came_by is not CameBy.web and not read_back:
        raise Refused(ClaimReason.read_back)
    claim.read_back_at = at if read_back else None
    claim.submitted_at, claim.declaration = at, DECLARATION_VERSION
    claim.pay_by = promise_clock.pay_by(claim, at=at)
    claim.state = ClaimState.submitted
    db.session.flush()
    write("claim_received", claim, at=at, key=str(claim.id))
    audit.record(
        "claim.sent", about=claim, by=by, at=at, edition=claim.edition, total=claim.total, pay_by=str(claim.pay_by)
    )


def must_be(claim: Claim, *states: ClaimState) -> None:
    """The claim is locked, and stands where this step begins."""
    db.session.refresh(claim, with_for_update=True)
    if claim.state not in states:
        raise Refused(ClaimReason.moved_on)


def added_up(claim: Claim) -> None:
    """The database has added the claim up; read it again."""
    db.session.flush()
    db.session.expire(claim)


def _id_of(line: ClaimLine) -> int:
    db.session.flush()
    return line.id


def write(kind: str, claim: Claim, *, at: datetime, key: str, **facts: Any) -> None:
    """Queue one letter about a claim to the person whose claim it is."""
    mail.queue(kind, to=claim.person, edition=claim.edition, key=key, at=at, claim=claim, **facts)
