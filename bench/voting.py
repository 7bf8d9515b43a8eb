"""Votes while processes are killed at random: every acknowledged ballot counts once, and none is half stored.

    python bench/voting.py [kills] [processes] [seed]

On SQLite and on PostgreSQL several processes post votes through the web's own door, and one of them after another
is killed (SIGKILL). At the end each used code has one ballot, each tracker that was acknowledged is stored, and to
send an acknowledged vote again changes nothing. Leaves with 1 when one of these broke.
"""

import random
import sys
import time
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import sqlalchemy as sa  # noqa: E402
from flask import Flask  # noqa: E402

from bench import killed  # noqa: E402
from conference.db import db  # noqa: E402
from conference.models.award.awards import Ballot, RollRow  # noqa: E402
from conference.rules.award.codes import tracker_from  # noqa: E402
from tests.builders import award as build  # noqa: E402

VOTERS = 3_000


def work(app: Flask, instance: Path, poll: build.Poll, seed: int) -> None:
    """One process: votes with any code for ever; what was acknowledged is written down at once."""
    rng = random.Random(seed)
    with open(instance / f"voted-{seed}", "a") as done:
        while True:
            code = rng.choice(poll.codes)
            tracker = tracker_from(f"{seed} {code}".encode())
            if build.send_vote(app, poll, code, tracker) == 303:
                done.write(f"{code} {tracker}\n")
                done.flush()


def run(url: str, instance: Path, *, kills: int, processes: int, seed: int) -> dict[str, Any]:
    """Votes on one database: how many were acknowledged and stored, what was lost, and what broke."""
    app = killed.open_app(url, instance)
    with app.app_context():
        killed.make_tables()
        poll = build.a_poll_open_now(VOTERS)
        killed.close()
    told: dict[str, Any] = {"killed": 0, "died": 0}
    facts, pause = (app, instance, poll), (0.02, 0.12)
    with closing(killed.killing(work, facts, told, processes=processes, seed=seed, pause=pause)) as deaths:
        for _killed in islice(deaths, kills):
            pass
    said = [line.split() for path in instance.glob("voted-*") for line in path.read_text().splitlines()]
    again = [build.send_vote(app, poll, code, tracker) for code, tracker in said]
    with app.app_context():
        stored = list(db.session.scalars(sa.select(Ballot.tracker)))
        used = db.session.scalar(sa.select(sa.func.sum(RollRow.spent))) or 0
        killed.close()
    lost = {tracker for _code, tracker in said} - set(stored)
    return told | {
        "acknowledged": len({tracker for _code, tracker in said}),  # the same cast again has the same answer
        "ballots": len(stored),
        "used": used,
        "lost": len(lost),
        "refused_again": len(again) - again.count(303),
        "broken": killed.checked(app),
    }


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    processes = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else int(time.time()) % 100_000
    failed = False
    for name, url, folder in killed.databases("voting"):
        told = run(url, folder, kills=kills, processes=processes, seed=seed)
        failed |= bool(told["broken"] or told["lost"] or told["died"] or told["refused_again"])
        print(f"{name}, seed {seed}: {told}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
