"""Draft who is offered a place, try other budgets, freeze the list for both keys, follow the open offers."""

from datetime import datetime
from typing import Any

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions import frozen_sets
from conference.actions.funding import draft as plans
from conference.db import now, page_of, slice_of
from conference.forms.applications import choices as words
from conference.forms.buttons import PressForm
from conference.forms.funding.settings import CostsForm, OutcomeForm, ShortenForm, WhatIfForm
from conference.models.keys import FrozenSet
from conference.queries import keys as decision_queries
from conference.queries.applications import applications as applications_found
from conference.queries.funding import draft as plan_queries, offers as queries, pots, what_if as what_ifs
from conference.rules.editions.dates import last_day
from conference.rules.funding.offers import Outcome, Reason
from conference.rules.funding.pots import IN_PLACES, FitRule, Left, Line
from conference.rules.keys import Kind
from conference.rules.money import minor_of, whole_units_of
from conference.rules.people.duties import Duty
from conference.views.acts import act, beside
from conference.views.desk.applications import applications

bp = guards.door("desk_offers", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/offers")


@bp.app_template_global()
def offers_set(frozen: FrozenSet) -> dict[str, Any]:
    """The names and words that stand next to a frozen list of offers."""
    shown, until = queries.shown(frozen), frozen.facts["promote_until"]
    return {
        "people": shown.people,
        "words": shown.words,
        "places_left": shown.places_left,
        "money_left": shown.money_left,
        "category": words.PAID_FOR,
        "reason": words.REASON,
        "promote_until": last_day(datetime.fromisoformat(until), g.edition.zone) if until else None,
    }


@bp.get("/")
def index() -> str:
    return _page()


def _page(shorten: ShortenForm | None = None, problem: str = "") -> str:
    page = page_of(plan_queries.planned_in_order(g.edition), request.args.get("page", 1, int))
    return render_template(
        "desk/funding/offers.html",
        page=page,
        rows=plan_queries.with_lines(page.rows),
        totals=plan_queries.totals(g.edition),
        pots=pots.pots_of(g.edition),
        waiting_set=decision_queries.waiting_set(g.edition, Kind.offers, g.edition.id),
        shorten=shorten or ShortenForm(formdata=None),
        press=PressForm(formdata=None),
        problem=problem,
    )


@bp.post("/draft")
def draft() -> ResponseReturnValue:
    return act(
        lambda: plans.draft(g.edition, by=current_user, at=now()),
        onward=url_for("desk_offers.index"),
        said=lambda count: f"Draft created from the ranking of {count} applications. Nothing is promised yet.",
        again=lambda problem: _page(problem=problem),
    )


@bp.post("/shorten")
def shorten() -> ResponseReturnValue:
    form = ShortenForm()
    return act(
        lambda: plans.shorten_list(g.edition, form.keep.data, Reason(form.reason.data), by=current_user, at=now()),
        form=form,
        onward=url_for("desk_offers.index"),
        said=lambda count: f"Waiting list shortened: {count} will not be offered a place.",
        again=lambda problem: _page(shorten=form, problem=problem),
    )


@bp.post("/<int:application_id>/outcome")
def decide(application_id: int) -> ResponseReturnValue:
    application, form = applications.one_or_404(application_id), OutcomeForm()
    return act(
        lambda: plans.decide(
            application,
            Outcome(form.outcome.data),
            reason=Reason(form.reason.data) if form.reason.data else None,
            reason_text=str(form.reason_text.data or "").strip(),
            by=current_user,
            at=now(),
        ),
        form=form,
        onward=url_for("desk_applications.show", application_id=application_id),
        said="Selection saved.",
        again=beside(form, lambda: applications.page(application, outcome=form)),
    )


@bp.post("/<int:application_id>/costs")
def costs(application_id: int) -> ResponseReturnValue:
    application, form = applications.one_or_404(application_id), applications.costs_form()
    return act(
        lambda: plans.set_costs(application, _lines_typed(form), by=current_user, at=now()),
        form=form,
        onward=url_for("desk_applications.show", application_id=application_id),
        said="Costs saved.",
        again=beside(form, lambda: applications.page(application, costs=form)),
    )


def _lines_typed(form: CostsForm) -> list[Line]:
    return [
        Line(category, amount)
        if category in IN_PLACES
        else Line(category, minor_of(amount, g.edition.currency), form.pot.data or None)
        for category, amount in form.lines()
    ]


@bp.get("/what-if")
def what_if() -> ResponseReturnValue:
    """Who would come with another budget? It only reads."""
    left, settings = pots.left_for_draft(g.edition), applications_found.settings_of(g.edition)
    usual = {
        "places": max(0, left.places),
        "money": max(0, whole_units_of(left.money, g.edition.currency)),
        "rule": settings.fit_rule.value if settings else FitRule.skip.value,
    }
    form = WhatIfForm(request.args if "places" in request.args else None, data=usual)
    if "places" in request.args and not form.validate():
        return render_template("desk/funding/what_if.html", form=form, found=None), 422
    tried = Left(form.places.data, minor_of(form.money.data, g.edition.currency))
    found = what_ifs.what_if(g.edition, tried, FitRule(form.rule.data))
    page = slice_of(found.order, request.args.get("page", 1, int))
    return render_template(
        "desk/funding/what_if.html",
        form=form,
        found=found,
        page=page,
        names=what_ifs.names_of(g.edition, [key for key, _need in page.rows]),
        typed={name: form[name].data for name in ("places", "money", "rule")},
    )


@bp.post("/freeze")
def freeze() -> ResponseReturnValue:
    """Hold all of it and ask both keys; what a pot cannot hold is refused whole."""
    return act(
        _freeze,
        onward=lambda frozen: url_for("desk_offers.frozen", set_id=frozen.id),
        said="Frozen and sent to both key holders. The places and money are held.",
        again=lambda problem: _page(problem=problem),
    )


def _freeze() -> FrozenSet:
    try:
        return frozen_sets.freeze(g.edition, Kind.offers, g.edition.id, by=current_user, at=now())
    except LookupError:  # nothing is set up yet
        abort(404)


@bp.get("/frozen/<int:set_id>")
def frozen(set_id: int) -> str:
    """What was frozen, as both key holders see it."""
    found = decision_queries.one(g.edition, set_id)
    if found is None or found.kind is not Kind.offers:
        abort(404)
    return render_template("desk/funding/offers_frozen.html", frozen=found, facts=found.facts)


@bp.get("/open")
def followed() -> str:
    """Offers without an answer, and the waiting list with what each would need."""
    waiting = queries.waiting_list(g.edition)
    left = pots.left_in(pots.pots_of(g.edition))
    return render_template(
        "desk/funding/offers_open.html",
        open_offers=queries.open_offers(g.edition),
        page=slice_of(queries.fitting(waiting, left), request.args.get("page", 1, int)),
        log=page_of(queries.passed_over(g.edition), request.args.get("log", 1, int), 20),
        left=left,
    )
