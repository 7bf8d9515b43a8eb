"""Make an award, freeze it, take the votes, close and seal it. A cast leaves no audit entry (a named exception)."""

import secrets
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from conference import audit, card_files, mail
from conference.actions import jobs
from conference.actions.award import letters
from conference.db import Base, db
from conference.models.award.awards import Award, AwardAddition, AwardEntry, Ballot, RollRow, SealedBallot
from conference.models.award.ceremony import AwardShown
from conference.models.editions.editions import Edition
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.queries.abstracts import abstracts
from conference.queries.award import additions, awards as queries, ceremony, own_entry, result as results, slips, stages
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.award import codes
from conference.rules.award.ceremony import Step
from conference.rules.award.counting import BETWEEN, AwardState, Method, marks_kept, may_cast, may_vote
from conference.rules.award.reasons import AwardReason, VoteReason
from conference.rules.award.roll import Badge
from conference.rules.keys import Kind, State
from conference.rules.refusals import Refused


def make(
    edition: Edition,
    *,
    name: str,
    question: str,
    opens_at: datetime,
    closes_at: datetime,
    by: Person,
    at: datetime,
    name_nl: str = "",
    question_nl: str = "",
    method: Method = Method.choice,
    most: int = 3,
    own_entry_barred: bool = False,
) -> Award:
    """Start an award as a draft; the seed of its draw is chance, not choice."""
    award = Award(
        edition_id=edition.id,
        name=name,
        name_nl=name_nl,
        question=question,
        question_nl=question_nl,
        method=method,
        most=most,
        own_entry_barred=own_entry_barred,
        seed=secrets.token_hex(8),
        code_salt=secrets.token_hex(16),
        opens_at=opens_at,
        closes_at=closes_at,
    )
    db.session.add(award)
    audit.record("award.made", about=award, by=by, at=at, edition=edition, method=method)
    return award


def add_entry(
    award: Award,
    *,
    reference: str,
    title: str,
    co_presenter: Person,
    by: Person,
    at: datetime,
    presenters: str = "",
    pitch: str = "",
) -> AwardEntry:
    """Enter an accepted abstract (or work that is not in the system), with the co-presenter who is to confirm it."""
    _in_state(award, AwardState.draft)
    if stages.stages_of(award):
        raise Refused(AwardReason.jury_fills)
    abstract = abstracts.one(award.edition, reference)
    if abstract and abstract.state != AbstractState.accepted:
        raise Refused(AwardReason.not_accepted)
    entry = AwardEntry(
        award_id=award.id,
        abstract_id=abstract.id if abstract else None,
        reference=reference,
        title=abstract.title if abstract else title,
        presenters=presenters,
        pitch=pitch,
        co_presenter_id=co_presenter.id,
    )
    db.session.add(entry)
    roll_again(award)
    db.session.flush()
    mail.queue(
        "award_entry", to=co_presenter, edition=award.edition, key=str(entry.id), at=at, award=award, entry=entry
    )
    audit.record("award.entry_added", about=entry, by=by, at=at, edition=award.edition, co_presenter=co_presenter.id)
    return entry


def confirm_entry(entry: AwardEntry, *, by: Person, at: datetime) -> None:
    """The co-presenter with lived experience confirms the entry, or the desk writes down that they did."""
    _in_state(entry.award, AwardState.draft)
    entry.confirmed_at, entry.confirmed_by = at, by.id
    audit.record("award.entry_confirmed", about=entry, by=by, at=at, edition=entry.award.edition)


def remove_entry(entry: AwardEntry, *, by: Person, at: datetime) -> None:
    """Take an entry out of a draft, with what its co-presenter agreed to: whoever comes next agrees for themselves."""
    _in_state(entry.award, AwardState.draft)
    theirs = (AwardShown.award_id == entry.award_id, AwardShown.reference == entry.reference)
    db.session.execute(sa.delete(AwardShown).where(*theirs))
    audit.record("award.entry_removed", about=entry, by=by, at=at, edition=entry.award.edition)
    db.session.delete(entry)
    roll_again(entry.award)


def roll_again(award: Award) -> None:
    """Who made which entry is read with the list, so that other entries need the list once more."""
    if award.own_entry_barred:
        db.session.execute(sa.delete(RollRow).where(RollRow.award_id == award.id))


def import_roll(award: Award, badges: Iterable[Badge], *, by: Person, at: datetime) -> int:
    """Set the roll to these badges; each gets a code, of which only the keyed hash is kept."""
    _in_state(award, AwardState.draft)
    rows = [
        {
            "award_id": award.id,
            "badge": badge.number,
            "voter_class": badge.voter_class,
            "code": codes.keyed(queries.code_of(award, badge.number), award.id, queries.key()),
            "barred": badge.barred_line if award.own_entry_barred else "",
        }
        for badge in badges
    ]
    db.session.execute(sa.delete(RollRow).where(RollRow.award_id == award.id))
    if rows:
        db.session.execute(sa.insert(RollRow), rows)
    audit.record("award.roll_imported", about=award, by=by, at=at, edition=award.edition, badges=len(rows))
    return len(rows)


def freeze(award: Award, *, by: Person, at: datetime) -> None:
    """Freeze rules, entries and roll under digests that are published before anybody votes."""
    _in_state(award, AwardState.draft)
    if queries.why_not_frozen(award):
        raise Refused(AwardReason.not_ready)
    digests = results.frozen_digests(award)
    award.rules_digest, award.entries_digest = digests["rules"], digests["entries"]
    award.roll_digest, award.frozen_digest = digests["roll"], digests["frozen"]
    award.frozen_at, award.frozen_by, award.state = at, by.id, AwardState.frozen
    letters.tell_witnesses(award, Step.frozen, digests, at=at)
    audit.record("award.frozen", about=award, by=by, at=at, edition=award.edition, digest=award.frozen_digest)


def thaw(award: Award, *, by: Person, at: datetime) -> None:
    """Before anybody could vote, go back to the draft: the digest is void, badges that stay keep their codes."""
    _in_state(award, AwardState.frozen)
    if additions.of_award(award):
        raise Refused(AwardReason.has_additions)
    card_files.forget(award)
    was = award.frozen_digest
    award.rules_digest = award.entries_digest = award.roll_digest = award.frozen_digest = ""
    award.frozen_at, award.frozen_by, award.state = None, None, AwardState.draft
    audit.record("award.thawed", about=award, by=by, at=at, edition=award.edition, digest=was)


def open_poll(award: Award, *, by: Person, at: datetime) -> None:
    """Open the vote. The salt of the codes is wiped, the cards' files go: no card can be made again, by nobody."""
    _in_state(award, AwardState.frozen)
    if results.frozen_digests(award)["frozen"] != award.frozen_digest:
        raise Refused(AwardReason.changed_since_frozen)
    card_files.forget(award)
    award.code_salt, award.state = "", AwardState.open
    audit.record("award.opened", about=award, by=by, at=at, edition=award.edition, digest=award.frozen_digest)


# -- One vote -------------------------------------------------------------------------------------

# Put together once and without the objects of a session, since they are asked while everybody waits.
_MAY_BE_CHOSEN = sa.select(sa.func.aggregate_strings(AwardEntry.reference, BETWEEN)).where(
    AwardEntry.award_id == Award.id
)
_FOR_A_VOTE = (
    sa.select(Award, RollRow, _MAY_BE_CHOSEN.correlate(Award).scalar_subquery())
    .outerjoin(RollRow, sa.and_(RollRow.award_id == Award.id, RollRow.code == sa.bindparam("roll_code")))
    .where(Award.id == sa.bindparam("award"), Award.edition_id == sa.bindparam("edition"))
    .with_for_update(read=True, of=Award)
    .execution_options(populate_existing=True)
)
_ROLL = Base.metadata.tables["award_roll"]
_USE = (
    sa.update(_ROLL)
    .where(_ROLL.c.award_id == sa.bindparam("award"), _ROLL.c.code == sa.bindparam("roll_code"))
    .where(_ROLL.c.spent == 0, _ROLL.c.blocked == 0)
    .values(spent=1)
    .returning(_ROLL.c.voter_class)
)
_KEEP = sa.insert(Base.metadata.tables["ballot"])


def cast(edition: Edition, award_id: int, *, code: str, choice: str, tracker: str, at: datetime) -> None:
    """Use the code up and keep the ballot, both or neither; the same cast again is recorded already."""
    asked = {"award": award_id, "edition": edition.id, "roll_code": queries.keyed(award_id, code)}
    found = db.session.execute(_FOR_A_VOTE, asked).one_or_none()
    if found is None:
        raise Refused(VoteReason.unknown_code)
    award, row, entries = found
    no = own_entry.why_not(award, row, choice)
    if no is VoteReason.code_used and queries.has_ballot(award, tracker):
        return
    if row is None or no:
        raise Refused(no or VoteReason.unknown_code)
    if not may_vote(award.state, award.opens_at, award.closes_at, at):
        raise Refused(VoteReason.closed if at >= award.opens_at else VoteReason.not_yet)
    if not may_cast(award.method, marks_kept(choice), marks_kept(entries or ""), award.most):
        raise Refused(VoteReason.no_such_entry)
    used = db.session.scalar(_USE, {"award": award.id, "roll_code": row.code})
    if used is None:  # another window was quicker, or the desk, with a new card for a lost one
        if queries.has_ballot(award, tracker):
            return
        db.session.refresh(row)
        raise Refused(own_entry.why_not(award, row, choice) or VoteReason.code_used)
    try:
        db.session.execute(_KEEP, {"award_id": award.id, "tracker": tracker, "choice": choice, "voter_class": used})
    except sa.exc.IntegrityError:  # somebody else's ballot got this tracker a moment ago; its trace would name both
        raise Refused(VoteReason.tracker_taken) from None


def close(award: Award, *, by: Person, at: datetime) -> None:
    """Close the vote at its published time and ask for the seal; casts under way are waited for, later ones refused.

    Slips that only one person has typed by then are no votes: the database lets go of them, and their number is kept.
    Codes for which both keys were not turned by then can be given no more: nobody is asked about them any longer.
    """
    db.session.refresh(award, with_for_update={"of": Award})
    _in_state(award, AwardState.open)
    if at < award.closes_at:
        raise Refused(AwardReason.too_early)
    left = slips.count_left(award)
    award.state = AwardState.closed
    asked = sa.select(AwardAddition.id).where(AwardAddition.award_id == award.id)
    waits = sa.update(FrozenSet).where(FrozenSet.kind == Kind.award_addition, FrozenSet.state == State.waiting)
    db.session.execute(waits.where(FrozenSet.about_id.in_(asked)).values(state=State.superseded))
    jobs.ask("award_seal", key=str(award.id), by=by, at=at, edition=award.edition, award=award.id)
    audit.record("award.closed", about=award, by=by, at=at, edition=award.edition, slips_left=left)


def close_due(*, by: Person, at: datetime) -> None:
    """What the clock asks each minute: close every vote whose time has come."""
    due = sa.select(Award).where(Award.state == AwardState.open, Award.closes_at <= at).order_by(Award.id)
    for award in db.session.scalars(due):
        close(award, by=by, at=at)


# -- The seal -------------------------------------------------------------------------------------


def begin_seal(award: Award, *, by: Person, at: datetime) -> None:
    """Copy the ballots in an order of chance, all in one transaction, and take the old ones away."""
    db.session.refresh(award, with_for_update={"of": Award})
    _in_state(award, AwardState.closed)
    award.state = AwardState.sealing
    db.session.flush()
    kept = (Ballot.award_id, Ballot.tracker, Ballot.choice, Ballot.voter_class)
    rows = [row._asdict() for row in db.session.execute(sa.select(*kept).where(Ballot.award_id == award.id))]
    secrets.SystemRandom().shuffle(rows)
    if rows:
        db.session.execute(sa.insert(SealedBallot), rows)
    db.session.execute(sa.delete(Ballot).where(Ballot.award_id == award.id))
    audit.record("award.sealing", about=award, by=by, at=at, edition=award.edition, ballots=len(rows))


def finish_seal(award: Award, *, by: Person, at: datetime) -> None:
    """The traces of the old ballots are gone from the file: the award is sealed."""
    _in_state(award, AwardState.sealing)
    award.state = AwardState.sealed
    db.session.flush()
    if ceremony.witnesses_of(award):  # else there is no need to count now
        letters.tell_witnesses(award, Step.sealed, results.sealed_digests(award), at=at)
    audit.record("award.sealed", about=award, by=by, at=at, edition=award.edition)


def _in_state(award: Award, *states: AwardState) -> None:
    if award.state not in states:
        raise Refused(AwardReason.of_state(award.state))
