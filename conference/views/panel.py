"""The panel: read an application without its name, score it, see the ranking when one's own scores are in."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from conference import guards
from conference.actions import assessment
from conference.db import db, now, page_of, slice_of
from conference.forms import apply_choices as words
from conference.forms.front import PressForm
from conference.forms.panel import ScoreForm
from conference.models.assessment import ApplicationScore
from conference.queries import assessment as queries
from conference.rules.assessment import ScoreState
from conference.rules.people import Duty

bp = guards.door("panel", __name__, duty=Duty.assessor, url_prefix="/panel/<edition>")


@bp.get("/")
def index() -> str:
    return render_template(
        "panel/index.html",
        page=page_of(queries.queue_of(current_user, g.edition), request.args.get("page", 1, int)),
        still=queries.still_to_score(current_user, g.edition),
        seat=queries.seat_of(current_user, g.edition),
    )


@bp.get("/<reference>")
def sheet(reference: str) -> str:
    return _page(_sheet_or_404(reference), ScoreForm())


@bp.post("/<reference>")
def score(reference: str) -> Any:
    found, form = _sheet_or_404(reference), ScoreForm()
    if not form.validate():
        return _page(found, form), 422
    try:
        assessment.score(found, **form.given(), by=current_user, at=now())
    except assessment.MayNot:
        db.session.rollback()
        form.form_errors.append(_("You sent your scores for this one already. They are not changed."))
        return _page(_sheet_or_404(reference), form), 422
    db.session.commit()
    flash(_("Your scores are sent. Thank you."))
    return redirect(url_for("panel.index"), 303)


@bp.post("/<reference>/aside")
def stand_aside(reference: str) -> Any:
    found = _sheet_or_404(reference)
    if not PressForm().validate():
        abort(400)
    try:
        assessment.stand_aside(found, by=current_user, at=now())
    except assessment.MayNot:
        db.session.rollback()
        abort(404)
    db.session.commit()
    flash(_("That is all right. Somebody else will read it."))
    return redirect(url_for("panel.index"), 303)


@bp.get("/ranking")
def ranking() -> str:
    """Nobody sees the others' scores before their own are all in."""
    ready = queries.may_see_ranking(current_user, g.edition)
    standing = queries.standing(g.edition) if ready else None
    page = slice_of(standing.ranked, request.args.get("page", 1, int)) if standing else None
    return render_template("panel/ranking.html", ready=ready, standing=standing, page=page)


def _sheet_or_404(reference: str) -> ApplicationScore:
    return queries.score_of(current_user, g.edition, reference) or abort(404)


def _page(found: ApplicationScore, form: ScoreForm) -> str:
    return render_template(
        "panel/sheet.html",
        sheet=found,
        open=found.state is ScoreState.assigned,
        story=queries.blind(g.edition, found.application),
        words=words,
        form=form,
        press=PressForm(formdata=None),
    )
