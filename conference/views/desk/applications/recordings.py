"""Recordings at the desk: listen, type what was said, note that the person approved it."""

from typing import Any

from flask import Response, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions.applications import recordings as actions
from conference.db import now, page_of
from conference.forms.applications.recordings import PAGE, READ_BACK, ApproveForm, type_form
from conference.models.applications.recordings import AudioNote
from conference.queries.applications import applications, recordings as queries
from conference.queries.people import people
from conference.rules.applications.applications import State
from conference.rules.applications.recordings import ReadBack
from conference.rules.people.duties import Duty
from conference.views.acts import act
from conference.views.applications.recordings import attachment

bp = guards.door("desk_audio_notes", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/recordings")


@bp.get("/")
def index() -> str:
    return render_template(
        "desk/applications/audio_notes.html",
        page=page_of(queries.to_type(g.edition), request.args.get("page", 1, int)),
        settings=applications.settings_of(g.edition),
        pages_of_form=PAGE,
    )


@bp.get("/<int:note_id>")
def show(note_id: int) -> str:
    return _page(_one_or_404(note_id))


@bp.get("/<int:note_id>/download")
def listen(note_id: int) -> Response:
    note = _one_or_404(note_id)
    return attachment(note.application, note.page)


@bp.post("/<int:note_id>/type")
def type_up(note_id: int) -> ResponseReturnValue:
    note = _one_or_404(note_id)
    names = queries.FIELDS[note.page]
    form = type_form(names)
    texts = {name: str(form[name].data or "") for name in names}
    return act(
        lambda: actions.type_up(note, texts, by=current_user, at=now()),
        form=form,
        onward=url_for("desk_audio_notes.show", note_id=note_id),
        said="Words saved. Now read them back to the person.",
        again=lambda problem: _again(note_id, problem) if problem else _page(note, typing=form),
    )


@bp.post("/<int:note_id>/approve")
def approve(note_id: int) -> ResponseReturnValue:
    note, form = _one_or_404(note_id), ApproveForm()
    return act(
        lambda: actions.approve(note, ReadBack(form.read_back.data), by=current_user, at=now()),
        form=form,
        onward=url_for("desk_audio_notes.show", note_id=note_id),
        said="Saved: words approved. The panel can now read them.",
        again=lambda problem: _again(note_id, problem) if problem else _page(note, approving=form),
    )


def _again(note_id: int, problem: str) -> str:
    """The page as it is now: somebody else was faster."""
    return _page(_one_or_404(note_id), problem=problem)


def _one_or_404(note_id: int) -> AudioNote:
    return queries.one(g.edition, note_id) or abort(404)


def _page(note: AudioNote, typing: Any = None, approving: ApproveForm | None = None, problem: str = "") -> str:
    names = queries.FIELDS[note.page]
    return render_template(
        "desk/applications/audio_note.html",
        note=note,
        application=note.application,
        title=PAGE[note.page],
        read_back=READ_BACK,
        heard_by=people.person(note.approved_by) if note.approved_by else None,
        texts=[getattr(note.application, name) for name in names],
        names=names,
        typing=typing or type_form(names, formdata=None, obj=note.application),
        approving=approving or ApproveForm(formdata=None),
        open=note.approved_at is None and note.application.state is State.sent,
        settings=applications.settings_of(g.edition),
        problem=problem,
    )
