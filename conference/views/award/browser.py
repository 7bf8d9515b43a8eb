"""What a voter's browser keeps: its own vote until it is sent, and whether it is a kiosk. No door of its own."""

import hmac
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, g, request, session
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from conference import guards
from conference.models.award.awards import Award
from conference.rules.award.codes import mark_of
from conference.rules.award.slips import Pause, pause, was_left

KIOSK, SEEN = "kiosk", "seen"
AFTER_THE_CLOSE = timedelta(days=1)


def _name(award_id: int) -> str:
    return f"vote{award_id}"


def kept(award_id: int) -> dict[str, Any]:
    return dict(session.get(_name(award_id)) or {})


def keep(award_id: int, **facts: Any) -> None:
    session[_name(award_id)] = facts


def forget(award_id: int) -> None:
    """On a kiosk everything goes, also the language and other votes; elsewhere this vote only."""
    if is_kiosk():
        session.clear()
    session.pop(_name(award_id), None)


def mark(code: str, salt: dict[str, Any]) -> str:
    return mark_of(code, str(salt.get("salt")), str(current_app.secret_key).encode())


def same_code(code: str, found: dict[str, Any]) -> bool:
    """Whether this browser holds that code, or voted with it."""
    return code == found.get("code") or hmac.compare_digest(mark(code, found), found.get("mark", ""))


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
    return pause(recorded=recorded, slow=bool(kept(award.id).get("slow")))


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="kiosk")
