"""What sending one vote costs beside the barest Flask insert, and what 32 clients at once wait, on SQLite.

    python bench/votes.py [votes] [clients]

CPU of one sync worker each, turn about in one run: ours finds edition, award, card and entries, checks the form, uses
the code up and keeps the ballot; the bare one (bench/floor.py) inserts a row that is unique by award and voter, as
durably. Goal: at least 60 % of the bare rate. Then the clients send votes as fast as they are answered to the web
server of `make run`, many times what an event asks (bench/load.py has the goals for that): how long each waits. Then
each sends the same vote at the same moment, with a tracker of its own: one of them counts. Leaves with 1 when a goal
is missed.
"""

import http.client
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import sqlalchemy as sa  # noqa: E402
from flask import Flask  # noqa: E402

from bench import data, floor, killed  # noqa: E402
from bench.goals import figure  # noqa: E402
from bench.load import serve  # noqa: E402
from bench.pages import Server  # noqa: E402
from conference.db import db  # noqa: E402
from conference.models.award.awards import Ballot, RollRow  # noqa: E402
from conference.rules.award.codes import tracker_from  # noqa: E402
from tests.builders import award as build  # noqa: E402

PORT, ROUNDS, WARM, DOUBLES = 8671, 5, 10, 20
Vote = tuple[str, str, dict[str, str]]  # path, cookie, form


def a_vote(app: Flask, poll: build.Poll, code: str, tracker: str) -> Vote:
    """What a browser sends that has chosen and checked."""
    session, form = build.chosen(app, poll, code, tracker)
    return f"{poll.address}check", data.cookie(app, session), form


def rates(votes: list[Vote], folder: Path) -> tuple[float, float]:
    """CPU milliseconds a vote: the bare insert's and ours."""
    os.environ["FLOOR"] = str(folder / "floor.db")
    floor.fill(floor.create_app())
    each = len(votes) // ROUNDS
    bare: list[Vote] = [("/vote", "", {"voter": str(n), "choice": "A-1"}) for n in range(len(votes))]
    spent = {"bare": 0.0, "ours": 0.0}
    with Server("bench.floor:create_app()", PORT) as one, Server("app:create_app()", PORT + 1) as two:
        for start in range(0, each * ROUNDS, each):
            for name, server, sent in (("bare", one, bare), ("ours", two, votes)):
                turn = sent[start : start + each]
                server.spent(turn[:WARM])
                spent[name] += 1000 * server.spent(turn[WARM:]) / (each - WARM) / ROUNDS
    return spent["bare"], spent["ours"]


def client(votes: Sequence[Vote], begin: float, out: Callable[[Any], None]) -> None:
    """Sends one vote after the other; how long each answer took, and what was answered."""
    connection, told = http.client.HTTPConnection("127.0.0.1", PORT + 2, timeout=60), []
    time.sleep(max(0.0, begin - time.monotonic()))
    for path, cookie, form in votes:
        started = time.monotonic()
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        told.append((time.monotonic() - started, answer.status, answer.getheader("Location") or ""))
    out(told)


def together(turns: Sequence[Sequence[Vote]]) -> tuple[float, list[tuple[float, int, str]]]:
    """Each turn by a process of its own, all from the same moment on: how long they took, and each answer."""
    forked = multiprocessing.get_context("fork")
    said, begin = forked.SimpleQueue(), time.monotonic() + 0.5
    running = [forked.Process(target=client, args=(turn, begin, said.put)) for turn in turns]
    for process in running:
        process.start()
    found = [each for _process in running for each in said.get()]
    took = time.monotonic() - begin
    for process in running:
        process.join()
    return took, found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_600
    clients = int(sys.argv[2]) if len(sys.argv) > 2 else 32
    _name, url, folder = next(killed.databases("votes"))
    os.environ.update(INSTANCE=str(folder), DATABASE_URL=url)
    app = killed.open_app(url, folder)
    with app.app_context():
        killed.make_tables()
        poll = build.a_poll_open_now(2 * count + DOUBLES)
        killed.close()
    votes = [a_vote(app, poll, code, tracker_from(code.encode())) for code in poll.codes]
    alone, crowd = votes[:count], votes[count : 2 * count]
    bare, ours = rates(alone, folder)
    print(f"SQLite, {count} votes: {bare:.2f} ms CPU the bare insert, {ours:.2f} ms ours.")
    held = [figure(8, "votes a second of one core, of the bare insert's", bare / ours, 0.6, least=True)]

    server = serve(app, PORT + 2, poll.address)
    try:
        took, told = together([crowd[n::clients] for n in range(clients)])
        for code in poll.codes[2 * count :]:
            doubles = [a_vote(app, poll, code, tracker_from(f"{code} {n}".encode())) for n in range(clients)]
            together([[double] for double in doubles])
    finally:
        os.kill(server, signal.SIGTERM)
        os.waitpid(server, 0)
    times = sorted(spent for spent, _status, _where in told)
    refused = [each for each in told if each[1] != 303 or not each[2].endswith("recorded")]
    with app.app_context():
        ballots = db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) or 0
        used = db.session.scalar(sa.select(sa.func.sum(RollRow.spent))) or 0
        killed.close()
    sent = len(alone) // ROUNDS * ROUNDS + len(crowd) + DOUBLES
    at = [1000 * times[min(int(len(times) * part), len(times) - 1)] for part in (0.5, 0.99, 1)]
    waits = f"median {at[0]:.0f} ms, p99 {at[1]:.0f} ms, longest {at[2]:.0f} ms"
    print(f"{clients} clients, each as fast as it is answered: {len(times) / took:.0f} votes a second, {waits}")
    held += [
        figure(8, "votes of them that were not recorded", len(refused), 0),
        figure(
            8, f"second votes, {DOUBLES} codes sent {clients} times at once", abs(ballots - sent) + abs(used - sent), 0
        ),
    ]
    print(f"{ballots} ballots, {used} used codes, broken {killed.checked(app)}")
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
