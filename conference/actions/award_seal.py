"""Close at the published time, seal, and take every trace of the old ballots out of the file. Resumable anywhere."""

import fcntl
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from conference.actions import award as awards
from conference.actions import jobs
from conference.db import db, now, writing
from conference.models.award import Award, Ballot
from conference.models.people import Person
from conference.queries import people
from conference.rules.award import AwardState


class TracesLeft(Exception):
    """The file still holds traces of the old ballots: somebody reads it; try again."""


def run_due() -> int:
    """What the clock asks: close what is due, seal what is closed, finish what was begun."""
    with writing():
        at = now()
        due = select(Award.id).where(Award.state == AwardState.open, Award.closes_at <= at)
        unfinished = select(Award.id).where(Award.state.in_((AwardState.closed, AwardState.sealing)))
        found = {*db.session.scalars(due), *db.session.scalars(unfinished)}
    for award_id in sorted(found):
        finish(award_id)
    return len(found)


def finish(award_id: int) -> None:
    """Bring one award whose time has come from open to sealed; each step is its own transaction."""
    steps = {AwardState.open: awards.close, AwardState.closed: awards.seal}
    for state, step in steps.items():
        with writing():
            award, at = db.session.get_one(Award, award_id), now()
            if award.state == state:
                step(award, by=_clock_person(), at=at)
    with writing():
        sealing = db.session.get_one(Award, award_id).state == AwardState.sealing
    if sealing:
        wipe()
        with writing():
            awards.sealed(db.session.get_one(Award, award_id), by=_clock_person(), at=now())


def _clock_person() -> Person:
    return people.any_system() or _missing()


def _missing() -> Person:
    raise LookupError("There is no system person yet: make an edition first.")


def wipe() -> None:
    """Rewrite the store outside any transaction, so that no page, log or hidden column keeps an order of casting."""
    db.session.remove()
    if db.engine.dialect.name == "postgresql":
        _wipe_postgresql()
        return
    with open(Path(current_app.config["INSTANCE"]) / "write.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _wipe_sqlite()


def _wipe_sqlite() -> None:
    """The write-ahead log keeps the order of casts: it is emptied, the file rewritten, the log emptied again."""
    connection = db.engine.raw_connection()
    try:
        driver = connection.driver_connection
        assert driver is not None  # noqa: S101 - a raw connection that was just opened has its driver
        driver.execute("PRAGMA query_only=OFF")
        for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            row = driver.execute(statement).fetchone()
            if row and row[0]:
                raise TracesLeft("The write-ahead log is being read and could not be emptied.")
    finally:
        connection.close()


def _wipe_postgresql() -> None:
    """Deleted rows keep the number of their transaction until the table is written anew."""
    connection = db.engine.raw_connection()
    try:
        driver = connection.driver_connection
        assert driver is not None  # noqa: S101 - a raw connection that was just opened has its driver
        driver.rollback()
        driver.autocommit = True
        driver.execute(f"VACUUM (FULL, ANALYZE) {Ballot.__tablename__}")
        rows, size = driver.execute("SELECT count(*), pg_relation_size('ballot') FROM ballot").fetchone()
        if not rows and size:
            raise TracesLeft("An old transaction still sees the ballots that were taken away.")
    finally:
        connection.driver_connection.autocommit = False  # type: ignore[union-attr]
        connection.close()


jobs.CLOCK.append(run_due)
