"""Votes while processes are killed at random: every acknowledged ballot counts once, and none is half stored.

    python bench/voting.py [kills] [processes] [seed]

On SQLite and on PostgreSQL several processes post votes through the web's own door, and one of them after another
is killed (SIGKILL). At the end each used code has one ballot, each tracker that was acknowledged is stored, and to
send an acknowledged vote again changes nothing. Leaves with 1 when one of these broke.
"""

import multiprocessing
import random
import sys
import time
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import sqlalchemy as sa  # noqa: E402
from flask import Flask  # noqa: E402

from bench import histories  # noqa: E402
from conference.db import db  # noqa: E402
from conference.models.award import Ballot, RollRow  # noqa: E402
from conference.rules.award_codes import tracker_from  # noqa: E402
from tests.builders import award as build  # noqa: E402

VOTERS = 3_000


def work(app: Flask, instance: Path, seed: int, poll: build.Poll) -> None:
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
    app, rng, forked = histories.open_app(url, instance), random.Random(seed), multiprocessing.get_context("fork")
    with app.app_context():
        histories.make_tables()
        poll = build.a_poll_open_now(VOTERS)
        histories.close()

    def begin(number: int) -> BaseProcess:
        made = forked.Process(target=work, args=(app, instance, seed * 10_000 + number, poll))
        made.start()
        return made

    told: dict[str, Any] = {"killed": 0, "died": 0}
    running = [begin(number) for number in range(processes)]
    try:
        while told["killed"] < kills:
            time.sleep(rng.uniform(0.02, 0.12))
            victim = rng.randrange(processes)
            told["died"] += not running[victim].is_alive()  # it must only ever end by our hand
            running[victim].kill()
            running[victim].join()
            told["killed"] += 1
            running[victim] = begin(processes + told["killed"])
    finally:
        for process in running:
            process.kill()
            process.join()
    said = [line.split() for path in instance.glob("voted-*") for line in path.read_text().splitlines()]
    again = [build.send_vote(app, poll, code, tracker) for code, tracker in said]
    with app.app_context():
        stored = list(db.session.scalars(sa.select(Ballot.tracker)))
        used = db.session.scalar(sa.select(sa.func.sum(RollRow.spent))) or 0
        histories.close()
    lost = {tracker for _code, tracker in said} - set(stored)
    return told | {
        "acknowledged": len(said),
        "ballots": len(stored),
        "used": used,
        "lost": len(lost),
        "refused_again": len(again) - again.count(303),
        "broken": histories.checked(app),
    }


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    processes = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else int(time.time()) % 100_000
    failed = False
    for name, url, folder in histories.databases("voting"):
        told = run(url, folder, kills=kills, processes=processes, seed=seed)
        failed |= bool(told["broken"] or told["lost"] or told["died"] or told["refused_again"])
        print(f"{name}, seed {seed}: {told}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
