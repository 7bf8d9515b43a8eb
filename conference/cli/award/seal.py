"""The seal, done by the worker once an award is closed: each step its own transaction, resumable anywhere."""

import fcntl
import re
import time
from pathlib import Path
from typing import Any

from flask import current_app

from conference.actions.award import awards
from conference.db import db, now, only_reads, writing
from conference.models.award.awards import Award
from conference.queries.people import people
from conference.rules.award.counting import AwardState

TRIES, PAUSE = 120, 0.5
PLACES = ("ballot", "award_slip_reading")  # where rows lay that are gone; a dead one still tells of an order
OLDEST = (
    "SELECT pid, backend_type, state, datname FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    " AND coalesce(backend_xmin, backend_xid) IS NOT NULL ORDER BY age(coalesce(backend_xmin, backend_xid)) DESC"
    " LIMIT 1"
)


class TracesLeft(Exception):
    """The store still holds traces of the old ballots, since somebody reads it: try again."""


def finish(payload: dict[str, Any]) -> None:
    """Bring a closed award to sealed: mix and move the ballots, wipe their old place, then say so."""
    award_id = int(payload["award"])
    with writing():
        award = db.session.get_one(Award, award_id)
        if award.state == AwardState.closed:
            awards.begin_seal(award, by=people.system(), at=now())
    with writing():
        state = db.session.get_one(Award, award_id).state
    if state == AwardState.sealing:
        wipe()
        with writing():
            awards.finish_seal(db.session.get_one(Award, award_id), by=people.system(), at=now())


def wipe() -> None:
    """Rewrite the store outside any transaction, so that no page, log or hidden column keeps an order of casts."""
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
    driver: Any = connection.driver_connection
    try:
        only_reads(connection, False)
        for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            row = driver.execute(statement).fetchone()
            if row and row[0]:
                raise TracesLeft("The write-ahead log is being read and could not be emptied.")
    finally:
        connection.close()


def _wipe_postgresql() -> None:
    """Deleted rows keep the number of their transaction until the table is written anew."""
    connection = db.engine.raw_connection()
    driver: Any = connection.driver_connection
    details: list[str | None] = []

    def note(notice: Any) -> None:
        details.append(notice.message_detail)

    driver.add_notice_handler(note)
    try:
        driver.rollback()
        driver.autocommit = True
        for _attempt in range(TRIES):
            if not any(_leaves_traces(driver, place, details) for place in PLACES):
                return
            time.sleep(PAUSE)  # the server's own housekeeping may still look at the old rows
        held_by = driver.execute(OLDEST).fetchone()
        raise TracesLeft(f"An old transaction still sees the ballots that were taken away: {held_by}.")
    finally:
        driver.remove_notice_handler(note)
        driver.autocommit = False
        connection.close()


def _leaves_traces(driver: Any, place: str, details: list[str | None]) -> bool:
    """Write one table anew; whether dead rows had to be kept in it."""
    details.clear()
    driver.execute(f"VACUUM (FULL, VERBOSE) {place}")
    return _dead_rows_kept(details)


def _dead_rows_kept(details: list[str | None]) -> bool:
    """The server says how many dead rows it could not yet remove, as the first number of the detail."""
    counts = [re.search(r"\d+", detail) for detail in details if detail]
    return not counts or any(found is None or int(found[0]) for found in counts)
