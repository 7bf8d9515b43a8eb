"""Plans at the desk: are there enough people, draw up a plan, see what stays short, put one in force."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_login import current_user

from conference import guards
from conference.actions import assignment
from conference.db import db, now
from conference.forms.abstracts import PlanForm
from conference.forms.front import PressForm
from conference.models.assignment import AssignmentProposal
from conference.queries import assignment as queries
from conference.queries import editions, reviewers
from conference.rules.assignment import Seats
from conference.rules.child import SolverFailed
from conference.rules.people import Duty

bp = guards.door("desk_plans", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/plans")

WHY_NOT: dict[type[Exception], str] = {
    assignment.NotADraft: "This plan is published already.",
    assignment.OverLimit: "Somebody chose a smaller number since. Draw it up again.",
    assignment.HasBegun: "Somebody began a review since. Draw it up again, so that nothing begun is lost.",
}


@bp.get("/")
def index() -> str:
    usual = Seats()
    form = PlanForm(
        data={
            "per_abstract": usual.per_abstract,
            "lived_experience": usual.lived_experience,
            "professional": usual.professional,
        }
    )
    return _page(form)


@bp.post("/")
def draw_up() -> Any:
    form = PlanForm()
    if not form.validate():
        return _page(form), 422
    try:
        proposal = assignment.draw_up(
            g.edition, name=str(form.name.data).strip(), seats=form.seats(), by=current_user, at=now()
        )
    except (assignment.NameTaken, SolverFailed) as problem:
        db.session.rollback()
        taken = isinstance(problem, assignment.NameTaken)
        form.name.errors = ["Another plan has this name." if taken else f"No plan was drawn up. {problem}"]
        return _page(form), 422
    db.session.commit()
    flash("The plan is drawn up. Nobody is told before you publish it.")
    return redirect(url_for("desk_plans.show", plan_id=proposal.id), 303)


@bp.get("/<int:plan_id>")
def show(plan_id: int) -> str:
    proposal = _plan_or_404(plan_id)
    shortfalls = queries.shortfall_page(proposal, number=request.args.get("short", 1, int))
    return render_template(
        "desk/plan.html",
        plan=proposal,
        count=queries.pair_count(proposal),
        pairs=queries.pairs_page(proposal, number=request.args.get("page", 1, int)),
        shortfalls=shortfalls,
        reasons={(one.abstract_id, one.seat): queries.reason(one) for one in shortfalls.rows},
        form=PressForm(),
    )


@bp.post("/<int:plan_id>/publish")
def publish(plan_id: int) -> Any:
    proposal = _pressed(plan_id)
    try:
        assignment.publish(proposal, by=current_user, at=now())
    except tuple(WHY_NOT) as problem:
        db.session.rollback()
        flash(WHY_NOT[type(problem)])
        return redirect(url_for("desk_plans.show", plan_id=plan_id), 303)
    db.session.commit()
    flash("The plan is in force. Each reviewer is told.")
    return redirect(url_for("desk_plans.show", plan_id=plan_id), 303)


@bp.post("/<int:plan_id>/throw-away")
def throw_away(plan_id: int) -> Any:
    proposal = _pressed(plan_id)
    try:
        assignment.throw_away(proposal, by=current_user, at=now())
    except assignment.NotADraft:
        abort(404)
    db.session.commit()
    flash("The draft is thrown away.")
    return redirect(url_for("desk_plans.index"), 303)


def _plan_or_404(plan_id: int) -> AssignmentProposal:
    return queries.one(g.edition, plan_id) or abort(404)


def _pressed(plan_id: int) -> AssignmentProposal:
    if not PressForm().validate():
        abort(400)
    return _plan_or_404(plan_id)


def _page(form: PlanForm) -> str:
    settings = reviewers.settings(g.edition)
    seats = Seats() if form.errors or not form.is_submitted() else form.seats()
    outlook = queries.outlook(g.edition, seats, minutes_each=settings.minutes_each, fee=settings.fee)
    return render_template(
        "desk/plans.html",
        form=form,
        outlook=outlook,
        plans=queries.proposals(g.edition),
        streams={stream.id: stream.name for stream in editions.streams_of(g.edition)},
    )
