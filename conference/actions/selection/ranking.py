"""Rank an edition's abstracts; change the cap rule and the slots under both keys."""

from collections import Counter
from datetime import datetime
from fractions import Fraction

import sqlalchemy as sa

from conference import audit
from conference.actions.selection import second_looks
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.models.reviews.reviews import ReviewTally
from conference.models.selection import CapRuleVersion, RankingCount, RankingResult, Slot
from conference.queries.selection import ranking as queries
from conference.rules import frozen
from conference.rules.selection.ranking import Lane, Outcome, Ranked


def rank(edition: Edition, *, by: Person, at: datetime) -> int:
    """Work out the whole ranking afresh from the sent reviews and store it; returns how many are capped.

    Where one score alone capped a contender, a second reader with lived experience is asked by itself.
    """
    capped = _store(edition, at=at)
    rule, looks = queries.rule_of(edition), second_looks.ask(edition, at=at)
    audit.record(
        "ranking.made", about=edition, by=by, at=at, edition=edition, rule=rule.version, capped=capped, looks=looks
    )
    return capped


def change_rule(under: FrozenSet, *, at: datetime) -> None:
    """Both keys are turned: the new cap rule is in force, and the ranking follows it."""
    facts: frozen.CapRule = under.facts
    db.session.add(
        CapRuleVersion(
            edition_id=under.edition_id,
            version=queries.rule_of(under.edition).version + 1,
            threshold_tenths=facts["threshold_tenths"],
            top_from_tenths=facts["top_from_tenths"],
            second_from_tenths=facts["second_from_tenths"],
            set_id=under.id,
            in_force_at=at,
        )
    )
    db.session.flush()
    _store(under.edition, at=at)


def set_slots(under: FrozenSet, *, at: datetime) -> None:
    """Both keys are turned: the slots are as agreed, never fewer than are promised by then; the ranking follows."""
    have = {(slot.stream_id, slot.outcome): slot for slot in queries.slots_of(under.edition)}
    facts: frozen.Slots = under.facts
    for row in facts["streams"]:
        for outcome, places in ((Outcome.oral, row["oral"]), (Outcome.poster, row["poster"])):
            slot = have.get((row["stream"], outcome))
            if slot is None:
                slot = Slot(edition_id=under.edition_id, stream_id=row["stream"], outcome=outcome)
            slot.places, slot.set_id = max(places, slot.taken or 0), under.id
            db.session.add(slot)
    db.session.flush()
    _store(under.edition, at=at)


def _store(edition: Edition, *, at: datetime) -> int:
    stored = {result.abstract_id: result for _abstract, result in queries.all_ranked(edition)}
    adjusted, capped = queries.adjusted(edition), 0
    last: Counter[int | None] = Counter()
    live = sorted(queries.live(edition), key=lambda row: (row[2].place is None, row[2].place or 0, row[0].number))
    for abstract, tally, one in live:
        last[abstract.stream_id] += 1
        result = stored.pop(abstract.id, None) or RankingResult(abstract_id=abstract.id)
        _copy(one, result, tally)
        result.adjusted, result.position = adjusted.get(abstract.id), last[abstract.stream_id]
        result.edition_id, result.stream_id, result.ranked_at = edition.id, abstract.stream_id, at
        db.session.add(result)
        capped += one.capped
    for gone in stored.values():
        db.session.delete(gone)
    db.session.flush()
    _count(edition, at=at)
    return capped


def _count(edition: Edition, *, at: datetime) -> None:
    """Keep each stream's counts with the ranking."""
    db.session.execute(sa.delete(RankingCount).where(RankingCount.edition_id == edition.id))
    for stream, abstracts, ranked, capped in queries.counted_afresh(edition):
        sums = {"abstracts": abstracts, "ranked": ranked, "capped": capped}
        db.session.add(RankingCount(edition_id=edition.id, stream_id=stream, ranked_at=at, **sums))
    db.session.flush()


def _copy(one: Ranked, result: RankingResult, tally: ReviewTally | None) -> None:
    scores = one.tally
    lane = Lane(tally.professional_co_count, tally.professional_co_total) if tally else Lane()
    result.place, result.reason, result.rule_version = one.place, one.reason, one.rule_version
    result.reviews = scores.lived_experience.count + scores.professional.count
    result.raw, result.gap, result.spread = _number(scores.raw), _number(scores.gap), _number(scores.spread)
    result.lived_experience = _number(scores.lived_experience.mean)
    result.professional = _number(scores.professional.mean)
    result.co_production, result.professional_co_production = _number(scores.co_production.mean), _number(lane.mean)
    result.band_before_cap, result.band = one.band_before_cap, one.band
    result.capped, result.capped_by_one, result.co_produced = one.capped, one.capped_by_one, one.co_produced


def _number(value: Fraction | float | None) -> float | None:
    return None if value is None else float(value)
