"""A witness of an award: what they do, the digests they were told, and whether their name is shown."""

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from conference import guards
from conference.actions.award import ceremony
from conference.db import now
from conference.forms.award.ceremony import WitnessSaysForm
from conference.models.award.ceremony import AwardWitness
from conference.queries.award import awards, ceremony as queries, result as results
from conference.rules.award.ceremony import WitnessSays
from conference.views.acts import act

bp = guards.door("witness", __name__, duty=guards.SIGNED_IN, url_prefix="/vote/<edition>/witness")


@bp.get("/<int:award_id>")
def show(award_id: int) -> str:
    witness = _witness(award_id)
    says = None if witness.says is WitnessSays.waiting else witness.says.value
    return _page(witness, WitnessSaysForm(formdata=None, says=says))


@bp.post("/<int:award_id>")
def say(award_id: int) -> ResponseReturnValue:
    witness, form = _witness(award_id), WitnessSaysForm()
    return act(
        lambda: ceremony.witness_says(witness, says=WitnessSays(form.says.data), by=current_user, at=now()),
        onward=url_for("witness.show", award_id=award_id),
        said=_("Thank you. Your answer is saved."),
        form=form,
        again=lambda _problem: _page(witness, form),
    )


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
