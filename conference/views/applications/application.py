"""Apply for a funded place: one thing per page, without an account, save and come back."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext as _
from flask_login import current_user

from conference import guards
from conference.actions.applications import applications as actions
from conference.actions.people import sign_in
from conference.db import db, now
from conference.forms.applications import choices as words, form as forms
from conference.forms.applications.page import PageForm
from conference.forms.applications.practical import CostsForm
from conference.models.applications.applications import Application
from conference.queries.applications import applications as queries
from conference.queries.editions import opportunities
from conference.rules.applications import applications as rules
from conference.rules.applications.applications import State
from conference.rules.applications.recordings import NotePage
from conference.rules.editions.opportunities import Opportunity, Told
from conference.rules.languages import Lang
from conference.views.applications import resume
from conference.views.applications.form import all_pages, form_of

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
def start() -> Any:
    if not queries.is_open(g.edition, at=guards.clock()):
        return redirect(url_for("apply.index"), 303)
    return _first_page(forms.PAGES["name"]())


@bp.post("/start")
def begin() -> Any:
    form = forms.PAGES["name"]()
    if not form.validate():
        return _first_page(form), 422
    at = now()
    person = current_user._get_current_object() if current_user.is_authenticated else None
    if not sign_in.count_try(f"apply-from:{request.remote_addr}", limit=60, minutes=15, at=at):
        abort(429)
    given = form.answers()
    try:
        application, code = actions.start(
            g.edition, name=given["name"], lang=Lang(str(get_locale())), at=at, person=person
        )
        actions.save(application, "name", given, by=application.person, at=at)
    except actions.MayNot as no:
        db.session.rollback()
        flash(why_not(no.reason))
        return redirect(url_for("apply.index"), 303)
    db.session.commit()
    resume.open_here(application, code)
    return redirect(url_for("resume.saved", begun=1), 303)


def _first_page(form: PageForm) -> str:
    return render_template("apply/page.html", form=form, page="name", application=None, before=None, changed=None)


@bp.get("/form/<page>")
def page(page: str) -> Any:
    application = guards.opened_here()
    if application is None:
        return guards.come_back_first()
    if not rules.may_change(application.state, page):
        return redirect(url_for("offer.mine"), 303)
    return _page(application, page, form_of(application, page))


@bp.post("/form/<page>")
def save(page: str) -> Any:
    application = guards.opened_here()
    if application is None:
        return guards.come_back_first()
    form = form_of(application, page)
    stored = queries.seen(application, page)
    if not form.validate():
        return _page(application, page, form), 422
    if form.seen.data and form.seen.data != stored and form.answers() != queries.answers(application, page):
        form.seen.data = stored
        return _page(application, page, form, changed=form_of(application, page, typed=False)), 409
    sent = application.state is not State.draft
    keep = actions.put_right if sent else actions.save
    try:
        keep(application, page, form.answers(), by=guards.acting(application), at=now())
    except actions.MayNot:
        db.session.rollback()
        return redirect(url_for("offer.mine"), 303)
    db.session.commit()
    if sent:
        flash(_("Thank you. Your change is saved."))
        return redirect(url_for("answers.show"), 303)
    if "stop" in request.form:
        return redirect(url_for("resume.saved"), 303)
    onward = rules.page_after(page, queries.facts_of(application))
    if request.args.get("check") or onward is None:
        return redirect(url_for("apply.check"), 303)
    return redirect(url_for("apply.page", page=onward), 303)


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
def check() -> Any:
    application = guards.opened_here()
    if application is None:
        return guards.come_back_first()
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
def send() -> Any:
    application, form = guards.opened_here(), forms.SendForm()
    if application is None:
        return guards.come_back_first()
    if not form.validate():
        return _check_page(application, form), 422
    try:
        actions.send(application, by=guards.acting(application), at=now(), read_back=bool(form.read_back.data))
    except actions.MayNot as no:
        db.session.rollback()
        form.form_errors.append(why_not(no.reason))
        return _check_page(application, form), 422
    db.session.commit()
    return redirect(url_for("offer.mine"), 303)


def why_not(reason: str) -> str:
    """A refusal in words."""
    told: dict[str, str] = {
        "closed": _("Applications have closed. If something held you up, call us. We may still be able to help."),
        "missing": _("Some answers are still missing. They are marked below."),
        "read_back": _("Read the answers back to the person first, then tick the box."),
        "already_sent": _("You have already sent this."),
        "one_each": _("You already have an application here. Open it instead of starting another."),
    }
    return told.get(reason) or str(_("This cannot be done now. Nothing was changed."))
