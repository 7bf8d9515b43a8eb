"""Try other budgets on the draft's order: who would come, where the line falls, and how the group would look."""

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from conference.db import db
from conference.models.applications.applications import Application
from conference.models.applications.scoring import Standing
from conference.models.editions.editions import Edition
from conference.models.funding.pots import DraftOutcome
from conference.models.people.people import Person
from conference.rules.applications.applications import State
from conference.rules.funding import pots as rules, small_counts as balance
from conference.rules.funding.offers import Outcome
from conference.rules.funding.pots import FitRule, Left

# Shares of the money that was typed, in hundredths: what a little less or more would change.
SHARES = (50, 75, 100, 125, 150)


@dataclass(frozen=True)
class Tried:
    """What one budget would do."""

    share: int
    rule: FitRule
    budget: Left
    inside: frozenset[int]
    companions: int | None  # nobody can be told from it, or it is not said
    left: Left
    line: int | None  # the place in the order of the first who does not fit


@dataclass(frozen=True)
class WhatIf:
    """The order, each budget tried on it, and the counts that may be shown for the one that was typed."""

    order: list[tuple[int, Left]]
    companions: frozenset[int]
    tried: list[Tried]
    chosen: Tried
    balance: list[tuple[str, dict[str, int | None]]]


def what_if(edition: Edition, left: Left, rule: FitRule) -> WhatIf:
    """Try a budget, some less and some more, and the other rule. It promises nothing."""
    order, companions = _order(edition)
    smallest = rules.least(order)
    other = FitRule.stop if rule is FitRule.skip else FitRule.skip
    tried = []
    for share, by in [*((share, rule) for share in SHARES), (100, other)]:
        budget = Left(left.places, left.money * share // 100)
        fitted = rules.fit(order, budget, by, smallest)
        inside = frozenset(fitted.inside)
        along = _along(len(inside & companions), len(inside))["with"]
        tried.append(Tried(share, by, budget, inside, along, fitted.left, fitted.line))
    chosen = tried[SHARES.index(100)]
    return WhatIf(order, companions, tried, chosen, _balance(edition, chosen, len(chosen.inside & companions)))


def _along(companions: int, all_: int) -> dict[str, int | None]:
    return balance.safe({"with": companions, "without": all_ - companions})


def _order(edition: Edition) -> tuple[list[tuple[int, Left]], frozenset[int]]:
    """Everybody who is not told no, in the order of the draft, as plain numbers; and who comes with a companion."""
    planned, applied = DraftOutcome.__table__.c, Application.__table__.c  # as rows: thousands are read at once
    rows = db.session.execute(
        sa.select(planned.application_id, planned.needs_places, planned.needs_money, planned.companions)
        .where(
            applied.id == planned.application_id,
            applied.edition_id == edition.id,
            applied.state == State.sent,
            planned.outcome != Outcome.not_offered,
        )
        .order_by(planned.position, planned.application_id)
    ).all()
    needs: dict[tuple[int, int], Left] = {}  # thousands of people, few different needs
    order = [
        (key, needs.get((places, money)) or needs.setdefault((places, money), Left(places, money)))
        for key, places, money, _along in rows
    ]
    return order, frozenset(row[0] for row in rows if row[3])


def _balance(edition: Edition, chosen: Tried, along: int) -> list[tuple[str, dict[str, int | None]]]:
    """Counts of those who would come, each group only where nobody can be told from it."""
    new, countries = 0, Counter[str]()
    rows = db.session.execute(
        sa.select(Standing.newness, Application.travel_country)
        .select_from(Application)
        .join(Standing, Standing.application_id == Application.id, isouter=True)
        .where(Application.edition_id == edition.id, Application.id.in_(chosen.inside))
    )
    for newness, country in rows:
        new += (newness or 0) >= 2
        countries[country.strip().casefold().title() or "Not given"] += 1
    all_ = len(chosen.inside)
    return [
        ("Funded before or not", balance.safe({"never before": new, "before": all_ - new})),
        ("With or without a carer", _along(along, all_)),
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
