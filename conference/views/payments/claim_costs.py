"""The pages on which one cost is added to a claim: what it was, how much, and its receipt; and who paid."""

from typing import Any

from flask import abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from conference import guards
from conference.actions.payments import claims as actions
from conference.db import now
from conference.forms.applications import choices as words
from conference.forms.payments import claims as forms
from conference.models.funding.offers import GrantLine
from conference.models.payments.claims import Claim, ClaimLine
from conference.models.people.people import Person
from conference.queries.applications import applications
from conference.queries.payments import claim_costs, claims as queries
from conference.rules.editions.dates import local_day
from conference.rules.funding.pots import Category
from conference.rules.funding.rates import Unit
from conference.rules.payments import claims as rules
from conference.rules.payments.claims import Cost, ForWhom, Item
from conference.rules.payments.reasons import ClaimReason
from conference.rules.refusals import Reason, Refused
from conference.views.acts import act, beside, why
from conference.views.payments import claims

bp = guards.door("claim_cost", __name__, duty=guards.APPLICANT, url_prefix="/apply/<edition>/claim/<int:claim_id>")

# The field beside which a cost that cannot be worked out is explained.
BESIDE: dict[Reason, str] = {ClaimReason.no_exchange_rate: "taken", ClaimReason.no_rate: "quantity"}


@bp.url_value_preprocessor
def take_claim(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Every page here is about one claim: it is found once, by `find_claim`."""
    g.claim_id = (values or {}).pop("claim_id", None)


@bp.before_request
def find_claim() -> ResponseReturnValue | None:
    """A claim whose lines may still change becomes g.claim; another is shown as it stands."""
    g.claim = claims.one_or_404(g.claim_id)
    return None if claims.is_open(g.claim) else redirect(_claim(), 303)


def _claim() -> str:
    return url_for("claim.show", claim_id=g.claim_id)


def _who() -> Person:
    return guards.acting(g.application.person)


@bp.get("/add")
def what() -> str:
    return _what_page(g.claim, _what_form(g.claim))


@bp.post("/add")
def choose() -> ResponseReturnValue:
    form = _what_form(g.claim)
    if not form.validate():
        return _what_page(g.claim, form), 422
    line_id, item = str(form.what.data).split(":")
    return redirect(url_for("claim_cost.cost", claim_id=g.claim_id, grant_line=int(line_id), item=item), 303)


def _what_form(claim: Claim) -> forms.WhatForm:
    form, by_rate = forms.WhatForm(), claim_costs.rated(claim, local_day(guards.clock(), g.edition.zone))
    lines = queries.money_lines(claim.offer) if claim.offer else []
    form.what.choices = [
        SelectChoice(f"{line.id}:{item}", _choice(line, item, several=len(lines) > 1))
        for line in lines
        for item in rules.ITEMS[line.category]
        if item not in rules.BY_RATE or item in by_rate
    ]
    return form


def _choice(line: GrantLine, item: Item, *, several: bool) -> str:
    """Something for the companion says so, since the same things stand twice."""
    name = str(forms.ITEM[item])
    return f"{words.CATEGORY[line.category]}: {name}" if several else name


def _what_page(claim: Claim, form: forms.WhatForm) -> str:
    return render_template("claim/page.html", claim=claim, form=form, title=_("What did you pay for?"), heading=True)


@bp.get("/add/<int:grant_line>/<item>")
def cost(grant_line: int, item: str) -> str:
    line, kind = _chosen(g.claim, grant_line, item)
    return _cost_page(g.claim, _cost_form(g.claim, line, kind), line, kind)


@bp.post("/add/<int:grant_line>/<item>")
def add(grant_line: int, item: str) -> ResponseReturnValue:
    claim: Claim = g.claim
    line, kind = _chosen(claim, grant_line, item)
    form = _cost_form(claim, line, kind)
    worked_out = _worked_out(claim, kind, form) if form.validate() else None
    if worked_out is None:
        return _cost_page(claim, form, line, kind), 422
    over = claim_costs.over(line, worked_out)
    if over and not worked_out.over_cap_reason:
        form.over_cap_reason.errors = [_("Enter why it was more. We look at every reason.")]
        return _cost_page(claim, form, line, kind, over=over), 422
    return act(
        lambda: actions.add_line(claim, line, worked_out, by=_who(), at=now()),
        onward=lambda made: _after(made, kind),
        form=form,
        back=_claim(),
    )


def _after(line: ClaimLine, kind: Item) -> str:
    """What was bought has a receipt."""
    if not rules.needs_receipt(kind):
        return _claim()
    return url_for("claim_cost.receipt", claim_id=g.claim_id, line_id=line.id)


def _chosen(claim: Claim, grant_line: int, item: str) -> tuple[GrantLine, Item]:
    lines = {line.id: line for line in queries.money_lines(claim.offer)} if claim.offer else {}
    if grant_line not in lines or item not in list(Item) or Item(item) not in rules.ITEMS[lines[grant_line].category]:
        abort(404)
    return lines[grant_line], Item(item)


def _cost_form(claim: Claim, line: GrantLine, item: Item) -> forms.CostForm:
    """Only what this kind of cost needs."""
    form = forms.CostForm()
    form.last_day = local_day(guards.clock(), g.edition.zone)
    form.currency.choices = forms.currencies(claim.currency)
    gone = {"units", "currency", "taken"} if item in rules.BY_RATE else {"quantity"}
    if item in rules.BY_RATE:
        form.quantity.label.text = forms.HOW_MANY[claim_costs.rated(claim, form.last_day).get(item, Unit.day)]
    if item not in rules.JOURNEYS:
        gone |= {"from_place", "to_place"}
    if line.category is Category.companion_costs or not _has_companion(claim):
        gone.add("for_whom")
    for name in gone:
        del form[name]
    return form


def _has_companion(claim: Claim) -> bool:
    return bool(claim.offer and applications.companion_of(claim.offer.application))


def _worked_out(claim: Claim, item: Item, form: forms.CostForm) -> Cost | None:
    """The cost as it will be kept; what is missing stands beside its field."""
    said: dict[str, Any] = {
        name: form[name].data or "" for name in ("from_place", "to_place", "details", "over_cap_reason") if name in form
    }
    if "for_whom" in form:
        said["for_whom"] = ForWhom(form.for_whom.data)
    day = form.incurred_on.data or form.last_day
    try:
        if item in rules.BY_RATE:
            return claim_costs.by_rate(claim, item, day, form.quantity.data or 0, said)
        return claim_costs.bought(claim, item, day, form.units.data, form.currency.data, form.taken.data, said)
    except Refused as no:
        form[BESIDE.get(no.reason, "units")].errors = [why(no)]
    return None


def _cost_page(claim: Claim, form: forms.CostForm, line: GrantLine, item: Item, over: int = 0) -> str:
    return render_template(
        "claim/cost.html", claim=claim, form=form, line=line, item=forms.ITEM[item], over=over,
        left=queries.left_on(line.offer).get(line.id), category=words.CATEGORY,
    )  # fmt: skip


@bp.get("/receipt/<int:line_id>")
def receipt(line_id: int) -> str:
    line = claims.line_or_404(g.claim, line_id)
    return _receipt_page(line, _receipt_form(line))


@bp.post("/receipt/<int:line_id>")
def give(line_id: int) -> ResponseReturnValue:
    line = claims.line_or_404(g.claim, line_id)
    form = _receipt_form(line)
    cleaned = claims.cleaned_or_error(form) if form.validate() else None
    lost = str(form.lost.data or "").strip()
    same_as = queries.line_of(g.claim, int(form.same_as.data)) if form.same_as.data else None
    if not form.errors and not (cleaned or lost or same_as):
        form.photo.errors = [_("Add a photo or a file, or tell us that you lost it.")]
    if form.errors or form.photo.errors:
        return _receipt_page(line, form), 422
    lost = "" if cleaned or same_as else lost
    return act(
        lambda: actions.give_receipt(line, cleaned=cleaned, same_as=same_as, lost=lost, by=_who(), at=now()),
        onward=_claim(),
        form=form,
        again=beside(form.photo, lambda: _receipt_page(line, form)),
    )


def _receipt_form(line: ClaimLine) -> forms.ReceiptForm:
    form = forms.ReceiptForm(data={"lost": line.lost_receipt})
    others = [other for other in queries.lines_of(line.claim) if other.receipt and other.id != line.id]
    form.same_as.choices = [SelectChoice("", _("No, this is another receipt"))] + [
        SelectChoice(str(other.id), f"{forms.ITEM[other.item]}, {other.incurred_on:%d-%m-%Y}") for other in others
    ]
    return form


def _receipt_page(line: ClaimLine, form: forms.ReceiptForm) -> str:
    limit = queries.settings_of(g.edition).lost_receipt_limit
    return render_template(
        "claim/receipt.html", claim=line.claim, line=line, form=form, limit=limit, item=forms.ITEM[line.item],
        several=len(form.same_as.choices) > 1,
    )  # fmt: skip


@bp.post("/remove/<int:line_id>")
def remove(line_id: int) -> ResponseReturnValue:
    line = claims.line_or_404(g.claim, line_id)
    return act(
        lambda: actions.remove_line(line, by=_who(), at=now()),
        onward=_claim(),
        said=_("Cost removed."),
    )


@bp.get("/who-paid")
def who_paid() -> str:
    return _who_page(g.claim, forms.PayToForm())


@bp.post("/who-paid")
def pay_to() -> ResponseReturnValue:
    form = forms.PayToForm()
    if not form.validate():
        return _who_page(g.claim, form), 422
    name = str(form.name.data or "") if form.who.data == "other" else ""
    return act(
        lambda: actions.pay_to(g.claim, name, str(form.phone.data or ""), by=_who(), at=now()),
        onward=_claim(),
        form=form,
    )


def _who_page(claim: Claim, form: forms.PayToForm) -> str:
    return render_template("claim/page.html", claim=claim, form=form, title=_("Who paid?"), heading=False)
