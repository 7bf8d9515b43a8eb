"""The front page, the language, the glossary, and the two signs of health."""

from flask import abort, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from conference import guards
from conference.forms.buttons import LanguageForm
from conference.models.editions.editions import Edition
from conference.queries import health
from conference.queries.editions import editions
from conference.signposts import front

bp = guards.door("front", __name__, duty=guards.ANYONE)


@bp.get("/")
def index() -> str:
    found = editions.all_newest_first()
    return _page(found[0], found[1:]) if found else render_template("front/none.html")


@bp.get("/edition/<edition>")
def edition() -> str:
    return _page(g.edition, [])


def _page(chosen: Edition, others: list[Edition]) -> str:
    openings = front.open_now(chosen, at=guards.clock())
    return render_template("front/index.html", edition=chosen, others=others, openings=openings, at=guards.clock())


@bp.get("/glossary")
def glossary() -> str:
    return render_template("front/glossary.html")


@bp.post("/language")
def language() -> ResponseReturnValue:
    """Remember the language in this browser, and go back to the page."""
    form = LanguageForm()
    if not form.validate():
        abort(400)
    session["lang"] = form.lang.data
    back = request.form.get("back", "")
    safe = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return redirect(back if safe else url_for("front.index"), 303)


@bp.get("/healthz")
def healthz() -> str:
    return "ok\n"


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    return ("ready\n", 200) if health.answers() else ("no database\n", 503)
