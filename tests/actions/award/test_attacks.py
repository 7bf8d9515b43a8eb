"""What an attacker gets: parallel posts, and the whole store before and after the seal. Each with its control."""

import random
import re
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from conference import triggers
from conference.actions.award import awards
from conference.cli.award import seal
from conference.db import Base, db as database, now, reading, writing
from conference.models.award.awards import Award, Ballot, RollRow, SealedBallot
from conference.models.people.people import Person
from conference.queries.award import awards as queries
from conference.rules.award.codes import tracker_from
from conference.rules.refusals import Refused
from tests import cast
from tests.builders import award as build
from tests.guards import drop

VOTERS, PARALLEL, CODES = 300, 8, 60
# Linking 300 at random is right about once, and more than three times in one seal of fifty. Eight or more come by
# chance once in a hundred thousand; a store that tells of the order links hundreds, as the controls show.
CHANCE = 7
TRACKER = re.compile(rb"(?:[3-9A-Y]{4}-){3}[3-9A-Y]{4}")


# -- Parallel posts -------------------------------------------------------------------------------


def all_at_once(act, codes: list[str]) -> list[object]:
    jobs = [(code, n) for code in codes for n in range(PARALLEL)]
    random.Random(5).shuffle(jobs)
    with ThreadPoolExecutor(PARALLEL) as pool:
        return list(pool.map(lambda job: act(*job), jobs))


def counts() -> tuple[int, int]:
    database.session.rollback()
    spent = database.session.scalar(sa.select(sa.func.sum(RollRow.spent)))
    return database.session.scalar(sa.select(sa.func.count()).select_from(Ballot)), spent


@pytest.mark.parametrize("same_tracker", [False, True])
def test_eight_parallel_posts_for_each_of_sixty_codes_are_sixty_ballots(db, app, same_tracker):
    poll = build.a_poll_open_now(CODES)
    db.session.remove()

    def send(code: str, n: int) -> int:
        mine = code if same_tracker else f"{code}{n}"
        return build.send_vote(app, poll, code, tracker_from(mine.encode()))

    answers = all_at_once(send, poll.codes)
    assert counts() == (CODES, CODES)
    recorded = CODES * PARALLEL if same_tracker else CODES
    assert (answers.count(303), answers.count(422)) == (recorded, CODES * PARALLEL - recorded)


def test_control_looking_first_and_writing_later_counts_more_than_one_ballot(db, app):
    poll = build.a_poll_open_now(CODES)
    award_id, codes = poll.award_id, poll.codes
    with db.engine.begin() as connection:
        connection.execute(drop("award_roll_spent_once"))
    db.session.remove()

    def careless(code: str, n: int) -> None:
        with app.app_context():
            with reading():
                row = queries.roll_row(db.session.get_one(Award, award_id), code)
            if not row.spent:
                with writing():
                    db.session.execute(sa.update(RollRow).where(RollRow.code == row.code).values(spent=1))
                    ballot = {"tracker": f"{code}{n}", "choice": "A-1", "voter_class": row.voter_class}
                    db.session.execute(sa.insert(Ballot).values(award_id=award_id, **ballot))

    try:
        all_at_once(careless, codes)
        assert counts()[0] > CODES
    finally:
        db.session.remove()
        with db.engine.begin() as connection:
            triggers.install(connection, Base.metadata.tables)


def held_open(app, act) -> threading.Thread:
    """Another process's transaction: it has acted, and commits half a second later."""
    acted, order = threading.Event(), []

    def run() -> None:
        with app.app_context(), writing():
            act()
            acted.set()
            time.sleep(0.5)
            order.append("committed")

    thread = threading.Thread(target=run)
    thread.order = order
    thread.start()
    assert acted.wait(10)
    return thread


def test_the_close_waits_for_a_cast_under_way(db, app):
    with writing():
        award, codes = build.an_open_award(cast.an_edition())
        award_id, dara_id = award.id, cast.dara(award.edition).id
    casting = held_open(app, lambda: build.vote(db.session.get_one(Award, award_id), codes[0]))
    with writing():
        awards.close(db.session.get_one(Award, award_id), by=db.session.get_one(Person, dara_id), at=build.CLOSES)
        assert casting.order == ["committed"]
    casting.join()
    assert (counts(), db.session.get_one(Award, award_id).state) == ((1, 1), "closed")


def test_a_cast_that_waited_behind_the_close_is_refused(db, app):
    with writing():
        award, codes = build.an_open_award(cast.an_edition())
        award_id, dara_id = award.id, cast.dara(award.edition).id
        build.vote(award, codes[1])

    def close() -> None:
        awards.close(db.session.get_one(Award, award_id), by=db.session.get_one(Person, dara_id), at=build.CLOSES)

    closing = held_open(app, close)
    with pytest.raises(Refused, match="closed"), writing():
        build.vote(db.session.get_one(Award, award_id), codes[0])
    closing.join()
    assert counts() == (1, 1)


def test_two_voters_with_one_tracker_at_once_are_one_ballot_and_one_new_try(db, app):
    with writing():
        award, codes = build.an_open_award(cast.an_edition())
        award_id = award.id
    tracker = tracker_from(b"the same for both")
    casting = held_open(app, lambda: build.vote(db.session.get_one(Award, award_id), codes[0], tracker=tracker))
    with pytest.raises(Refused, match="tracker_taken"), writing():
        build.vote(db.session.get_one(Award, award_id), codes[1], tracker=tracker)
    casting.join()
    assert counts() == (1, 1)


# -- Linking voters to ballots --------------------------------------------------------------------


def vote_all(award_id: int, codes: list[str], first: int, last: int, chance: random.Random) -> list[str]:
    """Each vote its own transaction, in a known order; the trackers in that order are the truth."""
    trackers = []
    for code in codes[first:last]:
        tracker = tracker_from(chance.randbytes(16))
        with writing():
            award = database.session.get_one(Award, award_id)
            choice = chance.choice(["A-1", "A-2", "A-3"])
            awards.cast(award.edition, award.id, code=code, choice=choice, tracker=tracker, at=now())
        trackers.append(tracker)
    return trackers


def hits(truth: list[str], guess: list[str]) -> int:
    """How many voters, in the order in which they were seen to vote, the guess links to their ballot."""
    return sum(a == b for a, b in zip(truth, guess, strict=False))


def in_order_of_bytes(data: bytes, known: set[str]) -> list[str]:
    """The trackers in the order in which they first stand in a file, free and old pages included."""
    found = (match.decode() for match in TRACKER.findall(data))
    return [tracker for tracker in dict.fromkeys(found) if tracker in known]


def close_and_seal(award_id: int) -> None:
    with writing():
        award = database.session.get_one(Award, award_id)
        database.session.execute(drop("award_rules_frozen"))
        award.closes_at = now()
        database.session.flush()
        triggers.install(database.session.connection(), Base.metadata.tables)
    with writing():
        award = database.session.get_one(Award, award_id)
        awards.close(award, by=cast.dara(award.edition), at=now())
    seal.finish({"award": award_id})


def test_who_holds_the_whole_store_after_the_seal_links_no_more_than_chance(db, app, tmp_path, caplog):
    """The attacker saw who voted in which order, and holds file, log and a backup made during the vote."""
    caplog.set_level("INFO")
    chance = random.Random(11)
    poll = build.a_poll_open_now(VOTERS)
    award_id, badges, codes = poll.award_id, poll.badges, poll.codes
    sqlite = db.engine.dialect.name == "sqlite"
    if sqlite:  # the log starts anew, so that it does not turn round in the middle of these votes
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    truth = vote_all(award_id, codes, 0, 120, chance)
    during = tmp_path / "during"
    if sqlite:
        shutil.copy(f"{db.engine.url.database}-wal", tmp_path / "wal")
        with db.engine.connect() as connection:
            connection.connection.driver_connection.execute("VACUUM INTO ?", (str(during),))
    truth += vote_all(award_id, codes, 120, VOTERS, chance)
    before = _linked_by_hidden_columns(Ballot, badges, truth)
    close_and_seal(award_id)
    known = set(truth)
    db.session.remove()
    if sqlite:
        path = Path(str(db.engine.url.database))
        raw_log = in_order_of_bytes((tmp_path / "wal").read_bytes(), known)
        assert set(raw_log) <= set(truth[:120])
        print(f"control, raw write-ahead log copied while open: {_by_frames(tmp_path / 'wal', truth)} of 120")
        assert _by_frames(tmp_path / "wal", truth) > 100
        backup = in_order_of_bytes(during.read_bytes(), known)
        assert set(backup) == set(truth[:120])
        assert hits(truth[:120], backup) <= CHANCE
        after = in_order_of_bytes(path.read_bytes(), known)
        assert (len(after), hits(truth, after) <= CHANCE) == (VOTERS, True)
        assert Path(f"{path}-wal").stat().st_size == 0 or not in_order_of_bytes(Path(f"{path}-wal").read_bytes(), known)
    else:
        print(f"control, hidden transaction numbers while open: {before} of {VOTERS}")
        assert before == VOTERS
        assert _linked_by_hidden_columns(SealedBallot, badges, truth) <= CHANCE
    stored = [row.tracker for row in db.session.execute(sa.text("SELECT tracker FROM sealed_ballot"))]
    assert (len(stored), hits(truth, stored) <= CHANCE) == (VOTERS, True)
    assert not [r for r in caplog.records if any(word in r.getMessage() for word in [*truth[:5], *codes[:5]])]


def _linked_by_hidden_columns(kind, badges: list[str], truth: list[str]) -> int:
    """PostgreSQL: the voter's row and the ballot that carry the same transaction number, or stand at the same place."""
    if database.engine.dialect.name == "sqlite":
        return 0
    database.session.rollback()
    table = kind.__tablename__
    same = database.session.execute(
        sa.text(f"SELECT r.badge, b.tracker FROM award_roll r JOIN {table} b ON r.xmin = b.xmin AND r.spent = 1")
    ).all()
    right = dict(zip(badges, truth, strict=True))
    by_number = sum(right[badge] == tracker for badge, tracker in same) if len(same) <= len(truth) else 0
    placed = database.session.scalars(sa.text(f"SELECT tracker FROM {table} ORDER BY ctid")).all()
    return max(by_number, hits(truth, list(placed)))


def _by_frames(log: Path, truth: list[str]) -> int:
    """SQLite: the tracker that each page of the write-ahead log holds and no page before it held."""
    data, size = log.read_bytes(), int.from_bytes(log.read_bytes()[8:12])
    frames = [data[start + 24 : start + 24 + size] for start in range(32, len(data), size + 24)]
    found: dict[str, None] = {}
    for page in frames:
        new = [t for t in in_order_of_bytes(page, set(truth)) if t not in found]
        found.update(dict.fromkeys(new))
    return hits(truth[:120], list(found)[-120:])
