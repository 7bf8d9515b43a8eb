"""Find what is held, spent and paid ahead on award lines."""

from collections.abc import Iterable

import sqlalchemy as sa

from conference.db import db
from conference.models.funding.offers import ASKED, GrantLine, Offer
from conference.models.funding.spending import LineSpending, SpendEntry
from conference.rules.funding.spending import Balance, Entry, still_ahead

asked = sa.literal_column(ASKED.format(line="line_spending.grant_line_id"), sa.Integer)


def balances(offer: Offer) -> dict[int, Balance]:
    """Award line id -> what it holds and what is spent of it, for the promised lines of an offer."""
    rows = db.session.execute(
        sa.select(LineSpending.grant_line_id, LineSpending.held, LineSpending.spent, asked)
        .join(LineSpending.line)
        .where(GrantLine.offer_id == offer.id)
        .order_by(GrantLine.id)
    )
    return {line_id: Balance(*sums) for line_id, *sums in rows}


def entries_of(line: GrantLine) -> list[Entry]:
    """What was written down on one line, in its order."""
    rows = db.session.execute(
        sa.select(SpendEntry.kind, SpendEntry.delta).where(SpendEntry.grant_line_id == line.id).order_by(SpendEntry.id)
    )
    return [Entry(kind, delta) for kind, delta in rows]


def ahead_on(line: GrantLine) -> int:
    """What a person still has of an advance on this line."""
    return still_ahead(entries_of(line))


def owed(sources: Iterable[str]) -> dict[str, int]:
    """Source -> what its entries come to: for a claim's line, what is to be paid after any advance."""
    rows = db.session.execute(
        sa.select(SpendEntry.source, sa.func.sum(SpendEntry.delta))
        .where(SpendEntry.source.in_(list(sources)))
        .group_by(SpendEntry.source)
    )
    return {source: int(total) for source, total in rows}


def noted(key: str) -> bool:
    """Whether an entry with this key stands already."""
    return bool(db.session.scalar(sa.select(SpendEntry.id).where(SpendEntry.key == key)))
