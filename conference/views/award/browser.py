"""What a voter's browser keeps: its own vote until it is sent, and whether it is a kiosk. No door of its own."""

import hmac
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from flask import current_app, g, request, session
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from conference import guards
from conference.models.award.awards import Award
from conference.rules.award.codes import mark_of
from conference.rules.award.slips import Pause, pause, was_left

KIOSK, SEEN = "kiosk", "seen"
AFTER_THE_CLOSE = timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """What a browser's own signed cookie holds of one award; once recorded, neither code nor choice."""

    code: str = ""
    voter: str = ""  # the entries stand in this voter's order
    choice: str = ""
    tracker: str = ""
    marks: str | None = None  # of a form not sent yet, and
    typed: str = ""  # the code in it: kept where somebody asked for more time
    slow: bool = False
    recorded: bool = False
    salt: str = ""
    mark: str = ""  # of the code that was used, so that the same card is known again


def _name(award_id: int) -> str:
    return f"vote{award_id}"


def kept(award_id: int) -> Kept:
    """What this browser holds of an award."""
    return Kept(**(session.get(_name(award_id)) or {}))


def keep(award_id: int, here: Kept) -> None:
    """Hold this, and nothing else, of an award."""
    held = ((field, getattr(here, field.name)) for field in fields(here))
    session[_name(award_id)] = {field.name: value for field, value in held if value != field.default}


def forget(award_id: int) -> None:
    """On a kiosk everything goes, also the language and other votes; elsewhere this vote only."""
    if is_kiosk():
        session.clear()
    session.pop(_name(award_id), None)


def mark(code: str, salt: str) -> str:
    return mark_of(code, salt, str(current_app.secret_key).encode())


def same_code(code: str, found: Kept) -> bool:
    """Whether this browser holds that code, or voted with it."""
    return code == found.code or hmac.compare_digest(mark(code, found.salt), found.mark)


# -- A kiosk --------------------------------------------------------------------------------------


def is_kiosk() -> bool:
    """Whether an organiser of this edition made this browser a place to vote."""
    try:
        return bool(_seal().loads(request.cookies.get(KIOSK, "")) == g.edition.code)
    except BadSignature:
        return False


def make_kiosk(answer: Response, award: Award, at: datetime) -> None:
    """A cookie of its own, so that all else can be forgotten; it ends a day after the vote."""
    answer.set_cookie(
        KIOSK,
        str(_seal().dumps(award.edition.code)),
        max_age=max(award.closes_at + AFTER_THE_CLOSE - at, AFTER_THE_CLOSE),
        httponly=True,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        samesite="Lax",
    )


def end_kiosk(answer: Response) -> None:
    answer.delete_cookie(KIOSK)


def someone_new() -> None:
    """Nothing of the person before, not even the token of a form; the language may have been chosen by this one."""
    lang = session.get("lang")
    session.clear()
    if lang:
        session["lang"] = lang


def someone_is_here() -> None:
    """On a kiosk: forget whoever went away without an end, and note that somebody is here now."""
    if not is_kiosk():
        return
    if request.method == "GET" and was_left(session.get(SEEN), guards.clock()):
        session.clear()
    session[SEEN] = int(guards.clock().timestamp())


def pause_of(award: Award, *, recorded: bool = False) -> Pause:
    """How long this page stays on a kiosk."""
    return pause(recorded=recorded, slow=kept(award.id).slow)


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="kiosk")
