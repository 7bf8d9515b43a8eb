"""Run what is large or opens strangers' files in a child process: a fault in it must not take the site down."""

import json
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]


class SolverFailed(Exception):
    """The child process did not answer; its own words say why. What was there stays as it was."""


def run(name: str, given: bytes, *, seconds: int) -> subprocess.CompletedProcess[bytes]:
    """Run that module of conference.rules, without our secrets: bytes in, bytes out. Raises TimeoutExpired."""
    return subprocess.run(
        [sys.executable, "-m", f"conference.rules.{name}"],
        input=given,
        capture_output=True,
        cwd=PROJECT,
        env={},
        timeout=seconds,
        check=False,
    )


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
