"""A voting code after the freeze at the desk: ask both keys, then give the code out, shown once."""

from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions import frozen_sets
from conference.actions.award import additions as acts
from conference.db import db, now
from conference.forms.award.additions import AdditionForm
from conference.forms.buttons import PressForm
from conference.models.award.awards import Award
from conference.queries.award import additions as queries, awards as awards_found
from conference.rules import frozen
from conference.rules.award.additions import Reason
from conference.rules.award.counting import VoterClass
from conference.rules.keys import Kind
from conference.rules.people.duties import Duty
from conference.rules.refusals import Refused
from conference.signposts.award import cards as card_pages
from conference.views.acts import act, why

bp = guards.door(
    "desk_award_additions", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/award/<int:award_id>/additions"
)


@bp.get("")
def show(award_id: int) -> str:
    return _page(_award(award_id))


@bp.post("")
def ask(award_id: int) -> ResponseReturnValue:
    """The request and its frozen set are one step: both keys are asked at once."""
    award, form, at = _award(award_id), AdditionForm(), now()
    if not form.validate():
        return _page(award, form=form), 422
    reason = Reason(form.reason.data)
    badge, kind = str(form.badge.data).strip(), VoterClass(form.voter_class.data or VoterClass.other)

    def asked() -> None:
        addition = acts.ask(award, badge=badge, voter_class=kind, reason=reason, by=current_user, at=at)
        content: frozen.AwardAddition = {
            "award": award.name,
            "number": addition.number,
            "badge": addition.badge,
            "replaces": addition.replaces,
            "class": addition.voter_class.value,
            "reason": reason.value,
            "words": str(form.words.data),
        }
        frozen_sets.freeze(g.edition, Kind.award_addition, addition.id, content=content, by=current_user, at=at)

    return act(
        asked,
        onward=url_for("desk_award_additions.show", award_id=award_id),
        said="Code requested. You can give it out once both key holders have approved.",
        again=lambda problem: _page(_award(award_id), refused=problem, form=form),
    )


@bp.post("/<int:number>/code")
def give(award_id: int, number: int) -> ResponseReturnValue:
    """The one answer that ever shows this code: it is stored nowhere, and a reload does not make it again."""
    award = _award(award_id)
    addition = queries.one(award, number) or abort(404)
    if not PressForm().validate():
        abort(400)
    try:
        code = acts.give(addition, by=current_user, at=now())
    except Refused as no:
        db.session.rollback()
        return _page(_award(award_id), refused=why(no)), 422
    db.session.commit()
    card = card_pages.card(award, addition.badge, code)
    return render_template("desk/award/code.html", award=award, addition=addition, card=card)


def _page(award: Award, refused: str = "", form: AdditionForm | None = None) -> str:
    return render_template(
        "desk/award/additions.html",
        award=award,
        additions=queries.of_award(award),
        sets=queries.sets_of(award),
        given=queries.given(award),
        may_ask=award.state in acts.AFTER_FREEZE and guards.clock() < award.closes_at,
        refused=refused,
        form=form or AdditionForm(formdata=None),
        press=PressForm(formdata=None),
    )


def _award(award_id: int) -> Award:
    return awards_found.one(g.edition, award_id) or abort(404)
