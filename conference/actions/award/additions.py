"""A code for somebody after the freeze: asked for with a reason, allowed by both keys, given out once."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from conference import audit
from conference.db import db
from conference.models.award.awards import Award, AwardAddition, RollRow
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.queries.award import additions as queries, awards
from conference.rules.award import codes
from conference.rules.award.additions import Reason, badge_after, standing, why_not_asked
from conference.rules.award.counting import AwardState, VoterClass
from conference.rules.award.reasons import AdditionReason, AwardReason
from conference.rules.keys import State
from conference.rules.refusals import Refused

AFTER_FREEZE = (AwardState.frozen, AwardState.open)


def ask(
    award: Award,
    *,
    badge: str,
    voter_class: VoterClass,
    reason: Reason,
    by: Person,
    at: datetime,
) -> AwardAddition:
    """Ask for one code. A lost card's class is that of its row, and its new code stands under a new badge."""
    _now(award, at)
    on_roll, blocked = queries.badges_of(award)
    no = why_not_asked(reason, badge, on_roll=on_roll, blocked=blocked)
    if no:
        raise Refused(no)
    badge = standing(badge, on_roll) or badge
    lost = queries.row_of(award, badge) if reason is Reason.lost_card else None
    addition = AwardAddition(
        award_id=award.id,
        number=queries.next_number(award),
        badge=badge_after(badge, on_roll) if lost else badge,
        replaces=badge if lost else "",
        voter_class=lost.voter_class if lost else voter_class,
        reason=reason,
        asked_at=at,
        asked_by=by.id,
    )
    db.session.add(addition)
    db.session.flush()
    number = addition.number
    audit.record(
        "award.addition_asked", about=addition, by=by, at=at, edition=award.edition, number=number, reason=reason
    )
    return addition


def allow(under: FrozenSet, *, at: datetime) -> None:
    """Both keys allow it: the desk may now give the code out. The carried set is the record."""
    _now(db.session.get_one(AwardAddition, under.about_id).award, at)


def give(addition: AwardAddition, *, by: Person, at: datetime) -> str:
    """Make the code, keep its keyed hash, and return it: this once, and from then on nobody can show it again."""
    award = addition.award
    db.session.refresh(award, with_for_update={"of": Award})  # two who press at once come one after the other
    _now(award, at)
    found = queries.sets_of(award).get(addition.id)
    if found is None or found.state != State.carried:
        raise Refused(AdditionReason.needs_keys)
    if standing(addition.badge, queries.badges_of(award)[0]):
        raise Refused(AdditionReason.given_already)
    barred = ""
    if addition.replaces:
        # Told only here, after both keys: nobody can ask badge by badge who has voted.
        blocked = db.session.execute(
            sa.update(RollRow)
            .where(RollRow.award_id == award.id, RollRow.badge == addition.replaces)
            .where(RollRow.spent == 0, RollRow.blocked == 0)
            .values(blocked=1)
            .returning(RollRow.barred)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if blocked is None:
            raise Refused(AdditionReason.card_used)
        barred = blocked.barred
    code = codes.code_from(secrets.token_bytes(32))
    db.session.add(
        RollRow(
            award_id=award.id,
            badge=addition.badge,
            voter_class=addition.voter_class,
            code=codes.keyed(code, award.id, awards.key()),
            addition=addition.id,
            barred=barred,
        )
    )
    db.session.flush()
    audit.record("award.code_given", about=addition, by=by, at=at, edition=award.edition, number=addition.number)
    return code


def _now(award: Award, at: datetime) -> None:
    if award.state not in AFTER_FREEZE:
        raise Refused(AwardReason.of_state(award.state))
    if at >= award.closes_at:
        raise Refused(AdditionReason.closed)
