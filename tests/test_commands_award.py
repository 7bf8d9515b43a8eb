"""flask award …: what scripts rely on, outputs and exit codes, and the public file from the roll to the recount."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from conference.actions import decisions
from conference.db import now, writing
from conference.rules.award import Method
from conference.rules.decisions import Kind
from tests import cast
from tests.builders import award as build

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tests" / "data" / "ward_9_part.csv"


def run(app: Flask, *arguments: object) -> tuple[int, str]:
    answer = app.test_cli_runner().invoke(args=["award", *map(str, arguments)])
    return answer.exit_code, answer.stdout


def verify(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", ROOT / "verify_award.py", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("method", ["choice", "ranked", "pairwise"])
def test_a_tally_is_published_and_counted_again_alike(sqlite_app, tmp_path, method):
    out = tmp_path / "public.json"
    code, text = run(sqlite_app, "tally", SAMPLE, "--method", method, "--publish", out, "--json")
    result = json.loads(text)
    assert (code, result["winners"], result["refused"]) == (0, ["Alondra Cano"], [])
    assert {"winners", "rounds", "valid", "blank", "spoiled"} <= set(result)
    again = verify(out, result["digest"])
    assert (again.returncode, "The winner is Alondra Cano." in again.stdout) == (0, True)


def test_a_wrong_row_is_said_and_counted_without_and_never_published(sqlite_app, tmp_path):
    file = tmp_path / "ballots.csv"
    file.write_text("count,ranking\n2,A > B\nmany,B\n1,B\n")
    code, text = run(sqlite_app, "tally", file, "--method", "choice", "--json")
    assert (code, json.loads(text)["rounds"]) == (1, [{"A": 2, "B": 1}])
    assert [row["line"] for row in json.loads(text)["refused"]] == [3]
    out = tmp_path / "out.json"
    assert run(sqlite_app, "tally", file, "--method", "choice", "--publish", out)[0] == 2
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("count,ranking\n1,A > B > C\n1,B > C > A\n1,C > A > B\n", "pairwise"),
        ("count,ranking\n3,\n", "choice"),
        ("count,name\n3,A\n", "choice"),
        ("count,ranking\n3,A\n", "borda"),
    ],
)
def test_what_is_not_defined_ends_with_2(sqlite_app, tmp_path, text, method):
    file = tmp_path / "ballots.csv"
    file.write_text(text)
    assert run(sqlite_app, "tally", file, "--method", method) == (2, "")
    assert run(sqlite_app, "tally", tmp_path / "none.csv", "--method", "choice")[0] == 2


@pytest.mark.parametrize(
    ("method", "votes"),
    [
        (Method.choice, {"A-1": 9, "A-2": 14}),
        (Method.approval, {"A-1 > A-2": 9, "A-2": 14}),
        (Method.ranked, {"A-1 > A-2": 9, "A-2 > A-1": 14}),
        (Method.score, {"A-1=5 > A-2=4": 9, "A-2=5": 14}),
    ],
)
def test_from_the_cards_to_the_recount(db, app, tmp_path, method, votes):
    award = build.a_sealed_award(votes, method=method)
    edition, out = award.edition, tmp_path / "award.json"
    assert run(app, "publish", out, "--edition", edition.code)[0] == 2
    with writing():
        dara, lena = cast.dara(edition), cast.lena(edition)
        frozen = decisions.freeze(edition, Kind.award_result, award.id, by=dara, at=now())
        for holder in (dara, lena):
            decisions.turn_key(frozen, digest=frozen.digest, by=holder, at=now())
        digest = award.frozen_digest
    code, text = run(app, "publish", out, "--edition", edition.code, "--json")
    assert (code, json.loads(text)["winners"], json.loads(text)["ballots"]) == (0, ["A-2"], 23)
    assert verify(out, digest, digest[:16]).returncode == 0
    assert "There are as many ballots (23) as used codes." in verify(out).stdout
    assert verify(out, "0" * 64).returncode == 1


@pytest.mark.parametrize(
    ("method", "text", "winner", "sums"),
    [
        ("approval", "count,ranking\n3,A > B\n2,B > C\n1,C=A\n", "B", {"A": 3, "B": 5, "C": 2}),
        ("score", "count,ranking\n3,A=5 > B=4\n2,C=5 > B=4\n1,A=9\n", "B", {"A": 15, "B": 20, "C": 10}),
        ("score", "Count,A,B,C\n3,5,4,\n2,,4,5\n1,9,,\n", "B", {"A": 15, "B": 20, "C": 10}),
    ],
)
def test_approvals_and_points_are_counted_and_counted_again_alike(sqlite_app, tmp_path, method, text, winner, sums):
    file, out = tmp_path / "ballots.csv", tmp_path / "public.json"
    file.write_text(text)
    code, told = run(sqlite_app, "tally", file, "--method", method, "--publish", out, "--json")
    result = json.loads(told)
    assert (code, result["winners"], result["rounds"], result["spoiled"]) == (0, [winner], [sums], 1)
    again = verify(out, result["digest"])
    assert (again.returncode, f"The winner is {winner}." in again.stdout) == (0, True)


def test_the_script_that_counts_again_can_be_read_in_one_sitting():
    assert len((ROOT / "verify_award.py").read_text().splitlines()) < 200
