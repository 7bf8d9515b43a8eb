"""A person's own claims: put one together, one cost a page, send it, follow it, answer a question."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from conference import files, guards
from conference.actions.payments import claim_checks, claims as actions
from conference.db import now, reading
from conference.forms.applications import choices as words
from conference.forms.buttons import PressForm
from conference.forms.payments import claims as forms
from conference.models.funding.offers import Offer
from conference.models.payments.claims import Claim, ClaimLine
from conference.queries.funding import offers
from conference.queries.payments import claims as queries, promise_clock
from conference.queries.people import people
from conference.rules.funding.offers import OfferState
from conference.rules.payments.claims import ClaimState
from conference.views.acts import act

bp = guards.door("claim", __name__, duty=guards.APPLICANT, url_prefix="/apply/<edition>/claim")


def own() -> Offer:
    """The offer that the person of the open application said yes to."""
    offer = offers.offer_of(g.application)
    if offer is None or not (offer.state is OfferState.accepted or queries.of_offer(offer)):
        abort(404)
    return offer


def one_or_404(claim_id: int) -> Claim:
    """A claim on this award."""
    return queries.one_of(own(), claim_id) or abort(404)


@bp.get("/")
def index() -> str:
    offer = own()
    return render_template(
        "claim/index.html",
        application=g.application,
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
def start() -> ResponseReturnValue:
    offer = own()
    return act(
        lambda: actions.start(offer, by=guards.acting(g.application.person), at=now()),
        onward=lambda claim: url_for("claim_cost.what", claim_id=claim.id),
        back=url_for("claim.index"),
    )


@bp.get("/<int:claim_id>")
def show(claim_id: int) -> str:
    return page(one_or_404(claim_id))


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
def send(claim_id: int) -> ResponseReturnValue:
    form = forms.SendClaimForm()
    doing = partial(actions.send, read_back=bool(form.read_back.data))
    return _do(claim_id, doing, _("Thank you. We have your claim."), send=form)


@bp.post("/<int:claim_id>/drop")
def drop(claim_id: int) -> ResponseReturnValue:
    return _do(claim_id, actions.drop, _("Claim deleted. Nothing was sent."), press=PressForm())


@bp.post("/<int:claim_id>/answer")
def answer(claim_id: int) -> ResponseReturnValue:
    form = forms.AnswerForm()
    doing = partial(claim_checks.answer, words=str(form.words.data))
    return _do(claim_id, doing, _("Thank you for your answer. We will continue with your claim."), answer=form)


@bp.post("/<int:claim_id>/appeal")
def appeal(claim_id: int) -> ResponseReturnValue:
    form = forms.AppealForm()
    doing = partial(claim_checks.appeal, words=str(form.words.data))
    return _do(claim_id, doing, _("Thank you. We will look at your claim again."), appeal=form)


def _do(claim_id: int, doing: Callable[..., None], said: str, **form: FlaskForm) -> ResponseReturnValue:
    """One act on one claim: a wrong form comes back with its words, a step too late is said on the claim's page."""
    claim, (sent,) = one_or_404(claim_id), form.values()
    if not sent.validate():
        return page(claim, **form), 422
    here = url_for("claim.show", claim_id=claim_id)
    return act(
        lambda: doing(claim, by=guards.acting(g.application.person), at=now()),
        onward=lambda _done: url_for("claim.index") if claim.state is ClaimState.dropped else here,
        said=said,
        form=sent,
        back=here,
    )


@bp.get("/<int:claim_id>/receipt/<int:line_id>/download")
def receipt(claim_id: int, line_id: int) -> ResponseReturnValue:
    """A person's own receipt, as we keep it."""
    line = line_or_404(one_or_404(claim_id), line_id)
    if line.receipt is None:
        abort(404)
    return files.answer(line.receipt, f"{line.claim.reference}-{line.id}")


def line_or_404(claim: Claim, line_id: int) -> ClaimLine:
    """A line of this claim."""
    return queries.line_of(claim, line_id) or abort(404)


def is_open(claim: Claim) -> bool:
    """Whether its lines may still change: a draft, or one with an open question."""
    return claim.state in (ClaimState.draft, ClaimState.query)


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
