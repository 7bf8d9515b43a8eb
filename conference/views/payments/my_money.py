"""A person's own money: how we pay them, money before the journey, and a payment for their time."""

from collections.abc import Sequence
from datetime import date

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext as _
from flask_login import current_user

from conference import guards
from conference.actions.payments import fees, payees
from conference.db import now
from conference.forms.applications import choices as words
from conference.forms.buttons import PressForm
from conference.forms.payments.my_money import ChoiceForm, PayForm
from conference.models.applications.applications import Application
from conference.models.funding.advances import Advance
from conference.models.funding.offers import GrantLine, Offer
from conference.models.payments.fees import Fee
from conference.queries.funding import advances as ahead_queries, offers, pots, spending as spending_queries
from conference.queries.payments import fees as fee_queries, payees as queries
from conference.rules.editions.dates import local_day
from conference.rules.funding.estimates import Route, route_of
from conference.rules.funding.offers import OfferState
from conference.rules.money import minor_of, units_of
from conference.rules.payments import fees as fee_rules
from conference.rules.payments.fees import CARD_VERSION, Choice, FeeState
from conference.rules.payments.payees import Way
from conference.views.acts import act

bp = guards.door("money", __name__, duty=guards.ANYONE, url_prefix="/apply/<edition>/money")


@bp.before_request
def find_person() -> ResponseReturnValue | None:
    """Who is paid: whose form is open in this browser, else whoever signed in, since a fee needs no form."""
    g.application = guards.opened_here()
    signed_in = current_user._get_current_object() if current_user.is_authenticated else None
    g.person = g.application.person if g.application else signed_in
    return None if g.person else guards.come_back_first()


@bp.get("/")
def index() -> str:
    return _page(PayForm(formdata=None))


def _page(form: PayForm) -> str:
    person, application = g.person, g.application
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
def give() -> ResponseReturnValue:
    """Keep how this person is paid."""
    form = PayForm()
    if not form.validate():
        return _page(form), 422
    return act(
        lambda: payees.give(
            g.person, g.edition, Way(form.way.data), form.details(), by=guards.acting(g.person), at=now()
        ),
        onward=url_for("money.index"),
        said=_("Thank you. Your payment details are saved."),
        form=form,
    )


@bp.post("/forget")
def forget() -> ResponseReturnValue:
    """Wipe the account."""
    payee = queries.payee_of(g.person, g.edition)
    if payee is None:
        abort(400)
    return act(
        lambda: payees.wipe(payee, by=guards.acting(g.person), at=now()),
        onward=url_for("money.index"),
        said=_("Payment details deleted."),
    )


@bp.get("/fee/<int:fee_id>")
def fee(fee_id: int) -> str:
    found = _fee_or_404(fee_id)
    return _fee_page(found, _choice_form(found, typed=False))


def _fee_or_404(fee_id: int) -> Fee:
    found = fee_queries.one(g.edition, fee_id)
    return found if found and found.person_id == g.person.id else abort(404)


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
def read(fee_id: int) -> ResponseReturnValue:
    """The facts about benefits were read."""
    found = _fee_or_404(fee_id)
    return act(
        lambda: fees.read_card(found, by=guards.acting(g.person), at=now()),
        onward=url_for("money.fee", fee_id=fee_id),
    )


@bp.post("/fee/<int:fee_id>")
def choose(fee_id: int) -> ResponseReturnValue:
    """All, a part, nothing, or give it away; and the month."""
    found = _fee_or_404(fee_id)
    form = _choice_form(found)
    if not form.validate():
        return _fee_page(found, form), 422
    part = minor_of(form.part.data, found.currency) if form.choice.data == Choice.part else 0
    if part >= found.offered:
        form.part.errors = [_("Enter less than the full amount.")]
        return _fee_page(found, form), 422
    month = date.fromisoformat(str(form.month.data))
    return act(
        lambda: fees.choose(
            found, Choice(form.choice.data), part=part, month=month, by=guards.acting(g.person), at=now()
        ),
        onward=url_for("money.fee", fee_id=fee_id),
        said=_("Thank you. Your choice is saved."),
        form=form,
    )
