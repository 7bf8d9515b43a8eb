"""Paying: what is to be paid, batches and their two people, advances and involvement payments."""

from collections.abc import Callable
from typing import Any

from flask import Response as Answer, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards, sealing
from conference.actions.funding import advances as ahead
from conference.actions.payments import batches as actions, fees
from conference.db import now
from conference.forms.applications import choices as words
from conference.forms.buttons import PressForm
from conference.forms.payments.paying import PayerForm
from conference.queries.funding import advances as ahead_queries
from conference.queries.payments import batches as queries, fees as fee_queries
from conference.rules.funding.advances import AdvanceState
from conference.rules.money import minor_of, whole_units_of
from conference.rules.payments.batches import FileKind, Outcome
from conference.rules.payments.payees import plain
from conference.rules.people.duties import Duty
from conference.views.acts import act

bp = guards.door(
    "desk_payments", __name__, duty=(Duty.organiser, Duty.treasurer), url_prefix="/desk/<edition>/payments"
)


@bp.get("/")
def index() -> str:
    return _page()


def _page(problem: str = "") -> str:
    found = queries.payable(g.edition, at=guards.clock())
    advances = ahead_queries.in_state(
        g.edition, AdvanceState.asked, AdvanceState.approved, AdvanceState.paid, AdvanceState.recovery_due
    )
    return render_template(
        "desk/payments/payments.html",
        problem=problem,
        payable=found,
        who=queries.people_left_out(found.left_out),
        to_book=ahead_queries.to_book(g.edition),
        batches=queries.batches(g.edition),
        advances=advances,
        pay_by={each.id: ahead_queries.pay_by(each, g.edition) for each in advances},
        fees=fee_queries.all_of(g.edition),
        settings=queries.settings_of(g.edition),
        category=words.PAID_FOR,
        press=PressForm(formdata=None),
        at=guards.clock(),
    )


def done(doing: Callable[[], Any], said: str, onward: str) -> ResponseReturnValue:
    """One act behind a button, or its refusal in words."""
    return act(doing, onward=onward, said=said)


@bp.post("/prepare")
def prepare() -> ResponseReturnValue:
    """Draw up all that can be paid."""
    return act(
        lambda: actions.prepare(g.edition, by=current_user, at=now()),
        onward=lambda batch: (
            url_for("desk_payments.show", batch_id=batch.id) if batch else url_for("desk_payments.index")
        ),
        said=lambda batch: (
            "Payment batch created. Someone else must release it."
            if batch
            else "There is nothing to pay now. We have asked for the payment details that are missing."
        ),
    )


@bp.get("/<int:batch_id>")
def show(batch_id: int) -> str:
    batch = queries.one(g.edition, batch_id) or abort(404)
    return render_template(
        "desk/payments/payment_batch.html",
        batch=batch,
        payments=queries.payments_of(batch),
        totals=queries.totals(batch),
        files=queries.files_of(batch),
        settings=queries.settings_of(g.edition),
        press=PressForm(formdata=None),
    )


@bp.post("/<int:batch_id>/<step>")
def move(batch_id: int, step: str) -> ResponseReturnValue:
    """Release, drop, send or settle a batch."""
    batch, at = queries.one(g.edition, batch_id) or abort(404), now()
    seen = request.form.get("digest", "")
    steps: dict[str, tuple[Callable[[], Any], str]] = {
        "release": (
            lambda: actions.release(batch, digest_seen=seen, by=current_user, at=at),
            "Batch released. Download the file and send it to the bank.",
        ),
        "drop": (
            lambda: actions.drop(batch, by=current_user, at=at),
            "Batch deleted. Its payments can go into a new batch.",
        ),
        "send": (
            lambda: actions.send(batch, by=current_user, at=at),
            "Saved: sent to the bank. We have told each person.",
        ),
        "settle": (
            lambda: actions.reconcile(batch, by=current_user, at=at),
            "Settled. The account details are deleted.",
        ),
    }
    if step not in steps:
        abort(404)
    return done(*steps[step], url_for("desk_payments.show", batch_id=batch_id))


@bp.post("/back/<int:payment_id>/<outcome>")
def came_back(payment_id: int, outcome: str) -> ResponseReturnValue:
    """The bank could not pay, or the money returned."""
    payment = queries.payment(g.edition, payment_id)
    if payment is None or outcome not in list(Outcome):
        abort(404)
    at = now()
    return done(
        lambda: actions.came_back(payment, Outcome(outcome), by=current_user, at=at),
        "Saved. We have asked the person again, and the payment can go into a new batch.",
        url_for("desk_payments.show", batch_id=payment.batch_id),
    )


@bp.get("/<int:batch_id>/file.<kind>")
def file(batch_id: int, kind: str) -> Answer:
    """The very bytes made at the release, until they are wiped."""
    batch = queries.one(g.edition, batch_id)
    found = queries.file_of(batch, FileKind(kind)) if batch and kind in list(FileKind) else None
    if batch is None or found is None or not found.sealed:
        abort(404)
    name = f'attachment; filename="{batch.reference}.{kind}"'
    kinds = {"csv": "text/csv; charset=utf-8", "xml": "application/xml"}
    return Answer(sealing.unseal(found.sealed), headers={"Content-Type": kinds[kind], "Content-Disposition": name})


@bp.post("/advances/<int:advance_id>/<step>")
def advance(advance_id: int, step: str) -> ResponseReturnValue:
    """Decide on an advance, or settle one after the last claim."""
    found, at = ahead_queries.advance(g.edition, advance_id) or abort(404), now()
    steps: dict[str, tuple[Callable[[], Any], str]] = {
        "approve": (
            lambda: ahead.approve(found, found.asked, by=current_user, at=at),
            "Advance approved. It will be in the next batch.",
        ),
        "refuse": (lambda: ahead.refuse(found, by=current_user, at=at), "Advance declined. We have told the person."),
        "settle": (lambda: ahead.settle(found, by=current_user, at=at), "Settled."),
        "returned": (lambda: ahead.recovered(found, by=current_user, at=at), "Saved: money repaid."),
        "let-go": (lambda: ahead.waive(found, by=current_user, at=at), "Written off."),
    }
    if step not in steps:
        abort(404)
    return done(*steps[step], url_for("desk_payments.index"))


@bp.post("/fees/<int:fee_id>/<step>")
def fee(fee_id: int, step: str) -> ResponseReturnValue:
    """A task was done; its payment is approved, or closed without one."""
    found, at = fee_queries.one(g.edition, fee_id) or abort(404), now()
    steps: dict[str, Callable[..., None]] = {"done": fees.done, "approve": fees.approve, "close": fees.close}
    if step not in steps:
        abort(404)
    return done(lambda: steps[step](found, by=current_user, at=at), "Saved.", url_for("desk_payments.index"))


@bp.get("/settings")
def settings() -> str:
    stored = queries.settings_of(g.edition)
    below = ahead_queries.never_chased_below(g.edition)
    data: dict[str, Any] = {"never_chased_below": whole_units_of(below, g.edition.currency)}
    data |= {"payer_name": stored.payer_name, "payer_iban": stored.payer_iban} if stored else {}
    return render_template("desk/payments/payment_settings.html", form=PayerForm(formdata=None, data=data))


@bp.post("/settings")
def save() -> ResponseReturnValue:
    form = PayerForm()
    return act(
        lambda: actions.set_up(
            g.edition,
            payer_name=str(form.payer_name.data),
            payer_iban=plain(str(form.payer_iban.data)),
            never_chased_below=minor_of(form.never_chased_below.data, g.edition.currency),
            by=current_user,
            at=now(),
        ),
        onward=url_for("desk_payments.index"),
        said="Settings saved.",
        form=form,
        again=lambda _problem: render_template("desk/payments/payment_settings.html", form=form),
    )
