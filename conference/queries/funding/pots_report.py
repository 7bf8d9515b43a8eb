"""What each pot holds, promises, has spent and has left: for the desk, the command line, and in people."""

from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa

from conference.db import db
from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.models.funding.offers import GrantLine, Offer
from conference.models.funding.pots import Pot
from conference.models.funding.spending import LineSpending
from conference.queries.funding import pots as budget
from conference.rules.funding.offers import HOLDING
from conference.rules.funding.pots import Category, Group, PotKind, as_people, is_nearly_full

GROUPS_SHOWN = 5


@dataclass(frozen=True)
class PotRow:
    """One pot in sums; a general pot's row counts what its child pots hold, promise and spend."""

    pot: Pot
    capacity: int
    committed: int
    spent: int

    @property
    def left(self) -> int:
        return self.capacity - self.committed

    @property
    def name(self) -> str:
        return self.pot.name or self.pot.kind.value

    @property
    def is_nearly_full(self) -> bool:
        return is_nearly_full(self.capacity, self.committed)

    def share(self, part: int, of: int) -> int:
        """How wide a part of the bar is, of that many steps."""
        return part * of // self.capacity if self.capacity else 0


def rows(edition: Edition) -> list[PotRow]:
    """Every pot of the edition, each general pot before the pots inside it."""
    pots = budget.all_pots(edition)
    spent = _spent(edition)
    found = []
    for pot in pots:
        inside = [each for each in pots if each.parent_id == pot.id]
        found.append(
            PotRow(
                pot,
                pot.capacity,
                pot.committed + sum(each.committed for each in inside),
                spent[pot.id] + sum(spent[each.id] for each in inside),
            )
        )
    return found


def _spent(edition: Edition) -> dict[int, int]:
    found = db.session.execute(
        sa.select(GrantLine.pot_id, sa.func.sum(LineSpending.spent))
        .join(LineSpending, LineSpending.grant_line_id == GrantLine.id)
        .join(GrantLine.pot)
        .where(Pot.edition_id == edition.id)
        .group_by(GrantLine.pot_id)
    )
    return defaultdict(int, {pot_id: int(total) for pot_id, total in found})


def in_people(edition: Edition) -> list[tuple[Group, int]]:
    """What is left of the general money, as how many more people like those who have a place already."""
    with_companion = sa.func.max(sa.case((GrantLine.category == Category.companion_place, 1), else_=0))
    money = sa.func.sum(sa.case((Pot.kind == PotKind.money, GrantLine.amount), else_=0))
    coming = db.session.execute(
        sa.select(Application.travel_place, with_companion, money)
        .join(Offer, Offer.application_id == Application.id)
        .join(GrantLine, GrantLine.offer_id == Offer.id)
        .join(GrantLine.pot)
        .where(Application.edition_id == edition.id, Offer.state.in_(HOLDING))
        .group_by(Application.id, Application.travel_place)
    )
    costs: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for place, accompanied, cost in coming:
        where = " ".join((place or "").split())
        for name in {where.title(), ""}:
            costs[name, bool(accompanied)].append(int(cost))
    left = budget.left_in(budget.pots_of(edition)).money
    groups = sorted(costs.items(), key=lambda each: (-len(each[1]), each[0]))
    return as_people(left, [Group(place, alone, tuple(each)) for (place, alone), each in groups])[:GROUPS_SHOWN]
