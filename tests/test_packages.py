"""What is imported is declared, and what is declared is imported: nothing leans on what another package brings."""

import ast
import re
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
PRODUCT = ("app.py", "config.py", "start.py", "conference", "migrations")
OURS = {"app", "config", "start", "conference", "tests", "bench", "verify_award"}
# Declared and not imported by us, each with who needs it.
BY_OTHERS = {
    "email-validator": "WTForms, where an address is typed",
    "govuk-frontend-jinja": "the templates",
    "psycopg": "SQLAlchemy, where DATABASE_URL names PostgreSQL",
    "tzdata": "Python's own zones",
}
COMMANDS = {"djlint", "mypy", "pytest-xdist", "ruff", "uv"}


def declared(text: str) -> set[str]:
    """The packages of a list, by their common spelling."""
    lines = [line.strip() for line in text.splitlines()]
    return {_spelt(re.split(r"[\[=<>~! ]", line)[0]) for line in lines if line and not line.startswith(("#", "-r"))}


def _spelt(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def taken(text: str) -> set[str]:
    """The packages that a file imports, at its top or inside."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return {name.split(".")[0] for name in found} - sys.stdlib_module_names - OURS


@cache
def imported(place: str) -> set[str]:
    files = [ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py")
    return set().union(*(taken(file.read_text()) for file in files))


def undeclared(modules: Iterable[str], lists: set[str]) -> list[str]:
    """Modules that no package of the lists brings."""
    return sorted(each for each in modules if not {_spelt(name) for name in BRING.get(each, [each])} & lists)


BRING = packages_distributions()
RUNS = declared((ROOT / "requirements.in").read_text())
TESTS = declared((ROOT / "requirements-dev.in").read_text())
# Benches compare with other software, which no list of ours installs; bench/README.md says how to get it.
PEERS = set(re.findall(r"`(\w+)`", (ROOT / "bench" / "README.md").read_text().partition("## Software")[2]))


def test_what_is_imported_is_declared() -> None:
    assert undeclared(set().union(*map(imported, PRODUCT)), RUNS) == []
    assert undeclared(imported("tests"), RUNS | TESTS) == []
    assert undeclared(imported("bench") - PEERS, RUNS | TESTS) == []


def test_what_is_declared_is_imported() -> None:
    runs = {_spelt(name) for place in PRODUCT for each in imported(place) for name in BRING.get(each, [])}
    tests = {_spelt(name) for each in imported("tests") for name in BRING.get(each, [])}
    assert RUNS - runs == set(BY_OTHERS)
    assert TESTS - tests == COMMANDS


def test_control_a_package_that_nobody_declared_is_found() -> None:
    planted = taken("import os, sepaxml.schemas\nfrom flask import g\n\ndef late():\n    from faker import Faker\n")
    assert planted == {"sepaxml", "flask", "faker"}
    assert undeclared(planted, RUNS) == ["faker", "sepaxml"]
    assert undeclared({"numpy"}, RUNS - {"numpy"}) == ["numpy"]
