"""What the conference asks of authors, for anybody to read, and how to begin without an account."""

from flask import abort, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference import guards
from conference.actions.people import people, sign_in
from conference.db import db, now
from conference.forms.abstracts.submissions import TYPE, JoinForm, TitleForm
from conference.models.abstracts.submissions import AbstractCall
from conference.queries.abstracts import submissions as queries
from conference.queries.editions import editions
from conference.queries.people import people as people_found
from conference.queries.selection import ranking
from conference.rules.abstracts.abstracts import AbstractType
from conference.views.people.sign_in import browser

bp = guards.door("call", __name__, duty=guards.ANYONE, url_prefix="/call/<edition>")


@bp.get("/")
def index() -> str:
    return _page(_call_or_404(), JoinForm(formdata=None))


def _call_or_404() -> AbstractCall:
    return queries.call_of(g.edition) or abort(404)


def _page(call: AbstractCall, form: JoinForm) -> str:
    at = guards.clock()
    mine = queries.of_person(current_user, g.edition) if current_user.is_authenticated else []
    return render_template(
        "submit/call.html",
        call=call,
        types=[TYPE[AbstractType(each)] for each in call.types],
        streams=editions.streams_of(g.edition),
        needed=ranking.needed_for_the_top(g.edition),
        mine=mine,
        form=form,
        title=TitleForm(formdata=None),
        is_open=call.opens_at <= at < call.closes_at,
        at=at,
    )


@bp.post("/")
def join() -> ResponseReturnValue:
    """Somebody new gives a name and an address; the way in goes to that address, and the page says the same to all."""
    call, form = _call_or_404(), JoinForm()
    if not form.validate():
        return _page(call, form), 422
    at, address = now(), str(form.email.data)
    if sign_in.may_ask_link(address, request.remote_addr, at=at):
        people.join(str(form.name.data), address, by=people_found.system(), at=at)
        sign_in.ask_link(address, browser=browser(), next_path=url_for("call.index", edition=g.edition.code), at=at)
    db.session.commit()
    session["asked"] = address
    return redirect(url_for("account.code"), 303)
