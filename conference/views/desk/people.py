"""Who has a duty in this edition: give one, take it back, change where somebody signs in, disable an account.

Keys are not given here.
"""

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions.people import people
from conference.db import now
from conference.forms.buttons import PressForm
from conference.forms.people.duties import AddressForm, AppointForm
from conference.models.people.people import Person
from conference.queries import keys
from conference.queries.people import people as queries
from conference.queries.reviewers import reviewers
from conference.rules.people.duties import Duty, sees_too_much
from conference.rules.refusals import Refused
from conference.views.acts import act, why

bp = guards.door("desk_people", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/people")


@bp.get("/")
def index() -> str:
    return _page(AppointForm(formdata=None))


@bp.post("/")
def appoint() -> ResponseReturnValue:
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
    return act(
        lambda: people.appoint(str(form.name.data), str(form.email.data), g.edition, duty, by=current_user, at=now()),
        form=form,
        onward=url_for("desk_people.index"),
        said="Role added. It starts when they next sign in.",
    )


@bp.post("/<int:role_id>/revoke")
def revoke(role_id: int) -> ResponseReturnValue:
    role = queries.role(g.edition, role_id) or abort(404)
    return act(
        lambda: people.revoke(role, by=current_user, at=now()),
        onward=url_for("desk_people.index"),
        said="Role removed. It ended at once.",
    )


@bp.get("/<int:person_id>/address")
def address(person_id: int) -> str:
    person = queries.with_a_role(g.edition, person_id) or abort(404)
    return render_template("desk/people/address.html", person=person, form=AddressForm(email=person.sign_in_email))


@bp.post("/<int:person_id>/address")
def change_address(person_id: int) -> ResponseReturnValue:
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
        return act(
            lambda: people.change_address(person, str(form.email.data), by=current_user, at=now()),
            form=form,
            onward=url_for("desk_people.index"),
            said="Address changed. They were signed out everywhere.",
        )
    return render_template("desk/people/address.html", person=person, form=form), 422


@bp.get("/<int:person_id>/disable")
def ask_disable(person_id: int) -> str:
    person = queries.with_a_role(g.edition, person_id) or abort(404)
    return _disable_page(person, _why_open(person))


@bp.post("/<int:person_id>/disable")
def disable(person_id: int) -> ResponseReturnValue:
    person = queries.with_a_role(g.edition, person_id) or abort(404)
    return act(
        lambda: people.disable(person, edition=g.edition, by=current_user, at=now()),
        onward=url_for("desk_people.index"),
        said="Account disabled. They are signed out everywhere.",
        again=lambda problem: _disable_page(person, problem),
    )


@bp.post("/<int:person_id>/enable")
def enable(person_id: int) -> ResponseReturnValue:
    person = queries.with_a_role(g.edition, person_id) or abort(404)
    return act(
        lambda: people.enable(person, edition=g.edition, by=current_user, at=now()),
        onward=url_for("desk_people.index"),
        said="Account enabled. They can sign in again.",
    )


def _why_open(person: Person) -> str:
    reason = keys.stays_open(person, g.edition, by=current_user, at=now())
    return why(Refused(reason, name=person.name)) if reason else ""


def _disable_page(person: Person, told: str) -> str:
    return render_template("desk/people/disable.html", person=person, told=told, press=PressForm(formdata=None))


def _page(form: AppointForm) -> str:
    return render_template(
        "desk/people/people.html",
        roles=queries.roles_in(g.edition),
        holders=keys.key_holders(g.edition),
        form=form,
        press=PressForm(formdata=None),
    )
