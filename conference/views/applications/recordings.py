"""Speak instead of writing: hand in a recording, listen to it, take it out. Only the person's own browser gets it."""

from flask import Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference import files, guards
from conference.actions.applications import recordings as actions
from conference.db import now
from conference.forms.applications.recordings import NOT_TAKEN, PAGE, RecordingForm, where_it_stands
from conference.forms.buttons import PressForm
from conference.models.applications.applications import Application
from conference.queries.applications import recordings as queries
from conference.rules.applications.applications import State
from conference.rules.applications.recordings import MOST_BYTES, NotePage
from conference.rules.file_kinds import AUDIO, Refusal
from conference.views.acts import act

bp = guards.door("audio_notes", __name__, duty=guards.APPLICANT, url_prefix="/apply/<edition>/recording")


def recordings_of(application: Application) -> list[tuple[str, str, NotePage, bool]]:
    """Each recording: its page, where it stands, and whether it can be heard."""
    return [
        (str(PAGE[page]), where_it_stands(note, application.edition.zone), page, note.file_id is not None)
        for page, note in queries.notes_of(application).items()
    ]


def _page_or_404(page: str) -> NotePage:
    return NotePage(page) if page in list(NotePage) else abort(404)


@bp.get("/<page>")
def show(page: str) -> ResponseReturnValue:
    wanted = _page_or_404(page)
    if g.application.state is not State.draft:
        return redirect(url_for("offer.mine"), 303)
    return _page(g.application, wanted, RecordingForm())


@bp.post("/<page>")
def give(page: str) -> ResponseReturnValue:
    wanted, application, form = _page_or_404(page), g.application, RecordingForm()
    if not form.validate():
        return _page(application, wanted, form), 422
    try:
        cleaned = _cleaned()
    except files.NotTaken as no:
        form.sound.errors = [NOT_TAKEN[no.refusal]]
        return _page(application, wanted, form), 422
    return act(
        lambda: actions.give(application, wanted, cleaned, by=guards.acting(application.person), at=now()),
        form=form,
        onward=url_for("apply_page.show", page=wanted.value),
        said=_("We have your recording. This page counts as answered."),
        back=url_for("offer.mine"),
    )


def _cleaned() -> files.Cleaned:
    """The sound that was sent, without what its file says of the sender."""
    upload = request.files.get("sound")
    if upload is None or not upload.filename:
        raise files.NotTaken(Refusal.empty)
    return files.clean(upload.stream, takes=AUDIO, most=MOST_BYTES)


@bp.post("/<page>/take-out")
def take_out(page: str) -> ResponseReturnValue:
    wanted, application = _page_or_404(page), g.application
    note = queries.notes_of(application).get(wanted) or abort(404)
    return act(
        lambda: actions.take_out(note, by=guards.acting(application.person), at=now()),
        onward=url_for("apply_page.show", page=wanted.value),
        said=_("Recording deleted."),
        back=url_for("offer.mine"),
    )


@bp.get("/<page>/download")
def listen(page: str) -> Response:
    return attachment(g.application, _page_or_404(page))


def attachment(application: Application, page: NotePage) -> Response:
    """The sound as an attachment, while it is kept."""
    note = queries.notes_of(application).get(page)
    if note is None or note.file is None:
        abort(404)
    return files.answer(note.file, f"{application.reference}-{page}")


def _page(application: Application, page: NotePage, form: RecordingForm) -> str:
    note = queries.notes_of(application).get(page)
    return render_template(
        "apply/recording.html",
        application=application,
        page=page,
        title=PAGE[page],
        form=form,
        press=PressForm(formdata=None),
        heard=where_it_stands(note, application.edition.zone) if note else "",
    )
