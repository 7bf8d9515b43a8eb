"""Draft who is offered a place, try other budgets, freeze the list for both keys, follow the open offers."""

from datetime import datetime
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_login import current_user

from conference import guards
from conference.actions import frozen_sets
from conference.actions.funding import draft as plans, pots as budget_actions, reservations
from conference.db import db, now, page_of, slice_of
from conference.forms.applications import choices as words
from conference.forms.buttons import PressForm
from conference.forms.funding.settings import OutcomeForm, ShortenForm, WhatIfForm
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
        "desk/offers.html",
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
def draft() -> Any:
    if not PressForm().validate():
        abort(400)
    try:
        count = plans.draft(g.edition, by=current_user, at=now())
    except plans.NotReady:
        db.session.rollback()
        none = "There is no ranking yet: no application has two scores, one of them from someone with lived experience."
        return _page(problem=none), 422
    db.session.commit()
    flash(f"Draft created from the ranking of {count} applications. Nothing is promised yet.")
    return redirect(url_for("desk_offers.index"), 303)


@bp.post("/shorten")
def shorten() -> Any:
    form = ShortenForm()
    if not form.validate():
        return _page(shorten=form), 422
    count = plans.shorten_list(g.edition, form.keep.data, Reason(form.reason.data), by=current_user, at=now())
    db.session.commit()
    flash(f"Waiting list shortened: {count} will not be offered a place.")
    return redirect(url_for("desk_offers.index"), 303)


@bp.post("/<int:application_id>/outcome")
def decide(application_id: int) -> Any:
    application, form = applications.one_or_404(application_id), OutcomeForm()
    if not form.validate():
        return applications.page(application, outcome=form), 422
    plans.decide(
        application,
        Outcome(form.outcome.data),
        reason=Reason(form.reason.data) if form.reason.data else None,
        reason_text=str(form.reason_text.data or "").strip(),
        by=current_user,
        at=now(),
    )
    db.session.commit()
    flash("Selection saved.")
    return redirect(url_for("desk_applications.show", application_id=application_id), 303)


@bp.post("/<int:application_id>/costs")
def costs(application_id: int) -> Any:
    application, form = applications.one_or_404(application_id), applications.costs_form()
    if not form.validate():
        return applications.page(application, costs=form), 422
    lines = [
        Line(category, amount)
        if category in IN_PLACES
        else Line(category, minor_of(amount, g.edition.currency), form.pot.data or None)
        for category, amount in form.lines()
    ]
    plans.set_costs(application, lines, by=current_user, at=now())
    db.session.commit()
    flash("Costs saved.")
    return redirect(url_for("desk_applications.show", application_id=application_id), 303)


@bp.get("/what-if")
def what_if() -> Any:
    """Who would come with another budget? It only reads."""
    left, settings = pots.left_for_draft(g.edition), applications_found.settings_of(g.edition)
    usual = {
        "places": max(0, left.places),
        "money": max(0, whole_units_of(left.money, g.edition.currency)),
        "rule": settings.fit_rule.value if settings else FitRule.skip.value,
    }
    form = WhatIfForm(request.args if "places" in request.args else None, data=usual)
    if "places" in request.args and not form.validate():
        return render_template("desk/what_if.html", form=form, found=None), 422
    tried = Left(form.places.data, minor_of(form.money.data, g.edition.currency))
    found = what_ifs.what_if(g.edition, tried, FitRule(form.rule.data))
    page = slice_of(found.order, request.args.get("page", 1, int))
    return render_template(
        "desk/what_if.html",
        form=form,
        found=found,
        page=page,
        names=what_ifs.names_of(g.edition, [key for key, _need in page.rows]),
        typed={name: form[name].data for name in ("places", "money", "rule")},
    )


@bp.post("/freeze")
def freeze() -> Any:
    """Hold all of it and ask both keys; what a pot cannot hold is refused whole."""
    if not PressForm().validate():
        abort(400)
    try:
        frozen = frozen_sets.freeze(g.edition, Kind.offers, g.edition.id, by=current_user, at=now())
    except budget_actions.DoesNotFit as no:
        db.session.rollback()
        return _page(problem=_too_much(no)), 422
    except LookupError:  # nothing is set up yet
        abort(404)
    except reservations.MayNot as no:
        db.session.rollback()
        return _page(problem=_why_not(no)), 422
    db.session.commit()
    flash("Frozen and sent to both key holders. The places and money are held.")
    return redirect(url_for("desk_offers.frozen", set_id=frozen.id), 303)


def _why_not(no: reservations.MayNot) -> str:
    words = {
        "no_scores": f"{no.reference} cannot be on the list yet: it needs two scores, one of them from someone"
        " with lived experience.",
        "no_place": f"{no.reference} has no place among its costs. Add a place, or do not offer this person a place.",
        "no_pot": f"There is no pot for what {no.reference} needs. Set up both pots first.",
    }
    return words.get(no.reason, "The draft has changed since you opened it. Check it again.")


def _too_much(no: budget_actions.DoesNotFit) -> str:
    pot = "places" if no.need.places > no.left.places else "money"
    move = "Move someone to the waiting list, or change the costs."
    return f"The pot of {pot} does not hold enough for all these offers. {move}"


@bp.get("/frozen/<int:set_id>")
def frozen(set_id: int) -> Any:
    """What was frozen, as both key holders see it."""
    found = decision_queries.one(g.edition, set_id)
    if found is None or found.kind is not Kind.offers:
        abort(404)
    return render_template("desk/offers_frozen.html", frozen=found, facts=found.facts)


@bp.get("/open")
def followed() -> str:
    """Offers without an answer, and the waiting list with what each would need."""
    waiting = queries.waiting_list(g.edition)
    left = pots.left_in(pots.pots_of(g.edition))
    return render_template(
        "desk/offers_open.html",
        open_offers=queries.open_offers(g.edition),
        page=slice_of(queries.fitting(waiting, left), request.args.get("page", 1, int)),
        log=page_of(queries.passed_over(g.edition), request.args.get("log", 1, int), 20),
        left=left,
    )
