"""Decisions on abstracts at the desk: draft them against the slots, look at what the cap did, freeze, and write."""

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions import frozen_sets
from conference.actions.selection import decisions as abstract_decisions
from conference.db import now
from conference.forms.buttons import PressForm
from conference.forms.selection import ContactForm, DraftForm, OutcomeForm
from conference.models.selection import AbstractDecision
from conference.queries import keys as sets
from conference.queries.selection import best_posters as champions, decisions as queries, ranking
from conference.rules.keys import Kind
from conference.rules.languages import Lang
from conference.rules.people.duties import Channel, Duty
from conference.rules.selection.ranking import Outcome
from conference.views.acts import act, beside

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
def draft(stream: int) -> ResponseReturnValue:
    form = DraftForm()
    return act(
        lambda: abstract_decisions.draft(g.edition, stream, digest=str(form.digest.data), by=current_user, at=now()),
        onward=url_for("desk_decisions.index"),
        said=lambda count: f"{count} decisions drafted. We do not tell anyone until both key holders have approved.",
        form=form,
        again=lambda problem: _suggestions(stream, problem) if problem else abort(400),
    )


@bp.get("/one/<reference>")
def one(reference: str) -> str:
    decision = queries.one_draft(g.edition, reference) or abort(404)
    return _one(decision, OutcomeForm(formdata=None, data={"outcome": decision.outcome.value}))


@bp.post("/one/<reference>")
def change(reference: str) -> ResponseReturnValue:
    decision, form = queries.one_draft(g.edition, reference) or abort(404), OutcomeForm()
    return act(
        lambda: abstract_decisions.change(decision, Outcome(form.outcome.data), by=current_user, at=now()),
        onward=url_for("desk_decisions.index"),
        said=lambda _done: f"{reference} is drafted as {form.outcome.data}.",
        form=form,
        again=beside(form.outcome, lambda: _one(decision, form)),
    )


@bp.post("/undo")
def undo() -> ResponseReturnValue:
    return act(
        lambda: abstract_decisions.undo(g.edition, by=current_user, at=now()),
        onward=url_for("desk_decisions.index"),
        said=lambda count: f"{count} drafts deleted.",
    )


@bp.post("/freeze")
def freeze() -> ResponseReturnValue:
    if not queries.drafts(g.edition):
        return _page("There is nothing to freeze."), 422
    return act(
        lambda: frozen_sets.freeze(g.edition, Kind.abstract_decisions, g.edition.id, by=current_user, at=now()),
        onward=lambda frozen: url_for("keys.show", set_id=frozen.id),
        said="Frozen and sent to both key holders. The slots are reserved.",
        again=_page,
    )


@bp.get("/contacts")
def contacts() -> str:
    page = queries.without_contact(g.edition, number=request.args.get("page", 1, int))
    return render_template("desk/selection/contacts.html", page=page)


@bp.get("/contacts/<reference>")
def contact(reference: str) -> str:
    decision = queries.one_without_contact(g.edition, reference) or abort(404)
    return render_template("desk/selection/contact.html", decision=decision, form=ContactForm(formdata=None))


@bp.post("/contacts/<reference>")
def name_contact(reference: str) -> ResponseReturnValue:
    decision, form = queries.one_without_contact(g.edition, reference) or abort(404), ContactForm()
    return act(
        lambda: abstract_decisions.name_contact(
            decision,
            name=str(form.name.data),
            email=form.email.data or None,
            phone=form.phone.data or None,
            postal_address=form.postal_address.data or None,
            channel=Channel(form.channel.data),
            lang=Lang(form.lang.data),
            by=current_user,
            at=now(),
        ),
        onward=url_for("desk_decisions.contacts"),
        said=f"The decision on {reference} is on its way.",
        form=form,
        again=lambda _problem: render_template("desk/selection/contact.html", decision=decision, form=form),
    )


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


def _one(decision: AbstractDecision, form: OutcomeForm) -> str:
    return render_template("desk/selection/decision.html", decision=decision, form=form)
