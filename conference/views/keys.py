"""The two keys: see a frozen set whole, turn a key, or say no with a reason."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from conference import guards
from conference.actions import frozen_sets
from conference.db import db, now
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
from conference.queries import keys, keys as queries
from conference.queries.people import people
from conference.rules.award.ceremony import moment_of
from conference.rules.keys import Kind
from conference.rules.people.duties import Side, canonical_email

bp = guards.door("keys", __name__, duty=guards.KEY_HOLDER, url_prefix="/keys/<edition>")


@bp.get("/")
def index() -> str:
    return render_template(
        "keys/index.html",
        sets=queries.of_edition(g.edition),
        holders=keys.key_holders(g.edition),
        mine=keys.key_of(current_user, g.edition),
        hand_over=PressForm(),
    )


@bp.get("/<int:set_id>")
def show(set_id: int) -> str:
    return _page(_set_or_404(set_id), TurnForm(), SendBackForm())


@bp.post("/<int:set_id>/turn")
def turn(set_id: int) -> Any:
    frozen, form = _set_or_404(set_id), TurnForm()
    if not form.validate():
        return _page(frozen, form, SendBackForm()), 422
    try:
        carried = frozen_sets.turn_key(frozen, digest=str(form.digest.data), by=current_user, at=now())
    except frozen_sets.MayNot as no:
        db.session.rollback()
        return _page(_set_or_404(set_id), form, SendBackForm(), refused=no.reason), 422
    db.session.commit()
    flash(
        _("Both keys are turned. It is done.")
        if carried
        else _("You have approved this. It still needs the other key.")
    )
    return redirect(url_for("keys.show", set_id=set_id), 303)


@bp.post("/<int:set_id>/no")
def send_back(set_id: int) -> Any:
    frozen, form = _set_or_404(set_id), SendBackForm()
    if not form.validate():
        return _page(frozen, TurnForm(formdata=None), form), 422
    try:
        frozen_sets.send_back(frozen, reason=str(form.reason.data), by=current_user, at=now())
    except frozen_sets.MayNot as no:
        db.session.rollback()
        return _page(_set_or_404(set_id), TurnForm(formdata=None), form, refused=no.reason), 422
    db.session.commit()
    flash(_("Sent back with your reason."))
    return redirect(url_for("keys.show", set_id=set_id), 303)


@bp.post("/<int:set_id>/interest")
def declare_interest(set_id: int) -> Any:
    frozen = _set_or_404(set_id)
    if not PressForm().validate():
        abort(400)
    try:
        frozen_sets.declare_interest(frozen, by=current_user, at=now())
    except frozen_sets.MayNot as no:
        db.session.rollback()
        return _page(_set_or_404(set_id), TurnForm(formdata=None), SendBackForm(formdata=None), refused=no.reason), 422
    db.session.commit()
    flash(_("Saved. Your deputy can turn this key."))
    return redirect(url_for("keys.show", set_id=set_id), 303)


@bp.post("/hand-over")
def hand_over() -> Response:
    seat = keys.key_of(current_user, g.edition)
    if seat is None or not PressForm().validate():
        abort(404)
    try:
        frozen_sets.hand_over(seat, by=current_user, at=now())
    except frozen_sets.MayNot:
        abort(404)
    db.session.commit()
    return redirect(url_for("keys.index"), 303)


@bp.get("/holders")
def holders() -> str:
    return _holders_page()


@bp.post("/holders/seat")
def ask_holder() -> Any:
    form = HolderForm()
    good = form.validate()
    named = people.whose_address(str(form.email.data)) if form.email.data else None
    if good and form.email.data and named is None:
        form.email.errors = [_("No one signs in with this address yet. Ask them to sign in first.")]
    elif good and named and keys.key_of(named, g.edition):
        form.email.errors = [_("This person holds a key here already. One person holds one key.")]
    if form.errors:
        return _holders_page(seat=form), 422
    side, rank = str(form.seat.data).split(":")
    content = {
        "side": side,
        "rank": rank,
        "person_id": named.id if named else None,
        "name": named.name if named else "",
        "address": named.sign_in_email if named else "",
    }
    about = list(Side).index(Side(side)) * 2 + (rank == "deputy")
    return _freeze(Kind.key_holder, about, content)


@bp.post("/holders/address")
def ask_address() -> Any:
    form = HolderAddressForm()
    good = form.validate()
    person = people.by_sign_in_address(str(form.current.data)) if good else None
    if good and (person is None or not people.has_part_in(person, g.edition)):
        form.current.errors = [_("No one who takes part in this conference signs in with this address.")]
    elif good and people.whose_address(str(form.email.data)):
        form.email.errors = [_("Someone else signs in with this address.")]
    elif person and keys.holds_key_elsewhere(person, g.edition):
        form.current.errors = [_("This person holds a key of another conference too. Its key holders must agree.")]
    if form.errors or person is None:
        return _holders_page(address=form), 422
    content = {"name": person.name, "before": person.sign_in_email, "address": canonical_email(str(form.email.data))}
    return _freeze(Kind.sign_in_address, person.id, content)


@bp.post("/holders/code")
def ask_code() -> Any:
    form = _with_holders(HolderCodeForm())
    good = form.validate()
    if good and keys.holds_key_elsewhere(people.person(form.holder.data), g.edition):
        form.holder.errors = [_("This person holds a key of another conference too. Its key holders must agree.")]
    if form.errors:
        return _holders_page(code=form), 422
    return _freeze(Kind.one_time_code, form.holder.data, {"name": _name(form.holder.data)})


@bp.post("/holders/one-key")
def ask_one_key() -> Any:
    form = OneKeyForm()
    if not form.validate():
        return _holders_page(one_key=form), 422
    return _freeze(Kind.two_key_setting, g.edition.id, {"kinds": sorted(form.kinds.data or [])})


def _freeze(kind: Kind, about: int, content: dict[str, Any]) -> Response:
    frozen = frozen_sets.freeze(g.edition, kind, about, content=content, by=current_user, at=now())
    db.session.commit()
    flash(_("Sent to the key holders. It now waits for both keys."))
    return redirect(url_for("keys.show", set_id=frozen.id), 303)


def _name(person_id: int) -> str:
    return next(seat.person.name for seat in keys.key_holders(g.edition) if seat.person_id == person_id)


def _with_holders(form: Any) -> Any:
    form.holder.choices = [SelectChoice(seat.person_id, seat.person.name) for seat in keys.key_holders(g.edition)]
    return form


def _holders_page(**typed: Any) -> str:
    forms = {
        "seat": HolderForm(formdata=None),
        "address": HolderAddressForm(formdata=None),
        "code": _with_holders(HolderCodeForm(formdata=None)),
        "one_key": OneKeyForm(formdata=None, data={"kinds": g.edition.one_key_kinds.split()}),
    }
    return render_template("keys/holders.html", holders=keys.key_holders(g.edition), **{**forms, **typed})


def _set_or_404(set_id: int) -> FrozenSet:
    return queries.one(g.edition, set_id) or abort(404)


def _page(frozen: FrozenSet, turn: TurnForm, no: SendBackForm, refused: str | None = None) -> str:
    why_not = refused or queries.why_not(frozen, current_user, at=guards.clock())
    if not turn.errors:
        turn.digest.data = frozen.digest
    return render_template(
        "keys/show.html",
        frozen=frozen,
        facts=frozen.facts,
        announce_at=moment_of(frozen.facts),
        turn=turn,
        no=no,
        why_not=why_not,
        refused=refused,
        press=PressForm(formdata=None),
        history=queries.history(g.edition, "frozen_set", frozen.id),
    )
