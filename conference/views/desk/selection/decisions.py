"""Decisions on abstracts at the desk: draft them against the slots, look at what the cap did, freeze, and write."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from conference import guards
from conference.actions import frozen_sets
from conference.actions.selection import decisions as abstract_decisions
from conference.db import db, now
from conference.forms.buttons import PressForm
from conference.forms.selection import ContactForm, DraftForm, OutcomeForm
from conference.queries import keys as sets
from conference.queries.selection import best_posters as champions, decisions as queries, ranking
from conference.rules.keys import Kind
from conference.rules.languages import Lang
from conference.rules.people.duties import Channel, Duty
from conference.rules.selection.ranking import Outcome

bp = guards.door("desk_decisions", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/decisions")


@bp.get("/")
def index() -> str:
    return _page()


@bp.get("/champions")
def best_posters() -> str:
    return render_template("desk/selection/champions.html", rows=champions.of_edition(g.edition))


@bp.get("/settled")
def settled() -> str:
    page = queries.decided(g.edition, number=request.args.get("page", 1, int))
    return render_template("desk/selection/decisions_settled.html", page=page)


@bp.get("/draft/<int:stream>")
def suggest(stream: int) -> str:
    return _suggestions(stream)


@bp.post("/draft/<int:stream>")
def draft(stream: int) -> Any:
    form = DraftForm()
    if not form.validate():
        abort(400)
    try:
        count = abstract_decisions.draft(g.edition, stream, digest=str(form.digest.data), by=current_user, at=now())
    except abstract_decisions.Changed:
        db.session.rollback()
        return _suggestions(
            stream, "The ranking has changed since you opened this page. The page now shows the newest ranking."
        ), 422
    db.session.commit()
    flash(f"{count} decisions drafted. We do not tell anyone until both key holders have approved.")
    return redirect(url_for("desk_decisions.index"), 303)


@bp.get("/one/<reference>")
def one(reference: str) -> str:
    decision = queries.one_draft(g.edition, reference) or abort(404)
    return _one(decision, OutcomeForm(formdata=None, data={"outcome": decision.outcome.value}))


@bp.post("/one/<reference>")
def change(reference: str) -> Any:
    decision, form = queries.one_draft(g.edition, reference) or abort(404), OutcomeForm()
    if not form.validate():
        return _one(decision, form), 422
    try:
        abstract_decisions.change(decision, Outcome(form.outcome.data), by=current_user, at=now())
    except abstract_decisions.MayNotBe:
        db.session.rollback()
        form.outcome.errors = ["This abstract is below the co-production rule, so it cannot be an oral presentation."]
        return _one(queries.one_draft(g.edition, reference) or abort(404), form), 422
    db.session.commit()
    flash(f"{reference} is drafted as {form.outcome.data}.")
    return redirect(url_for("desk_decisions.index"), 303)


@bp.post("/undo")
def undo() -> Response:
    if not PressForm().validate():
        abort(400)
    count = abstract_decisions.undo(g.edition, by=current_user, at=now())
    db.session.commit()
    flash(f"{count} drafts deleted.")
    return redirect(url_for("desk_decisions.index"), 303)


@bp.post("/freeze")
def freeze() -> Any:
    if not PressForm().validate():
        abort(400)
    if not queries.drafts(g.edition):
        return _page("There is nothing to freeze."), 422
    try:
        frozen = frozen_sets.freeze(g.edition, Kind.abstract_decisions, g.edition.id, by=current_user, at=now())
    except abstract_decisions.NoRoom as full:
        db.session.rollback()
        return _page(_no_room(full)), 422
    except abstract_decisions.Changed:
        db.session.rollback()
        return _page(
            "New reviews have changed co-production since these were drafted. Delete the drafts and draft again."
        ), 422
    db.session.commit()
    flash("Frozen and sent to both key holders. The slots are reserved.")
    return redirect(url_for("keys.show", set_id=frozen.id), 303)


@bp.get("/contacts")
def contacts() -> str:
    page = queries.without_contact(g.edition, number=request.args.get("page", 1, int))
    return render_template("desk/selection/contacts.html", page=page)


@bp.get("/contacts/<reference>")
def contact(reference: str) -> str:
    decision = queries.one_without_contact(g.edition, reference) or abort(404)
    return render_template("desk/selection/contact.html", decision=decision, form=ContactForm(formdata=None))


@bp.post("/contacts/<reference>")
def name_contact(reference: str) -> Any:
    decision, form = queries.one_without_contact(g.edition, reference) or abort(404), ContactForm()
    if not form.validate() or form.errors:
        return render_template("desk/selection/contact.html", decision=decision, form=form), 422
    abstract_decisions.name_contact(
        decision,
        name=str(form.name.data),
        email=form.email.data or None,
        phone=form.phone.data or None,
        postal_address=form.postal_address.data or None,
        channel=Channel(form.channel.data),
        lang=Lang(form.lang.data),
        by=current_user,
        at=now(),
    )
    db.session.commit()
    flash(f"The decision on {reference} is on its way.")
    return redirect(url_for("desk_decisions.contacts"), 303)


def _no_room(full: abstract_decisions.NoRoom) -> str:
    if full.left is None:
        return (
            f"{full.stream} has no {full.outcome} slots yet. Set the slots first. Both key holders must approve them."
        )
    return f"{full.stream}: {full.wanted} drafted as {full.outcome}, but only {full.left} slots are left."


def _page(refused: str = "") -> str:
    return render_template(
        "desk/selection/decisions.html",
        refused=refused,
        standings=queries.standings(g.edition),
        page=queries.drafted(g.edition, number=request.args.get("page", 1, int)),
        by_one=queries.capped_by_one(g.edition),
        waiting=sets.waiting_set(g.edition, Kind.abstract_decisions, g.edition.id),
        stale=ranking.stale(g.edition),
        press=PressForm(formdata=None),
        outcomes=list(Outcome),
    )


def _suggestions(stream: int, refused: str = "") -> str:
    here = next((one for one in queries.standings(g.edition) if one.stream.id == stream), None) or abort(404)
    suggested = queries.suggestions(g.edition, stream)
    form = DraftForm(formdata=None, data={"digest": queries.digest_of(suggested)})
    return render_template(
        "desk/selection/suggestions.html",
        here=here,
        suggested=suggested,
        form=form,
        refused=refused,
        outcomes=list(Outcome),
    )


def _one(decision: Any, form: OutcomeForm) -> str:
    return render_template("desk/selection/decision.html", decision=decision, form=form)
