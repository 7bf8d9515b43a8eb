"""How to come back to a saved form: its reference and code, and a new code when the old one is lost."""

from flask import g, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference import guards
from conference.actions.applications import applications as actions
from conference.db import now
from conference.forms.buttons import PressForm
from conference.queries.applications import applications as queries
from conference.views.acts import act
from conference.views.applications.resume import first_missing

bp = guards.door("saved", __name__, duty=guards.APPLICANT, url_prefix="/apply/<edition>")


@bp.get("/saved")
def show() -> str:
    return render_template(
        "apply/saved.html",
        application=g.application,
        code=session.get("apply_code", ""),
        begun=request.args.get("begun"),
        form=PressForm(),
        onward=first_missing(g.application),
        settings=queries.settings_of(g.edition),
    )


@bp.post("/send-code")
def send_code() -> ResponseReturnValue:
    return act(
        _send_code,
        onward=url_for("saved.show"),
        said=_("Your reference and a new code are on their way to you."),
    )


def _send_code() -> None:
    """The code that was just made is not shown any more: another is on its way."""
    actions.send_new_code(g.application, by=guards.acting(g.application.person), at=now())
    session["apply_code"] = ""
