"""The commands that others script against: their output, and 0, 1 or 2 at the end."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from conference.db import writing
from conference.models.abstracts.abstracts import Abstract
from tests.cast import a_stream, an_edition

REVIEWERS = "name,email,kind,max_load,streams\n" + "\n".join(
    f"R{n},r{n}@example.org,{'lived_experience' if n < 2 else 'professional'},9,{'Safe' if n < 2 else ''}"
    for n in range(6)
)


@pytest.fixture
def run(app: Flask, db: Any, tmp_path: Path) -> Any:
    """run("abstracts import", {"a.csv": "…"}, "--json"): write the file, run the command."""
    with writing():
        edition = an_edition()
        a_stream(edition, "Safe")
        a_stream(edition, "Kind", 2)

    def command(words: str, file: str | None = None, *options: str) -> Result:
        arguments = words.split()
        if file is not None:
            path = tmp_path / "file.csv"
            path.write_text(file)
            arguments.append(str(path))
        result = app.test_cli_runner().invoke(args=[*arguments, "--edition", "forum27", *options])
        db.session.remove()
        return result

    return command


def test_import_export_and_a_second_time(run: Any) -> None:
    csv = "id,title,authors,abstract,stream\n1,Hands,Ann Lee,We washed.,Safe\n2,Sleep,,Rest.,Nowhere\n"
    result = run("abstracts import", csv, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "refused": [{"line": 3, "reason": "There is no stream “Nowhere”. This edition has: Safe; Kind."}],
    }
    again = run("abstracts import", csv, "--json", "--create-streams")
    assert (again.exit_code, json.loads(again.stdout)["created"], json.loads(again.stdout)["unchanged"]) == (0, 1, 1)
    assert json.loads(run("abstracts export", None, "--json").stdout)["abstracts"][0] == {
        "reference": "A-0001",
        "source_id": "1",
        "title": "Hands",
        "authors": [{"name": "Ann Lee", "affiliations": []}],
        "sections": [{"label": "", "text": "We washed."}],
        "stream": "Safe",
    }
    assert run("abstracts export").stdout.splitlines()[1] == "A-0002  2  Sleep"


def test_a_dry_run_tells_and_changes_nothing(run: Any, db: Any) -> None:
    result = run("abstracts import", "paper no,title\n1,a\n", "--dry-run", "--map", "id=paper no")
    assert (result.exit_code, result.stdout.startswith("Nothing was changed. It would be: 1 created")) == (0, True)
    assert db.session.query(Abstract).count() == 0


@pytest.mark.parametrize(
    ("file", "options", "words"),
    [
        ("name\na\n", (), "no column “source_id”"),
        ("id,title\n1,a\n", ("--map", "title"), "--map FIELD=COLUMN"),
        ("id,title\n1,a\n", ("--map", "colour=title"), "no field “colour”"),
        ("", (), "empty"),
    ],
)
def test_wrong_use_is_2_and_says_why_on_standard_error(run: Any, file: str, options: Any, words: str) -> None:
    result = run("abstracts import", file, "--json", *options)
    assert (result.exit_code, result.stdout, words in result.stderr) == (2, "", True)


def test_an_unknown_edition_and_a_missing_file_are_2(app: Flask, run: Any, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    for arguments in (
        ["abstracts", "import", str(tmp_path / "none.csv"), "--edition", "FORUM27"],
        ["abstracts", "export", "--edition", "NONE"],
    ):
        assert runner.invoke(args=arguments).exit_code == 2


def test_feasibility_tells_who_is_missing_before_any_plan(run: Any) -> None:
    run("abstracts import", "id,title,stream\n1,a,Safe\n2,b,Kind\n3,c,\n")
    run("reviewers import", REVIEWERS.replace(",9,", ",1,"))
    result = run("reviews feasibility", None, "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["enough"], told["reviews"], told["places"]) == (1, False, 9, 6)
    assert told["lived_experience"] == {
        "needed": 3,
        "people": 2,
        "places": 2,
        "enough": False,
        "people_missing": 1,
    }
    assert [(one["stream"], one["lived_experience"]["places"]) for one in told["streams"]] == [
        ("Safe", 2),
        ("Kind", 0),
        (None, 2),
    ]
    assert "Kind, lived experience: 0 places for 1, people missing: 1" in run("reviews feasibility").stdout
    more = run("reviews feasibility --more-lived-experience 1 --more-professional 1 --per-abstract 2", None, "--json")
    assert (more.exit_code, json.loads(more.stdout)["lived_experience"]["people"]) == (0, 3)


def test_assign_names_each_starved_abstract_and_its_cause(run: Any) -> None:
    run("abstracts import", "id,title,stream\n1,a,Safe\n2,b,Kind\n3,c,\n")
    assert run("reviewers import", REVIEWERS, "--json").exit_code == 0
    result = run("reviews assign", None, "--json", "--publish")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["abstracts"], told["assigned"]) == (1, 3, 8)
    assert told["shortfall"] == [
        {
            "abstract": "A-0002",
            "source_id": "2",
            "seat": "lived_experience",
            "missing": 1,
            "cause": "nobody_in_stream",
            "reason": "There is no lived-experience reviewer in the stream “Kind”.",
        }
    ]
    assert 0 < told["affinity"] <= told["assigned"]
    assert told["seconds"] > 0
    pairs = json.loads(run("reviews export", None, "--json").stdout)["assignments"]
    assert {tuple(sorted(pair)) for pair in pairs} == {("abstract", "kind", "reviewer", "seat", "source_id")}
    assert {pair["abstract"] for pair in pairs if pair["kind"] == "lived_experience"} == {"A-0001", "A-0003"}


def test_a_named_plan_is_exported_by_its_name(run: Any) -> None:
    run("abstracts import", "id,title\n1,a\n")
    run("reviewers import", REVIEWERS)
    assert run("reviews assign", None, "--name", "Try").exit_code == 0
    assert run("reviews assign", None, "--name", "Try").exit_code == 2
    assert run("reviews export").exit_code == 2
    assert len(json.loads(run("reviews export", None, "--proposal", "Try", "--json").stdout)["assignments"]) == 3
    assert run("reviews assign", None, "--lived-experience", "3").exit_code == 2
    fair = json.loads(run("reviews assign", None, "--fair", "--json").stdout)
    assert fair["worst"] == fair["affinity"] > 0


def test_preferences_are_taken_in_with_other_column_names(run: Any) -> None:
    run("abstracts import", "id,title\n1,a\n")
    run("reviewers import", REVIEWERS)
    rows = "who,what,answer\nr1@example.org,1,yes\nr2@example.org,A-0001,conflict\nr9@example.org,1,yes\n"
    result = run(
        "preferences import", rows, "--json", "--map", "reviewer=who", "--map", "abstract=what", "--map", "bid=answer"
    )
    assert (result.exit_code, json.loads(result.stdout)["created"]) == (1, 2)
