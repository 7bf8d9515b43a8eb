"""The roof: create_app() joins settings, extensions, doors, commands and error pages. Nothing imports this file."""

import gc
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import click
from flask import Flask, request, session
from flask.cli import AppGroup
from flask_babel import Babel
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter
from whitenoise import WhiteNoise

import config
from conference import cli, guards, translations, views
from conference.db import begin_request, db, end_request, open_engine
from conference.models.people.people import Person
from conference.queries.people import sign_in
from conference.views import errors, headers, words

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
    listen(app)  # before the token of a form is looked at: the transaction is begun, and an unknown address refused
    CSRFProtect(app)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(
        translations.compiled(ROOT / "translations", app.config["INSTANCE"])
    )
    Babel(app, locale_selector=chosen_language).domain_instance = translations.Words()
    login = LoginManager(app)
    login.session_protection = None  # sessions are rows of ours; a cookie alone is worth nothing
    login.user_loader(load_person)
    words.teach(app)
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

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        db.session.rollback()
        end_request()

    app.after_request(headers.harden)
    errors.explain_all(app)
