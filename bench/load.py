"""A whole conference votes at once: 3,000 voters in the last sixty seconds, on SQLite.

    python bench/load.py [voters] [seconds] [clients]

Through the web server of `make run`. Each voter comes with the QR code, chooses, checks and sends: six requests, as a
browser makes them. They arrive evenly; where all clients are busy the next one waits, and that wait is told. Each
tenth vote is sent by two windows at the same moment. Goal: no error, no lost and no second vote; of all that is sent
and shown p99 under 100 ms, the longest under 500 ms. Leaves with 1 when a goal is missed.
"""

import http.client
import multiprocessing
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import sqlalchemy as sa  # noqa: E402
from flask import Flask  # noqa: E402

from bench import killed  # noqa: E402
from bench.goals import figure  # noqa: E402
from conference.db import db  # noqa: E402
from conference.models.award.awards import Ballot, RollRow  # noqa: E402
from start import Web, fork  # noqa: E402
from tests.builders import award as build  # noqa: E402

PORT, TWICE = 8651, 10


class Browser:
    """One voter's browser: keeps its cookies, and writes down how long each answer took."""

    def __init__(self, told: list[tuple[str, float]]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        self.cookie, self.told = "", told

    def ask(self, step: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        started = time.monotonic()
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST" if form else "GET", path, urlencode(form) if form else None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        self.told.append((step, time.monotonic() - started))
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("alongside="):
                self.cookie = value.partition(";")[0]
        return answer.status, text


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]+)"', page)
    return found[1] if found else ""


def vote(address: str, code: str, told: list[tuple[str, float]], *, twice: bool) -> list[str]:
    """One voter from the card to the receipt; what went wrong, in words."""
    browser = Browser(told)
    browser.ask("arrive", f"{address}with/{code}")
    _status, page = browser.ask("ballot", address)
    form = {"csrf_token": field(page, "csrf_token"), "choice": "A-1"}
    browser.ask("choose", address, form)
    _status, page = browser.ask("check", f"{address}check")
    form |= {"tracker": field(page, "tracker")}
    other = Browser([])
    other.cookie, answers = browser.cookie, []

    def send(window: Browser) -> None:
        answers.append(window.ask("send", f"{address}check", form)[0])

    second = threading.Thread(target=send, args=(other,)) if twice else None
    if second:
        second.start()
    send(browser)
    if second:
        second.join()
    _status, page = browser.ask("receipt", f"{address}recorded")
    wrong = [f"sent {answers}"] if set(answers) != {303} else []
    return wrong + ([] if form["tracker"] in page else ["no receipt"])


def client(address: str, codes: list[tuple[int, str]], begin: float, gap: float, out: Callable[[Any], None]) -> None:
    """Voters one after the other, each at their own moment; a voter whose moment is past waited."""
    told: list[tuple[str, float]] = []
    wrong: list[str] = []
    late = 0.0
    for number, code in codes:
        due = begin + number * gap
        time.sleep(max(0.0, due - time.monotonic()))
        late = max(late, time.monotonic() - due)
        try:
            wrong += vote(address, code, told, twice=number % TWICE == 0)
        except (OSError, http.client.HTTPException) as error:
            wrong.append(repr(error))
    out((told, wrong, late))


def many(poll: build.Poll, clients: int, seconds: float) -> list[Any]:
    """What each client saw; each is a process of its own."""
    forked, gap = multiprocessing.get_context("fork"), seconds / len(poll.codes)
    said = forked.SimpleQueue()
    voters, begin = list(enumerate(poll.codes)), time.monotonic() + 1
    running = [
        forked.Process(target=client, args=(poll.address, voters[number::clients], begin, gap, said.put))
        for number in range(clients)
    ]
    for process in running:
        process.start()
    found = [said.get() for _process in running]
    for process in running:
        process.join()
    return [time.monotonic() - begin, *found]


def serve(app: Flask, port: int, path: str) -> int:
    """The web server of `make run` on that port: the number of its process, once it answers."""
    os.environ["PORT"] = str(port)
    server = fork(Web(app).run)
    for _try in range(100):
        with suppress(OSError):
            http.client.HTTPConnection("127.0.0.1", port).request("GET", path)
            return server
        time.sleep(0.1)
    raise SystemExit("The web server did not start.")


def main() -> None:
    voters, seconds, clients = (
        int(sys.argv[place]) if len(sys.argv) > place else usual for place, usual in ((1, 3_000), (2, 60), (3, 32))
    )
    _name, url, folder = next(killed.databases("load"))
    app = killed.open_app(url, folder)
    with app.app_context():
        killed.make_tables()
        poll = build.a_poll_open_now(voters)
        killed.close()
    server = serve(app, PORT, poll.address)
    try:
        took, *found = many(poll, clients, seconds)
    finally:
        os.kill(server, signal.SIGTERM)
        _pid, _status, spent = os.wait4(server, 0)
    with app.app_context():
        ballots = db.session.scalar(sa.select(sa.func.count()).select_from(Ballot))
        used = db.session.scalar(sa.select(sa.func.sum(RollRow.spent)))
        killed.close()
    broken, wrong = killed.checked(app), [each for _told, errors, _late in found for each in errors]
    late = max(late for _told, _errors, late in found)
    print(f"SQLite, {voters} voters due in {seconds} s, {clients} clients: {took:.1f} s, longest wait {late:.2f} s")
    print(f"{ballots} ballots, {used} used codes, {len(wrong)} errors {wrong[:3]}, broken {broken}")
    asked = sum(len(told) for told, _errors, _late in found)
    print(f"the server's CPU: {1000 * (spent.ru_utime + spent.ru_stime) / asked:.1f} ms a request, of {asked}")
    for step in ("arrive", "ballot", "choose", "check", "send", "receipt"):
        times = sorted(spent for told, _errors, _late in found for name, spent in told if name == step)
        at = [1000 * times[min(int(len(times) * part), len(times) - 1)] for part in (0.5, 0.99, 1)]
        print(f"{step:<8} {len(times):>5} answers: median {at[0]:.0f} ms, p99 {at[1]:.0f} ms, longest {at[2]:.0f} ms")
    times = sorted(1000 * spent for told, _errors, _late in found for _name, spent in told)
    held = [
        figure(8, f"{clients} clients, p99 of all requests in ms", times[int(len(times) * 0.99)], 100),
        figure(8, f"{clients} clients, the longest of all requests in ms", times[-1], 500),
    ]
    sys.exit(0 if all(held) and ballots == used == voters and not wrong and not broken else 1)


if __name__ == "__main__":
    main()
