"""Come back to a saved form with a reference and a code, without an account."""

from flask import flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference import guards
from conference.actions.applications import applications as actions
from conference.actions.people import sign_in
from conference.db import db, now
from conference.forms.applications import form as forms
from conference.models.applications.applications import Application
from conference.queries.applications import applications as queries
from conference.queries.people import sign_in as account_queries
from conference.rules.applications import applications as rules
from conference.rules.applications.applications import State
from conference.rules.people.duties import typed_code

bp = guards.door("resume", __name__, duty=guards.ANYONE, url_prefix="/apply/<edition>")


def open_here(application: Application, code: str = "") -> None:
    """Remember in this browser which application is open, and its code while it has just been made."""
    edition_code = application.edition.code
    session["opened"] = session.get("opened", {}) | {edition_code: [application.id, queries.mark_of(application)]}
    session["last_opened"] = session.get("last_opened", {}) | {edition_code: application.id}
    session["apply_code"] = code
    whose = session.get("apply_held", ["", None])[1]
    if whose not in (None, application.id):  # somebody else typed it at this computer
        session.pop("apply_held", None)


def first_missing(application: Application) -> str:
    """Where to go on: the first page that still needs an answer."""
    return next(iter(queries.missing_pages(application)), "contact")


@bp.post("/leave")
def leave() -> ResponseReturnValue:
    """Close the form, here and in a copy of what this browser remembers; it stays saved."""
    application, opened = guards.opened_here(), dict(session.get("opened", {}))
    if application:
        actions.close(application, by=guards.acting(application.person), at=now())
        db.session.commit()
    opened.pop(g.edition.code, None)
    session["opened"], session["apply_code"] = opened, ""
    session.pop("apply_held", None)
    flash(_("Your application is saved and closed on this device. Come back with your reference and your code."))
    return redirect(url_for("apply.index"), 303)


@bp.get("/back")
def back() -> str:
    return render_template("apply/back.html", form=forms.BackForm(), held="apply_held" in session)


@bp.post("/back")
def come_back() -> ResponseReturnValue:
    form = forms.BackForm()
    if form.validate():
        at = now()
        reference = reference_typed(str(form.reference.data))
        allowed = sign_in.count_try(f"apply-back:{sign_in.hashed(reference)}", limit=10, minutes=15, at=at)
        allowed &= sign_in.count_try(f"apply-back-from:{request.remote_addr}", limit=100, minutes=15, at=at)
        found = queries.by_reference(g.edition, reference)
        code = typed_code(str(form.code.data))
        fits = found is not None and queries.opens_with(found, code)
        if found and fits and allowed:
            actions.take_code(found, code, at=at)
        db.session.commit()
        if found and fits and allowed:
            open_here(found)
            return _onward(found)
        form.code.errors = [
            _("That reference and code do not match. Check both, or ask for a new code.")
            if allowed
            else _("Too many tries. Wait 15 minutes, or call us.")
        ]
    return render_template("apply/back.html", form=form, held="apply_held" in session), 422


def reference_typed(text: str) -> str:
    """A reference however it was typed: with or without dashes, in small letters."""
    return rules.grouped(typed_code(text).removeprefix("LE"), "LE")


def _onward(application: Application) -> ResponseReturnValue:
    token, _whose = session.pop("apply_held", ("", None))
    kept = account_queries.held_form(token, at=guards.clock())
    if kept:
        return render_template("apply/kept.html", path=kept[0], fields=kept[1])
    onward = session.pop("apply_next", "")
    if application.state is State.draft:
        return redirect(onward or url_for("apply_page.show", page=first_missing(application)), 303)
    return redirect(url_for("offer.mine") if "/form/" in onward or not onward else onward, 303)


@bp.get("/lost-code")
def lost_code() -> str:
    return render_template("apply/lost_code.html", form=forms.LostCodeForm())


@bp.post("/lost-code")
def ask_code() -> ResponseReturnValue:
    form = forms.LostCodeForm()
    if not form.validate():
        return render_template("apply/lost_code.html", form=form), 422
    at = now()
    reference = reference_typed(str(form.reference.data))
    allowed = sign_in.count_try(f"apply-code:{sign_in.hashed(reference)}", limit=3, minutes=15, at=at)
    found = queries.by_reference(g.edition, reference)
    if found and allowed and rules.may_ask_code(found.new_code_at, at):
        actions.send_new_code(found, by=found.person, at=at)
    db.session.commit()
    flash(_("If we know this reference, a new code is on its way by email, phone or post."))
    return redirect(url_for("resume.back"), 303)
