"""The outbox at the desk: letters sent, people to ring, letters to post."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_login import current_user

from conference import guards
from conference.actions import outbox
from conference.db import db, now
from conference.forms.buttons import PressForm
from conference.queries import outbox as queries
from conference.rules.people.duties import Duty

bp = guards.door("desk_letters", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/letters")


@bp.get("/")
def index() -> str:
    tasks_only = bool(request.args.get("tasks"))
    page = queries.of_edition(g.edition, number=request.args.get("page", 1, int), tasks_only=tasks_only)
    return render_template("desk/letters.html", page=page, tasks_only=tasks_only, at=guards.clock())


@bp.get("/<int:letter_id>")
def show(letter_id: int) -> str:
    letter = queries.one(g.edition, letter_id) or abort(404)
    return render_template("desk/letter.html", letter=letter, shown=queries.shows_body(letter), form=PressForm())


@bp.post("/<int:letter_id>/done")
def done(letter_id: int) -> Any:
    letter = queries.one(g.edition, letter_id) or abort(404)
    if not PressForm().validate():
        abort(400)
    try:
        outbox.mark_done(letter, by=current_user, at=now())
    except outbox.NotATask:
        abort(404)
    db.session.commit()
    flash("Saved as done.")
    return redirect(url_for("desk_letters.index", tasks=1), 303)


@bp.post("/<int:letter_id>/no-answer")
def no_answer(letter_id: int) -> Any:
    """Nobody picked up: the call comes back on the next working day."""
    letter = queries.one(g.edition, letter_id) or abort(404)
    if not PressForm().validate():
        abort(400)
    try:
        outbox.no_answer(letter, by=current_user, at=now())
    except outbox.NotATask:
        abort(404)
    db.session.commit()
    flash("Saved: no answer. The call will be back on your list on the next working day.")
    return redirect(url_for("desk_letters.index", tasks=1), 303)
