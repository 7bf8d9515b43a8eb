"""Find how abstracts stand: their tallies, the stored ranking, slots, and the decisions drafted on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, func, literal, select
from sqlalchemy.orm import joinedload

from conference.db import Page, UtcDateTime, db
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition, Stream
from conference.models.reviews.reviews import Review, ReviewTally
from conference.models.selection import AbstractDecision, CapRuleVersion, RankingCount, RankingResult, Slot
from conference.rules.abstracts.abstracts import IN_REVIEW
from conference.rules.people.duties import Kind
from conference.rules.reviews.imported import MICRO
from conference.rules.reviews.reviews import ReviewState
from conference.rules.selection import severity
from conference.rules.selection.ranking import (
    BUYS,
    Band,
    CapRule,
    Lane,
    Outcome,
    Places,
    Ranked,
    Tally,
    best_first,
    ranking,
)
from conference.rules.selection.severity import Score

NO_STREAM = 0  # stands in an address for the bucket of abstracts without a stream
_OF_EDITION: Any = bindparam("edition")
_RULES = select(CapRuleVersion).where(CapRuleVersion.edition_id == _OF_EDITION)
_NEWEST_RULE = _RULES.order_by(CapRuleVersion.version.desc()).limit(1)


def rule_of(edition: Edition) -> CapRule:
    """The cap rule in force."""
    newest = db.session.scalar(_NEWEST_RULE, {"edition": edition.id})
    return newest.rule if newest else CapRule()


def tally_of(stored: ReviewTally | None, reference: str, stream: int | None) -> Tally:
    """A stored tally as the rules read it."""
    if stored is None:
        return Tally(reference, stream=stream)
    return Tally(
        reference,
        Lane(stored.le_count, stored.le_total, stored.le_squares, MICRO),
        Lane(stored.professional_count, stored.professional_total, stored.professional_squares, MICRO),
        Lane(stored.le_co_count, stored.le_co_total),
        stream,
    )


def counted(abstract_id: int) -> dict[Kind, tuple[Lane, Lane]]:
    """The overall and co-production scores of an abstract's sent reviews, by kind, counted afresh."""
    rows = db.session.execute(_counting(), {"abstract": abstract_id})
    return {row[0]: (Lane(*_whole(row[1:4])), Lane(*_whole(row[4:6]))) for row in rows}


@cache
def _counting() -> Select[Any]:
    """Built once, since every review that is sent asks it."""
    figures: list[Any] = [
        Review.kind,
        func.count(Review.score),
        func.sum(Review.score),
        func.sum(Review.score * Review.score),
        func.count(Review.co_production),
        func.coalesce(func.sum(Review.co_production), 0),
    ]
    of_abstract = (Review.abstract_id == bindparam("abstract"), Review.state == ReviewState.submitted)
    return select(*figures).where(*of_abstract).group_by(Review.kind)


def adjusted(edition: Edition) -> dict[int, float]:
    """The raw score of each abstract with the strictness of its reviewers taken out."""
    rows = db.session.execute(
        select(Review.abstract_id, Abstract.stream_id, Review.reviewer_id, Review.kind, Review.score)
        .join(Abstract, Abstract.id == Review.abstract_id)
        .where(Abstract.edition_id == edition.id, Review.state == ReviewState.submitted)
        .order_by(Review.id)
    )
    return severity.adjusted([Score(*row[:4], (row[4] or 0) / MICRO) for row in rows])


def given(edition: Edition) -> dict[int, float]:
    """The raw score of each abstract on the scale on which its reviews were given; none where scales are mixed."""
    rows = db.session.execute(
        select(Review.abstract_id, func.max(Review.scale), func.sum(Review.given), func.count())
        .join(Abstract, Abstract.id == Review.abstract_id)
        .where(Abstract.edition_id == edition.id, Review.state == ReviewState.submitted)
        .group_by(Review.abstract_id, Review.kind, Review.scale)
        .order_by(Review.abstract_id)
    )
    means: dict[int, float] = {}
    for abstract, kinds in groupby(rows, key=itemgetter(0)):
        lanes = list(kinds)
        if len({scale for _abstract, scale, _total, _count in lanes}) == 1 and lanes[0][1]:
            means[abstract] = sum(int(total or 0) / (count * MICRO) for _a, _s, total, count in lanes) / len(lanes)
    return means


def _whole(figures: Sequence[Any]) -> list[int]:
    """PostgreSQL sums whole numbers into decimals."""
    return [int(figure) for figure in figures]


def tallies(edition: Edition) -> list[tuple[Abstract, ReviewTally | None]]:
    """Every abstract that is or was under review, with its tally, by reference."""
    rows = db.session.execute(
        select(Abstract, ReviewTally)
        .outerjoin(ReviewTally, ReviewTally.abstract_id == Abstract.id)
        .where(Abstract.edition_id == edition.id, _RANKABLE)
        .order_by(Abstract.number)
    )
    return [(abstract, tally) for abstract, tally in rows]


_RANKABLE = (
    Abstract.state.in_(IN_REVIEW)
    | select(AbstractDecision.id).where(AbstractDecision.abstract_id == Abstract.id).exists()
)


def live(edition: Edition) -> list[tuple[Abstract, ReviewTally | None, Ranked]]:
    """The ranking worked out from the reviews as they are now: best first, what cannot be ranked yet last."""
    rows = {abstract.reference: (abstract, tally) for abstract, tally in tallies(edition)}
    found = ranking(
        [tally_of(tally, abstract.reference, abstract.stream_id) for abstract, tally in rows.values()],
        places_of(edition),
        rule_of(edition),
    )
    line = sorted((one for stream in found.values() for one in stream), key=best_first)
    return [(*rows[one.tally.reference], one) for one in line]


def places_of(edition: Edition) -> dict[int | None, Places]:
    """How many top and second places each stream has; a stream without slots has no limit yet."""
    room: dict[int | None, dict[Outcome, int]] = {}
    for slot in slots_of(edition):
        room.setdefault(slot.stream_id, {})[slot.outcome] = slot.places
    return {stream: Places(held.get(BUYS[Band.top]), held.get(BUYS[Band.second])) for stream, held in room.items()}


def slots_of(edition: Edition) -> list[Slot]:
    """The edition's slots, by stream and outcome."""
    return list(
        db.session.scalars(
            select(Slot)
            .outerjoin(Stream, Stream.id == Slot.stream_id)
            .options(joinedload(Slot.stream))
            .where(Slot.edition_id == edition.id)
            .order_by(Stream.position.is_(None), Stream.position, Slot.outcome)
        )
    )


@dataclass(frozen=True)
class StreamCount:
    """One stream at a glance: how many abstracts it has, how many are ranked, how many capped."""

    id: int
    name: str
    abstracts: int
    ranked: int
    capped: int


EMPTY = StreamCount(NO_STREAM, "No stream yet", 0, 0, 0)


def counts(edition: Edition) -> list[StreamCount]:
    """Each stream's counts, in the order of the programme, the bucket without a stream last."""
    rows = db.session.execute(_counts(), {"edition": edition.id})
    return [StreamCount(*each) for _last, _position, *each in rows]


@cache
def _counts() -> CompoundSelect[*tuple[Any, ...]]:
    figures = [func.coalesce(each, 0) for each in (RankingCount.abstracts, RankingCount.ranked, RankingCount.capped)]
    of_streams = (
        select(
            literal(0).label("last"), Stream.position.label("position"), Stream.id.label("id"), Stream.name, *figures
        )
        .outerjoin(RankingCount, RankingCount.stream_id == Stream.id)
        .where(Stream.edition_id == _OF_EDITION)
    )
    of_bucket = select(literal(1), literal(0), literal(NO_STREAM), literal(EMPTY.name), *figures).where(
        RankingCount.edition_id == _OF_EDITION, RankingCount.stream_id.is_(None)
    )
    return of_streams.union_all(of_bucket).order_by("last", "position", "id")


def counted_afresh(edition: Edition) -> list[tuple[int | None, int, int, int]]:
    """Each stream's number of abstracts, of ranked and of capped ones, counted in the stored ranking."""
    rows = db.session.execute(
        select(
            RankingResult.stream_id,
            func.count(),
            func.count(RankingResult.place),
            func.count().filter(RankingResult.capped),
        )
        .where(RankingResult.edition_id == edition.id)
        .group_by(RankingResult.stream_id)
    )
    return [(stream, every, placed, capped) for stream, every, placed, capped in rows]


_SHOWN = [
    getattr(RankingResult, name)
    for name in (
        *("place", "raw", "adjusted", "lived_experience", "professional", "gap", "spread", "co_production"),
        *("professional_co_production", "band_before_cap", "band", "capped", "capped_by_one", "reason"),
    )
]
PAGE = 50
_DECISION = AbstractDecision.state.label("decision")
_RANKED = (
    select(Abstract.reference, Abstract.title, *_SHOWN, AbstractDecision.outcome, _DECISION)
    .select_from(RankingResult)
    .join(Abstract, Abstract.id == RankingResult.abstract_id)
    .outerjoin(AbstractDecision, AbstractDecision.abstract_id == Abstract.id)
    .where(RankingResult.edition_id == _OF_EDITION)
    .where(RankingResult.position > bindparam("after"), RankingResult.position <= bindparam("to"))
    .order_by(RankingResult.position)
)


def ranked(edition: Edition, stream: StreamCount, *, number: int = 1) -> Page:
    """One stream's ranking, best first, 50 a page; what cannot be ranked yet comes last."""
    last = max(1, -(-stream.abstracts // PAGE))
    number = min(max(1, number), last)
    asked = {"edition": edition.id, "after": (number - 1) * PAGE, "to": number * PAGE}
    rows = db.session.execute(_RANKED.where(in_stream(RankingResult.stream_id, stream.id)), asked)
    return Page(list(rows), number, stream.abstracts, PAGE)


def in_stream(column: Any, stream_id: int) -> ColumnElement[bool]:
    """Rows of that stream, or of the bucket without one."""
    found: ColumnElement[bool] = column.is_(None) if stream_id == NO_STREAM else column == stream_id
    return found


def all_ranked(edition: Edition) -> list[tuple[Abstract, RankingResult]]:
    """The whole ranking, stream by stream, best first."""
    rows = db.session.execute(
        select(Abstract, RankingResult)
        .join(RankingResult, RankingResult.abstract_id == Abstract.id)
        .outerjoin(Stream, Stream.id == RankingResult.stream_id)
        .where(RankingResult.edition_id == edition.id)
        .order_by(
            Stream.position.is_(None),
            Stream.position,
            RankingResult.place.is_(None),
            RankingResult.place,
            Abstract.number,
        )
    )
    return [(abstract, result) for abstract, result in rows]


def stale(edition: Edition) -> int:
    """How many abstracts have had a review since the ranking was made; all of them where none was made yet."""
    return db.session.scalar(_stale(), {"edition": edition.id}) or 0


@cache
def _stale() -> Select[int]:
    """Begins with what changed since, by its index, which is little; not with every abstract of the edition."""
    made = select(func.max(RankingCount.ranked_at)).where(RankingCount.edition_id == _OF_EDITION)
    since = func.coalesce(made.scalar_subquery(), literal(datetime.min.replace(tzinfo=UTC), UtcDateTime()))
    here = select(Abstract.id).where(Abstract.id == ReviewTally.abstract_id, Abstract.edition_id == _OF_EDITION)
    return select(func.count()).select_from(ReviewTally).where(ReviewTally.changed_at > since, here.exists())


def has_bucket(edition: Edition) -> bool:
    """Whether some abstract has no stream."""
    found = select(Abstract.id).where(Abstract.edition_id == edition.id, Abstract.stream_id.is_(None)).limit(1)
    return db.session.scalar(found) is not None


def needed_for_the_top(edition: Edition) -> str:
    """The co-production score that the top band needs, as people write it."""
    return f"{float(rule_of(edition).threshold):g}"
