"""Find what was added to a frozen roll: for the desk, for both keys, and as the public log."""

from typing import Any

from sqlalchemy import func, select

from conference.db import db
from conference.models.award.awards import Award, AwardAddition, RollRow
from conference.models.keys import FrozenSet
from conference.rules.editions.dates import local_day
from conference.rules.keys import Kind, State


def of_award(award: Award) -> list[AwardAddition]:
    """Every addition that was asked for, in order."""
    return list(
        db.session.scalars(
            select(AwardAddition).where(AwardAddition.award_id == award.id).order_by(AwardAddition.number)
        )
    )


def one(award: Award, number: int) -> AwardAddition | None:
    """The addition of that number."""
    return db.session.scalar(
        select(AwardAddition).where(AwardAddition.award_id == award.id, AwardAddition.number == number)
    )


def next_number(award: Award) -> int:
    """The number of the next one; a number that both keys did not allow stays a gap in the log."""
    last = db.session.scalar(select(func.max(AwardAddition.number)).where(AwardAddition.award_id == award.id))
    return (last or 0) + 1


def sets_of(award: Award) -> dict[int, FrozenSet]:
    """The newest set about each addition, by the addition's id."""
    found = db.session.scalars(
        select(FrozenSet)
        .join(AwardAddition, AwardAddition.id == FrozenSet.about_id)
        .where(FrozenSet.kind == Kind.award_addition, AwardAddition.award_id == award.id)
        .order_by(FrozenSet.id)
    )
    return {each.about_id: each for each in found}


def row_of(award: Award, badge: str) -> RollRow | None:
    """The row of the roll for that badge."""
    return db.session.get(RollRow, (award.id, badge), populate_existing=True)


def badges_of(award: Award) -> tuple[set[str], set[str]]:
    """Every badge on the roll with those added later, and those whose card was replaced."""
    rows = db.session.execute(select(RollRow.badge, RollRow.blocked).where(RollRow.award_id == award.id)).all()
    return {badge for badge, _blocked in rows}, {badge for badge, blocked in rows if blocked}


def given(award: Award) -> set[int]:
    """The additions whose code was given out."""
    rows = db.session.scalars(select(RollRow.addition).where(RollRow.award_id == award.id, RollRow.addition != 0))
    return set(rows)


def log(award: Award) -> list[dict[str, Any]]:
    """What everybody may read: number, class, reason and day of each one that both keys allowed. No badge, no name."""
    out, sets = given(award), sets_of(award)
    return [
        {
            "number": each.number,
            "class": each.voter_class.value,
            "reason": each.reason.value,
            "day": local_day(carried, award.edition.zone).isoformat(),
            "given": each.id in out,
        }
        for each in of_award(award)
        if each.id in sets
        and sets[each.id].state == State.carried
        and (carried := sets[each.id].carried_at) is not None
    ]
