"""make run: lock, migrate, load the demo once (DEMO=0 does not), then the web server and the worker in one group."""

import fcntl
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from flask import Flask
from gunicorn.app.base import BaseApplication

from app import create_app
from conference.cli.prepare import make_ready
from conference.cli.worker import work
from conference.db import db
from config import ConfigurationError


class Web(BaseApplication):
    """The web server around the application that is made already."""

    def __init__(self, app: Flask) -> None:
        self.made = app
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '5000')}",
            "workers": int(os.environ.get("WORKERS", "2")),
            "worker_class": "gthread",
            "threads": 2,  # one answers while the other waits for the disk; with four they hold one another up
            "worker_tmp_dir": str(self.made.config["INSTANCE"]),
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.made


def main() -> int:
    """Start everything, wait, and stop everything."""
    instance = Path(os.environ.get("INSTANCE", "instance")).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    with open(instance / "start.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            app = create_app()
        except ConfigurationError as problem:
            print(problem, file=sys.stderr)
            return 2
        with app.app_context():
            if not make_ready(with_demo=os.environ.get("DEMO", "1") != "0"):
                return 1
            db.engine.dispose()
    children = [fork(Web(app).run), fork(lambda: work(app))]

    def stop(_number: int, _frame: FrameType | None) -> None:
        for child in children:
            os.kill(child, signal.SIGTERM)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    first, status = os.wait()
    children.remove(first)
    stop(0, None)
    _second, other = os.waitpid(children[0], 0)
    return max(os.waitstatus_to_exitcode(status), os.waitstatus_to_exitcode(other), 0)


def fork(act: Callable[[], object]) -> int:
    """Run one part in a child of its own, out of reach of the terminal's Ctrl-C: we tell it to stop ourselves."""
    child = os.fork()
    if child == 0:
        os.setsid()
        act()
        sys.exit(0)
    return child


if __name__ == "__main__":
    sys.exit(main())
