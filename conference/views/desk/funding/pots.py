"""The budget: each pot as a picture and a table, in people, and the pots that sponsors fill."""

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions import frozen_sets
from conference.actions.funding import pots as actions
from conference.db import now
from conference.forms.funding.pots import RingFenceForm, SizeForm
from conference.queries.funding import pots, pots_report
from conference.rules.funding.pots import PotKind
from conference.rules.keys import Kind
from conference.rules.money import minor_of
from conference.rules.people.duties import Duty
from conference.views.acts import act

bp = guards.door("desk_budget", __name__, duty=(Duty.organiser, Duty.treasurer), url_prefix="/desk/<edition>/budget")


@bp.get("/")
def index() -> str:
    return _page(RingFenceForm(formdata=None))


def _page(form: RingFenceForm) -> str:
    return render_template(
        "desk/funding/budget.html",
        rows=pots_report.rows(g.edition),
        people=pots_report.in_people(g.edition),
        left=pots.left_in(pots.pots_of(g.edition)),
        form=form,
    )


@bp.post("/ring-fence")
def ring_fence() -> ResponseReturnValue:
    """Make an empty pot for a sponsor or a purpose inside a general one."""
    form = RingFenceForm()
    parent = pots.pots_of(g.edition).get(PotKind(form.kind.data)) if form.validate() else None
    if form.kind.data in list(PotKind) and not form.errors and parent is None:
        form.kind.errors = ["Set up this general pot first."]
    if parent and str(form.name.data).strip() in {pot.name for pot in pots.child_pots(g.edition)}:
        form.name.errors = ["There is already a pot with this name."]
    if form.errors or parent is None:
        return _page(form), 422
    name, what_for = str(form.name.data).strip(), str(form.what_for.data).strip()
    return act(
        lambda: actions.ring_fence(parent, name, what_for, by=current_user, at=now()),
        form=form,
        onward=lambda pot: url_for("desk_budget.size", pot_id=pot.id),
        said="Pot added. It is empty: enter how much it should hold. Both key holders must approve that.",
    )


@bp.get("/pots/<int:pot_id>")
def size(pot_id: int) -> str:
    pot = pots.one_pot(g.edition, pot_id) or abort(404)
    return render_template("desk/funding/pot.html", pot=pot, form=SizeForm(formdata=None))


@bp.post("/pots/<int:pot_id>")
def ask(pot_id: int) -> ResponseReturnValue:
    """Ask both keys for another size."""
    pot, form = pots.one_pot(g.edition, pot_id) or abort(404), SizeForm()
    if not form.validate():
        return render_template("desk/funding/pot.html", pot=pot, form=form), 422
    capacity = int(form.capacity.data)
    if pot.kind is PotKind.money:
        capacity = minor_of(capacity, g.edition.currency)
    parent = pots.one_pot(g.edition, pot.parent_id)
    if capacity < pot.committed + pot.given:
        form.capacity.errors = ["More than this is already promised."]
    elif parent and not form.new_money.data and capacity - pot.capacity > parent.left:
        form.capacity.errors = ["The general pot has less than this left. If this is new money, tick the box."]
    if form.errors:
        return render_template("desk/funding/pot.html", pot=pot, form=form), 422
    new_money, reason = bool(pot.parent_id and form.new_money.data), str(form.reason.data).strip()
    facts = pots.size_content(pot, capacity, new_money=new_money, reason=reason)
    return act(
        lambda: frozen_sets.freeze(g.edition, Kind.pot_size, pot.id, content=facts, by=current_user, at=now()),
        form=form,
        onward=url_for("desk_budget.index"),
        said="Sent to both key holders.",
    )
