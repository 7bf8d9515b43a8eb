"""The panel: read an application without its name, score it, see the ranking when one's own scores are in."""

from typing import Any

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext as _
from flask_login import current_user

from conference import guards
from conference.actions.applications import scoring
from conference.db import now, page_of
from conference.forms.applications import choices as words
from conference.forms.applications.scoring import ConflictForm, ScoreForm
from conference.models.applications.scoring import ApplicationScore
from conference.queries.applications import panels, scoring as queries, standing
from conference.rules.applications import scoring as rules
from conference.rules.applications.scoring import ScoreState
from conference.rules.people.duties import Duty
from conference.views.acts import act, beside

bp = guards.door("panel", __name__, duty=Duty.assessor, url_prefix="/panel/<edition>")


@bp.get("/")
def index() -> str:
    return render_template(
        "panel/index.html",
        page=page_of(queries.queue_of(current_user, g.edition), request.args.get("page", 1, int)),
        still=queries.still_to_score(current_user, g.edition),
        seat=panels.seat_of(current_user, g.edition),
    )


def _form(**given: Any) -> ScoreForm:
    """The questions in the edition's own words, where it has them."""
    own, locale = panels.criteria_of(g.edition), get_locale()
    return ScoreForm(**given).ask_in(own.words.get(locale.language if locale else "en") if own else None)


@bp.get("/<reference>")
def sheet(reference: str) -> str:
    return _page(_sheet_or_404(reference), _form())


@bp.post("/<reference>")
def score(reference: str) -> ResponseReturnValue:
    found, form = _sheet_or_404(reference), _form()
    return act(
        lambda: scoring.score(found, **form.given(), by=current_user, at=now()),
        form=form,
        onward=url_for("panel.index"),
        said=_("Your scores are sent. Thank you."),
        again=beside(form, lambda: _page(_sheet_or_404(reference), form)),
    )


@bp.get("/<reference>/correct")
def correction(reference: str) -> str:
    """One's own sent scores, to send others in their place."""
    found = _sent_or_404(reference)
    return _correction(found, _form(obj=found))


def _correction(found: ApplicationScore, form: ScoreForm) -> str:
    return render_template("panel/correct.html", sheet=found, form=form)


@bp.post("/<reference>/correct")
def correct(reference: str) -> ResponseReturnValue:
    found, form = _sent_or_404(reference), _form()
    return act(
        lambda: scoring.correct(found, **form.given(), by=current_user, at=now()),
        form=form,
        onward=url_for("panel.sheet", reference=reference),
        said=_("Your new scores count now. We keep the earlier ones beside them."),
        again=beside(form, lambda: _correction(_sent_or_404(reference), form)),
    )


@bp.get("/<reference>/aside")
def aside(reference: str) -> str:
    return _aside(_sheet_or_404(reference), ConflictForm())


def _aside(found: ApplicationScore, form: ConflictForm) -> str:
    return render_template("panel/aside.html", sheet=found, form=form)


@bp.post("/<reference>/aside")
def stand_aside(reference: str) -> ResponseReturnValue:
    found, form = _sheet_or_404(reference), ConflictForm()
    return act(
        lambda: scoring.stand_aside(found, form.conflict.data, by=current_user, at=now()),
        form=form,
        onward=url_for("panel.index"),
        said=_("That is all right. Someone else will read it."),
        again=beside(form, lambda: _aside(_sheet_or_404(reference), form)),
    )


@bp.get("/ranking")
def ranking() -> str:
    """Nobody sees the others' scores before their own are all in."""
    if not queries.may_see_ranking(current_user, g.edition):
        return render_template("panel/ranking.html", ready=False)
    page = page_of(standing.ranked(g.edition, current_user), request.args.get("page", 1, int))
    return render_template(
        "panel/ranking.html",
        ready=True,
        page=page,
        lots=standing.by_lot(g.edition, page.rows),
        counts=standing.counts(g.edition),
        parts=rules.PARTS,
    )


@bp.get("/meeting")
def meeting() -> str:
    """Where the readers differ, to talk about; nobody's own conflict is on it."""
    ready = queries.may_see_ranking(current_user, g.edition)
    page = page_of(standing.to_discuss(g.edition, current_user), request.args.get("page", 1, int)) if ready else None
    sheets = standing.sheets_by_application([row.application_id for row in page.rows]) if page else {}
    return render_template("panel/meeting.html", ready=ready, page=page, sheets=sheets)


def _sent_or_404(reference: str) -> ApplicationScore:
    found = _sheet_or_404(reference)
    return found if found.state is ScoreState.submitted else abort(404)


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
    )
