"""Abstracts at the desk: the list, one abstract whole, and which stream it is in."""

from typing import Any

from flask import Response as Answer, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms.fields import SelectChoice

from conference import guards
from conference.actions.abstracts import abstracts
from conference.db import now
from conference.forms.abstracts.submissions import THIN
from conference.forms.buttons import PressForm
from conference.forms.files import StreamForm
from conference.models.abstracts.abstracts import Abstract
from conference.queries.abstracts import abstracts as queries, submissions
from conference.queries.editions import editions
from conference.queries.reviewers import assignment
from conference.rules.abstracts import submissions as rules
from conference.rules.abstracts.labels import STATE
from conference.rules.people.duties import Duty
from conference.views.acts import act, beside
from conference.views.desk.files import taken_away

bp = guards.door("desk_abstracts", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/abstracts")


@bp.get("/")
def index() -> str:
    asked = {name: request.args.get(name, "") for name in ("stream", "state", "search")}
    return render_template(
        "desk/abstracts/abstracts.html",
        page=queries.listed(g.edition, number=request.args.get("page", 1, int), **asked),
        streams=editions.streams_of(g.edition),
        states=STATE,
        asked=asked,
    )


@bp.get("/export.<kind>")
def export(kind: str) -> Answer:
    """Every abstract that was sent, to take away: a table, a workbook, or the same as JSON."""
    return taken_away("abstracts", kind, queries.COLUMNS, queries.as_rows(g.edition))


@bp.get("/<reference>")
def show(reference: str) -> str:
    abstract = _abstract_or_404(reference)
    form = _stream_form()
    form.stream.data = abstract.stream_id or 0
    return _page(abstract, form)


@bp.post("/<reference>/stream")
def place(reference: str) -> ResponseReturnValue:
    abstract, form = _abstract_or_404(reference), _stream_form()
    stream = next((one for one in editions.streams_of(g.edition) if one.id == form.stream.data), None)
    return act(
        lambda: abstracts.place(abstract, stream, by=current_user, at=now()),
        onward=url_for("desk_abstracts.show", reference=abstract.reference),
        said=f"{abstract.reference} is now in {stream.name if stream else 'no stream'}.",
        form=form,
        again=beside(form, lambda: _page(abstract, form)),
    )


def _page(abstract: Abstract, form: StreamForm) -> str:
    return render_template(
        "desk/abstracts/abstract.html",
        abstract=abstract,
        sections=queries.sections_read(abstract),
        readers=assignment.reviewers_of(abstract),
        form=form,
        **_offered(abstract),
    )


def _offered(abstract: Abstract) -> dict[str, Any]:
    """What its author said beside the text, where it was offered here."""
    submission, call = submissions.of_abstract(abstract), submissions.call_of(g.edition)
    thin = rules.thin(submissions.work_of(submission, call)) if submission and call else []
    return {"submission": submission, "thin": [THIN[each] for each in thin], "press": PressForm(formdata=None)}


def _abstract_or_404(reference: str) -> Abstract:
    return queries.one(g.edition, reference) or abort(404)


def _stream_form() -> StreamForm:
    form = StreamForm()
    names = [SelectChoice(stream.id, stream.name) for stream in editions.streams_of(g.edition)]
    form.stream.choices = [SelectChoice(0, "No stream"), *names]
    return form
