"""Find the poster of each stream that goes to the main stage: the best placed that people helped to lead."""

from typing import Any

from sqlalchemy import Row, func, select

from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition, Stream
from conference.models.selection import AbstractDecision, RankingResult
from conference.rules.selection.ranking import DecisionState, Outcome


def of_edition(edition: Edition) -> list[Row[Any]]:
    """One row a stream, in the order of the programme: its best decided poster, or none yet.

    The stage buys something real, so the cap holds here too: work without co-production is no champion.
    """
    order = func.row_number().over(partition_by=AbstractDecision.stream_id, order_by=RankingResult.place)
    posters = (
        select(
            AbstractDecision.stream_id.label("stream_id"),
            Abstract.reference.label("reference"),
            Abstract.title.label("title"),
            RankingResult.raw.label("raw"),
            RankingResult.co_production.label("co_production"),
            order.label("nth"),
        )
        .join(Abstract, Abstract.id == AbstractDecision.abstract_id)
        .join(RankingResult, RankingResult.abstract_id == Abstract.id)
        .where(
            AbstractDecision.edition_id == edition.id,
            AbstractDecision.outcome == Outcome.poster,
            AbstractDecision.state == DecisionState.decided,
            RankingResult.co_produced,
        )
        .subquery()
    )
    rows: Any = (
        select(Stream.name, posters)
        .outerjoin(posters, (posters.c.stream_id == Stream.id) & (posters.c.nth == 1))
        .where(Stream.edition_id == edition.id)
        .order_by(Stream.position)
    )
    return list(db.session.execute(rows))
