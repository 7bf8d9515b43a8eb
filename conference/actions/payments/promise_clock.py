"""Keep the promise clock: its settings, the days nobody works, and what happens when a promise is near or broken."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from conference import audit, mail
from conference.actions.payments import claims
from conference.db import db
from conference.engines import child
from conference.models.editions.editions import Edition, Holiday
from conference.models.payments.claim_settings import ClaimSettings, ExchangeRate
from conference.models.payments.claims import Claim
from conference.models.people.people import Person
from conference.queries import keys
from conference.queries.editions import editions
from conference.queries.payments import claims as claim_queries, promise_clock as queries
from conference.rules.money import minor_rate
from conference.rules.payments.claims import OWED
from conference.rules.payments.promise_clock import Light
from conference.rules.payments.reasons import ClaimReason
from conference.rules.people.duties import Rank, Side
from conference.rules.refusals import Refused


def set_up(edition: Edition, *, by: Person, at: datetime, **facts: Any) -> ClaimSettings:
    """Say how this edition pays people back."""
    settings = claim_queries.settings_of(edition)
    for name, value in facts.items():
        setattr(settings, name, value)
    db.session.add(settings)
    audit.record("claims.set_up", about=edition, by=by, at=at, edition=edition, pay_days=settings.pay_days)
    return settings


def fill_holidays(edition: Edition, *, by: Person, at: datetime) -> int:
    """Write down the days on which nobody works in the edition's country, from this year to the year after it."""
    country = claim_queries.settings_of(edition).country
    years = list(range(min(at.year, edition.starts_on.year), edition.ends_on.year + 2))
    known = set(db.session.scalars(sa.select(Holiday.day).where(Holiday.country == country)))
    found = [
        (date.fromisoformat(day), name)
        for day, name in child.ask("public_holidays", {"country": country, "years": years}, seconds=30)
    ]
    new = [Holiday(country=country, day=day, name=name) for day, name in found if day not in known]
    db.session.add_all(new)
    audit.record("holidays.filled", about=edition, by=by, at=at, edition=edition, country=country, days=len(new))
    return len(new)


def keep_days_off(*, by: Person, at: datetime) -> int:
    """The clock writes the days off down before anybody is promised a day by them."""
    lacking = [edition for edition in editions.not_over(at.date()) if not editions.holidays(edition)]
    for edition in lacking:
        fill_holidays(edition, by=by, at=at)
    return len(lacking)


def add_rate(
    edition: Edition, currency: str, day: date, rate: Decimal, source: str, *, by: Person, at: datetime
) -> ExchangeRate:
    """Add what one of a currency was worth on a day, with where that is written; a rate is never changed."""
    if claim_queries.rate_of_day(currency, edition.currency, day):
        raise Refused(ClaimReason.rate_stands)
    exact = minor_rate(rate, currency, edition.currency)
    made = ExchangeRate(
        currency=currency,
        base=edition.currency,
        day=day,
        numerator=exact.numerator,
        denominator=exact.denominator,
        source=source,
        added_at=at,
        added_by=by.id,
    )
    db.session.add(made)
    audit.record("exchange_rate.added", about=made, by=by, at=at, edition=edition, currency=currency, day=str(day))
    return made


def warn(promise: queries.Promise, *, by: Person, at: datetime) -> None:
    """A promise is near: the head of the programme is told while there is still time."""
    claim = promise.claim
    claim.warned_at = at
    _tell_head("claim_promise_near", promise, at=at)
    audit.record("claim.promise_near", about=claim, by=by, at=at, edition=claim.edition, pay_by=str(promise.pay_by))


def own_up(promise: queries.Promise, *, by: Person, at: datetime) -> None:
    """A promise is broken: the head of the programme is told, and the person gets an apology."""
    claim = promise.claim
    claim.warned_at, claim.broken_at = claim.warned_at or at, at
    _tell_head("claim_promise_broken", promise, at=at)
    claims.write("claim_late", claim, at=at, key=str(claim.id), pay_by=promise.pay_by)
    audit.record("claim.promise_broken", about=claim, by=by, at=at, edition=claim.edition, pay_by=str(promise.pay_by))


def _tell_head(kind: str, promise: queries.Promise, *, at: datetime) -> None:
    claim = promise.claim
    head = keys.holder(claim.edition, Side.organiser, Rank.principal)
    if head:
        mail.queue(kind, to=head.person, edition=claim.edition, key=str(claim.id), at=at, claim=claim, promise=promise)


def watch(*, by: Person, at: datetime) -> dict[str, int]:
    """Look at every promise that we made: told when near, owned up to when broken."""
    done = {"near": 0, "broken": 0}
    owing = db.session.scalars(
        sa.select(Edition).where(Edition.id.in_(sa.select(Claim.edition_id).where(Claim.state.in_(OWED))))
    )
    for edition in owing.all():
        for promise in queries.owed(edition, at=at):
            if promise.broken and promise.claim.broken_at is None:
                own_up(promise, by=by, at=at)
                done["broken"] += 1
            elif promise.light in (Light.amber, Light.red) and promise.claim.warned_at is None:
                warn(promise, by=by, at=at)
                done["near"] += 1
    return done
