"""Find the draft of who is offered a place, what it needs, and all that it would freeze."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from conference.db import db
from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.models.funding.pots import DraftOutcome
from conference.queries.applications import applications
from conference.queries.funding import pots
from conference.rules import digests, frozen
from conference.rules.applications.applications import State
from conference.rules.funding import pots as rules
from conference.rules.funding.offers import Outcome, Reason
from conference.rules.funding.pots import Left, Line


@dataclass(frozen=True)
class Planned:
    """One row of the draft."""

    application: Application
    outcome: Outcome
    position: int
    reason: Reason | None
    reason_text: str
    salt: str
    by_hand: bool
    lines: list[Line]

    @property
    def need(self) -> Left:
        return rules.needs(self.lines)


def planned_in_order(edition: Edition) -> sa.Select[DraftOutcome]:
    """The draft in its order: offers, then the waiting list, then those with no place; with names, for the desk."""
    place = sa.case({outcome: number for number, outcome in enumerate(Outcome)}, value=DraftOutcome.outcome)
    return (
        sa.select(DraftOutcome)
        .join(DraftOutcome.application)
        .join(Application.person)
        .options(contains_eager(DraftOutcome.application).contains_eager(Application.person))
        .where(Application.edition_id == edition.id, Application.state == State.sent)
        .order_by(place, DraftOutcome.position, DraftOutcome.application_id)
    )


def with_lines(rows: list[DraftOutcome]) -> list[Planned]:
    """Rows of the draft, each with what it needs, in one more statement."""
    lines = pots.planned_lines(row.application_id for row in rows)
    return [
        Planned(
            row.application,
            row.outcome,
            row.position,
            row.reason,
            row.reason_text,
            row.salt,
            row.by_hand,
            lines[row.application_id],
        )
        for row in rows
    ]


def plan(edition: Edition) -> list[Planned]:
    """The whole draft, as it would be frozen."""
    return with_lines(list(db.session.scalars(planned_in_order(edition))))


def planned(application: Application) -> DraftOutcome | None:
    """The draft for one application."""
    return db.session.get(DraftOutcome, application.id)


@dataclass(frozen=True)
class Totals:
    """How many of each the draft has, what its offers need, and what the pots would have left."""

    counts: dict[Outcome, int]
    need: Left
    left: Left

    @property
    def fits(self) -> bool:
        return self.left.places >= 0 and self.left.money >= 0


def totals(edition: Edition) -> Totals:
    """The sums over the draft, in the database, whatever its length."""
    mine = sa.select(DraftOutcome).join(DraftOutcome.application)
    mine = mine.where(Application.edition_id == edition.id, Application.state == State.sent)
    counts = db.session.execute(
        mine.with_only_columns(DraftOutcome.outcome, sa.func.count()).group_by(DraftOutcome.outcome)
    )
    found = {row[0]: row[1] for row in counts}
    row = db.session.execute(
        mine.where(DraftOutcome.outcome == Outcome.offer).with_only_columns(
            sa.func.coalesce(sa.func.sum(DraftOutcome.needs_places), 0),
            sa.func.coalesce(sa.func.sum(DraftOutcome.needs_money), 0),
        )
    ).one()
    need = Left(int(row[0]), int(row[1]))
    return Totals(
        {outcome: found.get(outcome, 0) for outcome in Outcome}, need, rules.after(pots.left_for_draft(edition), need)
    )


def _line_content(line: Line) -> frozen.Line:
    told: frozen.Line = {"category": line.category.value, "amount": line.amount}
    return {**told, "pot": line.pot} if line.pot else told


def draft_content(edition: Edition, about_id: int) -> frozen.Offers:
    """Everything the set will do: each offer line by line, the waiting list in order, each no with its reason."""
    rows = plan(edition)
    settings = applications.settings_of(edition)
    if settings is None:
        raise LookupError("This conference has no funded places.")

    def told(row: Planned) -> frozen.OfferOrWait:
        return {
            "application": row.application.id,
            "reference": row.application.reference,
            "lines": [_line_content(line) for line in row.lines],
            "words": words_of(row),
        }

    def words_of(row: Planned) -> str:
        """The words themselves stand beside the set, so that they can be forgotten; the set holds their digest."""
        return digests.words_digest(row.salt, row.reason_text) if row.reason_text else ""

    need = rules.needs(line for row in rows if row.outcome is Outcome.offer for line in row.lines)
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
                "reason": row.reason.value if row.reason else "",
                "words": words_of(row),
            }
            for row in rows
            if row.outcome is Outcome.not_offered
        ],
    }
