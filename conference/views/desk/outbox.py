"""The outbox at the desk: letters sent, people to ring, letters to post."""

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions import outbox
from conference.db import now
from conference.forms.buttons import PressForm
from conference.queries import outbox as queries
from conference.rules.letters import LETTERS
from conference.rules.outbox import is_call, is_task
from conference.rules.people.duties import Duty
from conference.views.acts import act

bp = guards.door("desk_letters", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/letters")


@bp.get("/")
def index() -> str:
    tasks_only = bool(request.args.get("tasks"))
    page = queries.of_edition(g.edition, number=request.args.get("page", 1, int), tasks_only=tasks_only)
    return render_template("desk/letters.html", page=page, tasks_only=tasks_only, at=guards.clock())


@bp.get("/<int:letter_id>")
def show(letter_id: int) -> str:
    letter = queries.one(g.edition, letter_id) or abort(404)
    title, shown = LETTERS[letter.kind].title, queries.shows_body(letter)
    return render_template("desk/letter.html", letter=letter, title=title, shown=shown, form=PressForm())


@bp.post("/<int:letter_id>/done")
def done(letter_id: int) -> ResponseReturnValue:
    letter = queries.one(g.edition, letter_id)
    if letter is None or not is_task(letter.state, letter.channel):
        abort(404)
    return act(
        lambda: outbox.mark_done(letter, by=current_user, at=now()),
        onward=url_for("desk_letters.index", tasks=1),
        said="Saved as done.",
    )


@bp.post("/<int:letter_id>/no-answer")
def no_answer(letter_id: int) -> ResponseReturnValue:
    """Nobody picked up: the call comes back on the next working day."""
    letter = queries.one(g.edition, letter_id)
    if letter is None or not is_call(letter.state, letter.channel):
        abort(404)
    return act(
        lambda: outbox.no_answer(letter, by=current_user, at=now()),
        onward=url_for("desk_letters.index", tasks=1),
        said="Saved: no answer. The call will be back on your list on the next working day.",
    )
