"""Ask a solver that runs in a child process: it is large, and a fault in it must not take the site down."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]


class SolverFailed(Exception):
    """The child process did not answer; its own words say why. What was there stays as it was."""


def ask(solver: str, asked: object, *, seconds: int) -> Any:
    """What the solver of that name (a module of conference.rules) answers, as JSON goes in and comes out."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", f"conference.rules.{solver}"],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            cwd=PROJECT,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise SolverFailed(f"No answer within {seconds} seconds.") from late
    if child.returncode:
        raise SolverFailed(child.stderr.strip()[-500:] or "The solver stopped.")
    return json.loads(child.stdout)
