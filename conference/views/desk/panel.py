"""The panel at the desk: who sits on it, and sharing out what is to be read."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, url_for
from flask_login import current_user

from conference import guards
from conference.actions import assessment
from conference.db import db, now
from conference.forms.desk_funding import SeatForm
from conference.forms.front import PressForm
from conference.queries import assessment as queries
from conference.queries import people
from conference.rules.people import Duty, Kind

bp = guards.door("desk_panel", __name__, duty=Duty.organiser, url_prefix="/desk/<edition>/panel")


@bp.get("/")
def index() -> str:
    return _page(SeatForm())


def _page(form: SeatForm) -> str:
    return render_template(
        "desk/panel.html",
        members=queries.panel_of(g.edition),
        progress=queries.progress(g.edition),
        standing=queries.standing(g.edition),
        form=form,
        press=PressForm(formdata=None),
    )


@bp.post("/seat")
def seat() -> Any:
    form = SeatForm()
    if not form.validate():
        return _page(form), 422
    person = people.by_sign_in_address(str(form.email.data))
    if person is None:
        form.email.errors = ["Nobody signs in with this address yet."]
        return _page(form), 422
    try:
        assessment.seat(person, g.edition, Kind(form.kind.data), by=current_user, at=now())
    except assessment.MayNot:
        db.session.rollback()
        form.email.errors = ["This person has a seat already."]
        return _page(form), 422
    db.session.commit()
    flash("Seated.")
    return redirect(url_for("desk_panel.index"), 303)


@bp.post("/share-out")
def share_out() -> Any:
    if not PressForm().validate():
        abort(400)
    shared = assessment.share_out(g.edition, by=current_user, at=now())
    db.session.commit()
    flash(
        f"{len(shared.pairs)} given out. "
        + (f"{len(shared.short)} still lack somebody: name more members." if shared.short else "Nothing is short.")
    )
    return redirect(url_for("desk_panel.index"), 303)
