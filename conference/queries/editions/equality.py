"""Find the equality questions in force, and their counts where they are safe to show."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.editions.equality import MonitoringCount, MonitoringSet
from conference.rules.editions.equality import EVERYONE, KNOWN, SMALLEST, STEP, Question, shown


def in_force(edition: Edition) -> MonitoringSet | None:
    """The newest version of the edition's questions."""
    found = select(MonitoringSet).where(MonitoringSet.edition_id == edition.id)
    return db.session.scalar(found.order_by(MonitoringSet.version.desc()).limit(1))


def questions(edition: Edition) -> list[Question]:
    """What is asked now; nothing until the organisers have chosen."""
    found = in_force(edition)
    return [KNOWN[key] for key in found.questions] if found else []


@dataclass(frozen=True)
class Answered:
    """One question with its answers in words and how many gave each: to the nearest five, None where hidden."""

    question: str
    answers: list[tuple[str, int | None]]


@dataclass(frozen=True)
class Version:
    """One version's answers. `people` is to the nearest five, None where there are too few to show anything."""

    number: int
    since: date
    people: int | None
    asked: list[Answered]


def versions(edition: Edition) -> list[Version]:
    """The safe counts of every version, the newest first. Two statements."""
    rows = db.session.scalars(select(MonitoringCount).where(MonitoringCount.edition_id == edition.id))
    counts: dict[tuple[int, str], dict[str, int]] = {}
    for row in rows:
        counts.setdefault((row.version, row.question), {})[row.answer] = row.given
    sets = db.session.scalars(
        select(MonitoringSet).where(MonitoringSet.edition_id == edition.id).order_by(MonitoringSet.version.desc())
    )
    return [
        Version(
            one.version,
            one.since,
            _people(counts[one.version, EVERYONE][EVERYONE]),
            [_answered(KNOWN[key], counts[one.version, key]) for key in one.questions],
        )
        for one in sets
    ]


def _people(count: int) -> int | None:
    return STEP * round(count / STEP) if count >= SMALLEST else None


def _answered(question: Question, counts: dict[str, int]) -> Answered:
    safe = shown(counts)
    return Answered(question.said_in("en"), [(words, safe[key]) for key, words in question.choices("en")])
