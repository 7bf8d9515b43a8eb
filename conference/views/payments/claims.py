"""A person's own claims: put one together, one cost a page, send it, follow it, answer a question."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import files, guards
from conference.actions.payments import claim_checks, claims as actions
from conference.db import db, now, reading
from conference.forms.applications import choices as words
from conference.forms.buttons import PressForm
from conference.forms.payments import claims as forms
from conference.models.applications.applications import Application
from conference.models.funding.offers import Offer
from conference.models.payments.claims import Claim, ClaimLine
from conference.queries.funding import offers
from conference.queries.payments import claims as queries, promise_clock
from conference.queries.people import people
from conference.rules.funding.offers import OfferState
from conference.rules.payments.claims import ClaimState

bp = guards.door("claim", __name__, duty=guards.ANYONE, url_prefix="/apply/<edition>/claim")


def own() -> tuple[Application, Offer] | None:
    """The application that is open here, and the offer its person said yes to."""
    application = guards.opened_here()
    if application is None:
        return None
    offer = offers.offer_of(application)
    if offer is None or not (offer.state is OfferState.accepted or queries.of_offer(offer)):
        abort(404)
    return application, offer


def one_or_404(offer: Offer, claim_id: int) -> Claim:
    """A claim on this award."""
    return queries.one_of(offer, claim_id) or abort(404)


def why_not(no: actions.MayNot, claim: Claim | None = None) -> str:
    """Why a step cannot be taken, in words."""
    said = {
        "no_yes": _("You can claim costs back once you have accepted our offer."),
        "no_money": _(
            "Your offer covers your place only, so there is nothing to claim. If you had to pay for something, call us."
        ),
        "one_draft": _("You have already started a claim. Continue with that one."),
        "no_lines": _("Add a cost first."),
        "no_receipt": _("Some costs have no receipt yet."),
        "over_lost_limit": _("We cannot pay this much without a receipt. Call us, and we will find a way."),
        "same_receipt": _(
            "You have already given us this receipt. If one bill covers two things, choose the other cost."
        ),
        "too_many_lines": _("This claim is full. Send it, and start another one."),
        "read_back": _("Read all of it back to the person first."),
    }
    return said.get(no.reason, _("This changed while you were looking at it. Read it again."))


@bp.get("/")
def index() -> Any:
    found = own()
    if found is None:
        return guards.come_back_first()
    application, offer = found
    return render_template(
        "claim/index.html",
        application=application,
        offer=offer,
        claims=queries.of_offer(offer),
        lines=queries.money_lines(offer),
        left=queries.left_on(offer),
        category=words.CATEGORY,
        state=forms.STATE,
        settings=queries.settings_of(g.edition),
        draft=queries.draft_of(offer),
        form=PressForm(),
    )


@bp.post("/start")
def start() -> Any:
    found = own()
    if found is None:
        return guards.come_back_first()
    application, offer = found
    if not PressForm().validate():
        abort(400)
    try:
        claim = actions.start(offer, by=guards.acting(application), at=now())
    except actions.MayNot as no:
        db.session.rollback()
        flash(why_not(no))
        return redirect(url_for("claim.index"), 303)
    db.session.commit()
    return redirect(url_for("claim_cost.what", claim_id=claim.id), 303)


@bp.get("/<int:claim_id>")
def show(claim_id: int) -> Any:
    found = own()
    if found is None:
        return guards.come_back_first()
    return page(one_or_404(found[1], claim_id))


def page(claim: Claim, **given: Any) -> str:
    """One claim: what is in it, where it stands, and what the person can do."""
    at = guards.clock()
    holder = people.person(claim.pay_to_id)
    facts = {
        "claim": claim,
        "lines": queries.lines_of(claim),
        "question": queries.open_question(claim),
        "questions": queries.questions_of(claim),
        "pay_by": promise_clock.pay_by(claim, at=at),
        "limit": queries.settings_of(g.edition).lost_receipt_limit,
        "pay_to": holder if holder and holder.id != claim.person_id else None,
        "item": forms.ITEM,
        "state": forms.STATE,
        "answer": forms.AnswerForm(formdata=None),
        "appeal": forms.AppealForm(formdata=None),
        "send": forms.SendClaimForm(formdata=None),
        "missing": queries.missing(claim),
        "press": PressForm(formdata=None),
    }
    name = "claim/draft.html" if claim.state is ClaimState.draft else "claim/show.html"
    return render_template(name, **{**facts, **given})


@bp.post("/<int:claim_id>/send")
def send(claim_id: int) -> Any:
    form = forms.SendClaimForm()

    def act(claim: Claim, **who: Any) -> str:
        actions.send(claim, read_back=bool(form.read_back.data), **who)
        return str(_("Thank you. We have your claim."))

    return _do(claim_id, form, "send", act)


@bp.post("/<int:claim_id>/drop")
def drop(claim_id: int) -> Any:
    def act(claim: Claim, **who: Any) -> str:
        actions.drop(claim, **who)
        return str(_("Claim deleted. Nothing was sent."))

    return _do(claim_id, PressForm(), "press", act)


@bp.post("/<int:claim_id>/answer")
def answer(claim_id: int) -> Any:
    form = forms.AnswerForm()

    def act(claim: Claim, **who: Any) -> str:
        claim_checks.answer(claim, str(form.words.data), **who)
        return str(_("Thank you for your answer. We will continue with your claim."))

    return _do(claim_id, form, "answer", act)


@bp.post("/<int:claim_id>/appeal")
def appeal(claim_id: int) -> Any:
    form = forms.AppealForm()

    def act(claim: Claim, **who: Any) -> str:
        claim_checks.appeal(claim, str(form.words.data), **who)
        return str(_("Thank you. We will look at your claim again."))

    return _do(claim_id, form, "appeal", act)


def _do(claim_id: int, form: Any, called: str, act: Callable[..., str]) -> Any:
    """One act on one claim: a wrong form comes back with its words, a step too late is explained."""
    found = own()
    if found is None:
        return guards.come_back_first()
    application, offer = found
    claim = one_or_404(offer, claim_id)
    if not form.validate():
        return page(claim, **{called: form}), 422
    try:
        thanks = act(claim, by=guards.acting(application), at=now())
    except actions.MayNot as no:
        db.session.rollback()
        flash(why_not(no))
        return redirect(url_for("claim.show", claim_id=claim_id), 303)
    onward = url_for("claim.index" if claim.state is ClaimState.dropped else "claim.show", claim_id=claim_id)
    db.session.commit()
    flash(thanks)
    return redirect(onward, 303)


@bp.get("/<int:claim_id>/receipt/<int:line_id>/download")
def receipt(claim_id: int, line_id: int) -> Any:
    """A person's own receipt, as we keep it."""
    found = own()
    if found is None:
        return guards.come_back_first()
    line = line_or_404(one_or_404(found[1], claim_id), line_id)
    if line.receipt is None:
        abort(404)
    return files.answer(line.receipt, f"{line.claim.reference}-{line.id}")


def line_or_404(claim: Claim, line_id: int) -> ClaimLine:
    """A line of this claim."""
    return queries.line_of(claim, line_id) or abort(404)


def open_for_change(claim_id: int) -> tuple[Application, Claim] | Response:
    """A claim whose lines may still change: a draft, or one with an open question."""
    found = own()
    if found is None:
        return guards.come_back_first()
    claim = one_or_404(found[1], claim_id)
    if claim.state not in (ClaimState.draft, ClaimState.query):
        return redirect(url_for("claim.show", claim_id=claim.id), 303)
    return found[0], claim


def cleaned_or_error(form: forms.ReceiptForm) -> files.Cleaned | None:
    """The receipt made harmless, before anything is written; what is wrong with it stands beside the field."""
    upload = request.files.get("photo")
    if upload is None or not upload.filename:
        return None
    with reading():
        try:
            return files.clean(upload.stream)
        except files.NotTaken as no:
            form.photo.errors = [forms.NOT_TAKEN[no.refusal]]
    return None
