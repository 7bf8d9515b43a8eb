"""Sign in and out. Web sessions, links, counted tries and kept forms leave no audit entry (a named exception)."""

import hashlib
import hmac
import json
import secrets
from datetime import datetime, timedelta

import pyotp
import sqlalchemy as sa

from conference import mail
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.models.people.sign_in import HeldForm, OneTimeCodeUse, RateCount, RecoveryCode, SignInLink, WebSession
from conference.queries import keys
from conference.queries.people import people
from conference.rules.people.duties import CODE_LETTERS, Channel, link_minutes, typed_code

SESSION_HOURS_WITH_DUTY, SESSION_HOURS = 12, 24 * 7
HELD_FORM_HOURS = 24


def hashed(value: str) -> str:
    """What we keep of a long random secret."""
    return hashlib.sha256(value.encode()).hexdigest()


def _code_hash(code: str, browser: str) -> str:
    return hmac.new(browser.encode(), typed_code(code).encode(), hashlib.sha256).hexdigest()


def new_code(length: int) -> str:
    """A random code of letters that cannot be mixed up."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))


def ask_link(address: str, *, browser: str, next_path: str, at: datetime) -> None:
    """Send a one-use link and a typed code, if we know the address; the page says the same either way."""
    person = people.by_sign_in_address(address)
    link, code = secrets.token_urlsafe(32), new_code(8)
    has_duty = person is not None and bool(people.all_duties_of(person) or keys.holds_any_key(person))
    minutes = link_minutes(has_duty=has_duty)
    if person is None:
        return
    db.session.add(
        SignInLink(
            person_id=person.id,
            link_hash=hashed(link),
            code_hash=_code_hash(code, browser),
            browser_hash=hashed(browser),
            next_path=next_path,
            created_at=at,
            expires_at=at + timedelta(minutes=minutes),
        )
    )
    mail.queue(
        "sign_in",
        to=person,
        edition=None,
        key=hashed(link),
        at=at,
        channel=Channel.email,
        address=person.sign_in_email,
        link=link,
        code=code,
        minutes=minutes,
    )


def claim_link(*, browser: str, at: datetime, link: str = "", code: str = "") -> SignInLink | None:
    """Use a link or a typed code up, once, in the browser that asked for it; None when it does not fit."""
    fits = SignInLink.link_hash == hashed(link) if link else SignInLink.code_hash == _code_hash(code, browser)
    claimed = db.session.scalar(
        sa.update(SignInLink)
        .where(
            fits, SignInLink.browser_hash == hashed(browser), SignInLink.used_at.is_(None), SignInLink.expires_at > at
        )
        .values(used_at=at)
        .returning(SignInLink)
    )
    return claimed if claimed and claimed.person.is_active else None


def open_session(person: Person, *, at: datetime) -> str:
    """Start a web session of limited life and return its token; only the hash is kept."""
    token = secrets.token_urlsafe(32)
    has_duty = bool(people.all_duties_of(person)) or keys.holds_any_key(person)
    hours = SESSION_HOURS_WITH_DUTY if has_duty else SESSION_HOURS
    db.session.add(
        WebSession(token_hash=hashed(token), person_id=person.id, created_at=at, expires_at=at + timedelta(hours=hours))
    )
    if person.claimed_at is None:
        person.claimed_at = at
    return token


def end_session(token: str, *, at: datetime) -> None:
    """Sign one browser out: its cookie is worth nothing from now on."""
    db.session.execute(
        sa.update(WebSession)
        .where(WebSession.token_hash == hashed(token), WebSession.ended_at.is_(None))
        .values(ended_at=at)
    )


def end_sessions(person: Person, *, at: datetime) -> None:
    """Sign a person out everywhere."""
    db.session.execute(
        sa.update(WebSession)
        .where(WebSession.person_id == person.id, WebSession.ended_at.is_(None))
        .values(ended_at=at)
    )


def enrol_one_time_code(person: Person, secret: str, code: str, *, token: str, at: datetime) -> list[str]:
    """Set up the one-time code on one's own phone; return recovery codes to print, or none if the code is wrong."""
    if person.one_time_secret or not pyotp.TOTP(secret).verify(typed_code(code), for_time=at, valid_window=1):
        return []
    person.one_time_secret = secret
    totp = pyotp.TOTP(secret)
    used = next(step for step in (0, -1, 1) if totp.at(at, counter_offset=step) == typed_code(code))
    db.session.add(OneTimeCodeUse(person_id=person.id, step=totp.timecode(at) + used))
    codes = [new_code(10) for _ in range(8)]
    db.session.add_all(RecoveryCode(person_id=person.id, code_hash=hashed(c)) for c in codes)
    _pass_second_factor(token, at=at)
    return codes


def pass_one_time_code(person: Person, code: str, *, token: str, at: datetime) -> bool:
    """Check the one-time code, or a printed recovery code, each usable once."""
    wanted = typed_code(code)
    used = db.session.execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person.id,
            RecoveryCode.code_hash == hashed(wanted),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=at)
    )
    if not used.rowcount:  # type: ignore[attr-defined]
        totp = pyotp.TOTP(person.one_time_secret or pyotp.random_base32())
        step = next((s for s in (0, -1, 1) if totp.at(at, counter_offset=s) == wanted), None)
        if step is None:
            return False
        slot = OneTimeCodeUse(person_id=person.id, step=totp.timecode(at) + step)
        if db.session.get(OneTimeCodeUse, (slot.person_id, slot.step)):
            return False
        db.session.add(slot)
    _pass_second_factor(token, at=at)
    return True


def _pass_second_factor(token: str, *, at: datetime) -> None:
    db.session.execute(sa.update(WebSession).where(WebSession.token_hash == hashed(token)).values(second_factor_at=at))


def may_ask_link(address: str, network: str | None, *, at: datetime) -> bool:
    """Count one ask for a way in, for this address and for this network; False when there were too many."""
    known = count_try(f"ask:{hashed(address.casefold())}", limit=5, minutes=15, at=at)
    return count_try(f"ask-from:{network}", limit=60, minutes=15, at=at) and known


def count_try(bucket: str, *, limit: int, minutes: int, at: datetime) -> bool:
    """Count one try in the window; False when there were more than `limit`."""
    window = at.replace(minute=at.minute - at.minute % minutes, second=0, microsecond=0)
    count = db.session.get(RateCount, (bucket, window), with_for_update=True)
    if count is None:
        count = RateCount(bucket=bucket, window_start=window, tries=0)
        db.session.add(count)
    count.tries += 1
    return count.tries <= limit


def tell_old_address(person: Person, *, edition: Edition | None, at: datetime) -> None:
    """Write to where a person signs in until now that this changes."""
    if person.sign_in_email:
        mail.queue(
            "address_changed",
            to=person,
            edition=edition,
            key=f"{person.sign_in_email}:{at.isoformat()}",
            at=at,
            channel=Channel.email,
            address=person.sign_in_email,
        )


def hold_form(path: str, fields: dict[str, list[str]], *, at: datetime, person: Person | None = None) -> str:
    """Keep what was typed on a page whose session had ended; return the token for the same browser."""
    token = secrets.token_urlsafe(24)
    db.session.add(
        HeldForm(
            token_hash=hashed(token),
            path=path,
            person_id=person.id if person else None,
            fields=json.dumps(fields),
            kept_at=at,
            expires_at=at + timedelta(hours=HELD_FORM_HOURS),
        )
    )
    return token


def forget_old(*, at: datetime) -> None:
    """Delete what has run out: kept forms, used links, old counts, ended sessions."""
    month_ago = at - timedelta(days=30)
    db.session.execute(sa.delete(HeldForm).where(HeldForm.expires_at < at))
    db.session.execute(sa.delete(SignInLink).where(SignInLink.expires_at < month_ago))
    db.session.execute(sa.delete(RateCount).where(RateCount.window_start < at - timedelta(days=2)))
    db.session.execute(sa.delete(WebSession).where(WebSession.expires_at < month_ago))
