"""Sign in, sign out, the one-time code, and forms kept when a session had ended."""

import secrets

import pyotp
import segno
from flask import abort, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from conference import guards
from conference.actions.people import sign_in as accounts
from conference.db import db, now
from conference.forms.buttons import PressForm
from conference.forms.people.sign_in import CodeForm, EnrolForm, OneTimeCodeForm, SignInForm
from conference.models.people.people import Person
from conference.queries.people import people, sign_in as queries

bp = guards.door("account", __name__, duty=guards.ANYONE, url_prefix="/account")


def browser() -> str:
    """This browser's own random mark, in its signed cookie."""
    mark: str = session.setdefault("browser", secrets.token_urlsafe(24))
    return mark


@bp.get("/sign-in")
def sign_in() -> str:
    return render_template("account/sign_in.html", form=SignInForm(), held="held" in session)


@bp.post("/sign-in")
def ask() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return render_template("account/sign_in.html", form=form, held="held" in session), 422
    at = now()
    address = str(form.email.data)
    if accounts.may_ask_link(address, request.remote_addr, at=at):
        accounts.ask_link(address, browser=browser(), next_path=session.get("next", ""), at=at)
    db.session.commit()
    session["asked"] = address
    return redirect(url_for("account.code"), 303)


@bp.get("/code")
def code() -> ResponseReturnValue:
    return render_template("account/code.html", form=CodeForm(), asked=session.get("asked", ""))


@bp.post("/code")
def use_code() -> ResponseReturnValue:
    form = CodeForm()
    if form.validate():
        at = now()
        allowed = accounts.count_try(f"code:{accounts.hashed(browser())}", limit=10, minutes=15, at=at)
        allowed &= accounts.count_try(f"code-from:{request.remote_addr}", limit=100, minutes=15, at=at)
        claimed = accounts.claim_link(browser=browser(), code=str(form.code.data), at=at) if allowed else None
        if claimed:
            return _welcome(claimed.person)
        db.session.commit()
        form.code.errors = [
            _("That code is not right. Check it, or ask for a new one.")
            if allowed
            else _("Too many tries. Wait 15 minutes, then ask for a new code.")
        ]
    return render_template("account/code.html", form=form, asked=session.get("asked", "")), 422


@bp.get("/link/<link>")
def link(link: str) -> ResponseReturnValue:
    """Looking at a link never uses it up: mail programs look at links too."""
    found = queries.open_link(link, at=guards.clock())
    mine = found is not None and found.browser_hash == accounts.hashed(session.get("browser", ""))
    status = 200 if found else 410
    return render_template("account/link.html", form=PressForm(), found=found, mine=mine, link=link), status


@bp.post("/link/<link>")
def use_link(link: str) -> ResponseReturnValue:
    claimed = accounts.claim_link(browser=browser(), link=link, at=now())
    if claimed is None:
        return render_template("account/link.html", form=PressForm(), found=None, mine=False, link=link), 410
    return _welcome(claimed.person)


def _welcome(person: Person) -> ResponseReturnValue:
    """Open a session with a fresh cookie and go where the person was going."""
    kept = {name: session[name] for name in ("lang", "held", "next") if name in session}
    person.session_token = accounts.open_session(person, at=now())  # type: ignore[misc]
    db.session.commit()
    session.clear()
    session.update(kept)
    login_user(person)
    return redirect(_onward(), 303)


def _onward() -> str:
    if "held" in session:
        return url_for("account.kept")
    return str(session.pop("next", "")) or url_for("together.index")


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    if current_user.is_authenticated:
        accounts.end_session(current_user.session_token, at=now())
        db.session.commit()
    logout_user()
    lang = session.get("lang")
    session.clear()
    if lang:
        session["lang"] = lang
    return redirect(url_for("front.index"), 303)


@bp.get("/kept")
def kept() -> ResponseReturnValue:
    """What was typed when the session had ended, ready to be sent again."""
    person = current_user if current_user.is_authenticated else None
    found = queries.held_form(session.get("held", ""), at=guards.clock(), person=person) if person else None
    if found is None:
        session.pop("held", None)
        return redirect(url_for("together.index"), 303)
    path, fields = found
    session.pop("held", None)
    return render_template("account/kept.html", path=path, fields=fields, form=PressForm())


@bp.get("/one-time-code")
def one_time_code() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return guards.sign_in_first()
    if current_user.one_time_secret:
        return render_template("account/one_time_code.html", form=OneTimeCodeForm())
    return _enrol_page(EnrolForm(secret=pyotp.random_base32()))


def _enrol_page(form: EnrolForm) -> str:
    if form.secret.errors or not form.secret.data:
        form.secret.data = pyotp.random_base32()
    name = current_app.config["BASE_URL"].split("//")[-1]
    uri = pyotp.TOTP(str(form.secret.data)).provisioning_uri(
        name=current_user.sign_in_email, issuer_name=f"Alongside {name}"
    )
    picture = segno.make(uri).svg_inline(scale=5, title=_("Code to scan with your app"), omitsize=True)
    return render_template("account/enrol.html", form=form, picture=picture)


@bp.post("/one-time-code")
def use_one_time_code() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return guards.sign_in_first()
    at, token = now(), current_user.session_token
    allowed = accounts.count_try(f"one-time:{current_user.id}", limit=10, minutes=15, at=at)
    if not current_user.one_time_secret:
        form = EnrolForm()
        codes = (
            form.validate()
            and allowed
            and accounts.enrol_one_time_code(
                current_user, str(form.secret.data), str(form.code.data), token=token, at=at
            )
        )
        db.session.commit()
        if codes:
            return render_template("account/recovery_codes.html", codes=codes, onward=_onward())
        form.code.errors = [_("That code is not right. Wait for the next one in your app and try again.")]
        return _enrol_page(form), 422
    check = OneTimeCodeForm()
    good = (
        check.validate()
        and allowed
        and accounts.pass_one_time_code(current_user, str(check.code.data), token=token, at=at)
    )
    db.session.commit()
    if good:
        return redirect(_onward(), 303)
    check.code.errors = [_("That code is not right. Wait for the next one in your app and try again.")]
    return render_template("account/one_time_code.html", form=check), 422


@bp.get("/demo/<int:person_id>")
def demo(person_id: int) -> ResponseReturnValue:
    """Sign in as one of the demo's invented people: on this machine, in a demo instance, and nowhere else."""
    return render_template("account/demo.html", person=_demo_person(person_id), form=PressForm())


@bp.post("/demo/<int:person_id>")
def use_demo(person_id: int) -> ResponseReturnValue:
    return _welcome(_demo_person(person_id))


def _demo_person(person_id: int) -> Person:
    config = current_app.config
    person = people.person(person_id)
    local = request.remote_addr in ("127.0.0.1", "::1") and not config["PROXIES"]
    if config["PRODUCTION"] or not config["DEMO"] or not local or person is None or person.is_system:
        abort(404)
    if not all(edition.is_demo for edition in people.editions_of(person)):
        abort(404)
    return person
