"""Rates at the desk: see them, add one, end one."""

from typing import Any

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms.fields import SelectChoice

from conference import guards
from conference.actions.funding import rates as actions
from conference.db import now
from conference.forms.funding.rates import KIND, EndForm, RateForm
from conference.models.funding.rates import Rate
from conference.queries.funding import rates as queries
from conference.rules.funding.rates import RateKind, Unit
from conference.rules.money import minor_of
from conference.rules.people.duties import Duty
from conference.views.acts import act, beside

bp = guards.door("desk_rates", __name__, duty={Duty.organiser, Duty.treasurer}, url_prefix="/desk/<edition>/rates")


@bp.get("/")
def index() -> str:
    return _page(RateForm())


def _page(form: RateForm, ending: EndForm | None = None) -> str:
    ending = ending or _ending(formdata=None)
    return render_template("desk/funding/rates.html", rates=queries.of(g.edition), kinds=KIND, form=form, ending=ending)


def _ending(**more: Any) -> EndForm:
    """The form that ends a rate, with the edition's own open ones to choose from."""
    form = EndForm(**more)
    form.rate.choices = [
        SelectChoice(each.id, ", ".join(filter(None, (KIND[each.kind], each.place.title(), _distance(each)))))
        for each in queries.of(g.edition)
        if each.edition_id and each.valid_to is None
    ]
    return form


def _distance(rate: Rate) -> str:
    return f"from {rate.band_from} {rate.unit}s" if rate.band_from else ""


@bp.post("/")
def add() -> ResponseReturnValue:
    form = RateForm()
    return act(
        lambda: _add(form),
        form=form,
        onward=url_for("desk_rates.index"),
        said="Rate added. The open rate that it replaces ends the day before.",
        again=beside(form.valid_from, lambda: _page(form)),
    )


def _add(form: RateForm) -> None:
    actions.add(
        g.edition,
        RateKind(form.kind.data),
        Unit(form.unit.data),
        form.fraction(minor_of(1, g.edition.currency)),
        place=form.place.data or "",
        band=(form.band_from.data or 0, form.band_to.data),
        valid_from=form.valid_from.data or abort(400),
        valid_to=form.valid_to.data,
        source=str(form.source.data).strip(),
        source_on=form.source_on.data or abort(400),
        by=current_user,
        at=now(),
    )


@bp.post("/end")
def end() -> ResponseReturnValue:
    form = _ending()
    return act(
        lambda: _end(form),
        form=form,
        onward=url_for("desk_rates.index"),
        said="Rate ended on that day.",
        again=beside(form.last_day, lambda: _page(RateForm(formdata=None), form)),
    )


def _end(form: EndForm) -> None:
    rate = queries.one(g.edition, form.rate.data) or abort(404)
    actions.end(rate, form.last_day.data or abort(400), edition=g.edition, by=current_user, at=now())
