"""A large vote sealed, counted and published on each database, beside one scan of its ballots.

    python bench/tally.py [ballots] [choice|approval|ranked|score]

The box is filled by raw SQL with the triggers away; they are back before the vote is closed, so close and seal check
every sum. Printed are seconds, each step as a ratio to the scan, and the memory of the whole process at its highest.
Then verify_award.py counts the published file again. Leaves with 1 when it finds something, or a ballot is missing.
"""

import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import sqlalchemy as sa  # noqa: E402

from bench import killed  # noqa: E402
from conference import triggers  # noqa: E402
from conference.actions.award import awards  # noqa: E402
from conference.cli.award import seal  # noqa: E402
from conference.db import Base, db, now, writing  # noqa: E402
from conference.models.award.awards import Award, Ballot, RollRow, SealedBallot  # noqa: E402
from conference.queries.award import result  # noqa: E402
from conference.queries.people import people  # noqa: E402
from conference.rules.award.ballot_files import written  # noqa: E402
from conference.rules.award.counting import Method, VoterClass, as_kept  # noqa: E402
from tests import cast  # noqa: E402
from tests.builders import award as build  # noqa: E402

AT_ONCE = 20_000


def choices(method: Method, rng: random.Random) -> Iterator[str]:
    """Ballots without end, as the pages of this method would send them."""
    entries = sorted(build.TITLES)
    while True:
        some = rng.sample(entries, rng.randint(1, 1 if method is Method.choice else len(entries)))
        if method is Method.score:
            some = [f"{entry}={rng.randint(0, 5)}" for entry in sorted(some)]
        yield as_kept(some if method is Method.ranked else sorted(some))


def an_open_award(count: int, method: Method, rng: random.Random) -> int:
    """An award that is open, with so many codes, all of them used."""
    with writing():
        award, _codes = build.an_open_award(
            cast.an_edition(), method=method, opens_at=now() - timedelta(days=2), closes_at=now() - timedelta(days=1)
        )
        award_id = award.id
    kinds, marks = list(VoterClass), choices(method, rng)
    with db.engine.begin() as connection:
        triggers.remove(connection)
        connection.execute(sa.delete(RollRow))
        for start in range(0, count, AT_ONCE):
            rows = [(number, kinds[number % 3 > 0]) for number in range(start, min(start + AT_ONCE, count))]
            roll = {"award_id": award_id, "spent": 1}
            codes = [roll | {"badge": f"B-{n}", "code": f"{n:064x}", "voter_class": kind} for n, kind in rows]
            connection.execute(sa.insert(RollRow), codes)
            votes = [
                {"award_id": award_id, "tracker": f"{rng.getrandbits(64):016X}{n}", "voter_class": kind}
                | {"choice": next(marks)}
                for n, kind in rows
            ]
            connection.execute(sa.insert(Ballot), votes)
    with writing():
        award = db.session.get_one(Award, award_id)
        digests = result.frozen_digests(award)
        award.roll_digest, award.frozen_digest = digests["roll"], digests["frozen"]
    with db.engine.begin() as connection:
        triggers.install(connection, Base.metadata.tables)
    return award_id


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    started = time.monotonic()
    found = act()
    return time.monotonic() - started, found


def run(url: str, folder: Path, count: int, method: Method) -> tuple[dict[str, float], bool]:
    """Seconds of each step on one database, and whether everything was found again."""
    app = killed.open_app(url, folder)
    with app.test_request_context():
        killed.make_tables()
        award_id = an_open_award(count, method, random.Random(1))
        seconds: dict[str, float] = {}

        def scan() -> int:
            db.session.rollback()
            return sum(1 for _row in db.session.execute(sa.select(Ballot.tracker, Ballot.choice, Ballot.voter_class)))

        def close() -> None:
            with writing():
                awards.close(db.session.get_one(Award, award_id), by=people.system(), at=now())

        seconds["scan"], seen = timed(scan)
        seconds["close"], _none = timed(close)
        seconds["seal"], _none = timed(lambda: seal.finish({"award": award_id}))
        seconds["count and publish"], content = timed(
            lambda: result.public_content(db.session.get_one(Award, award_id))
        )
        file = folder / "award.json"
        seconds["write"], _none = timed(lambda: file.write_bytes(written(content)))
        sealed = db.session.scalar(sa.select(sa.func.count()).select_from(SealedBallot))
        killed.close()
    command = [sys.executable, "-I", str(ROOT / "verify_award.py"), str(file)]
    seconds["count again"], again = timed(lambda: subprocess.run(command, capture_output=True, check=False))
    whole = seen == sealed == content["result"]["valid"] == count and again.returncode == 0
    return seconds, whole


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    method = Method(sys.argv[2]) if len(sys.argv) > 2 else Method.choice
    failed = False
    for name, url, folder in killed.databases("tally"):
        seconds, whole = run(url, folder, count, method)
        failed |= not whole
        steps = ", ".join(f"{step} {spent:.1f} s ({spent / seconds['scan']:.1f}×)" for step, spent in seconds.items())
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name}, {count:,} ballots by {method}: {steps}; {most:.0f} MB; whole: {whole}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
