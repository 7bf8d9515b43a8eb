"""Find what we owe, to whom and by when: the promise board, and how long people wait for their own money."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from conference.db import db
from conference.models.claims import Claim
from conference.models.editions import Edition
from conference.models.offers import Offer
from conference.models.people import Person
from conference.queries import applications, claims, editions, offers, spending
from conference.rules import promises as rules
from conference.rules.claims import OWED, ClaimState
from conference.rules.editions import end_of_day, local_day
from conference.rules.offers import OfferState
from conference.rules.promises import Light, Stop
from conference.rules.together import Part, Waiting


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


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """The desk's lines: claims to check, and promises that are near or broken."""
    promises = owed(edition, at=at)
    to_check = [p for p in promises if p.claim.state in (ClaimState.submitted, ClaimState.checking, ClaimState.appeal)]
    near = [p for p in promises if p.light in (Light.amber, Light.red)]
    lines = [
        Waiting("Claims to check", len(to_check), "desk_claims.index", {}, _due(edition, to_check)),
        Waiting("Payments due soon or overdue", len(near), "desk_claims.board", {}, _due(edition, near)),
    ]
    return [line for line in lines if line.count]


def _due(edition: Edition, promises: list[Promise]) -> datetime | None:
    return min((end_of_day(p.pay_by, edition.zone) for p in promises), default=None)


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """A person's own claims: where each stands, and by when it is paid."""
    application = applications.application_of(person, edition)
    offer = offers.offer_of(application) if application else None
    if offer is None or offer.state is not OfferState.accepted:
        return []
    door = {"edition": edition.code}
    told = {
        ClaimState.draft: (_("Not sent yet"), _("Add what you paid, and send it."), True),
        ClaimState.query: (_("We have a question"), _("Answer it, so that we can pay you."), True),
    }
    parts = []
    for claim in claims.of_offer(offer):
        if claim.state not in OWED and claim.state is not ClaimState.draft:
            continue
        state, step, mine = told.get(claim.state, (_("We have your claim"), _("We pay you by the day shown."), False))
        by = None if mine else end_of_day(pay_by(claim, at=at), edition.zone)
        args = door | {"claim_id": claim.id}
        parts.append(Part(_("Claim your costs back"), state, step, "claim.show", args, by, mine))
    return parts
