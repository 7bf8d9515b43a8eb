"""A person's own money: how we pay them, money before the journey, and a payment for their time."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import format_date, gettext as _
from flask_login import current_user
from wtforms.fields import SelectChoice

from conference import guards
from conference.actions.funding import advances as ahead, reservations, spending
from conference.actions.payments import fees, payees
from conference.db import db, now
from conference.forms.applications import choices as words
from conference.forms.buttons import PressForm
from conference.forms.payments.my_money import AheadForm, ChoiceForm, PayForm
from conference.models.applications.applications import Application
from conference.models.funding.advances import Advance
from conference.models.funding.offers import GrantLine, Offer
from conference.models.payments.fees import Fee
from conference.models.people.people import Person
from conference.queries.funding import advances as ahead_queries, offers, pots, spending as spending_queries
from conference.queries.payments import fees as fee_queries, payees as queries
from conference.rules.editions.dates import local_day
from conference.rules.funding.estimates import Route, route_of
from conference.rules.funding.offers import OfferState
from conference.rules.funding.pots import IN_PLACES
from conference.rules.money import minor_of, units_of, written
from conference.rules.payments import fees as fee_rules
from conference.rules.payments.fees import CARD_VERSION, Choice, FeeState
from conference.rules.payments.payees import Way

bp = guards.door("money", __name__, duty=guards.ANYONE, url_prefix="/apply/<edition>/money")


def me() -> Person | None:
    """The applicant whose form is open in this browser, or the person who signed in."""
    application = guards.opened_here()
    if application:
        return application.person
    return current_user._get_current_object() if current_user.is_authenticated else None


def acting(person: Person) -> Person:
    """Who acts: the person signed in here, else the person themselves."""
    return current_user._get_current_object() if current_user.is_authenticated else person


@bp.get("/")
def index() -> Any:
    person = me()
    return _page(person, PayForm(formdata=None)) if person else guards.come_back_first()


def _page(person: Person, form: PayForm) -> str:
    application = guards.opened_here()
    offer = offers.offer_of(application) if application else None
    coming = offer is not None and offer.state is OfferState.accepted
    advances = ahead_queries.advances_of(offer) if offer else []
    return render_template(
        "money/index.html",
        form=form,
        application=application,
        press=PressForm(formdata=None),
        payee=queries.payee_of(person, g.edition),
        is_owed=queries.is_owed(person, g.edition),
        may_ask_ahead=coming,
        wishes=_wished_ahead(application, offer, advances) if application and offer and coming else [],
        advances=advances,
        pay_by={each.id: ahead_queries.pay_by(each, g.edition) for each in advances},
        bookings=ahead_queries.bookings_of(offer) if offer else [],
        fees=fee_queries.of_person(person, g.edition),
        category=words.PAID_FOR,
        units_of=units_of,
    )


def _wished_ahead(application: Application, offer: Offer, advances: Sequence[Advance]) -> list[tuple[GrantLine, int]]:
    """The lines for which the person chose money ahead and has not asked for it yet, each with what is free."""
    asked = {each.grant_line_id for each in advances}
    free = {key: balance.free for key, balance in spending_queries.balances(offer).items()}
    return [
        (line, free[line.id])
        for line in pots.kept_lines(offer)
        if line.id not in asked
        and free.get(line.id)
        and route_of(line.category, application.travel_mode, application.routes) is Route.advance
    ]


@bp.post("/")
def give() -> Any:
    """Keep how this person is paid."""
    person, form = me(), PayForm()
    if person is None:
        return guards.come_back_first()
    if not form.validate():
        return _page(person, form), 422
    try:
        payees.give(person, g.edition, Way(form.way.data), form.details(), by=acting(person), at=now())
    except payees.NotNow:
        db.session.rollback()
        flash(_("We do not need to pay you anything now, so we have not saved this."))
    else:
        db.session.commit()
        flash(_("Thank you. Your payment details are saved."))
    return redirect(url_for("money.index"), 303)


@bp.post("/forget")
def forget() -> Any:
    """Wipe the account."""
    person = me()
    if person is None:
        return guards.come_back_first()
    payee = queries.payee_of(person, g.edition)
    if payee is None or not PressForm().validate():
        abort(400)
    payees.wipe(payee, by=acting(person), at=now())
    db.session.commit()
    flash(_("Payment details deleted."))
    return redirect(url_for("money.index"), 303)


@bp.get("/ahead")
def ask() -> Any:
    given = {"line": request.args.get("line", type=int), "amount": request.args.get("amount", type=Decimal)}
    form = _ahead_form(AheadForm(formdata=None, data=given))
    return render_template("money/ahead.html", form=form) if form else redirect(url_for("money.index"), 303)


def _ahead_form(form: AheadForm) -> AheadForm | None:
    """The lines of an accepted offer that still hold money."""
    application = guards.opened_here()
    offer = offers.offer_of(application) if application else None
    if offer is None or offer.state is not OfferState.accepted:
        return None
    left = {key: balance.free for key, balance in spending_queries.balances(offer).items()}
    form.line.choices = [
        SelectChoice(
            line.id,
            _(
                "%(what)s: up to %(sum)s",
                what=str(words.PAID_FOR[line.category]).capitalize(),
                sum=written(left[line.id], _currency()),
            ),
        )
        for line in pots.lines_of(offer)
        if line.category not in IN_PLACES and left.get(line.id)
    ]
    return form


def _currency() -> str:
    return str(g.edition.currency)


@bp.post("/ahead")
def send_ask() -> Any:
    """Ask for money before the journey."""
    form, application = _ahead_form(AheadForm()), guards.opened_here()
    if form is None or application is None:
        return guards.come_back_first()
    day = form.travels_on.data if form.validate() else None
    if day is None:
        return render_template("money/ahead.html", form=form), 422
    offer = offers.offer_of(application) or abort(404)
    line = next(each for each in pots.lines_of(offer) if each.id == form.line.data)
    amount = minor_of(form.amount.data, _currency())
    try:
        ahead.ask(line, amount, day, by=guards.acting(application), at=now())
    except (spending.OverTheLine, reservations.MayNot) as no:
        db.session.rollback()
        form.amount.errors = [
            _("Enter less. This is more than your offer has left for this.")
            if isinstance(no, spending.OverTheLine)
            else _("You have already asked for this.")
        ]
        return render_template("money/ahead.html", form=form), 422
    db.session.commit()
    flash(_("We have your request. You will hear from us soon."))
    return redirect(url_for("money.index"), 303)


@bp.get("/fee/<int:fee_id>")
def fee(fee_id: int) -> Any:
    found = _fee_or_back(fee_id)
    return _fee_page(found, _choice_form(found, typed=False)) if isinstance(found, Fee) else found


def _fee_or_back(fee_id: int) -> Any:
    person = me()
    if person is None:
        return guards.come_back_first()
    found = fee_queries.one(g.edition, fee_id)
    return found if found and found.person_id == person.id else abort(404)


def _choice_form(found: Fee, *, typed: bool = True) -> ChoiceForm:
    stored = {
        "choice": found.choice,
        "part": units_of(found.amount, found.currency) if found.choice is Choice.part and found.amount else None,
        "month": found.pay_month.isoformat() if found.pay_month else None,
    }
    form = ChoiceForm() if typed else ChoiceForm(formdata=None, data=stored)
    return form.offer_months(fee_rules.months(local_day(found.task_at, g.edition.zone)))


def _fee_page(found: Fee, form: ChoiceForm) -> str:
    may_choose = guards.clock() < found.task_at and found.state in (FeeState.info_read, FeeState.chosen)
    may_read = guards.clock() < found.task_at and found.state is FeeState.offered
    return render_template(
        "money/fee.html",
        fee=found,
        form=form,
        press=PressForm(formdata=None),
        may_choose=may_choose,
        may_read=may_read,
        version=CARD_VERSION,
        month=format_date(found.pay_month, "MMMM y") if found.pay_month else "",
    )


@bp.post("/fee/<int:fee_id>/read")
def read(fee_id: int) -> Any:
    """The facts about benefits were read."""
    found = _fee_or_back(fee_id)
    if not isinstance(found, Fee):
        return found
    if not PressForm().validate():
        abort(400)
    try:
        fees.read_card(found, by=acting(found.person), at=now())
    except reservations.MayNot:
        db.session.rollback()
    else:
        db.session.commit()
    return redirect(url_for("money.fee", fee_id=fee_id), 303)


@bp.post("/fee/<int:fee_id>")
def choose(fee_id: int) -> Any:
    """All, a part, nothing, or give it away; and the month."""
    found = _fee_or_back(fee_id)
    if not isinstance(found, Fee):
        return found
    form = _choice_form(found)
    if not form.validate():
        return _fee_page(found, form), 422
    part = minor_of(form.part.data, found.currency) if form.choice.data == Choice.part else 0
    if part >= found.offered:
        form.part.errors = [_("Enter less than the full amount.")]
        return _fee_page(found, form), 422
    month = date.fromisoformat(str(form.month.data))
    try:
        fees.choose(found, Choice(form.choice.data), part=part, month=month, by=acting(found.person), at=now())
    except reservations.MayNot:
        db.session.rollback()
        flash(_("It is too late to change this. Call us, and we will see what we can do."))
    else:
        db.session.commit()
        flash(_("Thank you. Your choice is saved."))
    return redirect(url_for("money.fee", fee_id=fee_id), 303)
