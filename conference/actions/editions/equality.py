"""Ask equality questions, and count an answer so that nothing remains of who gave it."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from conference import audit
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.editions.equality import MonitoringCount, MonitoringSet
from conference.models.people.people import Person
from conference.queries.editions import equality as queries
from conference.rules.editions.dates import local_day
from conference.rules.editions.equality import EVERYONE, KNOWN, cells
from conference.rules.editions.reasons import EditionReason
from conference.rules.refusals import Refused


def ask(edition: Edition, keys: list[str], *, by: Person, at: datetime) -> MonitoringSet:
    """Ask these questions from now on: a new version, whose every count stands at nought."""
    chosen = [key for key in KNOWN if key in keys]
    former = queries.in_force(edition)
    found = MonitoringSet(
        edition_id=edition.id,
        version=former.version + 1 if former else 1,
        questions=chosen,
        since=local_day(at, edition.zone),
    )
    db.session.add(found)
    db.session.flush()
    db.session.add_all(
        MonitoringCount(edition_id=edition.id, version=found.version, question=question, answer=answer)
        for question, answer in cells(chosen)
    )
    audit.record("monitoring.asked", about=edition, by=by, at=at, edition=edition, version=found.version)
    return found


def count(edition: Edition, given: Mapping[str, str], *, version: int) -> None:
    """Count one form: every cell goes up by one, none remembers by whom or when. It leaves no audit entry."""
    found = db.session.get(MonitoringSet, (edition.id, version))
    if found is None:
        raise Refused(EditionReason.not_asked)
    allowed = set(cells(found.questions))
    if not given or not set(given.items()) <= allowed:
        raise Refused(EditionReason.not_asked)
    for question, answer in sorted({**given, EVERYONE: EVERYONE}.items()):
        db.session.execute(
            sa.update(MonitoringCount)
            .where(
                MonitoringCount.edition_id == edition.id,
                MonitoringCount.version == version,
                MonitoringCount.question == question,
                MonitoringCount.answer == answer,
            )
            .values(given=MonitoringCount.given + 1)
            .execution_options(synchronize_session=False)
        )
