"""Money before the journey: ask for it out of an accepted offer."""

from decimal import Decimal

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from conference import guards
from conference.actions.funding import advances as ahead
from conference.db import now
from conference.forms.applications import choices as words
from conference.forms.payments.my_money import AheadForm
from conference.models.funding.advances import Advance
from conference.queries.funding import offers, pots, spending as spending_queries
from conference.rules.funding.offers import OfferState
from conference.rules.funding.pots import IN_PLACES
from conference.rules.money import minor_of, written
from conference.views.acts import act, beside

bp = guards.door("money_ahead", __name__, duty=guards.APPLICANT, url_prefix="/apply/<edition>/money")


@bp.get("/ahead")
def ask() -> ResponseReturnValue:
    given = {"line": request.args.get("line", type=int), "amount": request.args.get("amount", type=Decimal)}
    form = _ahead_form(AheadForm(formdata=None, data=given))
    return render_template("money/ahead.html", form=form) if form else redirect(url_for("money.index"), 303)


def _ahead_form(form: AheadForm) -> AheadForm | None:
    """The lines of an accepted offer that still hold money."""
    offer = offers.offer_of(g.application)
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
def send_ask() -> ResponseReturnValue:
    """Ask for money before the journey."""
    form = _ahead_form(AheadForm())
    if form is None:
        return redirect(url_for("money.index"), 303)
    day = form.travels_on.data if form.validate() else None
    if day is None:
        return render_template("money/ahead.html", form=form), 422
    offer = offers.offer_of(g.application) or abort(404)
    line = next(each for each in pots.lines_of(offer) if each.id == form.line.data)
    amount = minor_of(form.amount.data, _currency())

    def asked() -> Advance:
        return ahead.ask(line, amount, day, by=guards.acting(g.application.person), at=now())

    return act(
        asked,
        onward=url_for("money.index"),
        said=_("We have your request. You will hear from us soon."),
        form=form,
        again=beside(form.amount, lambda: render_template("money/ahead.html", form=form)),
    )
