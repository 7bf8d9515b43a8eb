"""After both keys: keep the result until its moment, announce it, and show of people what they agree to."""

from datetime import datetime

from conference import audit
from conference.actions.award import letters
from conference.db import db
from conference.models.award.awards import Award
from conference.models.award.ceremony import AwardShown, AwardWitness
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.queries import keys
from conference.queries.award import ceremony as queries, result as results
from conference.queries.award.ceremony import Mine
from conference.queries.people import people
from conference.rules import frozen
from conference.rules.award.ceremony import Step, WitnessSays, is_out, moment_of
from conference.rules.award.counting import AwardState
from conference.rules.award.reasons import AwardReason
from conference.rules.keys import Kind, State
from conference.rules.people.duties import Duty
from conference.rules.refusals import Refused


def publish(under: FrozenSet, *, at: datetime) -> None:
    """Under both keys, show the result that they approved, and no other, at the moment that they approved."""
    award = db.session.get_one(Award, under.about_id)
    announce_at = moment_of(under.facts)
    if award.state == AwardState.published:
        raise Refused(AwardReason.is_published)
    if results.to_freeze(under.edition, award.id, announce_at) != under.facts:
        raise Refused(AwardReason.changed_since_frozen)
    award.announce_at = announce_at
    if is_out(announce_at, at):
        _show(award, under, at=at)


def announce(award: Award, *, by: Person, at: datetime) -> None:
    """Show everybody now what both keys approved. Sooner than they said is one press; later takes both keys."""
    second = keys.waiting_set(award.edition, Kind.award_result, award.id)
    if second:  # locked before the award, as whoever turns a key on it does
        db.session.refresh(second, with_for_update={"of": FrozenSet})
    db.session.refresh(award, with_for_update={"of": Award})
    under = results.approved_set(award)
    if under is None or award.state == AwardState.published:
        raise Refused(AwardReason.of_state(award.state))
    _show(award, under, at=at)
    audit.record("award.announced", about=award, by=by, at=at, edition=award.edition, digest=under.digest)


def announce_due(*, by: Person, at: datetime) -> None:
    """What the clock asks each minute: announce what both keys approved for this moment. Nobody can hold it back."""
    for award in queries.to_announce(at=at):
        announce(award, by=by, at=at)


def _show(award: Award, under: FrozenSet, *, at: datetime) -> None:
    facts: frozen.AwardResult = under.facts
    if award.state == AwardState.draft:  # a jury alone decided: there was no ballot to freeze
        award.code_salt, award.frozen_at, award.frozen_by = "", at, under.frozen_by
        award.rules_digest, award.entries_digest, award.frozen_digest = (
            facts["digests"][name] for name in ("rules", "entries", "frozen")
        )
    award.state, award.published_at = AwardState.published, at
    second = keys.waiting_set(award.edition, Kind.award_result, award.id)
    if second:  # it asked for another moment, and can be done no more
        second.state = State.superseded
    db.session.flush()
    letters.tell_entrants(award, facts, at=at)
    letters.tell_witnesses(award, Step.published, facts["digests"], at=at)


# -- Witnesses ------------------------------------------------------------------------------------


def name_witness(award: Award, *, person: Person, by: Person, at: datetime) -> AwardWitness:
    """Ask somebody to watch the digests; they hear at once what a witness does, and of what is frozen already."""
    if award.state not in (AwardState.draft, AwardState.frozen):
        raise Refused(AwardReason.voting_began)
    if queries.witness(award, person):
        raise Refused(AwardReason.witness_already)
    if Duty.organiser in people.duties_of(person, award.edition):
        raise Refused(AwardReason.witness_at_the_desk)
    witness = AwardWitness(award_id=award.id, person_id=person.id, named_at=at, named_by=by.id)
    db.session.add(witness)
    db.session.flush()
    letters.ask_witness(witness, at=at)
    if award.state == AwardState.frozen:
        letters.tell_witness(witness, Step.frozen, results.frozen_digests(award), at=at)
    audit.record("award.witness_named", about=witness, by=by, at=at, edition=award.edition, witness=person.id)
    return witness


def remove_witness(witness: AwardWitness, *, by: Person, at: datetime) -> None:
    """Take a witness out, before anybody votes."""
    if witness.award.state not in (AwardState.draft, AwardState.frozen):
        raise Refused(AwardReason.voting_began)
    audit.record("award.witness_removed", about=witness, by=by, at=at, edition=witness.award.edition)
    db.session.delete(witness)


def witness_says(witness: AwardWitness, *, says: WitnessSays, by: Person, at: datetime) -> None:
    """The witness says whether everybody may know their name, or that they would rather not; at any time."""
    witness.says, witness.said_at, witness.said_by = says, at, by.id
    audit.record("award.witness_said", about=witness, by=by, at=at, edition=witness.award.edition, says=says)


# -- What is shown of people ----------------------------------------------------------------------


def show(mine: Mine, *, name: str, words: str, video: str, by: Person, at: datetime) -> AwardShown:
    """The co-presenter agrees to have this shown from the announcement on: a name, a story in words, a video."""
    if not mine.is_co_presenter:
        raise Refused(AwardReason.not_theirs)
    found = db.session.get(AwardShown, (mine.award.id, mine.reference))  # also one of somebody before them
    if found is None:
        found = AwardShown(award_id=mine.award.id, reference=mine.reference)
        db.session.add(found)
    found.person_id, found.name, found.words, found.video = by.id, name, words, video
    found.agreed_at, found.agreed_by = at, by.id
    edition = mine.award.edition
    parts = " ".join(part for part, given in (("name", name), ("words", words), ("video", video)) if given)
    audit.record("award.shown_agreed", about=mine.award, by=by, at=at, edition=edition, parts=parts)
    return found


def hide(found: AwardShown, *, by: Person, at: datetime) -> None:
    """Take it all back: from this moment nothing is shown, and the words are gone."""
    award = found.award
    db.session.delete(found)
    audit.record("award.shown_taken_back", about=award, by=by, at=at, edition=award.edition)
