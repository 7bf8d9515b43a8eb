"""make run: lock, migrate, load the demo once (DEMO=0 does not), then the web server and the worker in one group."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parent
BIN = Path(sys.executable).parent


def flask(*arguments: str) -> None:
    """Run one of our commands to its end, or stop the start."""
    done = subprocess.run([sys.executable, "-m", "flask", "--app", "app", *arguments], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def main() -> int:
    """Start everything, wait, and stop everything."""
    instance = Path(os.environ.get("INSTANCE", ROOT / "instance")).resolve()
    port = os.environ.get("PORT", "5000")
    os.environ["INSTANCE"] = str(instance)
    instance.mkdir(parents=True, exist_ok=True)
    with open(instance / "start.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        flask("prepare", *([] if os.environ.get("DEMO", "1") == "0" else ["--demo"]))
    web = [
        str(BIN / "gunicorn"), "--bind", f"127.0.0.1:{port}", "--workers", os.environ.get("WORKERS", "2"),
        "--threads", "4", "--worker-class", "gthread", "--worker-tmp-dir", str(instance), "--no-control-socket",
        "--access-logfile", "/dev/null", "--log-level", "warning", "app:create_app()",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "flask", "--app", "app", "worker"]
    group = [subprocess.Popen(c, cwd=ROOT, start_new_session=True) for c in (web, worker)]

    def stop(_number: int, _frame: FrameType | None) -> None:
        for process in group:
            process.terminate()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    while all(process.poll() is None for process in group):
        time.sleep(0.2)
    stop(0, None)
    codes = [process.wait(20) for process in group]
    return max(0, *codes)


if __name__ == "__main__":
    sys.exit(main())
