"""An author's own work: a list of pages, each saved by itself; sent when whole, changed until the last day."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from conference import guards
from conference.actions.abstracts import submissions as actions
from conference.db import db, now
from conference.forms.abstracts import submissions as forms
from conference.forms.buttons import PressForm
from conference.models.abstracts.submissions import AbstractCall, Submission
from conference.queries.abstracts import submissions as queries
from conference.queries.editions import editions
from conference.queries.selection import decisions as decided, ranking
from conference.rules.abstracts import submissions as rules
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.abstracts.submissions import Page
from conference.rules.applications.applications import words_in
from conference.rules.digests import mark as mark_of
from conference.rules.readability import READING_AGE, read
from conference.rules.refusals import Refused
from conference.views.acts import act, beside

bp = guards.door("submit", __name__, duty=guards.SIGNED_IN, url_prefix="/submit/<edition>")
FORMS: dict[Page, type[forms.WorkForm]] = {
    Page.about: forms.AboutForm,
    Page.summary: forms.SummaryForm,
    Page.together: forms.TogetherForm,
    Page.declare: forms.DeclareForm,
}
AUTOSAVE = "X-Autosave"


@bp.post("/")
def start() -> ResponseReturnValue:
    form = forms.TitleForm()
    if not form.validate():
        flash(_("Enter a title of at most 120 characters."))
        return redirect(url_for("call.index"), 303)
    return act(
        lambda: actions.start(g.edition, str(form.title.data), by=current_user, at=now()),
        onward=lambda made: url_for("submit.show", reference=made.abstract.reference),
        form=form,
        back=url_for("call.index"),
    )


@bp.get("/<reference>")
def show(reference: str) -> str:
    return _show(one_or_404(reference))


def _show(submission: Submission, problem: str = "") -> str:
    call = _call()
    work = queries.work_of(submission, call)
    return render_template(
        "submit/show.html",
        submission=submission,
        abstract=submission.abstract,
        call=call,
        pages=forms.PAGE,
        missing=queries.missing_pages(submission),
        thin=[forms.THIN[each] for each in rules.thin(work)],
        needed=ranking.needed_for_the_top(g.edition),
        words=work.words,
        may_edit=queries.may_edit(submission, at=guards.clock()),
        until=queries.last_moment(submission),
        outcome=submission.abstract.state,
        told=decided.told_of(submission.abstract),
        problem=problem,
        press=PressForm(formdata=None),
    )


def one_or_404(reference: str) -> Submission:
    return queries.one(current_user, g.edition, reference) or abort(404)


def _call() -> AbstractCall:
    return queries.call_of(g.edition) or abort(404)


def _form(submission: Submission, page: Page, *, typed: bool = True) -> forms.WorkForm:
    data = queries.answers(submission, page) | {"seen": queries.seen(submission, page)}
    form = FORMS[page](data=data) if typed else FORMS[page](formdata=None, data=data)
    if isinstance(form, forms.AboutForm):
        form.offer(_call().types, [(each.id, each.name) for each in editions.streams_of(g.edition)])
    return form


@bp.get("/<reference>/<word>")
def page(reference: str, word: str) -> str:
    submission, which = one_or_404(reference), _page_or_404(word)
    if which is Page.text:
        return _text(submission, _parts_form(submission, typed=False))
    return _page(submission, which, _form(submission, which))


def _page_or_404(word: str) -> Page:
    return Page(word) if word in (*FORMS, Page.text) else abort(404)


def _page(submission: Submission, which: Page, form: forms.WorkForm, changed: forms.WorkForm | None = None) -> str:
    summary = submission.abstract.plain_summary if which is Page.summary else ""
    return render_template(
        "submit/page.html",
        submission=submission,
        abstract=submission.abstract,
        page=which,
        title=forms.PAGE[which],
        form=form,
        call=_call(),
        changed=changed,
        reading=read([summary], "en") if summary else None,
        reading_age=READING_AGE,
        words=words_in(summary),
        needed=ranking.needed_for_the_top(g.edition),
        may_edit=queries.may_edit(submission, at=guards.clock()),
    )


@bp.post("/<reference>/<word>")
def save(reference: str, word: str) -> ResponseReturnValue:
    """Keep one page. Two windows cannot overwrite each other without a word."""
    submission, which = one_or_404(reference), _page_or_404(word)
    if which is Page.text:
        return _save_text(submission)
    form, stored = _form(submission, which), queries.seen(submission, which)
    if not form.validate():
        return _page(submission, which, form), 422
    held = {name: value for name, value in queries.answers(submission, which).items() if name in form.answers()}
    if form.seen.data and form.seen.data != stored and form.answers() != held:
        form.seen.data = stored
        return _page(submission, which, form, changed=_form(submission, which, typed=False)), 409
    return _keep(
        submission,
        lambda: actions.save(submission, which, _all(submission, which, form), by=current_user, at=now()),
        form,
        lambda: _page(submission, which, form),
    )


def _all(submission: Submission, which: Page, form: forms.WorkForm) -> dict[str, Any]:
    """What was answered, and what the page does not ask."""
    return queries.answers(submission, which) | form.answers()


def _keep(
    submission: Submission, doing: Callable[[], None], form: FlaskForm, page: Callable[[], str]
) -> ResponseReturnValue:
    """Do it and go back to the list of pages; or say on the same page, with all that was typed, why it cannot be."""
    return act(
        doing,
        onward=url_for("submit.show", reference=submission.abstract.reference),
        said=_("Saved."),
        form=form,
        again=beside(form, page),
    )


def _parts_form(submission: Submission, *, typed: bool) -> FlaskForm:
    parts = queries.parts_of(submission, _call())
    return forms.parts_form(parts, [mark_of(text) for _label, _hint, text in parts], typed)


def _text(submission: Submission, form: FlaskForm, changed: dict[str, str] | None = None) -> str:
    work = queries.work_of(submission, _call())
    return render_template(
        "submit/text.html",
        submission=submission,
        abstract=submission.abstract,
        form=form,
        call=_call(),
        words=work.words,
        changed=changed or {},
        may_edit=queries.may_edit(submission, at=guards.clock()),
    )


def _save_text(submission: Submission) -> ResponseReturnValue:
    """Keep the parts that were changed here. A part that another window changed meanwhile is shown beside this one."""
    form, auto = _parts_form(submission, typed=True), AUTOSAVE in request.headers
    if not form.validate():
        return Response(status=422) if auto else (_text(submission, form), 422)
    given, changed = {}, {}
    for number, (label, _hint, stored) in enumerate(queries.parts_of(submission, _call())):
        typed, mark = form[f"part_{number}"].data or "", form[f"seen_{number}"]
        if typed == stored:
            continue
        if mark.data != mark_of(stored):
            changed[label], mark.data = stored, mark_of(stored)
        else:
            given[label] = typed
    if auto:
        return _autosaved(submission, given, conflict=bool(changed))
    if changed:
        return _text(submission, form, changed), 409
    return _keep(
        submission,
        lambda: actions.save_parts(submission, given, by=current_user, at=now()),
        form,
        lambda: _text(submission, form),
    )


def _autosaved(submission: Submission, given: dict[str, str], *, conflict: bool) -> ResponseReturnValue:
    """Saved as it is typed: the new marks go back; a part changed elsewhere is left for the person to decide."""
    try:
        actions.save_parts(submission, given, by=current_user, at=now())
        db.session.commit()
    except Refused:
        db.session.rollback()
        return Response(status=409)
    parts = queries.parts_of(submission, _call())
    marks = {f"seen_{number}": mark_of(text) for number, (label, _h, text) in enumerate(parts) if label in given}
    return {"marks": marks, "conflict": conflict}


@bp.post("/<reference>/send")
def send(reference: str) -> ResponseReturnValue:
    submission = one_or_404(reference)
    return act(
        lambda: actions.send(submission, by=current_user, at=now()),
        onward=url_for("submit.show", reference=reference),
        said=_("Abstract submitted. Thank you. We have sent you an email to confirm it."),
        again=lambda problem: _show(submission, problem),
    )


@bp.get("/<reference>/take-back")
def check_take_back(reference: str) -> str:
    """What taking the work back would mean, before it is done."""
    submission = one_or_404(reference)
    return render_template(
        "submit/take_back.html", abstract=submission.abstract, press=PressForm(formdata=None),
        draft=submission.abstract.state is AbstractState.draft,
    )  # fmt: skip


@bp.post("/<reference>/take-back")
def take_back(reference: str) -> ResponseReturnValue:
    submission = one_or_404(reference)
    return act(
        lambda: actions.take_back(submission, by=current_user, at=now()),
        onward=url_for("submit.show", reference=reference),
        said=_("You have withdrawn this abstract. We will stop reading it."),
    )
