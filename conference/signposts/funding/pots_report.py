"""What waits of the budget."""

from datetime import datetime

from conference.models.editions.editions import Edition
from conference.queries.funding.pots_report import rows
from conference.signposts.lines import Waiting


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """The desk's line for pots of which four fifths are promised."""
    nearly = sum(row.is_nearly_full for row in rows(edition))
    return [Waiting("Pots of which 80% or more is promised", nearly, "desk_budget.index")] if nearly else []
