"""The roof: create_app() joins settings, extensions, doors, commands and error pages. Nothing imports this file."""

import gc
import logging
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask, Response, g, redirect, render_template, request, session, url_for
from flask.cli import AppGroup
from flask_babel import Babel, format_date, format_datetime, get_locale, gettext as _
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter
from whitenoise import WhiteNoise

import config
from conference import cli, guards, translations, views
from conference.db import begin_request, db, end_request, open_engine
from conference.models.people.people import Person
from conference.queries.people import sign_in
from conference.rules.award.ceremony import could_vote
from conference.rules.editions import dates
from conference.rules.money import rate_written, written
from conference.signposts import keys
from conference.views.award import browser

ROOT = Path(__file__).parent


class RowNumber(IntegerConverter):
    """A number in an address that a row can have; a larger one is an address of nothing (404)."""

    def __init__(self, *arguments: Any, **given: Any) -> None:
        super().__init__(*arguments, **{"max": 2**31 - 1, **given})


def create_app(settings: dict[str, object] | None = None) -> Flask:
    """The application, with its database opened our way and every route behind a door."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(settings or config.from_environment())
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.url_map.converters["int"] = RowNumber
    app.jinja_loader = ChoiceLoader([FileSystemLoader(ROOT / "templates"), govuk])
    db.init_app(app)
    CSRFProtect(app)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(
        translations.compiled(ROOT / "translations", app.config["INSTANCE"])
    )
    Babel(app, locale_selector=chosen_language).domain_instance = translations.Words()
    login = LoginManager(app)
    login.session_protection = None  # sessions are rows of ours; a cookie alone is worth nothing
    login.user_loader(load_person)
    listen(app)
    words_for_templates(app)
    for module in modules_of(views):
        app.register_blueprint(module.bp)
    app.cli = Commands(app.name)
    guards.refuse_undeclared(app)
    with app.app_context():
        open_engine(app)
    if app.config["PROXIES"]:
        hops = int(app.config["PROXIES"])
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.wsgi_app = WhiteNoise(app.wsgi_app, root=ROOT / "static", prefix="static/", max_age=3600)  # type: ignore[method-assign]
    gc.freeze()  # what lives as long as the process need not be looked through for garbage on every long list
    return app


class Commands(AppGroup):
    """Every command of `conference/cli`, read when one is asked for: web workers do without what they carry."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        if not self.commands:
            for module in modules_of(cli):
                for command in module.commands:
                    self.add_command(command)
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        self.list_commands(ctx)
        return super().get_command(ctx, name)


def modules_of(package: Any) -> list[Any]:
    """Every module in a package's rooms that answers or speaks, in order of name."""
    names = sorted(m.name for m in walk_packages(package.__path__, package.__name__ + "."))
    return [m for m in map(import_module, names) if hasattr(m, "bp") or hasattr(m, "commands")]


def chosen_language() -> str:
    """What the person chose in this browser, else their own setting, else what the browser asks for."""
    if request.path.startswith("/desk/"):
        return "en"  # the desk is in English first
    if session.get("lang") in ("en", "nl"):
        return str(session["lang"])
    if current_user and current_user.is_authenticated:
        return str(current_user.lang)
    return request.accept_languages.best_match(["en", "nl"]) or "en"


def load_person(token: str) -> Person | None:
    """Whose web session this is."""
    return sign_in.signed_in(token, at=guards.clock())


def listen(app: Flask) -> None:
    """What happens around each request, and what people see when something goes wrong."""

    words_of_forms = translations.WordsOfForms()

    @app.before_request
    def begin() -> None:
        request.wtforms_translations = words_of_forms  # type: ignore[attr-defined]
        sends = request.method not in ("GET", "HEAD", "OPTIONS")
        begin_request(writes=sends and not guards.is_late(app.view_functions.get(request.endpoint or "")))
        guards.refuse_unknown()

    # A form without a valid token must not reach a door, but the transaction is begun before it is counted.
    app.before_request_funcs[None].insert(0, app.before_request_funcs[None].pop())

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        db.session.rollback()
        end_request()

    app.after_request(harden)
    app.register_error_handler(CSRFError, page_was_open_too_long)
    app.register_error_handler(HTTPException, explain)
    app.register_error_handler(OverflowError, too_big)
    app.register_error_handler(sa.exc.DataError, too_big)
    app.register_error_handler(Exception, own_up)


def harden(response: Response) -> Response:
    """The same strict headers on every answer; no personal page is kept by a cache."""
    headers = response.headers
    headers.setdefault(
        "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
        " frame-ancestors 'none'",
    )
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.endpoint != "static":
        headers["Cache-Control"] = "no-store"
        headers.add("Vary", "Cookie")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def page_was_open_too_long(_error: CSRFError) -> Any:
    """A form without a valid token changes nothing; typed words from our own page come back to be sent again."""
    db.session.rollback()
    if request.blueprint in ("vote", "kiosk"):
        guards.find_edition()
        if browser.is_kiosk():  # whoever sees it is not the person whose page that was
            return redirect(url_for("vote.index"), 303)
    ours = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    ours &= request.headers.get("Origin", request.host_url.rstrip("/")) == request.host_url.rstrip("/")
    once = request.blueprint in ("keys", "vote")  # what was decided or chosen is not shown again to whoever asks
    fields = guards.typed_fields() if ours and not once else {}
    return render_template("errors/again.html", path=request.path, fields=fields), 400


def explain(error: HTTPException) -> Any:
    """A page in plain words for every refusal."""
    db.session.rollback()
    if error.code is None or error.code < 400 or error.response is not None:
        return error
    name = error.code if error.code in (404, 405, 410, 413, 429) else 400
    return render_template("errors/page.html", code=name), error.code


def too_big(_error: Exception) -> tuple[str, int]:
    """A number in an address that no row can have is an address of nothing."""
    db.session.rollback()
    return render_template("errors/page.html", code=404), 404


def own_up(error: Exception) -> tuple[str, int]:
    """Our fault: the log has the trace, the page has words and a number to ring."""
    logging.getLogger("alongside").exception("Request failed: %s", request.endpoint, exc_info=error)
    db.session.rollback()
    return render_template("errors/page.html", code=500), 500


def words_for_templates(app: Flask) -> None:
    """What every template may say: dates in the edition's zone, money, the person, the language."""

    def day(moment: Any, zone: str = "UTC") -> str:
        return format_date(dates.local_day(moment, zone), "d MMMM y")

    def until(moment: Any, zone: str = "UTC") -> str:
        return format_date(dates.last_day(moment, zone), "EEEE d MMMM y")

    def time(moment: Any, zone: str = "UTC") -> str:
        return format_datetime(dates.local_time(moment, zone), "d MMMM y, HH:mm", rebase=False)

    app.jinja_env.filters.update(
        day=day,
        until=until,
        time=time,
        date=lambda d: format_date(d, "d MMMM y"),
        weekday=lambda d: format_date(d, "EEEE d MMMM y"),
    )
    app.jinja_env.globals["kind_name"] = lambda kind: keys.KIND_NAMES[kind]
    app.jinja_env.filters["rate_written"] = rate_written
    app.jinja_env.filters["could_vote"] = could_vote
    app.jinja_env.filters["money"] = lambda minor, currency: written(minor, currency, str(get_locale() or "en"))

    @app.context_processor
    def common() -> dict[str, Any]:
        locale = get_locale()
        return {
            "lang": locale.language if locale else "en",
            "dir": locale.text_direction if locale else "ltr",
            "edition": g.get("edition"),
            "base_url": app.config["BASE_URL"],
            "path": request.full_path.rstrip("?") if request else "/",
            "is_demo": app.config["DEMO"],
            "_": _,
            "may_enter": guards.may_enter,
        }

    @app.url_defaults
    def same_edition(endpoint: str, values: dict[str, Any]) -> None:
        code = g.get("edition_code")
        if code and "edition" not in values and app.url_map.is_endpoint_expecting(endpoint, "edition"):
            values["edition"] = code
