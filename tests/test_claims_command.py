"""flask claims: history comes in twice and counts once, what looks claimed twice is named, what is owed is told."""

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from conference.db import now
from conference.models.payments.claims import Claim
from conference.queries import invariants
from tests import cast
from tests.builders import claims as build

PART = Path(__file__).parent / "data" / "claims_part.csv"
TWICE = [("254", "253"), ("286", "285"), ("291", "289"), ("489", "488")]


@pytest.fixture
def run(app, db):
    edition = cast.an_edition()
    db.session.commit()

    def run(*words):
        result = app.test_cli_runner().invoke(args=["claims", *map(str, words), "--edition", edition.code, "--json"])
        return result.exit_code, json.loads(result.stdout) if result.stdout else None

    return run


def sums(db):
    rows = db.session.execute(sa.select(Claim.currency, sa.func.sum(Claim.total)).group_by(Claim.currency))
    return dict(rows.all())


def test_the_shape_of_real_claims_twice(run, db):
    code, first = run("import", PART)
    assert (code, first["created"], first["unchanged"], first["refused"]) == (0, 10, 0, [])
    assert [(f["claim"], f["with"]) for f in first["flagged"]] == TWICE
    assert {f["reason"] for f in first["flagged"]} == {"the same person, amount and day"}
    assert sums(db) == {"USD": 259_955, "EUR": 507_400}
    _code, second = run("import", PART)
    assert (second["created"], second["unchanged"], len(second["flagged"])) == (0, 10, 4)
    assert (invariants.failed(), run("promises")) == ([], (0, {"promises": [], "totals": {}}))


def test_what_looks_claimed_twice_is_said_in_words_too(app, run):
    words = app.test_cli_runner().invoke(args=["claims", "import", str(PART), "--edition", "FORUM27"]).stdout
    assert "254 looks like 253: the same person, amount and day" in words


def test_the_real_claims(run, db, real_data):
    code, told = run("import", real_data / "expenses" / "claims.csv")
    assert (code, told["created"], told["refused"]) == (0, 78, [])
    assert [(f["claim"], f["with"]) for f in told["flagged"]] == TWICE
    rows = (real_data / "expenses" / "claims.csv").read_text().splitlines()[1:]
    in_file = Counter()
    for row in rows:
        cells = row.split(",")
        in_file[cells[3]] += int(cells[4])
    assert sums(db) == dict(in_file)
    assert len(in_file) > 1  # no total across currencies: each stands alone
    states = db.session.scalars(sa.select(Claim.state).distinct()).all()
    assert states == ["history"]
    assert db.session.scalar(sa.select(sa.func.count(Claim.person_id.distinct()))) == 9


def test_wrong_rows_are_named_and_the_good_ones_stand(run, tmp_path):
    file = tmp_path / "claims.csv"
    file.write_text(
        "no;who;money;sum;day\n"
        "1;ann@example.org;GBP;500;2027-01-05\n2;ann@example.org;GBP;5.00;2027-01-05\n"
        "3;;GBP;500;2027-01-05\n4;bo;pounds;500;2027-01-05\n5;bo;GBP;500;5 May\n1;ann@example.org;GBP;500;2027-01-05\n"
    )
    pairs = ("expense=no", "claimant=who", "currency=money", "amount_minor_units=sum", "incurred=day")
    maps = [word for pair in pairs for word in ("--map", pair)]
    code, told = run("import", file, *maps)
    assert (code, told["created"], [row["line"] for row in told["refused"]]) == (1, 1, [3, 4, 5, 6, 7])
    file.write_text(file.read_text().replace(";500;", ";700;"))
    code, told = run("import", file, *maps)
    assert (code, told["created"], told["refused"][0]["line"]) == (1, 0, 2)
    assert "something else now" in told["refused"][0]["reason"]


def test_wrong_use_changes_nothing(run, tmp_path):
    assert run("import", tmp_path / "none.csv") == (2, None)
    file = tmp_path / "claims.csv"
    file.write_text("a,b\n1,2\n")
    assert run("import", file) == (2, None)


def test_what_is_owed_to_whom_and_by_when(app, db):
    edition = cast.an_edition()
    first, second = build.awards(edition, people=2)
    at = now() - timedelta(days=1)
    build.sent(first, 4_000, 250, at=at)
    build.sent(second, 100, at=at - timedelta(days=40))
    first.application.person.contact_email = "first@example.org"
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["claims", "promises", "--edition", edition.code, "--json"])
    told = json.loads(result.stdout)
    late, soon = told["promises"]
    assert (soon["person"], soon["amount"], soon["currency"], soon["state"]) == (
        "first@example.org",
        4_250,
        "GBP",
        "submitted",
    )
    assert (late["person"], late["days_left"] < 0 < soon["days_left"]) == (second.application.reference, True)
    assert (set(late), told["totals"]) == (
        {"claim", "person", "amount", "currency", "pay_by", "state", "days_left"},
        {"GBP": 4_350},
    )
    words = app.test_cli_runner().invoke(args=["claims", "promises", "--edition", edition.code]).stdout
    assert "In all: £43.50" in words
