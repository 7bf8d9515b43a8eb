"""The pages of one's own application: save each as one goes, read them all, send."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference import guards
from conference.actions.applications import applications as actions
from conference.db import now
from conference.forms.applications import form as forms
from conference.forms.applications.page import PageForm
from conference.forms.applications.practical import CostsForm
from conference.models.applications.applications import Application
from conference.queries.applications import applications as queries
from conference.rules.applications import applications as rules
from conference.rules.applications.applications import State
from conference.rules.applications.recordings import NotePage
from conference.views.acts import act, beside
from conference.views.applications.form import all_pages, form_of

bp = guards.door("apply_page", __name__, duty=guards.APPLICANT, url_prefix="/apply/<edition>")


@bp.get("/form/<page>")
def show(page: str) -> ResponseReturnValue:
    application: Application = g.application
    if not rules.may_change(application.state, page):
        return redirect(url_for("offer.mine"), 303)
    return _page(application, page, form_of(application, page))


@bp.post("/form/<page>")
def save(page: str) -> ResponseReturnValue:
    application: Application = g.application
    form, stored = form_of(application, page), queries.seen(application, page)
    if not form.validate():
        return _page(application, page, form), 422
    if form.seen.data and form.seen.data != stored and form.answers() != queries.answers(application, page):
        form.seen.data = stored
        return _page(application, page, form, changed=form_of(application, page, typed=False)), 409
    sent = application.state is not State.draft
    keep = actions.put_right if sent else actions.save
    return act(
        lambda: keep(application, page, form.answers(), by=guards.acting(application.person), at=now()),
        form=form,
        onward=lambda _done: url_for("answers.show") if sent else _after(application, page),
        said=_("Thank you. Your change is saved.") if sent else "",
        back=url_for("offer.mine"),
    )


def _after(application: Application, page: str) -> str:
    """Where to go on once a page of a draft is kept."""
    if "stop" in request.form:
        return url_for("saved.show")
    onward = rules.page_after(page, queries.facts_of(application))
    if request.args.get("check") or onward is None:
        return url_for("apply_page.check")
    return url_for("apply_page.show", page=onward)


def _page(application: Application, page: str, form: PageForm, changed: PageForm | None = None) -> str:
    return render_template(
        "apply/page.html",
        form=form,
        page=page,
        application=application,
        before=rules.page_before(page, queries.facts_of(application)) if application.state is State.draft else None,
        changed=changed,
        may_speak=page in list(NotePage),
        first=form.pays_first(application.edition.currency) if isinstance(form, CostsForm) else None,
    )


@bp.get("/check")
def check() -> ResponseReturnValue:
    application: Application = g.application
    if application.state is not State.draft:
        return redirect(url_for("offer.mine"), 303)
    return _check_page(application, forms.SendForm())


def _check_page(application: Application, form: forms.SendForm) -> str:
    return render_template(
        "apply/check.html",
        application=application,
        pages=all_pages(application),
        missing=queries.missing_pages(application),
        form=form,
    )


@bp.post("/send")
def send() -> ResponseReturnValue:
    application, form = g.application, forms.SendForm()
    return act(
        lambda: actions.send(
            application, by=guards.acting(application.person), at=now(), read_back=bool(form.read_back.data)
        ),
        form=form,
        onward=url_for("offer.mine"),
        again=beside(form, lambda: _check_page(application, form)),
    )
