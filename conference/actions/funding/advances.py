"""Give money before the journey, book for people, and settle what was given ahead."""

from datetime import date, datetime

from conference import audit, mail
from conference.actions.funding import spending
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.funding.advances import Advance, Booking
from conference.models.funding.offers import GrantLine, Offer
from conference.models.people.people import Person
from conference.queries.funding import advances as queries, spending as spent
from conference.rules.funding import advances as rules
from conference.rules.funding.advances import AdvanceState, BookingState
from conference.rules.funding.reasons import FundingReason
from conference.rules.funding.spending import SpendKind
from conference.rules.refusals import Refused, Sum


def ask(line: GrantLine, amount: int, travels_on: date, *, by: Person, at: datetime) -> Advance:
    """Ask for money ahead, on a line of an accepted offer."""
    person = line.offer.application.person
    if amount > (room := spending.lock(line).free):
        raise Refused(FundingReason.over_line, left=Sum(room, line.pot.edition.currency))
    if any(each.grant_line_id == line.id and each.state is not AdvanceState.refused
           for each in queries.advances_of(line.offer)):  # fmt: skip
        raise Refused(FundingReason.one_each)
    made = Advance(grant_line_id=line.id, person_id=person.id, asked=amount, travels_on=travels_on)
    made.asked_at, made.asked_by = at, by.id
    db.session.add(made)
    audit.record("advance.asked", about=made, by=by, at=at, edition=_edition(line), amount=amount)
    return made


def approve(advance: Advance, amount: int, *, by: Person, at: datetime) -> None:
    """Say yes to an advance: it counts as spent on its line at once."""
    _must_be(advance, AdvanceState.asked, by)
    spending.note(advance.line, SpendKind.advance, amount, f"advance:{advance.id}", by=by, at=at)
    advance.amount, advance.state = amount, AdvanceState.approved
    advance.decided_at, advance.decided_by = at, by.id
    _write("advance_approved", advance, at)
    audit.record("advance.approved", about=advance, by=by, at=at, edition=_edition(advance.line), amount=amount)


def refuse(advance: Advance, *, by: Person, at: datetime) -> None:
    """Say no to an advance; the cost can still be booked for the person, or paid back after."""
    _must_be(advance, AdvanceState.asked, by)
    advance.state, advance.decided_at, advance.decided_by = AdvanceState.refused, at, by.id
    _write("advance_refused", advance, at)
    audit.record("advance.refused", about=advance, by=by, at=at, edition=_edition(advance.line))


def settle(advance: Advance, *, by: Person, at: datetime) -> AdvanceState:
    """After the last claim: what was not used is asked back, unless it is too small to chase."""
    _must_be(advance, AdvanceState.paid, by)
    edition, left = _edition(advance.line), spent.ahead_on(advance.line)
    advance.state = rules.after_last_claim(left, queries.never_chased_below(edition))
    if advance.state is AdvanceState.recovery_due:
        mail.queue("advance_to_return", to=advance.person, edition=edition, key=str(advance.id), at=at, amount=left,
                   currency=advance.line.pot.currency)  # fmt: skip
    audit.record("advance.settled", about=advance, by=by, at=at, edition=edition, state=advance.state, left=left)
    return advance.state


def recovered(advance: Advance, *, by: Person, at: datetime) -> None:
    """The person paid back what they did not need."""
    _must_be(advance, AdvanceState.recovery_due, by)
    left = spent.ahead_on(advance.line)
    spending.note(advance.line, SpendKind.recovery, -left, f"advance:{advance.id}", by=by, at=at)
    advance.state = AdvanceState.recovered
    audit.record("advance.recovered", about=advance, by=by, at=at, edition=_edition(advance.line), amount=left)


def waive(advance: Advance, *, by: Person, at: datetime) -> None:
    """Ask no more: what was not used stays spent."""
    _must_be(advance, AdvanceState.recovery_due, by)
    advance.state = AdvanceState.waived
    audit.record("advance.waived", about=advance, by=by, at=at, edition=_edition(advance.line))


def call_off(offer: Offer, *, by: Person, at: datetime) -> str:
    """The person steps out: advances that are not on their way are not paid any more; say which.

    One that a claim has used already is still paid, since it pays for what the person spent.
    """
    gone = []
    for advance in queries.advances_of(offer):
        unused = advance.state is AdvanceState.approved and spent.ahead_on(advance.line) == advance.amount
        if unused:
            spending.note(
                advance.line, SpendKind.advance, -advance.amount, f"advance:{advance.id}", by=by, at=at, step="off"
            )
        if unused or advance.state is AdvanceState.asked:
            advance.state = AdvanceState.called_off
            gone.append(str(advance.id))
    db.session.flush()
    return " ".join(gone)


def book(
    line: GrantLine,
    *,
    supplier: str,
    reference: str,
    cost: int,
    changeable: bool,
    by: Person,
    at: datetime,
    passes_to: Person | None = None,
) -> Booking:
    """Book something for a person who said yes: they pay nothing."""
    made = Booking(grant_line_id=line.id, supplier=supplier, reference=reference, cost=cost, changeable=changeable)
    made.booked_at, made.booked_by, made.passes_to_id = at, by.id, passes_to.id if passes_to else None
    db.session.add(made)
    db.session.flush()
    spending.note(line, SpendKind.booking, cost, f"booking:{made.id}", by=by, at=at)
    audit.record("booking.made", about=made, by=by, at=at, edition=_edition(line), cost=cost)
    return made


def move(
    booking: Booking,
    to: BookingState,
    *,
    by: Person,
    at: datetime,
    more: int = 0,
    refund: int = 0,
    passes_to: Person | None = None,
) -> None:
    """A booking goes on: ticketed, changed at a cost, used, or cancelled. A refund is a new row of its line."""
    db.session.refresh(booking, with_for_update=True)
    source, line = f"booking:{booking.id}", booking.line
    cost = spent.owed([source]).get(source, 0)
    if to not in rules.BOOKING_MOVES[booking.state] or refund > cost or (more and to is not BookingState.changed):
        raise Refused(FundingReason.advance_changed)
    booking.state, booking.steps = to, booking.steps + 1
    if passes_to:
        booking.passes_to_id = passes_to.id
    if more:
        spending.note(line, SpendKind.booking, more, source, by=by, at=at, step=f"more{booking.steps}")
    if refund:
        spending.note(line, SpendKind.refund, -refund, source, by=by, at=at, step=f"refund{booking.steps}")
    audit.record(
        "booking.moved", about=booking, by=by, at=at, edition=_edition(line), state=to, more=more, refund=refund
    )


def _must_be(advance: Advance, state: AdvanceState, by: Person) -> None:
    db.session.refresh(advance, with_for_update={"of": Advance})
    if advance.state is not state:
        raise Refused(FundingReason.advance_changed)
    if by.id == advance.person_id:
        raise Refused(FundingReason.own)


def _edition(line: GrantLine) -> Edition:
    return line.pot.edition


def _write(kind: str, advance: Advance, at: datetime) -> None:
    line = advance.line
    mail.queue(
        kind, to=advance.person, edition=_edition(line), key=str(advance.id), at=at, advance=advance,
        currency=line.pot.currency, pay_by=queries.pay_by(advance, _edition(line)),
    )  # fmt: skip
