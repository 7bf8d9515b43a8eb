"""The desk: what waits, and which promise is about to break."""

from flask import g, render_template

from conference import guards, pdf
from conference.forms.buttons import PressForm
from conference.rules.people.duties import Duty
from conference.signposts import desk

bp = guards.door("desk", __name__, duty=(Duty.organiser, Duty.treasurer), url_prefix="/desk/<edition>")


@bp.get("/")
def index() -> str:
    at = guards.clock()
    waiting = desk.waiting(g.edition, at=at, may_enter=guards.may_enter)
    return render_template("desk/index.html", waiting=waiting, at=at, form=PressForm())


@bp.get("/health")
def health() -> str:
    return render_template("desk/health.html", pdf=pdf.available(), what_to_install=pdf.WHAT_TO_INSTALL)
