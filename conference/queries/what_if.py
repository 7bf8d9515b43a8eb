"""Try other budgets on the draft's order: who would come, where the line falls, and how the group would look."""

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from conference.db import db
from conference.models.applications import Application
from conference.models.assessment import Standing
from conference.models.budget import PlanLine, PlannedOutcome
from conference.models.editions import Edition
from conference.models.people import Person
from conference.rules import balance
from conference.rules import budget as rules
from conference.rules.applications import State
from conference.rules.budget import Category, FitRule, Left
from conference.rules.offers import Outcome

# Shares of the money that was typed, in hundredths: what a little less or more would change.
SHARES = (50, 75, 100, 125, 150)


@dataclass(frozen=True)
class Wanting:
    """Somebody in the order, and what they need with their companion: all of it or nothing."""

    key: int
    need: Left
    new: bool
    country: str
    companion: bool


@dataclass(frozen=True)
class Tried:
    """What one budget would do."""

    share: int
    rule: FitRule
    budget: Left
    inside: frozenset[int]
    companions: int
    left: Left
    line: int | None  # the place in the order of the first who does not fit


@dataclass(frozen=True)
class WhatIf:
    """The order, each budget tried on it, and the counts that may be shown for the one that was typed."""

    order: list[Wanting]
    tried: list[Tried]
    chosen: Tried
    balance: list[tuple[str, dict[str, int | None]]]


def what_if(edition: Edition, left: Left, rule: FitRule) -> WhatIf:
    """Try a budget, some less and some more, and the other rule; in one statement, and it promises nothing."""
    order = _order(edition)
    ranked = [(each.key, each.need) for each in order]
    budgets = [(share, rule, Left(left.places, left.money * share // 100)) for share in SHARES]
    other = FitRule.stop if rule is FitRule.skip else FitRule.skip
    tried = [_try(order, ranked, *each) for each in [*budgets, (100, other, left)]]
    chosen = tried[SHARES.index(100)]
    return WhatIf(order, tried, chosen, _balance([each for each in order if each.key in chosen.inside]))


def _try(order: list[Wanting], ranked: list[tuple[int, Left]], share: int, rule: FitRule, left: Left) -> Tried:
    fitted = rules.fit(ranked, left, rule)
    inside = frozenset(fitted.inside)
    line = next((place for place, each in enumerate(order, start=1) if each.key not in inside), None)
    companions = sum(each.companion for each in order if each.key in inside)
    return Tried(share, rule, left, inside, companions, fitted.left, line)


def _order(edition: Edition) -> list[Wanting]:
    """Everybody who is not told no, in the order of the draft, as plain numbers."""
    place = sa.case((PlanLine.category.in_(rules.IN_PLACES), PlanLine.amount), else_=0)
    companion = sa.case((PlanLine.category == Category.companion_place, 1), else_=0)
    rows = db.session.execute(
        sa.select(
            PlannedOutcome.application_id,
            sa.func.coalesce(sa.func.sum(place), 0),
            sa.func.coalesce(sa.func.sum(PlanLine.amount - place), 0),
            sa.func.coalesce(sa.func.max(companion), 0),
            sa.func.max(sa.func.coalesce(Standing.newness, 0)),
            sa.func.max(Application.travel_country),
        )
        .join(PlannedOutcome.application)
        .join(PlanLine, PlanLine.application_id == PlannedOutcome.application_id, isouter=True)
        .join(Standing, Standing.application_id == PlannedOutcome.application_id, isouter=True)
        .where(
            Application.edition_id == edition.id,
            Application.state == State.sent,
            PlannedOutcome.outcome != Outcome.not_offered,
        )
        .group_by(PlannedOutcome.application_id, PlannedOutcome.position)
        .order_by(PlannedOutcome.position, PlannedOutcome.application_id)
    )
    return [
        Wanting(key, Left(int(places), int(money)), new >= 2, country, bool(companion))
        for key, places, money, companion, new, country in rows
    ]


def _balance(inside: list[Wanting]) -> list[tuple[str, dict[str, int | None]]]:
    new = sum(each.new for each in inside)
    along = sum(each.companion for each in inside)
    countries = Counter(each.country.strip().casefold().title() or "Not said" for each in inside)
    return [
        ("Funded before or not", balance.safe({"never before": new, "before": len(inside) - new})),
        ("With or without a carer", balance.safe({"with": along, "without": len(inside) - along})),
        ("Country they travel from", balance.safe(dict(countries.most_common()))),
    ]


def names_of(edition: Edition, keys: list[int]) -> dict[int, tuple[str, str]]:
    """The names and references behind one page of the order, for the desk."""
    rows = db.session.execute(
        sa.select(Application.id, Person.name, Application.reference)
        .join(Application.person)
        .where(Application.edition_id == edition.id, Application.id.in_(keys))
    )
    return {row[0]: (row[1], row[2]) for row in rows}
