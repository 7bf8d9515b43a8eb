"""Run what is large or opens strangers' files in a child process: a fault in it must not take the site down."""

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event, Timer
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
# None of our secrets. One thread for numpy, whose others do nothing here but cost a tenth of a second at each start.
ALONE = {"OPENBLAS_NUM_THREADS": "1"}
MISSING = 4  # how a program says that the library it needs cannot be used on this machine


class SolverFailed(Exception):
    """The child process did not answer; its own words say why. What was there stays as it was."""


def run(name: str, given: bytes, *, seconds: int) -> subprocess.CompletedProcess[bytes]:
    """Run that program of `engines/programs`, without our secrets: bytes in, bytes out. Raises TimeoutExpired."""
    return subprocess.run(
        [sys.executable, "-m", f"conference.engines.programs.{name}"],
        input=given,
        capture_output=True,
        cwd=PROJECT,
        env=ALONE,
        timeout=seconds,
        check=False,
    )


def each(name: str, given: Iterable[bytes], *, seconds: float) -> Iterator[bytes]:
    """One child for many: an answer for each piece, in order. A piece goes in once the answer before it is out.

    A child that has not answered a piece after so many seconds is ended.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", f"conference.engines.programs.{name}", "each"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=PROJECT,
        env=ALONE,
    )
    try:
        for piece in given:
            yield _in_time(child, piece, seconds)
    finally:
        child.kill()
        child.communicate()


def _in_time(child: subprocess.Popen[bytes], piece: bytes, seconds: float) -> bytes:
    late = Event()

    def end() -> None:
        late.set()
        child.kill()

    limit = Timer(seconds, end)
    limit.start()
    try:
        return _answer(child, piece)
    except SolverFailed as gone:
        raise SolverFailed(f"No answer within {seconds} seconds.") if late.is_set() else gone from None
    finally:
        limit.cancel()


def _answer(child: subprocess.Popen[bytes], piece: bytes) -> bytes:
    """Each piece and each answer begins with its length. A child that its limits have ended has no answer."""
    assert child.stdin and child.stdout  # noqa: S101 - both are pipes
    try:
        child.stdin.write(len(piece).to_bytes(8) + piece)
        child.stdin.flush()
    except BrokenPipeError as gone:
        raise SolverFailed("The child process ended.") from gone
    size = child.stdout.read(8)
    answer = child.stdout.read(int.from_bytes(size)) if len(size) == 8 else b""
    if not answer or len(answer) < int.from_bytes(size):
        raise SolverFailed("The child process ended without an answer.")
    return answer


def packed(data: bytes) -> str:
    """Many numbers as text that stays small."""
    return b64encode(data).decode()


def ask(solver: str, asked: object, *, seconds: int) -> Any:
    """What that solver answers, as JSON goes in and comes out."""
    try:
        child = run(solver, json.dumps(asked).encode(), seconds=seconds)
    except subprocess.TimeoutExpired as late:
        raise SolverFailed(f"No answer within {seconds} seconds.") from late
    if child.returncode:
        raise SolverFailed(child.stderr.decode().strip()[-500:] or "The solver stopped.")
    return json.loads(child.stdout)
