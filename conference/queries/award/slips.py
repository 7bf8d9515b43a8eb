"""Find how many paper slips wait for a second pair of eyes; whose they are and what they say is nowhere."""

from dataclasses import dataclass

import sqlalchemy as sa

from conference.db import db
from conference.models.award.awards import Award
from conference.models.award.slips import SlipReading
from conference.models.people.people import Person
from conference.queries.award import awards
from conference.rules.award import codes


@dataclass(frozen=True)
class SlipsLeft:
    """Slips that wait for somebody else than this person, for this person, and those that were read in two ways."""

    by_me: int = 0
    by_others: int = 0
    differ: int = 0


def slip_of(award: Award, typed: str) -> str:
    """What is kept of the code on a slip."""
    return codes.slip_of(codes.tidy(typed), award.id, awards.key())


def lock(slip: str) -> None:
    """Two people who type one slip at once come one after the other; SQLite has one writer at a time anyway.

    A lock on the roll's row would leave the number of this transaction on it, beside that of the reading.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(int(slip[:15], 16))))


def reading_of(award: Award, typed: str, choice: str) -> str:
    """What is kept of the choice on a slip."""
    return codes.reading_of(codes.tidy(typed), choice, award.id, awards.key())


def readings(award: Award, slip: str) -> dict[int, str]:
    """What each person read on that slip."""
    found = db.session.execute(
        sa.select(SlipReading.typed_by, SlipReading.reading)
        .where(SlipReading.award_id == award.id, SlipReading.slip == slip)
        .order_by(SlipReading.typed_by)
    )
    return {person: read for person, read in found}  # noqa: C416 - rows are no pairs to dict()


def left(award: Award, person: Person) -> SlipsLeft:
    """How many slips wait, as this person needs to know."""
    mine = sa.func.max(sa.case((SlipReading.typed_by == person.id, 1), else_=0)).label("mine")
    slips = (
        sa.select(sa.case((sa.func.count() > 1, 1), else_=0).label("differ"), mine)
        .where(SlipReading.award_id == award.id)
        .group_by(SlipReading.slip)
        .subquery()
    )
    kinds = sa.select(slips.c.differ, slips.c.mine, sa.func.count()).group_by(slips.c.differ, slips.c.mine)
    found = {(bool(differ), bool(of_mine)): count for differ, of_mine, count in db.session.execute(kinds)}
    return SlipsLeft(
        by_me=found.get((False, True), 0),
        by_others=found.get((False, False), 0),
        differ=found.get((True, True), 0) + found.get((True, False), 0),
    )


def count_left(award: Award) -> int:
    """How many slips wait in all."""
    return (
        db.session.scalar(sa.select(sa.func.count(SlipReading.slip.distinct())).where(SlipReading.award_id == award.id))
        or 0
    )
