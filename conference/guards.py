"""Doors: a blueprint that lets in only those who hold its duty. An undeclared route stops the start."""

import hmac
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, abort, current_app, g, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from conference import clock as the_clock
from conference.actions.people import sign_in
from conference.db import db, now
from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries import keys
from conference.queries.applications import applications
from conference.queries.people import people, sign_in as accounts_found
from conference.rules.people.duties import Duty, needs_second_factor

ANYONE, SIGNED_IN, KEY_HOLDER, APPLICANT = "anyone", "signed in", "key holder", "applicant"
Need = str | Duty | Collection[str]

DOORS: dict[str, Need] = {}
_LATE: set[Callable[..., Any]] = set()
HELD_AT_MOST = 100_000
SECRET_FIELDS = ("csrf_token", "code", "one_time_code", "password", "iban", "sort_code", "account", "payer_iban")


class UndeclaredRoute(Exception):
    """A route that stands behind no door."""


def door(name: str, import_name: str, *, duty: Need, url_prefix: str = "") -> Blueprint:
    """A blueprint whose routes need that duty in the edition of their address.

    The wrong person is told nothing (404); somebody not signed in is sent to sign in, and what they typed is kept.
    An applicant needs no account: whoever has opened an application here finds it in g.application.
    """
    DOORS[name] = duty if isinstance(duty, str) else frozenset(duty)
    blueprint = Blueprint(name, import_name, url_prefix=url_prefix)

    @blueprint.before_request
    def let_in() -> Response | None:
        find_edition()
        if duty == ANYONE:
            return None
        if duty == APPLICANT:
            g.application = opened_here()
            return None if g.application else come_back_first()
        if not current_user.is_authenticated:
            return sign_in_first()
        if not holds(duty):
            abort(404)
        if lacks_second_factor():
            session["next"] = here()
            return redirect(url_for("account.one_time_code"), 303)
        return None

    return blueprint


def writes_late(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view of a form that only reads, but for its own `with writing()`: nobody waits for what it reads before."""
    _LATE.add(view)
    return view


def is_late(view: Callable[..., Any] | None) -> bool:
    """Whether this view takes the write lock itself."""
    return view in _LATE


def may_enter(endpoint: str) -> bool:
    """Whether the signed-in person holds the duty of that page's door in this edition; a menu asks of twenty."""
    need, answers = DOORS[endpoint.split(".")[0]], g.answers
    if need not in answers:
        answers[need] = bool(current_user.is_authenticated) and holds(need)
    found: bool = answers[need]
    return found


def stands_behind(others: str, links: Iterable[tuple[str, ...]]) -> bool:
    """Whether this page belongs to a group of a menu: its door is one of the links', or named among the others."""
    door = f"{request.blueprint}."
    return door in others or any(link[0].startswith(door) for link in links)


def find_edition() -> None:
    """The edition named in the address becomes g.edition; an unknown one is 404."""
    code = (request.view_args or {}).pop("edition", None)
    g.edition, g.duties, g.answers = None, {}, {}
    if code:
        person = current_user if current_user.is_authenticated else None
        g.edition, duties = people.way_in(code, person) or abort(404)
        g.duties[g.edition.id] = duties
    g.edition_code = g.edition.code if code else None  # kept: after a commit the row itself would be read again


def holds(duty: Need, edition: Edition | None = None) -> bool:
    """Whether the signed-in person holds the duty in this edition (or in any, where the address names none)."""
    edition = edition or g.edition
    if duty == SIGNED_IN:
        return True
    if duty == KEY_HOLDER:
        return bool(keys.key_of(current_user, edition)) if edition else keys.holds_any_key(current_user)
    wanted = {duty} if isinstance(duty, str) else set(duty)
    if KEY_HOLDER in wanted and holds(KEY_HOLDER, edition):
        return True
    return bool(wanted & _duties(edition))


def _duties(edition: Edition | None) -> set[Duty]:
    """The duties of the signed-in person, asked once a request."""
    key = edition.id if edition else None
    if key not in g.duties:
        g.duties[key] = people.duties_of(current_user, edition) if edition else people.all_duties_of(current_user)
    found: set[Duty] = g.duties[key]
    return found


def lacks_second_factor() -> bool:
    """In production, key holders, organisers and treasurers also show a one-time code."""
    if not current_app.config["SECOND_FACTOR"] or current_user.second_factor:
        return False
    return needs_second_factor(people.all_duties_of(current_user), holds_key=keys.holds_any_key(current_user))


def here() -> str:
    """This page's own path, to come back to after signing in."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def sign_in_first() -> Response:
    """Send to the sign-in page; a form that was sent is kept for the same browser."""
    typist = accounts_found.whose(session.get("_user_id", ""))
    if request.blueprint == "keys":  # a key is turned on what is seen: the set's own page comes first
        set_id = (request.view_args or {}).get("set_id")
        session["next"] = url_for("keys.show", set_id=set_id) if set_id else url_for("keys.index")
    elif request.method == "POST" and typist:
        session["held"] = hold_form(typist)
    elif request.method != "POST":
        session["next"] = here()
    return redirect(url_for("account.sign_in"), 303)


def opened_here() -> Application | None:
    """The application that this browser opened, or the signed-in person's own."""
    opened: dict[str, list[Any]] = session.get("opened", {})
    application_id, mark = opened.get(g.edition.code, (None, ""))
    found = applications.one(g.edition, application_id)
    if found and not hmac.compare_digest(mark, applications.mark_of(found)):
        found = None
    if found is None and current_user.is_authenticated:
        found = applications.application_of(current_user, g.edition)
    return found


def acting(whose: Person) -> Person:
    """Who acts behind an applicant's door: the person signed in here, else whose it is, who needs no account."""
    person: Person = current_user._get_current_object() if current_user.is_authenticated else whose
    return person


def come_back_first() -> Response:
    """No application is open in this browser: ask for reference and code, and keep what was typed."""
    if request.method == "POST":
        whose = session.get("last_opened", {}).get(g.edition.code)
        session["apply_held"] = [hold_form(), whose]
    else:
        session["apply_next"] = request.path
    return redirect(url_for("resume.back"), 303)


def hold_form(person: Person | None = None) -> str:
    """Keep the typed fields of this request (not codes) and commit, since nothing else of it happens.

    They are shown again to that person only. What is longer than any of our forms is not kept.
    """
    fields = typed_fields()
    if sum(len(value) for values in fields.values() for value in values) > HELD_AT_MOST:
        fields = {}
    token = sign_in.hold_form(request.path, fields, at=now(), person=person)
    db.session.commit()
    return token


def typed_fields() -> dict[str, list[str]]:
    """What was typed, without secrets and files."""
    return {name: request.form.getlist(name) for name in request.form if name not in SECRET_FIELDS}


def refuse_undeclared(app: Flask) -> None:
    """Stop the start when a route stands behind no door."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and rule.endpoint.split(".")[0] not in DOORS:
            raise UndeclaredRoute(
                f"{rule.rule} ({rule.endpoint}) stands behind no door: make its blueprint with door()."
            )


def refuse_unknown() -> None:
    """A route added after the start is refused too."""
    if request.endpoint and request.endpoint != "static" and request.endpoint.split(".")[0] not in DOORS:
        abort(404)


def clock() -> datetime:
    """The time of a reading page."""
    return the_clock.now()
