"""Plans at the desk: are there enough people, draw up a plan, see what stays short, put one in force."""

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions.reviewers import assignment, unfilled_seats
from conference.db import db, now
from conference.engines.child import SolverFailed
from conference.forms.buttons import PressForm
from conference.forms.files import GiveForm, PlanForm, TryForm
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.queries.abstracts import abstracts
from conference.queries.editions import editions
from conference.queries.reviewers import (
    assignment as queries,
    comparison as besides,
    next_best,
    question as planning,
    reviewers,
    take_back as taken_back,
    unfilled_seats as uncovered,
)
from conference.rules.people.duties import Duty, Kind
from conference.rules.reviewers import feasibility, next_best as rules
from conference.rules.reviewers.assignment import ProposalState, Seat, Seats
from conference.rules.reviewers.comparison import STEPS
from conference.views.acts import act, beside as beside_it

bp = guards.door("desk_plans", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/plans")


@bp.get("/")
def index() -> ResponseReturnValue:
    """Are there enough people, and what if there were more, or other reviews? Trying it stores nothing."""
    usual = Seats()
    form = PlanForm(
        data={
            "per_abstract": usual.per_abstract,
            "lived_experience": usual.lived_experience,
            "professional": usual.professional,
        }
    )
    if "each" not in request.args:
        return _page(form)
    asked = TryForm(request.args)
    return _page(form, asked) if asked.validate() else (_page(form, asked), 422)


@bp.post("/")
def draw_up() -> ResponseReturnValue:
    form = PlanForm()
    again = beside_it(form.name, lambda: _page(form))
    try:
        return act(
            lambda: assignment.draw_up(
                g.edition, name=str(form.name.data).strip(), seats=form.seats(), by=current_user, at=now()
            ),
            onward=lambda proposal: url_for("desk_plans.show", plan_id=proposal.id),
            said="Plan created. We do not tell anyone before you publish it.",
            form=form,
            again=again,
        )
    except SolverFailed as problem:
        db.session.rollback()
        return again(f"No plan was created. {problem}"), 422


@bp.get("/<int:plan_id>")
def show(plan_id: int) -> str:
    proposal = _plan_or_404(plan_id)
    shortfalls = queries.shortfall_page(proposal, number=request.args.get("short", 1, int))
    in_force = queries.published(g.edition)
    other = in_force if in_force and in_force.id != proposal.id else None
    known = next_best.around(proposal, [one.abstract for one in shortfalls.rows])
    nearest = {(one.abstract_id, one.seat): rules.nearest(known[one.abstract_id], one.seat) for one in shortfalls.rows}
    sides = [other, proposal] if other and proposal.state == ProposalState.draft else [proposal]
    return render_template(
        "desk/reviewers/plan.html",
        plan=proposal,
        count=queries.pair_count(proposal),
        pairs=queries.pairs_page(proposal, number=request.args.get("page", 1, int)),
        shortfalls=shortfalls,
        reasons={(one.abstract_id, one.seat): queries.reason(one) for one in shortfalls.rows},
        nearest=nearest,
        people=next_best.people(one.reviewer for one in nearest.values() if one),
        form=PressForm(),
        other=other,
        former=taken_back.former_of(proposal),
        begun=taken_back.begun(proposal) if proposal.state == ProposalState.published else 0,
        moves=besides.moves(other, proposal) if len(sides) > 1 and other else None,
        **_figures(sides),
    )


@bp.get("/beside")
def choose() -> ResponseReturnValue:
    """Two plans chosen in the list: on to the page that shows them beside each other."""
    left, right = (_plan_or_404(request.args.get(name, 0, int)) for name in ("left", "right"))
    return redirect(url_for("desk_plans.beside", plan_id=left.id, other_id=right.id), 303)


@bp.get("/<int:plan_id>/beside/<int:other_id>")
def beside(plan_id: int, other_id: int) -> str:
    left, right = _plan_or_404(plan_id), _plan_or_404(other_id)
    return render_template(
        "desk/reviewers/plan_beside.html",
        left=left,
        right=right,
        moves=besides.moves(left, right),
        page=besides.differing_page(left, right, number=request.args.get("page", 1, int)),
        **_figures([left, right]),
    )


@bp.get("/uncovered")
def came_free() -> str:
    """The seats that came free in the plan in force, each with its cause and a button for the next best person."""
    plan = queries.published(g.edition) or abort(404)
    page = uncovered.page(plan, number=request.args.get("page", 1, int))
    known = next_best.around(plan, page.rows)
    openings = {one.id: rules.openings(known[one.id]) for one in page.rows}
    return render_template(
        "desk/reviewers/plan_uncovered.html",
        plan=plan,
        page=page,
        openings=openings,
        reasons={one.id: {each.seat: next_best.reason(each, one) for each in openings[one.id]} for one in page.rows},
        people=next_best.people(each.nearest.reviewer for some in openings.values() for each in some if each.nearest),
        form=PressForm(),
    )


@bp.post("/<int:plan_id>/abstract/<reference>/give")
def give(plan_id: int, reference: str) -> ResponseReturnValue:
    plan, abstract = _plan_or_404(plan_id), abstracts.one(g.edition, reference) or abort(404)
    form = GiveForm()

    def doing() -> Assignment:
        reviewer = reviewers.one(g.edition, form.reviewer.data) or abort(404)
        return unfilled_seats.give(plan, abstract, reviewer, seat=Seat(form.seat.data), by=current_user, at=now())

    return act(
        doing,
        onward=url_for("desk_plans.why", plan_id=plan_id, reference=reference),
        said=lambda given: f"{given.reviewer.person.name} has this review. We have told them.",
        form=form,
    )


@bp.get("/<int:plan_id>/abstract/<reference>")
def why(plan_id: int, reference: str) -> str:
    """Each pair of one abstract explained, and each empty seat with its cause and the nearest person."""
    plan, abstract = _plan_or_404(plan_id), abstracts.one(g.edition, reference) or abort(404)
    known = next_best.around(plan, [abstract])[abstract.id]
    whys, openings = rules.explain(known), rules.openings(known)
    near = [one.nearest.reviewer for one in openings if one.nearest] + [one.next.reviewer for one in whys if one.next]
    return render_template(
        "desk/reviewers/plan_why.html",
        plan=plan,
        abstract=abstract,
        whys=whys,
        openings=openings,
        reasons={one.seat: next_best.reason(one, abstract) for one in openings},
        people=next_best.people([*near, *(one.held.reviewer for one in whys)]),
        form=PressForm(),
    )


@bp.post("/<int:plan_id>/publish")
def publish(plan_id: int) -> ResponseReturnValue:
    proposal = _plan_or_404(plan_id)
    return act(
        lambda: assignment.publish(proposal, by=current_user, at=now()),
        onward=url_for("desk_plans.show", plan_id=plan_id),
        said="Plan published. We have told each reviewer.",
    )


@bp.post("/<int:plan_id>/take-back")
def take_back(plan_id: int) -> ResponseReturnValue:
    proposal = _plan_or_404(plan_id)
    return act(
        lambda: assignment.take_back(proposal, by=current_user, at=now()),
        onward=url_for("desk_plans.show", plan_id=plan_id),
        said="Plan undone. We have told everyone whose list changes.",
    )


@bp.post("/<int:plan_id>/throw-away")
def throw_away(plan_id: int) -> ResponseReturnValue:
    proposal = _plan_or_404(plan_id)
    return act(
        lambda: assignment.throw_away(proposal, by=current_user, at=now()),
        onward=url_for("desk_plans.index"),
        said="Draft deleted.",
        again=lambda _problem: abort(404),
    )


def _plan_or_404(plan_id: int) -> AssignmentProposal:
    return queries.one(g.edition, plan_id) or abort(404)


def _figures(plans: list[AssignmentProposal]) -> dict[str, object]:
    return {"sides": [(plan, besides.figures(plan)) for plan in plans], "steps": STEPS, "kinds": list(Kind)}


def _page(form: PlanForm, asked: TryForm | None = None) -> str:
    settings = reviewers.settings(g.edition)
    wanted = Seats() if form.errors or not form.is_submitted() else form.seats()
    question = planning.question(g.edition, wanted, at=guards.clock())
    outlooks = [feasibility.outlook(question, minutes_each=settings.minutes_each, fee=settings.fee)]
    if asked and not asked.errors:
        tried = feasibility.tried(
            question,
            lived=asked.more_lived.data,
            professional=asked.more_professional.data,
            each=asked.each.data,
            load=settings.default_load,
        )
        outlooks.append(feasibility.outlook(tried, minutes_each=settings.minutes_each, fee=settings.fee))
    return render_template(
        "desk/reviewers/plans.html",
        form=form,
        trying=asked or TryForm(None, data={"more_lived": 0, "more_professional": 0, "each": wanted.per_abstract}),
        outlooks=outlooks,
        settings=settings,
        plans=queries.proposals(g.edition),
        streams={stream.id: stream.name for stream in editions.streams_of(g.edition)},
    )
