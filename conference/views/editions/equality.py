"""Equality questions, apart from everything else: no account, no reference, nothing that says who answered."""

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from conference import guards
from conference.actions.editions import equality
from conference.actions.people import sign_in
from conference.db import db, forget_order, now
from conference.forms.editions.equality import form_for
from conference.queries.editions import equality as queries
from conference.rules.refusals import Refused

bp = guards.door("monitoring", __name__, duty=guards.ANYONE, url_prefix="/apply/<edition>/equality")


@bp.get("/")
def index() -> str:
    return _page()


@bp.post("/")
def answer() -> ResponseReturnValue:
    asked = queries.in_force(g.edition) or abort(404)
    form = form_for(queries.questions(g.edition), str(get_locale()))()
    if not form.validate():
        abort(400)
    if not sign_in.count_try(f"equality-from:{request.remote_addr}", limit=30, minutes=15, at=now()):
        abort(429)
    db.session.commit()
    given = {key: str(form[key].data) for key in asked.questions if form[key].data}
    if not given:
        return redirect(url_for("monitoring.thanks"), 303)
    try:
        equality.count(g.edition, given, version=form.version.data or 0)
    except Refused:
        db.session.rollback()
        return _page(changed=True), 422
    db.session.commit()
    forget_order()
    return redirect(url_for("monitoring.thanks"), 303)


@bp.get("/thanks")
def thanks() -> str:
    return render_template("monitoring/thanks.html")


def _page(*, changed: bool = False) -> str:
    asked = queries.in_force(g.edition) or abort(404)
    form = form_for(queries.questions(g.edition), str(get_locale()))(formdata=None, data={"version": asked.version})
    return render_template("monitoring/index.html", form=form, questions=asked.questions, changed=changed)
