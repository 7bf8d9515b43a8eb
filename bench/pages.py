"""What our long lists cost beside the floor (bench/floor.py): CPU of one web worker each, in one run.

    python bench/pages.py [abstracts] [requests]

Goal: the reviewer's queue, the list of abstracts and the ranking, 50 rows a page, cost at most 3 times
the floor at 2,000 abstracts, and a worker stays under 130 MB. Leaves with 1 when a goal is missed.
"""

import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
LIMIT, MEGABYTES = 3.0, 130


def main() -> None:
    abstracts = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    requests = int(sys.argv[2]) if len(sys.argv) > 2 else 120
    folder = Path(tempfile.mkdtemp(prefix="alongside-bench-"))
    os.environ.update(INSTANCE=str(folder), FLOOR=str(folder / "floor.db"))
    from bench import data, floor

    floor_app = floor.create_app()
    floor.fill(floor_app)
    pages = data.fill(abstracts).pages
    told = {"floor": ("/", data.cookie(floor_app, {"_user_id": "1", "_fresh": True}))}
    print(f"{abstracts} abstracts, {requests} requests a page, one sync worker each, SQLite.")
    with Server("bench.floor:create_app()", 8611) as bare, Server("app:create_app()", 8612) as ours:
        costs = {"floor": []}
        for _round in range(3):  # turn about, so that a busy machine is unkind to all alike
            costs["floor"].append(bare.cost(*told["floor"], requests // 3))
            for name, (path, cookie) in pages.items():
                costs.setdefault(name, []).append(ours.cost(path, cookie, requests // 3))
        memory = ours.megabytes()
    base = sum(costs["floor"])
    failed = memory >= MEGABYTES
    for name, spent in costs.items():
        each, ratio = 1000 * sum(spent) / (requests // 3 * 3), sum(spent) / base
        failed |= ratio > LIMIT
        print(f"{name:<24} {each:6.1f} ms CPU a request   {ratio:4.2f} x the floor")
    print(f"memory of our worker     {memory:6.1f} MB (limit {MEGABYTES})")
    sys.exit(1 if failed else 0)


class Server:
    """One gunicorn with one worker, whose CPU time we read; another program's may run in its own Python."""

    def __init__(self, app: str, port: int, python: str = sys.executable) -> None:
        self.app, self.port, self.python = app, port, python

    def __enter__(self) -> "Server":
        command = [self.python, "-m", "gunicorn", "-w", "1", "-k", "sync", "-b", f"127.0.0.1:{self.port}", self.app]
        self.master = subprocess.Popen([*command, "--log-level", "error"], cwd=ROOT)
        for _try in range(600):
            try:
                self.get("/", "")
                return self
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"{self.app} did not start.")

    def __exit__(self, *_rest: object) -> None:
        self.master.terminate()
        self.master.wait()

    @property
    def worker(self) -> int:
        children = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children").read_text().split()
        return int(children[0])

    def get(self, path: str, cookie: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Ask for a page, or send it a form; the answer's status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST" if form else "GET", path, urlencode(form) if form else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def cpu(self) -> float:
        fields = Path(f"/proc/{self.worker}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def cost(self, path: str, cookie: str, requests: int) -> float:
        """CPU seconds of that many requests, after five to warm up."""
        for _warm in range(5):
            self.ask(path, cookie)
        return self.spent((path, cookie) for _request in range(requests))

    def ask(
        self, path: str, cookie: str, form: dict[str, str] | None = None, taken: Sequence[int] = (302, 303)
    ) -> bytes:
        """As `get`, but a page that is not there, or a form that was not taken, ends the bench."""
        status, body = self.get(path, cookie, form)
        if status not in (taken if form else (200,)):
            raise SystemExit(f"{path} answered {status}.")
        return body

    def spent(self, requests: Iterable[tuple[Any, ...]]) -> float:
        """CPU seconds of these requests."""
        before = self.cpu()
        for request in requests:
            self.ask(*request)
        return self.cpu() - before

    def megabytes(self) -> float:
        lines = Path(f"/proc/{self.worker}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()
