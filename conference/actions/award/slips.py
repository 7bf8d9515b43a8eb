"""Make a browser a kiosk, and take a vote from a paper slip once two people read the same on it.

Typing a slip leaves no audit entry (a named exception, as casting is): its time would stand beside a ballot's.
"""

import secrets
from datetime import datetime

import sqlalchemy as sa

from conference import audit
from conference.actions.award import awards
from conference.db import db
from conference.models.award.awards import Award
from conference.models.award.slips import SlipReading
from conference.models.people.people import Person
from conference.queries.award import awards as queries, slips
from conference.rules.award.codes import tracker_from
from conference.rules.award.counting import marks_kept, may_cast, may_vote
from conference.rules.award.reasons import AwardReason, SlipReason
from conference.rules.award.slips import NO_VOTE, Slip, may_be_kiosk, standing
from conference.rules.refusals import Refused


def make_kiosk(award: Award, *, by: Person, at: datetime) -> None:
    """Write down that a browser was made a place to vote; nothing else is kept of it."""
    if not may_be_kiosk(award.state):
        raise Refused(AwardReason.of_state(award.state))
    audit.record("award.kiosk_made", about=award, by=by, at=at, edition=award.edition)


def type_slip(award: Award, *, code: str, choice: str, by: Person, at: datetime) -> Slip:
    """Keep what this person read on a slip; where somebody else read the same, cast it and keep nothing of it."""
    db.session.refresh(award, with_for_update={"read": True, "of": Award})
    if award.own_entry_barred:
        raise Refused(SlipReason.no_slips)
    slip = slips.slip_of(award, code)
    slips.lock(slip)
    row = queries.roll_row(award, code)
    if row is None:
        raise Refused(SlipReason.unknown_code)
    if not may_vote(award.state, award.opens_at, award.closes_at, at):
        raise Refused(SlipReason.closed if at >= award.opens_at else SlipReason.not_yet)
    if choice != NO_VOTE and not may_cast(award.method, marks_kept(choice), queries.references(award), award.most):
        raise Refused(SlipReason.no_such_entry)
    db.session.refresh(row)
    if row.spent or row.blocked:
        _forget(award, slip)
        return Slip.replaced if row.blocked else Slip.used
    mine = slips.reading_of(award, code, choice)
    before = slips.readings(award, slip)
    _forget(award, slip, by=by)
    db.session.execute(sa.insert(SlipReading).values(award_id=award.id, slip=slip, typed_by=by.id, reading=mine))
    others = [read for person, read in slips.readings(award, slip).items() if person != by.id]
    became = standing(mine, before.get(by.id), others, blank=choice == NO_VOTE)
    if became in (Slip.recorded, Slip.no_vote):
        _forget(award, slip)
    if became is Slip.recorded:
        tracker = tracker_from(secrets.token_bytes(32))
        awards.cast(award.edition, award.id, code=code, choice=choice, tracker=tracker, at=at)
    return became


def _forget(award: Award, slip: str, *, by: Person | None = None) -> None:
    """Take away what was read on a slip: by everybody, or by that person."""
    whose = SlipReading.typed_by == by.id if by else sa.true()
    db.session.execute(sa.delete(SlipReading).where(SlipReading.award_id == award.id, SlipReading.slip == slip, whose))
