"""What waits of decisions on abstracts."""

from datetime import datetime

from sqlalchemy import func, select

from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.selection import AbstractDecision
from conference.queries.selection import ranking
from conference.queries.selection.decisions import all_without_contact
from conference.rules.selection.ranking import DecisionState
from conference.signposts.lines import Waiting


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """For the desk: drafts to freeze, a ranking out of date, letters with nobody to go to."""
    drafts_left = db.session.scalar(
        select(func.count()).where(
            AbstractDecision.edition_id == edition.id, AbstractDecision.state == DecisionState.draft
        )
    )
    nobody = db.session.scalar(select(func.count()).select_from(all_without_contact(edition).order_by(None).subquery()))
    lines = [
        Waiting("Decisions drafted, not yet frozen", drafts_left or 0, "desk_decisions.index"),
        Waiting("Abstracts with new reviews since the ranking", ranking.stale(edition), "desk_ranking.index"),
        Waiting("Decided abstracts with no contact address", nobody or 0, "desk_decisions.contacts"),
    ]
    return [line for line in lines if line.count]
