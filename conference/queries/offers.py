"""Find offers, the waiting list, the draft plan, and all that a frozen set would do."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from conference.db import db
from conference.models.applications import Application
from conference.models.budget import PlannedOutcome
from conference.models.decisions import DecisionSet
from conference.models.editions import Edition
from conference.models.offers import Offer
from conference.models.people import Person
from conference.queries import applications, budget
from conference.rules import budget as rules
from conference.rules import decisions
from conference.rules.applications import State
from conference.rules.budget import Left, Line
from conference.rules.offers import OfferState, Outcome, Reason

LIVE = (OfferState.waiting, OfferState.reserved, OfferState.open, OfferState.accepted)


def offer_of(application: Application) -> Offer | None:
    """The newest offer that reached this person; what still waits for the keys is nobody's to see."""
    return db.session.scalar(
        sa.select(Offer)
        .join(Offer.decision_set)
        .where(
            Offer.application_id == application.id,
            DecisionSet.state == decisions.State.carried,
            Offer.state != OfferState.returned,
        )
        .order_by(Offer.id.desc())
        .limit(1)
    )


def live_offer(application: Application) -> Offer | None:
    """The offer of an application that still holds something or still waits, keys or not."""
    return db.session.scalar(
        sa.select(Offer).where(Offer.application_id == application.id, Offer.state.in_(LIVE)).with_for_update()
    )


def under(frozen: DecisionSet) -> list[Offer]:
    """The offers of one set in their order."""
    return list(
        db.session.scalars(
            sa.select(Offer)
            .join(Offer.application)
            .options(contains_eager(Offer.application))
            .where(Offer.set_id == frozen.id)
            .order_by(Offer.position, Offer.id)
        )
    )


def waiting_list(edition: Edition) -> list[Offer]:
    """The waiting list in the order that both keys approved."""
    return list(
        db.session.scalars(
            sa.select(Offer)
            .join(Offer.application)
            .join(Application.person)
            .join(Offer.decision_set)
            .options(
                contains_eager(Offer.application).contains_eager(Application.person),
                contains_eager(Offer.decision_set),
            )
            .where(
                Application.edition_id == edition.id,
                Offer.state == OfferState.waiting,
                DecisionSet.state == decisions.State.carried,
            )
            .order_by(Offer.set_id, Offer.position, Offer.id)
        )
    )


def open_offers(edition: Edition) -> list[Offer]:
    """Offers without an answer yet, the first to lapse first."""
    return list(
        db.session.scalars(
            sa.select(Offer)
            .join(Offer.application)
            .join(Application.person)
            .options(contains_eager(Offer.application).contains_eager(Application.person))
            .where(Application.edition_id == edition.id, Offer.state == OfferState.open)
            .order_by(Offer.lapses_at, Offer.id)
        )
    )


@dataclass(frozen=True)
class Waits:
    """Somebody on the waiting list: what they need, and whether it would fit now."""

    offer: Offer
    need: Left
    fits: bool


def fitting(waiting: list[Offer], left: Left) -> list[Waits]:
    """The waiting list with what each would need, to show who is passed over and why."""
    lines = budget.lines_by_offer(waiting)
    needs = [(offer, rules.needs(lines[offer.id])) for offer in waiting]
    return [Waits(offer, need, rules.fits(need, left)) for offer, need in needs]


def position_of(offer: Offer) -> int:
    """How many wait before this person, and the person: the place on the list now."""
    ahead = sa.select(sa.func.count()).select_from(Offer).join(Offer.application).join(Offer.decision_set)
    return 1 + (
        db.session.scalar(
            ahead.where(
                Application.edition_id == offer.application.edition_id,
                Offer.state == OfferState.waiting,
                DecisionSet.state == decisions.State.carried,
                sa.tuple_(Offer.set_id, Offer.position) < sa.tuple_(offer.set_id, offer.position),
            )
        )
        or 0
    )


@dataclass(frozen=True)
class Planned:
    """One row of the draft."""

    application: Application
    outcome: Outcome
    position: int
    reason: Reason | None
    reason_text: str
    by_hand: bool
    lines: list[Line]

    @property
    def need(self) -> Left:
        return rules.needs(self.lines)


def plan(edition: Edition) -> list[Planned]:
    """The draft in its order: offers, then the waiting list, then those with no place; with names, for the desk."""
    rows = list(
        db.session.scalars(
            sa.select(PlannedOutcome)
            .join(PlannedOutcome.application)
            .join(Application.person)
            .options(contains_eager(PlannedOutcome.application).contains_eager(Application.person))
            .where(Application.edition_id == edition.id, Application.state == State.sent)
            .order_by(PlannedOutcome.position, PlannedOutcome.application_id)
        )
    )
    lines = budget.planned_lines(row.application_id for row in rows)
    order = list(Outcome)
    planned = [
        Planned(
            row.application,
            row.outcome,
            row.position,
            row.reason,
            row.reason_text,
            row.by_hand,
            lines[row.application_id],
        )
        for row in rows
    ]
    return sorted(planned, key=lambda each: (order.index(each.outcome), each.position))


def planned(application: Application) -> PlannedOutcome | None:
    """The draft for one application."""
    return db.session.get(PlannedOutcome, application.id)


@dataclass(frozen=True)
class Totals:
    """What a draft needs, and what the pots would have left."""

    need: Left
    left: Left

    @property
    def fits(self) -> bool:
        return self.left.places >= 0 and self.left.money >= 0


def totals(edition: Edition, rows: list[Planned]) -> Totals:
    """The sum over the drafted offers."""
    need = rules.needs(line for row in rows if row.outcome is Outcome.offer for line in row.lines)
    return Totals(need, rules.after(budget.left_for_draft(edition), need))


@dataclass(frozen=True)
class WhatIf:
    """Who would come with so many places and so much money."""

    inside: list[Planned]
    outside: list[Planned]
    left: Left
    first_timers: int


def what_if(edition: Edition, rows: list[Planned], left: Left) -> WhatIf:
    """Try another budget on the draft's order, without promising anything."""
    ranked = sorted((row for row in rows if row.outcome is not Outcome.not_offered), key=lambda row: row.position)
    settings = applications.settings_of(edition)
    rule = settings.fit_rule if settings else rules.FitRule.skip
    fitted = rules.fit([(row.application.id, row.need) for row in ranked], left, rule)
    by_id = {row.application.id: row for row in ranked}
    inside = [by_id[key] for key in fitted.inside]
    records = applications.records(edition, [row.application for row in inside])
    return WhatIf(
        inside=inside,
        outside=[by_id[key] for key in fitted.outside],
        left=fitted.left,
        first_timers=sum(record.newness >= 2 for record in records.values()),
    )


def draft_content(edition: Edition, about_id: int) -> dict[str, Any]:
    """Everything the set will do: each offer line by line, the waiting list in order, each no with its reason."""
    rows = plan(edition)
    settings = applications.settings_of(edition)
    if settings is None:
        raise LookupError("This edition has no funded places.")

    def told(row: Planned) -> dict[str, Any]:
        return {
            "application": row.application.id,
            "reference": row.application.reference,
            "lines": [
                {"category": line.category.value, "amount": line.amount} | ({"pot": line.pot} if line.pot else {})
                for line in row.lines
            ],
        }

    need = totals(edition, rows).need
    return {
        "answer_days": settings.answer_days,
        "fit_rule": settings.fit_rule.value,
        "promote_until": settings.promote_until.isoformat() if settings.promote_until else None,
        "currency": edition.currency,
        "places": need.places,
        "money": need.money,
        "offers": [told(row) for row in rows if row.outcome is Outcome.offer],
        "waiting_list": [told(row) for row in rows if row.outcome is Outcome.waiting_list],
        "not_offered": [
            {
                "application": row.application.id,
                "reference": row.application.reference,
                "reason": row.reason.value if row.reason else None,
                "reason_text": row.reason_text,
            }
            for row in rows
            if row.outcome is Outcome.not_offered
        ],
    }


@dataclass(frozen=True)
class Shown:
    """What both key holders see next to the frozen words: names, and the pots as they are now."""

    people: dict[int, Person]
    places_left: int
    money_left: int


def shown(edition: Edition, facts: dict[str, Any]) -> Shown:
    """The names behind a frozen set. They are looked up, not frozen, so that a person can be forgotten."""
    ids = [row["application"] for part in ("offers", "waiting_list", "not_offered") for row in facts[part]]
    rows = db.session.execute(
        sa.select(Application.id, Person)
        .join(Person, Person.id == Application.person_id)
        .where(Application.id.in_(ids), Application.edition_id == edition.id)
    )
    left = budget.left_in(budget.pots_of(edition))
    return Shown({row[0]: row[1] for row in rows}, left.places, left.money)


def open_everywhere() -> list[Offer]:
    """Every offer without an answer, in all editions, the first to lapse first."""
    return list(
        db.session.scalars(
            sa.select(Offer)
            .join(Offer.application)
            .options(contains_eager(Offer.application))
            .where(Offer.state == OfferState.open)
            .order_by(Offer.lapses_at, Offer.id)
        )
    )
