"""The two keys: see a frozen set whole, turn a key, or say no with a reason."""

from typing import Any

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms.fields import SelectChoice

from conference import guards
from conference.actions import frozen_sets
from conference.db import now
from conference.forms.buttons import PressForm
from conference.forms.keys import (
    HolderAddressForm,
    HolderCodeForm,
    HolderForm,
    OneKeyForm,
    SendBackForm,
    TurnForm,
)
from conference.models.keys import FrozenSet
from conference.queries import keys as queries
from conference.queries.people import people
from conference.rules import frozen as contents
from conference.rules.award.ceremony import moment_of
from conference.rules.keys import Kind
from conference.rules.people.duties import Rank, Side, canonical_email
from conference.rules.selection.ranking import Outcome
from conference.views.acts import act

bp = guards.door("keys", __name__, duty=guards.KEY_HOLDER, url_prefix="/keys/<edition>")


@bp.get("/")
def index() -> str:
    return render_template(
        "keys/index.html",
        sets=queries.of_edition(g.edition),
        holders=queries.key_holders(g.edition),
        mine=queries.key_of(current_user, g.edition),
        hand_over=PressForm(),
    )


@bp.get("/<int:set_id>")
def show(set_id: int) -> str:
    return _page(_set_or_404(set_id), TurnForm(), SendBackForm())


@bp.post("/<int:set_id>/turn")
def turn(set_id: int) -> ResponseReturnValue:
    frozen, form = _set_or_404(set_id), TurnForm()
    return act(
        lambda: frozen_sets.turn_key(frozen, digest=str(form.digest.data), by=current_user, at=now()),
        onward=url_for("keys.show", set_id=set_id),
        said=lambda carried: (
            _("Both keys are turned. It is done.")
            if carried
            else _("You have approved this. It still needs the other key.")
        ),
        form=form,
        again=lambda problem: _page(frozen, form, SendBackForm(), refused=problem),
    )


@bp.post("/<int:set_id>/no")
def send_back(set_id: int) -> ResponseReturnValue:
    frozen, form = _set_or_404(set_id), SendBackForm()
    return act(
        lambda: frozen_sets.send_back(frozen, reason=str(form.reason.data), by=current_user, at=now()),
        onward=url_for("keys.show", set_id=set_id),
        said=_("Sent back with your reason."),
        form=form,
        again=lambda problem: _page(frozen, TurnForm(formdata=None), form, refused=problem),
    )


@bp.post("/<int:set_id>/interest")
def declare_interest(set_id: int) -> ResponseReturnValue:
    frozen = _set_or_404(set_id)
    return act(
        lambda: frozen_sets.declare_interest(frozen, by=current_user, at=now()),
        onward=url_for("keys.show", set_id=set_id),
        said=_("Saved. Your deputy can turn this key."),
        again=lambda problem: _page(frozen, TurnForm(formdata=None), SendBackForm(formdata=None), refused=problem),
    )


@bp.post("/hand-over")
def hand_over() -> ResponseReturnValue:
    seat = queries.key_of(current_user, g.edition)
    if seat is None or seat.rank != Rank.principal:
        abort(404)
    return act(
        lambda: frozen_sets.hand_over(seat, by=current_user, at=now()),
        onward=url_for("keys.index"),
    )


@bp.get("/holders")
def holders() -> str:
    return _holders_page()


@bp.post("/holders/seat")
def ask_holder() -> ResponseReturnValue:
    form = HolderForm()
    good = form.validate()
    named = people.whose_address(str(form.email.data)) if form.email.data else None
    if good and form.email.data and named is None:
        form.email.errors = [_("No one signs in with this address yet. Ask them to sign in first.")]
    elif good and named and queries.key_of(named, g.edition):
        form.email.errors = [_("This person holds a key here already. One person holds one key.")]
    if form.errors:
        return _holders_page(seat=form), 422
    side, rank = str(form.seat.data).split(":")
    content: contents.KeyHolder = {
        "side": side,
        "rank": rank,
        "person_id": named.id if named else None,
        "name": named.name if named else "",
        "address": named.sign_in_email if named else "",
    }
    about = list(Side).index(Side(side)) * 2 + (rank == "deputy")
    return _freeze(form, Kind.key_holder, about, content)


@bp.post("/holders/address")
def ask_address() -> ResponseReturnValue:
    form = HolderAddressForm()
    good = form.validate()
    person = people.by_sign_in_address(str(form.current.data)) if good else None
    if good and (person is None or not people.has_part_in(person, g.edition)):
        form.current.errors = [_("No one who takes part in this conference signs in with this address.")]
    elif good and people.whose_address(str(form.email.data)):
        form.email.errors = [_("Someone else signs in with this address.")]
    elif person and queries.holds_key_elsewhere(person, g.edition):
        form.current.errors = [_("This person holds a key of another conference too. Its key holders must agree.")]
    if form.errors or person is None:
        return _holders_page(address=form), 422
    content: contents.SignInAddress = {
        "name": person.name,
        "before": person.sign_in_email,
        "address": canonical_email(str(form.email.data)),
    }
    return _freeze(form, Kind.sign_in_address, person.id, content)


@bp.post("/holders/code")
def ask_code() -> ResponseReturnValue:
    form = _with_holders(HolderCodeForm())
    good = form.validate()
    if good and queries.holds_key_elsewhere(people.person(form.holder.data), g.edition):
        form.holder.errors = [_("This person holds a key of another conference too. Its key holders must agree.")]
    if form.errors:
        return _holders_page(code=form), 422
    return _freeze(form, Kind.one_time_code, form.holder.data, {"name": _name(form.holder.data)})


@bp.post("/holders/one-key")
def ask_one_key() -> ResponseReturnValue:
    form = OneKeyForm()
    if not form.validate():
        return _holders_page(one_key=form), 422
    return _freeze(form, Kind.two_key_setting, g.edition.id, {"kinds": sorted(form.kinds.data or [])})


def _freeze(form: FlaskForm, kind: Kind, about: int, content: contents.Content) -> ResponseReturnValue:
    """Ask both keys for it; `form` is looked at already."""
    return act(
        lambda: frozen_sets.freeze(g.edition, kind, about, content=content, by=current_user, at=now()),
        onward=lambda frozen: url_for("keys.show", set_id=frozen.id),
        said=_("Sent to the key holders. It now waits for both keys."),
        form=form,
    )


def _name(person_id: int) -> str:
    return next(seat.person.name for seat in queries.key_holders(g.edition) if seat.person_id == person_id)


def _with_holders(form: Any) -> Any:
    form.holder.choices = [SelectChoice(seat.person_id, seat.person.name) for seat in queries.key_holders(g.edition)]
    return form


def _holders_page(**typed: Any) -> str:
    forms = {
        "seat": HolderForm(formdata=None),
        "address": HolderAddressForm(formdata=None),
        "code": _with_holders(HolderCodeForm(formdata=None)),
        "one_key": OneKeyForm(formdata=None, data={"kinds": g.edition.one_key_kinds.split()}),
    }
    return render_template("keys/holders.html", holders=queries.key_holders(g.edition), **{**forms, **typed})


def _set_or_404(set_id: int) -> FrozenSet:
    return queries.one(g.edition, set_id) or abort(404)


def _page(frozen: FrozenSet, turn: TurnForm, no: SendBackForm, refused: str = "") -> str:
    reason = None if refused else queries.why_not(frozen, current_user, at=guards.clock())
    if not turn.errors:
        turn.digest.data = frozen.digest
    return render_template(
        "keys/show.html",
        frozen=frozen,
        facts=frozen.facts,
        outcomes=list(Outcome),
        kinds=[Kind(kind) for kind in frozen.facts.get("kinds", [])],
        announce_at=moment_of(frozen.facts),
        turn=turn,
        no=no,
        why_not=refused or (_(reason.words) if reason else ""),
        refused=refused,
        press=PressForm(formdata=None),
        history=queries.history(g.edition, "frozen_set", frozen.id),
    )
