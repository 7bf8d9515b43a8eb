"""Find what we owe, to whom and by when: the promise board, and how long people wait for their own money."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.funding.offers import Offer
from conference.models.payments.claims import Claim
from conference.models.people.people import Person
from conference.queries.editions import editions
from conference.queries.funding import spending
from conference.queries.payments import claims
from conference.rules.editions.dates import local_day
from conference.rules.payments import promise_clock as rules
from conference.rules.payments.claims import OWED, ClaimState
from conference.rules.payments.promise_clock import Light, Stop


@dataclass(frozen=True)
class Promise:
    """One claim that we owe, and how its promise stands."""

    claim: Claim
    pay_by: date
    days_left: int
    light: Light
    broken: bool
    amount: int  # what was approved and is not covered by an advance; before that, what was asked


def pay_by(claim: Claim, *, at: datetime) -> date:
    """The day by which this claim is paid, as things stand now (or would, if it were sent now)."""
    edition, settings = claim.edition, claims.settings_of(claim.edition)
    return _pay_by(claim, settings.pay_days, at, local_day(at, edition.zone), editions.holidays(edition))


def _pay_by(claim: Claim, days: int, at: datetime, today: date, holidays: frozenset[date]) -> date:
    """A second look starts the clock anew; until then each question stops it."""
    zone = claim.edition.zone
    if claim.appealed_at:
        return rules.pay_by(local_day(claim.appealed_at, zone), days, 0, holidays)
    stops = [
        Stop(local_day(q.asked_at, zone), local_day(q.answered_at, zone) if q.answered_at else None)
        for q in claim.queries
    ]
    stopped = rules.stopped_days(stops, today, holidays)
    return rules.pay_by(local_day(claim.submitted_at or at, zone), days, stopped, holidays)


def owed(edition: Edition, *, at: datetime) -> list[Promise]:
    """Every claim that we owe, the most urgent first."""
    settings, today = claims.settings_of(edition), local_day(at, edition.zone)
    holidays = editions.holidays(edition)
    found = db.session.scalars(
        sa.select(Claim)
        .options(
            joinedload(Claim.person),
            joinedload(Claim.offer).joinedload(Offer.application),
            selectinload(Claim.lines),
            selectinload(Claim.queries),
        )
        .where(Claim.edition_id == edition.id, Claim.state.in_(OWED))
        .order_by(Claim.id)
    )
    promises = []
    claims_found = found.all()
    to_pay = spending.owed(f"claim_line:{line.id}" for claim in claims_found for line in claim.lines)
    for claim in claims_found:
        stopped = claim.state is ClaimState.query
        day = _pay_by(claim, settings.pay_days, at, today, holidays)
        left = rules.days_left(day, today, holidays)
        light = rules.light(left, days=settings.pay_days, amber_day=settings.amber_day, stopped=stopped)
        broken = rules.is_broken(day, today, stopped=stopped)
        approved = sum(to_pay.get(f"claim_line:{line.id}", 0) for line in claim.lines)
        promises.append(Promise(claim, day, left, light, broken, approved if claim.decided_at else claim.total))
    return sorted(promises, key=lambda promise: (promise.light is Light.stopped, promise.pay_by, promise.claim.id))


def totals(promises: Iterable[Promise]) -> dict[str, int]:
    """What is owed in each currency; there is no total across currencies."""
    sums: dict[str, int] = defaultdict(int)
    for promise in promises:
        sums[promise.claim.currency] += promise.amount
    return dict(sorted(sums.items()))


@dataclass(frozen=True)
class Waited:
    """One person, and how many days they were without their own money: the longest, and now."""

    person: Person
    claims: int
    longest: int
    waits_still: bool


def out_of_pocket(edition: Edition, *, at: datetime) -> list[Waited]:
    """How long each person waits or waited for money they had spent, the longest first."""
    today = local_day(at, edition.zone)
    found = db.session.scalars(
        sa.select(Claim)
        .options(joinedload(Claim.person), selectinload(Claim.lines))
        .where(Claim.edition_id == edition.id, Claim.state.in_((*OWED, ClaimState.paid, ClaimState.reconciled)))
    )
    by_person: dict[int, list[tuple[Claim, int]]] = defaultdict(list)
    for claim in found:
        spent_on = min(line.incurred_on for line in claim.lines)
        by_person[claim.person_id].append((claim, rules.days_out_of_pocket(spent_on, claim.paid_on, today)))
    waited = [
        Waited(rows[0][0].person, len(rows), max(days for _claim, days in rows), any(c.state in OWED for c, _d in rows))
        for rows in by_person.values()
    ]
    return sorted(waited, key=lambda each: (-each.longest, each.person.id))
