"""Take a file in at the desk: abstracts, reviewers or preferences, by the code of the commands; take one away."""

from collections.abc import Sequence
from typing import Any

from flask import Response as Answer, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions.abstracts import abstracts
from conference.actions.column_names import keep as keep_names
from conference.actions.reviewers import bids, imported
from conference.db import db, now
from conference.engines.table_files import file_of
from conference.engines.tables import read
from conference.forms.files import ImportForm
from conference.queries import column_names
from conference.rules.people.duties import Duty
from conference.rules.tables import Counts, Unreadable

bp = guards.door("desk_files", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/files")

TAKE_IN = {"abstracts": abstracts.take_in, "reviewers": imported.take_in, "preferences": bids.take_in}
DONE = {"abstracts": "desk_abstracts.index", "reviewers": "desk_reviewers.index", "preferences": "desk_plans.index"}
NAMES = {"abstracts": "Abstracts", "reviewers": "Reviewers", "preferences": "Preferences"}
MOST_TOLD = 15  # what a flash can carry; a try tells all


@bp.get("/")
def index() -> str:
    return _page(ImportForm())


def _page(form: ImportForm, counts: dict[str, Any] | None = None) -> str:
    return render_template(
        "desk/files.html", form=form, counts=counts, kept=column_names.of_person(current_user), names=NAMES
    )


@bp.post("/")
def take_in() -> ResponseReturnValue:
    form = ImportForm()
    if not form.validate():
        return _page(form), 422
    pairs = form.pairs() or column_names.of_person(current_user).get(form.what.data, {})
    more = {} if form.what.data == "preferences" else {"create_streams": bool(form.create_streams.data)}
    try:
        table = read(form.file.data.read())
        counts = TAKE_IN[form.what.data](g.edition, table, by=current_user, at=now(), mapping=pairs, **more)
    except Unreadable as problem:
        db.session.rollback()
        form.file.errors = [f"Nothing was imported. {problem}"]
        return _page(form), 422
    if form.try_first.data:
        db.session.rollback()
        return _page(form, counts.in_words())
    keep_names(current_user, form.what.data, form.pairs())
    db.session.commit()
    _tell(counts)
    return redirect(url_for(DONE[form.what.data]), 303)


def _tell(counts: Counts) -> None:
    flash(f"{counts.created} new, {counts.updated} updated, {counts.unchanged} unchanged.")
    refused = counts.in_words()["refused"]
    for one in refused[:MOST_TOLD]:
        flash(f"Line {one['line']} was not imported. {one['reason']}"[:200])
    if refused[MOST_TOLD:]:
        flash(f"{len(refused)} lines in total were not imported. To see each, import the file again with “Test only”.")


def taken_away(name: str, kind: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Answer:
    """A table as a file of that kind: csv, xlsx or json."""
    made, mimetype = file_of(kind, name, columns, rows) or abort(404)
    shown = f'attachment; filename="{g.edition.code}-{name}.{kind}"'
    return Answer(made, headers={"Content-Type": mimetype, "Content-Disposition": shown})
