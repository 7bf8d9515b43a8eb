"""Ways to vote without a phone: make a browser a kiosk, print slips, and type them, two people each."""

from pathlib import Path
from typing import Any

from flask import Response as Answer, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from conference import guards, pdf
from conference.actions.award import slips as award_ways
from conference.actions.people import sign_in
from conference.db import db, now
from conference.forms.award.ballots import asked, marks_on
from conference.forms.award.slips import code_alone, slip_form
from conference.forms.buttons import PressForm
from conference.models.award.awards import Award
from conference.queries.award import awards as queries, slips as award_slips
from conference.rules.award.counting import as_kept, may_vote
from conference.rules.award.slips import NO_VOTE, Slip, box_shuts, may_be_kiosk
from conference.rules.languages import Lang
from conference.rules.people.duties import Duty
from conference.views.acts import act
from conference.views.award import browser

bp = guards.door("desk_award_ways", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/award/<int:award_id>")

BECAME = "slip"  # what the last slip became, for the next page only: a word, and nothing of the slip


@bp.get("/ways")
def show(award_id: int) -> str:
    award = _award(award_id)
    facts = {"shuts_at": box_shuts(award.opens_at, award.closes_at), "is_kiosk": browser.is_kiosk()}
    return render_template("desk/award/ways.html", award=award, press=PressForm(), **facts)


@bp.post("/kiosk")
def make_kiosk(award_id: int) -> Response:
    """Nobody stays signed in on a kiosk: the press ends this session, and all that the browser kept."""
    award, at = _award(award_id), now()
    if not PressForm().validate():
        abort(400)
    if not may_be_kiosk(award.state):
        abort(404)
    award_ways.make_kiosk(award, by=current_user, at=at)
    answer = redirect(url_for("vote.choose", award_id=award_id), 303)
    browser.make_kiosk(answer, award, at)
    sign_in.end_session(current_user.session_token, at=at)
    db.session.commit()
    logout_user()
    session.clear()
    return answer


@bp.post("/kiosk/end")
def end_kiosk(award_id: int) -> Response:
    if not PressForm().validate():
        abort(400)
    flash("This browser is no longer a kiosk.")
    answer = redirect(url_for("desk_award_ways.show", award_id=award_id), 303)
    browser.end_kiosk(answer)
    return answer


@bp.get("/slip.pdf")
def paper(award_id: int) -> ResponseReturnValue:
    """One blank slip in the language asked for, to print as often as needed; a page where no PDF can be made."""
    award = _award(award_id)
    if award.own_entry_barred:  # the page says why there are no slips
        return show(award_id), 422
    lang = Lang.nl if request.args.get("lang") == Lang.nl else Lang.en
    facts = {
        "award": award,
        "entries": queries.entries_of(award),
        "shuts_at": box_shuts(award.opens_at, award.closes_at),
        "lang": lang.value,
    }
    style = (Path(str(current_app.static_folder)) / "award_slip.css").read_text()
    with force_locale(lang.value):
        facts |= {"name": queries.name_of(award), "question": queries.question_of(award)}
        made = pdf.render("pdf/award_slip.html", style=style, **facts)
        if made is None:
            return render_template("pdf/award_slip.html", style="", **facts)
    name = f"slip-{g.edition.code}-{award_id}-{lang}.pdf"
    return Answer(made, mimetype="application/pdf", headers={"Content-Disposition": f"inline; filename={name}"})


@bp.get("/slips")
def slips(award_id: int) -> str:
    award = _award(award_id)
    return _typing_page(award, _form(award), became=Slip(session.pop(BECAME)) if BECAME in session else None)


@bp.post("/slips")
def type_slip(award_id: int) -> ResponseReturnValue:
    award = _award(award_id)
    form, blank = _form(award), "no_vote" in request.form
    if not (code_alone(form) if blank else form.validate()):
        return _typing_page(award, form), 422
    choice = NO_VOTE if blank else as_kept(marks_on(form, award.method))

    def onward(became: Slip) -> str:
        session[BECAME] = became.value
        return url_for("desk_award_ways.slips", award_id=award_id)

    return act(
        lambda: award_ways.type_slip(award, code=str(form.code.data), choice=choice, by=current_user, at=now()),
        onward=onward,
        again=lambda problem: _typing_page(_award(award_id), form, refused=problem),
    )


def _form(award: Award) -> Any:
    """The entries stand as on the slip."""
    return slip_form(award.method, award.question, queries.entries_of(award), most=award.most)


def _typing_page(award: Award, form: Any, *, became: Slip | None = None, refused: str = "") -> str:
    return render_template(
        "desk/award/slips.html",
        award=award,
        form=form,
        asked=list(asked(form)),
        left=award_slips.left(award, current_user),
        is_open=not award.own_entry_barred and may_vote(award.state, award.opens_at, award.closes_at, guards.clock()),
        shuts_at=box_shuts(award.opens_at, award.closes_at),
        became=became,
        refused=refused,
    )


def _award(award_id: int) -> Award:
    found = queries.one(g.edition, award_id)
    return found if found and queries.is_public(found) else abort(404)
