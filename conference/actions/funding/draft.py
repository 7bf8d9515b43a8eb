"""Draft who is offered a place. A draft promises nothing and may pass a pot."""

import secrets
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from conference import audit
from conference.db import db
from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.models.funding.pots import DraftOutcome, PlanLine
from conference.models.people.people import Person
from conference.queries.applications import applications, scoring, standing
from conference.queries.funding import estimates, pots
from conference.rules.applications.applications import State
from conference.rules.funding import pots as rules
from conference.rules.funding.offers import Outcome, Reason
from conference.rules.funding.pots import Left, Line
from conference.rules.funding.reasons import FundingReason
from conference.rules.refusals import Refused


def draft(edition: Edition, *, by: Person, at: datetime) -> int:
    """Draft from the panel's ranking: offer while the pots hold, then the waiting list in order of rank."""
    settings = applications.settings_of(edition)
    ranked = [row.application_id for row in db.session.scalars(standing.ranked(edition))]
    if settings is None or not ranked:
        raise Refused(FundingReason.no_ranking)
    undecided = {each.id: each for each in scoring.to_decide(edition)}
    _guess_costs(edition, [undecided[key] for key in ranked])
    lines = pots.planned_lines(undecided)
    needs = [(key, rules.needs(lines[key])) for key in ranked]
    fitted = rules.fit(needs, pots.left_for_draft(edition), settings.fit_rule)
    by_hand = {
        row.application_id: row
        for row in db.session.scalars(
            sa.select(DraftOutcome).where(DraftOutcome.application_id.in_(undecided), DraftOutcome.by_hand)
        )
    }
    db.session.execute(
        sa.delete(DraftOutcome).where(DraftOutcome.application_id.in_(undecided), DraftOutcome.by_hand.is_(False))
    )
    inside = set(fitted.inside)
    for rank, key in enumerate(ranked, start=1):
        if key in by_hand:
            by_hand[key].position = rank
            continue
        outcome = Outcome.offer if key in inside else Outcome.waiting_list
        db.session.add(
            DraftOutcome(application_id=key, outcome=outcome, position=rank, planned_at=at, planned_by=by.id)
        )
    audit.record("offers.drafted", about=edition, by=by, at=at, edition=edition, ranked=len(ranked))
    return len(ranked)


def _guess_costs(edition: Edition, ranked: Sequence[Application]) -> None:
    """An estimate for each application that has no costs yet; what an organiser typed stays."""
    known = pots.planned_lines(each.id for each in ranked)
    unknown = [each for each in ranked if each.id not in known]
    for application_id, costs in estimates.costs_of_all(edition, unknown).items():
        db.session.add_all(PlanLine(application_id=application_id, category=c.category, amount=c.amount) for c in costs)
    db.session.flush()


def decide(
    application: Application,
    outcome: Outcome,
    *,
    by: Person,
    at: datetime,
    reason: Reason | None = None,
    reason_text: str = "",
) -> None:
    """People, not a formula, decide: an organiser sets one application's outcome in the draft, a no with a reason."""
    if outcome is Outcome.not_offered and reason is None:
        raise Refused(FundingReason.without_reason)
    planned = db.session.get(DraftOutcome, application.id)
    if planned is None:
        planned = DraftOutcome(application_id=application.id, position=_last(application) + 1)
        db.session.add(planned)
    planned.outcome, planned.by_hand = outcome, True
    planned.reason = reason if outcome is Outcome.not_offered else None
    planned.reason_text, planned.salt = reason_text, secrets.token_hex(16) if reason_text else ""
    planned.planned_at, planned.planned_by = at, by.id
    if outcome is not Outcome.not_offered:
        _guess_costs(application.edition, [application])
    audit.record(
        "offer.drafted",
        about=application,
        by=by,
        at=at,
        edition=application.edition,
        outcome=outcome,
        reason=reason,
    )


def _last(application: Application) -> int:
    return (
        db.session.scalar(
            sa.select(sa.func.max(DraftOutcome.position))
            .join(DraftOutcome.application)
            .where(Application.edition_id == application.edition_id)
        )
        or 0
    )


def shorten_list(edition: Edition, keep: int, reason: Reason, *, by: Person, at: datetime) -> int:
    """Keep so many on the waiting list and tell the others no, with the same reason."""
    rows = list(
        db.session.scalars(
            sa.select(DraftOutcome)
            .join(DraftOutcome.application)
            .where(
                Application.edition_id == edition.id,
                Application.state == State.sent,
                DraftOutcome.outcome == Outcome.waiting_list,
            )
            .order_by(DraftOutcome.position, DraftOutcome.application_id)
        )
    )
    for row in rows[keep:]:
        row.outcome, row.reason, row.by_hand = Outcome.not_offered, reason, True
        row.planned_at, row.planned_by = at, by.id
    audit.record("waiting_list.shortened", about=edition, by=by, at=at, edition=edition, kept=min(keep, len(rows)))
    return len(rows[keep:])


def set_costs(application: Application, lines: list[Line], *, by: Person, at: datetime) -> Left:
    """Write down what one application would need, line by line."""
    db.session.execute(sa.delete(PlanLine).where(PlanLine.application_id == application.id))
    db.session.add_all(
        PlanLine(application_id=application.id, category=line.category, amount=line.amount, pot_id=line.pot)
        for line in lines
    )
    need = rules.needs(lines)
    audit.record(
        "application.costed",
        about=application,
        by=by,
        at=at,
        edition=application.edition,
        places=need.places,
        money=need.money,
    )
    return need
