"""A witness of an award: what they do, the digests they were told, and whether their name is shown."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from conference import guards
from conference.actions.award import ceremony
from conference.db import db, now
from conference.forms.award.ceremony import WitnessSaysForm
from conference.models.award.ceremony import AwardWitness
from conference.queries.award import awards, ceremony as queries, result as results
from conference.rules.award.ceremony import WitnessSays

bp = guards.door("witness", __name__, duty=guards.SIGNED_IN, url_prefix="/vote/<edition>/witness")


@bp.get("/<int:award_id>")
def show(award_id: int) -> str:
    witness = _witness(award_id)
    says = None if witness.says is WitnessSays.waiting else witness.says.value
    return _page(witness, WitnessSaysForm(formdata=None, says=says))


@bp.post("/<int:award_id>")
def say(award_id: int) -> Any:
    witness, form = _witness(award_id), WitnessSaysForm()
    if not form.validate():
        return _page(witness, form), 422
    ceremony.witness_says(witness, says=WitnessSays(form.says.data), by=current_user, at=now())
    db.session.commit()
    flash(_("Thank you. Your answer is saved."))
    return redirect(url_for("witness.show", award_id=award_id), 303)


def _witness(award_id: int) -> AwardWitness:
    award = awards.one(g.edition, award_id) or abort(404)
    return queries.witness(award, current_user) or abort(404)


def _page(witness: AwardWitness, form: WitnessSaysForm) -> str:
    award = witness.award
    return render_template(
        "vote/witness.html",
        award=award,
        name=awards.name_of(award),
        digests=results.witnessed_digests(award),
        form=form,
    )
