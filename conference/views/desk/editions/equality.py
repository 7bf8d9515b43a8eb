"""The desk's equality page: counts that are safe to show, and which questions are asked."""

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions.editions import equality
from conference.db import now
from conference.forms.editions.equality import AskForm
from conference.queries.editions import equality as queries
from conference.rules.editions.equality import STARTER
from conference.rules.people.duties import Duty
from conference.views.acts import act

bp = guards.door("desk_monitoring", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/equality")


@bp.get("/")
def index() -> str:
    asked = queries.in_force(g.edition)
    return _page(AskForm(data={"questions": asked.questions if asked else list(STARTER)}))


@bp.post("/")
def ask() -> ResponseReturnValue:
    form = AskForm()
    if not form.validate() or not form.questions.data:
        form.questions.errors = ["Choose at least one question."]
        return _page(form), 422
    questions = form.questions.data
    return act(
        lambda: equality.ask(g.edition, questions, by=current_user, at=now()),
        form=form,
        onward=url_for("desk_monitoring.index"),
        said="Questions saved. We will ask them from now on.",
    )


def _page(form: AskForm) -> str:
    return render_template("desk/editions/monitoring.html", versions=queries.versions(g.edition), form=form)
