"""Find the web session of a request, and forms kept for a browser."""

import hashlib
import json
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from conference.db import db
from conference.models.people.people import Person
from conference.models.people.sign_in import HeldForm, SignInLink, WebSession


def _hashed(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def signed_in(token: str, *, at: datetime) -> Person | None:
    """Whose session this token opens now; nobody's once it ended, ran out, or the person was disabled."""
    found = db.session.scalar(_live_session(), {"token": _hashed(token), "at": at})
    if found is None or not found.person.is_active:
        return None
    person = found.person
    person.session_token, person.second_factor = token, found.second_factor_at is not None  # type: ignore[misc]
    return person


@cache
def _live_session() -> Select[WebSession]:
    """Built once, since every request of somebody signed in asks it."""
    return (
        select(WebSession)
        .options(joinedload(WebSession.person))
        .where(
            WebSession.token_hash == bindparam("token"),
            WebSession.ended_at.is_(None),
            WebSession.expires_at > bindparam("at"),
        )
    )


def open_link(link: str, *, at: datetime) -> SignInLink | None:
    """The link, if it can still be used."""
    return db.session.scalar(
        select(SignInLink).where(
            SignInLink.link_hash == _hashed(link), SignInLink.used_at.is_(None), SignInLink.expires_at > at
        )
    )


def whose(token: str) -> Person | None:
    """Whose web session this was, also when it has ended."""
    found = db.session.scalar(select(WebSession).where(WebSession.token_hash == _hashed(token)))
    return found.person if found else None


def held_form(token: str, *, at: datetime, person: Person | None = None) -> tuple[str, dict[str, list[str]]] | None:
    """The path and fields kept under this token, for the person who typed them and for nobody else."""
    found = db.session.scalar(
        select(HeldForm).where(
            HeldForm.token_hash == _hashed(token),
            HeldForm.expires_at > at,
            HeldForm.person_id == person.id if person else HeldForm.person_id.is_(None),
        )
    )
    return (found.path, json.loads(found.fields)) if found else None
