"""Apply for a funded place: one thing per page, without an account, save and come back."""

from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_login import current_user

from conference import guards
from conference.actions.applications import applications as actions
from conference.actions.people import sign_in
from conference.db import now
from conference.forms.applications import choices as words, form as forms
from conference.forms.applications.page import PageForm
from conference.queries.applications import applications as queries
from conference.queries.editions import opportunities
from conference.rules.editions.opportunities import Opportunity, Told
from conference.rules.languages import Lang
from conference.views.acts import act
from conference.views.applications import resume
from conference.views.applications.answers import empty_form

bp = guards.door("apply", __name__, duty=guards.ANYONE, url_prefix="/apply/<edition>")


@bp.get("/")
def index() -> str:
    return render_template(
        "apply/index.html",
        settings=queries.settings_of(g.edition),
        is_open=queries.is_open(g.edition, at=guards.clock()),
        application=guards.opened_here(),
        at=guards.clock(),
        call=next((told for told in _offered() if told.kind is Opportunity.funded_place), None),
    )


def _offered() -> list[Told]:
    return opportunities.published(g.edition, Lang(str(get_locale())))


@bp.get("/what")
def what() -> str:
    """What one could do there, before anybody starts the form."""
    duties = [told for told in _offered() if told.kind is not Opportunity.funded_place]
    return render_template("apply/what.html", duties=duties, interest=words.INTEREST)


@bp.get("/start")
def start() -> ResponseReturnValue:
    if not queries.is_open(g.edition, at=guards.clock()):
        return redirect(url_for("apply.index"), 303)
    return _first_page(forms.PAGES["name"]())


@bp.post("/start")
def begin() -> ResponseReturnValue:
    form = forms.PAGES["name"]()
    if not form.validate():
        return _first_page(form), 422
    if not sign_in.count_try(f"apply-from:{request.remote_addr}", limit=60, minutes=15, at=now()):
        abort(429)
    return act(
        lambda: _begin(form.answers()),
        form=form,
        onward=url_for("saved.show", begun=1),
        back=url_for("apply.index"),
    )


def _begin(given: dict[str, Any]) -> None:
    """Start with the name, and remember in this browser what was started."""
    at, person = now(), current_user._get_current_object() if current_user.is_authenticated else None
    application, code = actions.start(g.edition, name=given["name"], lang=Lang(str(get_locale())), at=at, person=person)
    actions.save(application, "name", given, by=application.person, at=at)
    resume.open_here(application, code)


def _first_page(form: PageForm) -> str:
    return render_template("apply/page.html", form=form, page="name", application=None, before=None, changed=None)


@bp.get("/form.pdf")
def blank() -> ResponseReturnValue:
    return empty_form()
