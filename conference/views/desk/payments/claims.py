"""Claims at the desk: what is owed, one claim with its receipts, decide line by line, ask, type one for somebody."""

from collections.abc import Callable
from typing import Any

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm

from conference import files, guards
from conference.actions.payments import claim_checks, claims as actions, payees, promise_clock as promise_actions
from conference.db import now, page_of, slice_of
from conference.forms.applications import choices as words
from conference.forms.buttons import PressForm
from conference.forms.payments import claims as forms
from conference.forms.payments.my_money import PayForm
from conference.models.applications.applications import Application
from conference.models.payments.claims import Claim
from conference.queries.applications import applications as application_queries
from conference.queries.editions import editions
from conference.queries.funding import offers as offer_queries
from conference.queries.payments import claims as queries, payees as payee_queries, promise_clock
from conference.queries.people import people
from conference.rules.applications.applications import CameBy
from conference.rules.editions.dates import local_day
from conference.rules.funding.offers import OfferState
from conference.rules.money import minor_of, units_of
from conference.rules.payments.claims import DECIDING, OWED, ClaimState, Doubt
from conference.rules.payments.payees import Way
from conference.rules.people.duties import Duty
from conference.views.acts import act, beside
from conference.views.applications import resume

bp = guards.door("desk_claims", __name__, duty=(Duty.organiser, Duty.treasurer), url_prefix="/desk/<edition>/claims")
DOUBT = {
    Doubt.same_receipt: "The same receipt is also in {}",
    Doubt.same_day_and_sum: "The same person, amount and day are also in {}",
    Doubt.same_receipt_other_person: "Someone else used the same receipt in {}. A shared taxi? Ask if not sure",
}


@bp.get("/")
def index() -> str:
    state = request.args.get("state", "")
    wanted = ClaimState(state) if state in list(ClaimState) else None
    return render_template(
        "desk/payments/claims.html",
        page=page_of(queries.listed(g.edition, wanted), request.args.get("page", 1, int)),
        counts=queries.counts(g.edition),
        state=wanted,
    )


@bp.get("/<int:claim_id>")
def show(claim_id: int) -> str:
    return page(_one_or_404(claim_id))


def _one_or_404(claim_id: int) -> Claim:
    return queries.one(g.edition, claim_id) or abort(404)


def page(claim: Claim, problem: str = "", **given: Any) -> str:
    """One claim with all that the checker looks at."""
    lines = queries.lines_of(claim)
    doubts = queries.doubts_by_claim(g.edition, [claim]).get(claim.id, [])
    facts = {
        "claim": claim,
        "lines": lines,
        "person": claim.person,
        "pay_to": people.person(claim.pay_to_id),
        "questions": queries.questions_of(claim),
        "doubts": [(flag.line, DOUBT[flag.doubt].format(flag.other)) for flag in doubts],
        "left": queries.left_on(claim.offer) if claim.offer else {},
        "cap": queries.cap_of(claim.offer) if claim.offer else None,
        "category": words.PAID_FOR,
        "item": forms.ITEM,
        "pay_by": promise_clock.pay_by(claim, at=guards.clock()) if claim.submitted_at and claim.offer else None,
        "decide": _decide_form(claim, typed=False),
        "ask": forms.AskForm(formdata=None),
        "may_decide": claim.state in (ClaimState.submitted, *DECIDING),
        "may_ask": claim.state in (ClaimState.submitted, ClaimState.checking) and len(queries.questions_of(claim)) < 2,
        "payee": payee_queries.payee_of(claim.pay_to, g.edition),
        "account_wanted": claim.pay_to_id != claim.person_id and claim.state in OWED,
        "pay": PayForm(formdata=None),
        "own": current_user.id in (claim.person_id, claim.pay_to_id),
        "problem": problem,
    }
    return render_template("desk/payments/claim.html", **{**facts, **given})


def _decide_form(claim: Claim, *, typed: bool = True) -> Any:
    """What is approved of each line; at first, all that is asked and fits."""
    suggested = queries.suggested(claim)
    form_of = forms.decide_form(suggested)
    data = {f"sum_{line_id}": units_of(amount, claim.currency) for line_id, amount in suggested.items()}
    return form_of(data=data) if typed else form_of(formdata=None, data=data)


@bp.post("/<int:claim_id>/decide")
def decide(claim_id: int) -> ResponseReturnValue:
    claim = _one_or_404(claim_id)
    form = _decide_form(claim)
    if not form.validate():
        return page(claim, decide=form), 422
    sums = {
        line.id: (minor_of(form[f"sum_{line.id}"].data, claim.currency), str(form[f"why_{line.id}"].data or ""))
        for line in queries.lines_of(claim)
        if f"sum_{line.id}" in form
    }
    return _do(claim, claim_checks.decide, "Decision sent.", sums, decide=form)


@bp.post("/<int:claim_id>/ask")
def ask(claim_id: int) -> ResponseReturnValue:
    claim, form = _one_or_404(claim_id), forms.AskForm()
    if not form.validate():
        return page(claim, ask=form), 422
    said = "Question sent. The claim is on hold until they answer."
    return _do(claim, claim_checks.ask, said, str(form.question.data), ask=form)


@bp.post("/<int:claim_id>/account")
def account(claim_id: int) -> ResponseReturnValue:
    """Somebody else paid, and has no page of their own here: how they are paid is typed at the desk."""
    claim, form = _one_or_404(claim_id), PayForm()
    if claim.pay_to_id == claim.person_id:
        abort(404)
    if not form.validate():
        return page(claim, pay=form), 422
    way, details = Way(form.way.data), form.details()
    return act(
        lambda: payees.give(claim.pay_to, g.edition, way, details, by=current_user, at=now()),
        onward=url_for("desk_claims.show", claim_id=claim_id),
        said="Payment details saved. Someone else must release the payment.",
        form=form,
    )


def _do(claim: Claim, doing: Callable[..., object], said: str, what: Any, **typed: FlaskForm) -> ResponseReturnValue:
    (form,) = typed.values()
    return act(
        lambda: doing(claim, what, by=current_user, at=now()),
        onward=url_for("desk_claims.show", claim_id=claim.id),
        said=said,
        form=form,
        again=lambda problem: page(claim, problem=problem, **typed),
    )


@bp.get("/<int:claim_id>/receipt/<int:line_id>/download")
def receipt(claim_id: int, line_id: int) -> ResponseReturnValue:
    line = queries.line_of(_one_or_404(claim_id), line_id)
    if line is None or line.receipt is None:
        abort(404)
    return files.answer(line.receipt, f"{line.claim.reference}-{line.id}")


def _typed_for(application_id: int) -> Application:
    """Typing a claim opens the whole form, with what a person needs: that is the organisers' alone to see."""
    if not guards.holds(Duty.organiser):
        abort(404)
    return application_queries.one(g.edition, application_id) or abort(404)


@bp.get("/for/<int:application_id>")
def new(application_id: int) -> str:
    application = _typed_for(application_id)
    return render_template("desk/payments/claim_new.html", application=application, form=forms.TypedForm())


@bp.post("/for/<int:application_id>")
def begin(application_id: int) -> ResponseReturnValue:
    """Type a claim for somebody who rang, wrote or came by."""
    application = _typed_for(application_id)
    form, offer = forms.TypedForm(), offer_queries.offer_of(application) or abort(404)

    def begun() -> Claim:
        """The claim that is begun already is gone on with."""
        draft = queries.draft_of(offer) if offer.state is OfferState.accepted else None
        claim = draft or actions.start(offer, came_by=CameBy(form.came_by.data), by=current_user, at=now())
        resume.open_here(application)
        return claim

    def again(problem: str) -> str:
        if problem:
            form.form_errors.append("They have not accepted an offer with costs, so there is nothing to claim.")
        return render_template("desk/payments/claim_new.html", application=application, form=form)

    return act(begun, onward=lambda claim: url_for("claim.show", claim_id=claim.id), form=form, again=again)


@bp.get("/promises")
def board() -> str:
    """Everything that we owe, and how long people wait for their own money."""
    at = guards.clock()
    owed = promise_clock.owed(g.edition, at=at)
    return render_template(
        "desk/payments/promises.html",
        page=slice_of(owed, request.args.get("page", 1, int)),
        totals=promise_clock.totals(owed),
        waited=promise_clock.out_of_pocket(g.edition, at=at)[:50],
        settings=queries.settings_of(g.edition),
    )


@bp.get("/settings")
def settings() -> str:
    return _settings_page()


def _settings_page(form: forms.ClaimSettingsForm | None = None, rate: forms.RateForm | None = None) -> str:
    kept = queries.settings_of(g.edition)
    if form is None:
        sums = {name: getattr(kept, name) for name in ("lost_receipt_limit", "group_cap")}
        shown = {name: None if s is None else units_of(s, g.edition.currency) for name, s in sums.items()}
        form = forms.ClaimSettingsForm(formdata=None, obj=kept, data=shown)
        for name, value in shown.items():
            form[name].data = value
    return render_template(
        "desk/payments/claim_settings.html",
        form=form,
        rate=rate or forms.RateForm(formdata=None),
        rates=queries.exchange_rates(g.edition),
        days=len(editions.holidays(g.edition)),
        press=PressForm(formdata=None),
        country=kept.country,
    )


@bp.post("/settings")
def keep_settings() -> ResponseReturnValue:
    form = forms.ClaimSettingsForm()
    return act(
        lambda: _set_up(form),
        onward=url_for("desk_claims.settings"),
        said="Settings saved. They apply to claims sent from now on.",
        form=form,
        again=lambda _problem: _settings_page(form=form),
    )


def _set_up(form: forms.ClaimSettingsForm) -> None:
    currency, cap = g.edition.currency, form.group_cap.data
    promise_actions.set_up(
        g.edition,
        by=current_user,
        at=now(),
        pay_days=form.pay_days.data,
        amber_day=form.amber_day.data,
        country=form.country.data,
        lost_receipt_limit=minor_of(form.lost_receipt_limit.data, currency),
        group_cap=minor_of(cap, currency) if cap else None,
        group_categories=["travel", "hotel", "meals"] if cap else [],
    )


@bp.post("/holidays")
def holidays() -> ResponseReturnValue:
    return act(
        lambda: promise_actions.fill_holidays(g.edition, by=current_user, at=now()),
        onward=url_for("desk_claims.settings"),
        said=lambda count: f"{count} bank holidays added.",
    )


@bp.post("/rates")
def add_rate() -> ResponseReturnValue:
    form = forms.RateForm()
    return act(
        lambda: promise_actions.add_rate(
            g.edition,
            str(form.currency.data),
            form.day.data or local_day(guards.clock(), g.edition.zone),
            form.decimal(),
            str(form.source.data),
            by=current_user,
            at=now(),
        ),
        onward=url_for("desk_claims.settings"),
        said="Rate added.",
        form=form,
        again=beside(form.day, lambda: _settings_page(rate=form)),
    )
