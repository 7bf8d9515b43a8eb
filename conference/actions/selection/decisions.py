"""Draft what abstracts are offered; under both keys, hold the places, decide, and write to the authors."""

from datetime import datetime

from sqlalchemy import update

from conference import audit, mail
from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.models.selection import AbstractDecision, RankingResult, Slot
from conference.queries.selection import decisions as queries, ranking
from conference.rules import frozen
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.languages import Lang
from conference.rules.people.duties import Channel
from conference.rules.refusals import Refused
from conference.rules.selection.ranking import DecisionState, Outcome, may_be
from conference.rules.selection.reasons import SelectionReason


def draft(edition: Edition, stream_id: int, *, digest: str, by: Person, at: datetime) -> int:
    """Draft what the ranking suggests for one stream: exactly the list that was looked at."""
    suggested = queries.suggestions(edition, stream_id)
    if not suggested or queries.digest_of(suggested) != digest:
        raise Refused(SelectionReason.ranking_changed)
    for one in suggested:
        result = db.session.get_one(RankingResult, one.abstract_id)
        db.session.add(
            AbstractDecision(
                abstract_id=one.abstract_id,
                edition_id=edition.id,
                stream_id=result.stream_id,
                outcome=one.outcome,
                co_produced=result.co_produced,
                drafted_at=at,
                drafted_by=by.id,
            )
        )
    audit.record(
        "abstract_decisions.drafted",
        about=edition,
        by=by,
        at=at,
        edition=edition,
        stream=stream_id,
        count=len(suggested),
    )
    return len(suggested)


def change(decision: AbstractDecision, outcome: Outcome, *, by: Person, at: datetime) -> None:
    """Give one draft another outcome; never an oral place without co-production."""
    result = db.session.get_one(RankingResult, decision.abstract_id)
    if decision.state is not DecisionState.draft or not may_be(outcome, result.band, result.co_produced):
        raise Refused(SelectionReason.below_the_rule)
    decision.outcome, decision.drafted_at, decision.drafted_by = outcome, at, by.id
    edition = decision.abstract.edition
    audit.record("abstract_decision.changed", about=decision, by=by, at=at, edition=edition, outcome=outcome)


def undo(edition: Edition, *, by: Person, at: datetime) -> int:
    """Take every draft back; nothing that was frozen is touched."""
    drafts = queries.drafts(edition)
    for decision in drafts:
        db.session.delete(decision)
    audit.record("abstract_decisions.undone", about=edition, by=by, at=at, edition=edition, count=len(drafts))
    return len(drafts)


def reserve(under: FrozenSet, *, at: datetime) -> None:
    """Freezing holds a place for every abstract in the set; more than there are is refused, in the database too."""
    ids = _rows(under).keys()
    for decision in queries.drafts(under.edition):
        if decision.abstract_id in ids:
            if db.session.get_one(RankingResult, decision.abstract_id).co_produced != decision.co_produced:
                raise Refused(SelectionReason.reviews_changed)
            decision.state, decision.set_id = DecisionState.frozen, under.id
    db.session.flush()
    slots = {(slot.stream_id, slot.outcome): slot for slot in ranking.slots_of(under.edition)}
    for (stream, outcome), wanted in _wanted(under).items():
        slot = slots.get((stream, outcome))
        left = slot.places - slot.taken if slot else None
        if slot is None or left is None or left < wanted:
            name = slot.stream.name if slot and slot.stream else _stream_name(under.edition, stream)
            reason = SelectionReason.no_slots if left is None else SelectionReason.no_room
            raise Refused(reason, stream=name, outcome=outcome, wanted=wanted, left=left)
        _take(slot, wanted)


def release(under: FrozenSet, *, at: datetime) -> None:
    """A set that comes back gives its places back; its decisions are drafts again."""
    slots = {(slot.stream_id, slot.outcome): slot for slot in ranking.slots_of(under.edition)}
    for key, count in _wanted(under).items():
        _take(slots[key], -count)
    for decision in queries.under(under.id):
        decision.state, decision.set_id = DecisionState.draft, None
    db.session.flush()


def decide(under: FrozenSet, *, at: datetime) -> None:
    """Both keys are turned: each abstract is decided as frozen, and its author's letter is in the outbox."""
    told = _rows(under)
    for decision in queries.under(under.id):
        decision.state, decision.decided_at = DecisionState.decided, at
        abstract = decision.abstract
        abstract.state = AbstractState.rejected if decision.outcome is Outcome.declined else AbstractState.accepted
        abstract.updated_at = at
        contact = queries.contact_of(abstract)
        if contact:
            _write(abstract, contact, told[abstract.id], under, at=at)
    db.session.flush()


def name_contact(
    decision: AbstractDecision,
    *,
    name: str,
    email: str | None,
    phone: str | None,
    postal_address: str | None,
    channel: Channel,
    lang: Lang,
    by: Person,
    at: datetime,
) -> Person:
    """Say who to write to about a decided abstract; their letter, as both keys saw it, goes into the outbox."""
    contact = Person(
        name=name,
        contact_email=email,
        phone=phone,
        postal_address=postal_address,
        channel=channel,
        lang=lang,
        created_at=at,
    )
    db.session.add(contact)
    db.session.flush()
    abstract, under = decision.abstract, decision.frozen_set
    abstract.submitter_id = contact.id
    if under:
        _write(abstract, contact, _rows(under)[abstract.id], under, at=at)
    edition = abstract.edition
    audit.record("abstract.contact_named", about=abstract, by=by, at=at, edition=edition, channel=channel)
    return contact


def _rows(under: FrozenSet) -> dict[int, frozen.AbstractDecision]:
    """What both keys saw of each abstract."""
    facts: frozen.AbstractDecisions = under.facts
    return {row["abstract"]: row for row in facts["decisions"]}


def _write(
    abstract: Abstract, contact: Person, told: frozen.AbstractDecision, under: FrozenSet, *, at: datetime
) -> None:
    mail.queue(
        "abstract_decided",
        to=contact,
        edition=under.edition,
        key=str(abstract.id),
        at=at,
        told=told,
        threshold=under.facts["threshold"],
    )


def _wanted(under: FrozenSet) -> dict[tuple[int | None, Outcome], int]:
    """How many places of each outcome the set holds in each stream."""
    wanted: dict[tuple[int | None, Outcome], int] = {}
    for decision in queries.under(under.id):
        if decision.outcome is not Outcome.declined:
            key = (decision.stream_id, decision.outcome)
            wanted[key] = wanted.get(key, 0) + 1
    return wanted


def _take(slot: Slot, count: int) -> None:
    db.session.execute(update(Slot).where(Slot.id == slot.id).values(taken=Slot.taken + count))
    db.session.refresh(slot)


def _stream_name(edition: Edition, stream_id: int | None) -> str:
    return next((one.name for one in ranking.counts(edition) if one.id == (stream_id or 0)), "No stream yet")
