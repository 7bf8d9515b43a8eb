"""One person's award at the desk: what is held and spent, bookings, their account, payments for their time."""

from datetime import UTC
from zoneinfo import ZoneInfo

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms.fields import SelectChoice

from conference import guards
from conference.actions.funding import advances, spending
from conference.actions.payments import fees, payees
from conference.db import now
from conference.forms.applications import choices as words
from conference.forms.buttons import PressForm
from conference.forms.payments.my_money import PayForm
from conference.forms.payments.paying import BookForm, FeeForm, MoveForm
from conference.models.applications.applications import Application
from conference.models.funding.offers import Offer
from conference.queries.funding import advances as ahead_queries, offers, pots, spending as spending_queries
from conference.queries.payments import fees as fee_queries, payees as payee_queries
from conference.rules.funding.advances import BookingState
from conference.rules.funding.offers import OfferState
from conference.rules.funding.pots import IN_PLACES
from conference.rules.money import minor_of
from conference.rules.payments.payees import Way
from conference.rules.people.duties import Duty
from conference.views.acts import act, beside
from conference.views.desk.applications.applications import one_or_404
from conference.views.desk.payments.batches import done

bp = guards.door(
    "desk_award_money",
    __name__,
    duty=(Duty.organiser, Duty.treasurer),
    url_prefix="/desk/<edition>/applications/<int:application_id>/money",
)


@bp.get("/")
def index(application_id: int) -> str:
    return _page(one_or_404(application_id))


def _page(
    application: Application,
    *,
    book: BookForm | None = None,
    pay: PayForm | None = None,
    fee: FeeForm | None = None,
    move: MoveForm | None = None,
) -> str:
    person, offer = application.person, _offer(application)
    return render_template(
        "desk/payments/award_money.html",
        application=application,
        offer=offer,
        lines=pots.lines_of(offer) if offer else [],
        balances=spending_queries.balances(offer) if offer else {},
        advances=ahead_queries.advances_of(offer) if offer else [],
        bookings=ahead_queries.bookings_of(offer) if offer else [],
        fees=fee_queries.of_person(person, g.edition),
        payee=payee_queries.payee_of(person, g.edition),
        is_owed=payee_queries.is_owed(person, g.edition),
        book=_with_lines(book or BookForm(formdata=None), offer),
        pay=pay or PayForm(formdata=None),
        fee_form=fee or FeeForm(formdata=None),
        move=move or MoveForm(formdata=None),
        press=PressForm(formdata=None),
        category=words.PAID_FOR,
    )


def _offer(application: Application) -> Offer | None:
    """The offer that was said yes to, also when the person has left since."""
    return offers.offer_of(application)


def _with_lines(form: BookForm, offer: Offer | None) -> BookForm:
    lines = pots.kept_lines(offer) if offer else []
    form.line.choices = [
        SelectChoice(line.id, str(words.PAID_FOR[line.category])) for line in lines if line.category not in IN_PLACES
    ]
    return form


def _here(application_id: int) -> str:
    return url_for("desk_award_money.index", application_id=application_id)


@bp.post("/book")
def book(application_id: int) -> ResponseReturnValue:
    """Book something for a person who said yes."""
    application = one_or_404(application_id)
    offer = _offer(application) or abort(404)
    form = _with_lines(BookForm(), offer)
    if not form.validate():
        return _page(application, book=form), 422
    line = next(each for each in pots.lines_of(offer) if each.id == form.line.data)
    if offer.state is not OfferState.accepted:
        form.form_errors.append("You can book only after the person has accepted the offer.")
    elif ahead_queries.is_booked(str(form.supplier.data), str(form.reference.data)):
        form.reference.errors = ["This booking has already been added."]
    if form.errors:
        return _page(application, book=form), 422

    def booked() -> object:
        return advances.book(
            line,
            supplier=str(form.supplier.data),
            reference=str(form.reference.data),
            cost=minor_of(form.cost.data, g.edition.currency),
            changeable=bool(form.changeable.data),
            by=current_user,
            at=now(),
        )

    return act(
        booked,
        onward=_here(application_id),
        said="Booking added. It counts as spent.",
        form=form,
        again=beside(form.cost, lambda: _page(application, book=form)),
    )


@bp.post("/booking")
def move(application_id: int) -> ResponseReturnValue:
    """A booking goes on: ticketed, changed, used or cancelled."""
    application, form = one_or_404(application_id), MoveForm()
    if not form.validate():
        return _page(application, move=form), 422
    booking = ahead_queries.booking(g.edition, form.booking.data) or abort(404)
    more, refund = (minor_of(form[name].data or 0, g.edition.currency) for name in ("more", "refund"))
    at = now()
    return done(
        lambda: advances.move(booking, BookingState(form.state.data), more=more, refund=refund, by=current_user, at=at),
        "Saved.",
        _here(application_id),
    )


@bp.post("/settle")
def settle(application_id: int) -> ResponseReturnValue:
    """Nothing more will be claimed: what is not spent goes back to its pots."""
    application = one_or_404(application_id)
    offer, at = _offer(application) or abort(404), now()
    return done(
        lambda: spending.settle(offer, by=current_user, at=at),
        "Released. What was not spent is free for the next person.",
        _here(application_id),
    )


@bp.post("/account")
def account(application_id: int) -> ResponseReturnValue:
    """Typed for somebody on the phone or on paper."""
    application, form = one_or_404(application_id), PayForm()
    if not form.validate():
        return _page(application, pay=form), 422
    way, details = Way(form.way.data), form.details()
    return act(
        lambda: payees.give(application.person, g.edition, way, details, by=current_user, at=now()),
        onward=_here(application_id),
        said="Payment details saved. Someone else must release the payment.",
        form=form,
    )


@bp.post("/fee")
def offer_fee(application_id: int) -> ResponseReturnValue:
    """Offer a payment for a task, before the task."""
    application, form = one_or_404(application_id), FeeForm()
    starts = form.task_at.data if form.validate() else None
    if starts is None:
        return _page(application, fee=form), 422
    return act(
        lambda: fees.offer(
            application.person,
            g.edition,
            task=str(form.task.data),
            task_at=starts.replace(tzinfo=ZoneInfo(g.edition.zone)).astimezone(UTC),
            amount=minor_of(form.amount.data, g.edition.currency),
            by=current_user,
            at=now(),
        ),
        onward=_here(application_id),
        said="Payment offered. The person chooses before the task.",
        form=form,
        again=beside(form.task_at, lambda: _page(application, fee=form)),
    )
