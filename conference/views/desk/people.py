"""Who has a duty in this edition: give one, take it back, change where somebody signs in, disable an account.

Keys are not given here.
"""

from typing import Any

from flask import abort, flash, g, redirect, render_template, url_for
from flask_login import current_user

from conference import guards
from conference.actions.people import people
from conference.db import db, now
from conference.forms.buttons import PressForm
from conference.forms.people.duties import AddressForm, AppointForm
from conference.models.people.people import Person
from conference.queries import keys
from conference.queries.people import people as queries
from conference.queries.reviewers import reviewers
from conference.rules.people.duties import Duty, StaysOpen, sees_too_much

bp = guards.door("desk_people", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/people")


WHY_OPEN = {
    StaysOpen.holds_a_key: "{} holds a key or is a deputy, so this account cannot be disabled. First someone else "
    "must be named for the key, which takes both keys: ask a key holder, under “Change who holds a key”.",
    StaysOpen.yourself: "You cannot disable your own account. Ask another organiser.",
    StaysOpen.elsewhere: "{} takes part in another conference that is not over, so this account cannot be disabled. "
    "Take back their duties in this conference instead.",
}


@bp.get("/")
def index() -> str:
    return _page(AppointForm(formdata=None))


@bp.post("/")
def appoint() -> Any:
    form = AppointForm()
    if not form.validate():
        return _page(form), 422
    duty, known = Duty(form.duty.data), queries.whose_address(str(form.email.data))
    held = queries.duties_of(known, g.edition) if known else set()
    if known and not known.is_active:
        form.email.errors = ["This account is disabled. Enable the account first, or enter another address."]
    elif duty in held:
        form.email.errors = ["This person already has this role."]
    elif sees_too_much({*held, duty, *({Duty.reviewer} if known and reviewers.of_person(known, g.edition) else set())}):
        form.email.errors = [
            "Organisers and treasurers see names and scores, so they cannot also be panel members."
            " Choose another person."
        ]
    if form.errors:
        return _page(form), 422
    people.appoint(str(form.name.data), str(form.email.data), g.edition, duty, by=current_user, at=now())
    db.session.commit()
    flash("Role added. It starts when they next sign in.")
    return redirect(url_for("desk_people.index"), 303)


@bp.post("/<int:role_id>/revoke")
def revoke(role_id: int) -> Any:
    role = queries.role(g.edition, role_id) or abort(404)
    if not PressForm().validate():
        abort(400)
    people.revoke(role, by=current_user, at=now())
    db.session.commit()
    flash("Role removed. It ended at once.")
    return redirect(url_for("desk_people.index"), 303)


@bp.get("/<int:person_id>/address")
def address(person_id: int) -> str:
    person = queries.with_a_role(g.edition, person_id) or abort(404)
    return render_template("desk/address.html", person=person, form=AddressForm(email=person.sign_in_email))


@bp.post("/<int:person_id>/address")
def change_address(person_id: int) -> Any:
    person = queries.with_a_role(g.edition, person_id) or abort(404)
    form = AddressForm()
    good = form.validate()
    other = queries.whose_address(str(form.email.data)) if good else None
    if other and other.id != person.id:
        form.email.errors = ["Someone else signs in with this address."]
    elif good and (keys.holds_any_key(person) or queries.is_known_elsewhere(person, g.edition)):
        form.email.errors = [
            "This person holds a key, has signed in before or is part of another conference. "
            "Both key holders must approve a new address: ask a key holder, under “Change who holds a key”."
        ]
    elif good:
        people.change_address(person, str(form.email.data), by=current_user, at=now())
        db.session.commit()
        flash("Address changed. They were signed out everywhere.")
        return redirect(url_for("desk_people.index"), 303)
    return render_template("desk/address.html", person=person, form=form), 422


@bp.get("/<int:person_id>/disable")
def ask_disable(person_id: int) -> str:
    return _disable_page(queries.with_a_role(g.edition, person_id) or abort(404))


@bp.post("/<int:person_id>/disable")
def disable(person_id: int) -> Any:
    person = queries.with_a_role(g.edition, person_id) or abort(404)
    if not PressForm().validate():
        abort(400)
    try:
        people.disable(person, edition=g.edition, by=current_user, at=now())
    except people.MayNot:
        db.session.rollback()
        return _disable_page(person), 422
    db.session.commit()
    flash("Account disabled. They are signed out everywhere.")
    return redirect(url_for("desk_people.index"), 303)


@bp.post("/<int:person_id>/enable")
def enable(person_id: int) -> Any:
    person = queries.with_a_role(g.edition, person_id) or abort(404)
    if not PressForm().validate():
        abort(400)
    people.enable(person, edition=g.edition, by=current_user, at=now())
    db.session.commit()
    flash("Account enabled. They can sign in again.")
    return redirect(url_for("desk_people.index"), 303)


def _disable_page(person: Person) -> str:
    why = keys.stays_open(person, g.edition, by=current_user, at=now())
    told = WHY_OPEN[why].format(person.name) if why else ""
    return render_template("desk/disable.html", person=person, told=told, press=PressForm(formdata=None))


def _page(form: AppointForm) -> str:
    return render_template(
        "desk/people.html",
        roles=queries.roles_in(g.edition),
        holders=keys.key_holders(g.edition),
        form=form,
        press=PressForm(formdata=None),
    )
