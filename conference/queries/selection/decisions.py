"""Find what is drafted, frozen and decided on abstracts, and all that a set of decisions will do."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, select
from sqlalchemy.orm import joinedload

from conference.db import Page, db, page_of
from conference.models.abstracts.abstracts import Abstract, AbstractAuthor
from conference.models.editions.editions import Edition, Stream
from conference.models.people.people import Person
from conference.models.reviews.reviews import Review
from conference.models.selection import AbstractDecision, RankingResult, Slot
from conference.queries.selection import ranking
from conference.queries.selection.ranking import StreamCount
from conference.rules import frozen
from conference.rules.digests import canonical
from conference.rules.reviews.reviews import ReviewState
from conference.rules.selection.ranking import BUYS, Band, DecisionState, Outcome, Reason


@dataclass(frozen=True)
class Suggestion:
    """What an abstract's band would give it."""

    abstract_id: int
    reference: str
    title: str
    outcome: Outcome
    capped: bool


def suggestions(edition: Edition, stream_id: int) -> list[Suggestion]:
    """What the ranking suggests for each ranked abstract of a stream that has no decision yet, best first."""
    rows = db.session.execute(
        select(Abstract.id, Abstract.reference, Abstract.title, RankingResult.band, RankingResult.capped)
        .join(RankingResult, RankingResult.abstract_id == Abstract.id)
        .outerjoin(AbstractDecision, AbstractDecision.abstract_id == Abstract.id)
        .where(
            RankingResult.edition_id == edition.id,
            ranking.in_stream(RankingResult.stream_id, stream_id),
            RankingResult.band.is_not(None),
            AbstractDecision.id.is_(None),
        )
        .order_by(RankingResult.place)
    )
    return [Suggestion(id_, ref, title, BUYS[band or Band.third], capped) for id_, ref, title, band, capped in rows]


def digest_of(suggested: list[Suggestion]) -> str:
    """A short name for exactly this list: what was looked at is what is applied."""
    return hashlib.sha256(canonical([[s.abstract_id, s.outcome] for s in suggested]).encode()).hexdigest()


@dataclass(frozen=True)
class Standing:
    """One stream's ranking beside its slots: what is drafted, what is held, how many places there are."""

    stream: StreamCount
    drafted: Mapping[Outcome, int]
    taken: Mapping[Outcome, int]
    places: Mapping[Outcome, int]


def standings(edition: Edition) -> list[Standing]:
    """Each stream with its drafts and slots, in the order of the programme."""
    drafted: dict[int, dict[Outcome, int]] = {}
    for stream, outcome, count in db.session.execute(
        select(AbstractDecision.stream_id, AbstractDecision.outcome, func.count())
        .where(AbstractDecision.edition_id == edition.id, AbstractDecision.state == DecisionState.draft)
        .group_by(AbstractDecision.stream_id, AbstractDecision.outcome)
    ):
        drafted.setdefault(stream or ranking.NO_STREAM, {})[outcome] = count
    slots: dict[int, list[Slot]] = {}
    for slot in ranking.slots_of(edition):
        slots.setdefault(slot.stream_id or ranking.NO_STREAM, []).append(slot)
    return [
        Standing(
            one,
            drafted.get(one.id, {}),
            {slot.outcome: slot.taken for slot in slots.get(one.id, [])},
            {slot.outcome: slot.places for slot in slots.get(one.id, [])},
        )
        for one in ranking.counts(edition)
    ]


def _decisions(edition: Edition, *states: DecisionState) -> Any:
    return (
        select(AbstractDecision, Abstract, RankingResult, Stream.name)
        .join(Abstract, Abstract.id == AbstractDecision.abstract_id)
        .join(RankingResult, RankingResult.abstract_id == Abstract.id)
        .outerjoin(Stream, Stream.id == AbstractDecision.stream_id)
        .where(AbstractDecision.edition_id == edition.id, AbstractDecision.state.in_(states))
        .order_by(
            Stream.position.is_(None),
            Stream.position,
            _height(AbstractDecision.outcome),
            RankingResult.place,
            Abstract.number,
        )
    )


def _height(outcome: Any) -> ColumnElement[int]:
    order: ColumnElement[int] = case(
        {word.value: height for height, word in enumerate(Outcome)}, value=outcome, else_=len(Outcome)
    )
    return order


def drafted(edition: Edition, *, number: int = 1) -> Page:
    """The drafts, 50 a page, by stream and outcome."""
    return page_of(_decisions(edition, DecisionState.draft), number)


def decided(edition: Edition, *, number: int = 1) -> Page:
    """What both keys decided, and what waits for them, 50 a page."""
    return page_of(_decisions(edition, DecisionState.frozen, DecisionState.decided), number)


def one_draft(edition: Edition, reference: str) -> AbstractDecision | None:
    """The draft on that abstract."""
    return db.session.scalar(
        select(AbstractDecision)
        .join(Abstract, Abstract.id == AbstractDecision.abstract_id)
        .where(
            AbstractDecision.edition_id == edition.id,
            AbstractDecision.state == DecisionState.draft,
            Abstract.reference == reference.upper(),
        )
    )


def under(set_id: int) -> list[AbstractDecision]:
    """The decisions that a set froze, with their abstracts."""
    return list(
        db.session.scalars(
            select(AbstractDecision)
            .where(AbstractDecision.set_id == set_id)
            .options(joinedload(AbstractDecision.abstract))
            .order_by(AbstractDecision.id)
        )
    )


def drafts(edition: Edition) -> list[AbstractDecision]:
    """Every draft of the edition."""
    return list(
        db.session.scalars(
            select(AbstractDecision)
            .where(AbstractDecision.edition_id == edition.id, AbstractDecision.state == DecisionState.draft)
            .order_by(AbstractDecision.id)
        )
    )


def capped_by_one(edition: Edition) -> list[Row[Any]]:
    """Drafts whose abstract is kept from the top band by one lived-experience score alone."""
    return list(
        db.session.execute(_decisions(edition, DecisionState.draft).where(RankingResult.capped_by_one.is_(True)))
    )


def draft_content(edition: Edition, about_id: int) -> frozen.AbstractDecisions:
    """All that a set of decisions will do: each abstract, its outcome, why, and the letter's comments."""
    rows = db.session.execute(_decisions(edition, DecisionState.draft)).all()
    comments = _comments([decision.abstract_id for decision, *_rest in rows])
    rule = ranking.rule_of(edition)
    return {
        "rule_version": rule.version,
        "threshold": _figure(float(rule.threshold)),
        "counts": {outcome.value: sum(row[0].outcome == outcome for row in rows) for outcome in Outcome},
        "decisions": [
            {
                "abstract": abstract.id,
                "reference": abstract.reference,
                "title": abstract.title,
                "stream": stream or "",
                "outcome": decision.outcome.value,
                "raw": _figure(result.raw),
                "lived_experience": _figure(result.lived_experience),
                "professional": _figure(result.professional),
                "co_production": _figure(result.co_production),
                "band": result.band.value if result.band else "",
                "band_before_cap": result.band_before_cap.value if result.band_before_cap else "",
                "capped": result.capped,
                "capped_by_one": result.capped_by_one,
                "lifted": result.reason is Reason.lifted,
                "comments": comments.get(abstract.id, []),
            }
            for decision, abstract, result, stream in rows
        ],
    }


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _comments(abstract_ids: list[int]) -> dict[int, list[str]]:
    """The comments for the author, in an order that tells nothing of who wrote them."""
    found: dict[int, list[str]] = {}
    for abstract_id, comment in db.session.execute(
        select(Review.abstract_id, Review.comment).where(
            Review.abstract_id.in_(abstract_ids), Review.state == ReviewState.submitted, Review.comment != ""
        )
    ):
        found.setdefault(abstract_id, []).append(comment)
    return {key: sorted(told, key=lambda t: hashlib.sha256(t.encode()).digest()) for key, told in found.items()}


def contact_of(abstract: Abstract) -> Person | None:
    """Who gets the letter about this abstract: who sent it in, else its first author known to us."""
    return abstract.submitter or db.session.scalar(
        select(Person)
        .join(AbstractAuthor, AbstractAuthor.person_id == Person.id)
        .where(AbstractAuthor.abstract_id == abstract.id)
        .order_by(AbstractAuthor.position)
        .limit(1)
    )


def all_without_contact(edition: Edition) -> Any:
    """The statement for decided abstracts whose letter has nobody to go to."""
    known = select(AbstractAuthor.id).where(
        AbstractAuthor.abstract_id == Abstract.id, AbstractAuthor.person_id.is_not(None)
    )
    return (
        select(Abstract)
        .join(AbstractDecision, AbstractDecision.abstract_id == Abstract.id)
        .where(
            Abstract.edition_id == edition.id,
            AbstractDecision.state == DecisionState.decided,
            Abstract.submitter_id.is_(None),
            ~known.exists(),
        )
        .order_by(Abstract.number)
    )


def without_contact(edition: Edition, *, number: int = 1) -> Page:
    """Decided abstracts whose letter has nobody to go to, 50 a page."""
    return page_of(all_without_contact(edition), number)


def one_without_contact(edition: Edition, reference: str) -> AbstractDecision | None:
    """The decision on an abstract that still lacks somebody to write to."""
    abstract = db.session.scalar(all_without_contact(edition).where(Abstract.reference == reference.upper()))
    if abstract is None:
        return None
    return db.session.scalar(select(AbstractDecision).where(AbstractDecision.abstract_id == abstract.id))


@dataclass(frozen=True)
class Told:
    """What both keys decided on an abstract, as they saw it, and the co-production that the top band needed."""

    row: dict[str, Any]
    threshold: str


def told_of(abstract: Abstract) -> Told | None:
    """What the author is told; nothing before both keys are turned."""
    decision = db.session.scalar(
        select(AbstractDecision).where(
            AbstractDecision.abstract_id == abstract.id, AbstractDecision.state == DecisionState.decided
        )
    )
    if decision is None or decision.frozen_set is None:
        return None
    facts = decision.frozen_set.facts
    found = next((row for row in facts["decisions"] if row["abstract"] == abstract.id), None)
    return Told(found, str(facts["threshold"])) if found else None
