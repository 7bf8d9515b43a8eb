"""Witnesses of an award at the desk: who gets the digests by letter."""

from typing import Any

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions.award import ceremony
from conference.db import now
from conference.forms.award.ceremony import WitnessForm
from conference.forms.buttons import PressForm
from conference.models.award.awards import Award
from conference.models.people.people import Person
from conference.queries.award import awards, ceremony as queries
from conference.queries.people import people
from conference.rules.people.duties import Duty
from conference.views.acts import act

bp = guards.door(
    "desk_award_witnesses",
    __name__,
    duty=Duty.organiser,
    url_prefix="/desk/<edition>/award/<int:award_id>/witnesses",
)


@bp.get("/")
def show(award_id: int) -> str:
    return _page(_award(award_id))


@bp.post("/")
def name(award_id: int) -> ResponseReturnValue:
    award, form = _award(award_id), _form()
    person = _meant(form) if form.validate() else None
    if person is None:
        return _page(award, form=form), 422
    return act(
        lambda: ceremony.name_witness(award, person=person, by=current_user, at=now()),
        onward=url_for("desk_award_witnesses.show", award_id=award_id),
        said="Witness added. We have asked them, and told them what a witness does.",
        again=lambda problem: _page(_award(award_id), refused=problem),
    )


@bp.post("/<int:witness_id>/remove")
def remove(award_id: int, witness_id: int) -> ResponseReturnValue:
    witness = queries.witness_by_id(_award(award_id), witness_id) or abort(404)
    return act(
        lambda: ceremony.remove_witness(witness, by=current_user, at=now()),
        onward=url_for("desk_award_witnesses.show", award_id=award_id),
        said="Witness removed.",
        again=lambda problem: _page(_award(award_id), refused=problem),
    )


def _meant(form: WitnessForm) -> Person | None:
    """Whoever was chosen, or typed; a word beside the field where nobody is."""
    if form.person.data:
        return people.person(int(form.person.data))
    if not form.email.data:
        form.person.errors = ["Choose someone, or enter an email address."]
        return None
    found = people.by_sign_in_address(form.email.data)
    if found is None:
        form.email.errors = ["We do not know anyone with this email address yet. Ask them to sign in first."]
    return found


def _award(award_id: int) -> Award:
    return awards.one(g.edition, award_id) or abort(404)


def _form(**facts: Any) -> WitnessForm:
    form = WitnessForm(**facts)
    form.offer(queries.may_witness(g.edition))
    return form


def _page(award: Award, refused: str = "", form: WitnessForm | None = None) -> str:
    return render_template(
        "desk/award/witnesses.html",
        award=award,
        refused=refused,
        witnesses=queries.witnesses_of(award),
        with_lived_experience={person.id for person in queries.may_witness(g.edition)},
        form=form or _form(formdata=None),
        press=PressForm(),
    )
