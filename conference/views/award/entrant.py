"""Your own entry: confirm it, say what of you may be shown, and take your certificate."""

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, abort, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from conference import guards, pdf
from conference.actions.award import awards, ceremony
from conference.db import now
from conference.forms.award.ceremony import ShownForm
from conference.forms.buttons import PressForm
from conference.models.award.awards import Award
from conference.queries.award import awards as awards_found, ceremony as queries, result as results, stages
from conference.queries.award.ceremony import Entrant, Mine
from conference.views.acts import act

bp = guards.door("entrant", __name__, duty=guards.SIGNED_IN, url_prefix="/vote/<edition>/entry")


@bp.get("/<int:entry_id>")
@bp.get("/work/<int:work_id>")
def show(entry_id: int = 0, work_id: int = 0) -> str:
    """By the number of an entry, or of a work of the long list where a jury alone decides and there is no ballot."""
    return _page(_mine(entry_id, work_id))


@bp.post("/<int:entry_id>")
def confirm(entry_id: int) -> ResponseReturnValue:
    """The co-presenter says that they do present this work."""
    entry = _own(_mine(entry_id)).entry or abort(400)
    return act(
        lambda: awards.confirm_entry(entry, by=current_user, at=now()),
        onward=_back(entry_id, 0),
        said=_("Thank you. You have confirmed it."),
    )


@bp.post("/<int:entry_id>/shown")
@bp.post("/work/<int:work_id>/shown")
def agree(entry_id: int = 0, work_id: int = 0) -> ResponseReturnValue:
    """The co-presenter agrees to have their name, story or video shown; nobody else can."""
    mine, form = _own(_mine(entry_id, work_id)), ShownForm()
    if not form.is_whole():
        return _page(mine, form), 422
    given = {field.name: field.data or "" for field in (form.name, form.words, form.video)}
    return act(
        lambda: ceremony.show(mine, **given, by=current_user, at=now()),
        onward=_back(entry_id, work_id),
        said=_("Thank you. We will show this once the result is out, and not before."),
    )


@bp.post("/<int:entry_id>/shown/back")
@bp.post("/work/<int:work_id>/shown/back")
def take_back(entry_id: int = 0, work_id: int = 0) -> ResponseReturnValue:
    """From this moment on nothing of them is shown."""
    mine = _own(_mine(entry_id, work_id))
    found = queries.shown(mine.award, mine.reference)

    def hide() -> None:
        if found:
            ceremony.hide(found, by=current_user, at=now())

    return act(
        hide,
        onward=_back(entry_id, work_id),
        said=_("Your details are removed. We no longer show anything about you."),
    )


@bp.get("/<int:entry_id>/certificate.pdf")
@bp.get("/work/<int:work_id>/certificate.pdf")
def certificate(entry_id: int = 0, work_id: int = 0) -> ResponseReturnValue:
    """Their own certificate, once the result is out; a page to print where PDF is not to be had."""
    mine = _mine(entry_id, work_id)
    facts = results.published_result(mine.award) or abort(404)
    one = [each for each in queries.entrants(mine.award, facts) if each.reference == mine.reference] or abort(404)
    return printed(mine.award, facts, one)


def printed(award: Award, facts: dict[str, Any], entrants: list[Entrant]) -> ResponseReturnValue:
    """Certificates of these works in one file."""
    html = render_template(
        "pdf/certificates.html",
        award=award,
        name=awards_found.name_of(award),
        question=awards_found.question_of(award),
        facts=facts,
        entrants=entrants,
        signed=queries.signed_by(award),
        shortlisted=stages.stages_of(award) is not None,
        fonts=_fonts(str(current_app.static_folder)),
        day=award.published_at or award.announce_at or guards.clock(),
    )
    made = pdf.of(html) if pdf.available() else None
    if made is None:
        return html
    shown = {"Content-Disposition": f'inline; filename="certificate-{g.edition.code}-{award.id}.pdf"'}
    return Response(made, mimetype="application/pdf", headers=shown)


@cache
def _fonts(folder: str) -> dict[int, str]:
    """Our letters, carried inside the file, so that a certificate looks the same on every machine."""
    files = {weight: Path(folder) / f"fonts/atkinson-hyperlegible-latin-{weight}-normal.woff2" for weight in (400, 700)}
    return {weight: b64encode(file.read_bytes()).decode() for weight, file in files.items()}


def _mine(entry_id: int = 0, work_id: int = 0) -> Mine:
    found = (
        queries.entry_for(current_user, g.edition, entry_id)
        if entry_id
        else queries.work_for(current_user, g.edition, work_id)
    )
    return found or abort(404)


def _own(mine: Mine) -> Mine:
    return mine if mine.is_co_presenter else abort(404)


def _back(entry_id: int, work_id: int) -> str:
    if entry_id:
        return url_for("entrant.show", entry_id=entry_id)
    return url_for("entrant.show", work_id=work_id)


def _page(mine: Mine, form: ShownForm | None = None) -> str:
    shown = queries.shown(mine.award, mine.reference) if mine.is_co_presenter else None
    where = {name: value for name, value in (request.view_args or {}).items() if name in ("entry_id", "work_id")}
    return render_template(
        "vote/entry.html",
        award=mine.award,
        mine=mine,
        where=where,
        name=awards_found.name_of(mine.award),
        shown=shown,
        form=form or ShownForm(formdata=None, obj=shown),
        press=PressForm(formdata=None),
        has_certificate=_has_certificate(mine),
    )


def _has_certificate(mine: Mine) -> bool:
    facts = results.published_result(mine.award)
    return facts is not None and any(entry["reference"] == mine.reference for entry in facts["entries"])
