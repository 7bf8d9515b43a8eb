"""A kiosk between two people: begin, more time, are you still there, and everything forgotten."""

import secrets
from dataclasses import replace

from flask import abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from conference import guards
from conference.forms.buttons import PressForm
from conference.models.award.awards import Award
from conference.queries.award import awards as queries
from conference.views.award import browser

bp = guards.door("kiosk", __name__, duty=guards.ANYONE, url_prefix="/vote/<edition>/<int:award_id>/kiosk")
bp.before_request(browser.someone_is_here)


@bp.get("/begin")
def begin(award_id: int) -> Response:
    """Somebody new: nothing of the person before, and an order of the entries of their own."""
    award = _award_or_404(award_id)
    if browser.is_kiosk():
        browser.someone_new()
        browser.keep(award.id, browser.Kept(voter=secrets.token_hex(8)))
    return redirect(url_for("vote.choose", award_id=award_id), 303)


@bp.get("/next")
def next_person(award_id: int) -> Response:
    """Forget everything. A page of a kiosk goes here by itself, so it is no form; elsewhere it does nothing."""
    award = _award_or_404(award_id)
    if browser.is_kiosk():
        browser.forget(award.id)
    return redirect(url_for("vote.index"), 303)


@bp.get("/still")
def still_there(award_id: int) -> ResponseReturnValue:
    """Where no script runs, this page asks; it shows nothing of the vote."""
    award = _award_or_404(award_id)
    if not browser.is_kiosk() or browser.kept(award.id) == browser.Kept():
        return redirect(url_for("vote.choose", award_id=award_id), 303)
    name = queries.name_of(award)
    return render_template(
        "vote/still.html", award=award, name=name, form=PressForm(), kiosk=True, pause=browser.pause_of(award)
    )


@bp.post("/more")
def more_time(award_id: int) -> Response:
    """Everything stays longer, and the same page comes again."""
    award = _award_or_404(award_id)
    if not PressForm().validate():
        abort(400)
    kept = browser.kept(award.id)
    browser.keep(award.id, replace(kept, slow=True))
    page = "vote.recorded" if kept.recorded else "vote.check" if kept.choice else "vote.choose"
    return redirect(url_for(page, award_id=award_id), 303)


def _award_or_404(award_id: int) -> Award:
    found = queries.one(g.edition, award_id)
    return found if found and queries.is_public(found) else abort(404)
