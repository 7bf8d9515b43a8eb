"""flask award …: what scripts rely on, outputs and exit codes, and the public file from the roll to the recount."""

import hmac
import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken
from flask import Flask

from conference import card_files, sealing
from conference.actions import frozen_sets
from conference.actions.award import awards, cards as card_acts
from conference.cli.award import cards as award_cards, seal
from conference.db import now, writing
from conference.models.award.awards import Award
from conference.queries.award import awards as queries, result as award_result
from conference.rules.award.additions import Reason
from conference.rules.award.ballot_files import digest, written
from conference.rules.award.counting import Method
from conference.rules.keys import Kind
from tests import cast
from tests.actions.award import test_additions as additions
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
        frozen = frozen_sets.freeze(edition, Kind.award_result, award.id, by=dara, at=now())
        for holder in (dara, lena):
            frozen_sets.turn_key(frozen, digest=frozen.digest, by=holder, at=now())
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


# -- Cards ----------------------------------------------------------------------------------------


def test_the_cards_are_made_into_a_folder_with_the_time_of_one_and_never_after_the_opening(db, app, tmp_path):
    with writing():
        award, codes = build.a_frozen_award(cast.an_edition(), voters=30)
        dara = cast.dara(award.edition)
    out = tmp_path / "cards"
    code, text = run(app, "cards", "--out", out, "--edition", "FORUM27", "--json")
    told = json.loads(text)
    assert (code, told["cards"], told["milliseconds_a_card"] > 0) == (0, 30, True)
    assert [(Path(file).name.partition(".")[0], Path(file).stat().st_mode & 0o777) for file in told["files"]] == [
        ("cards-FORUM27-1", 0o600)
    ]
    assert "ms a card" in run(app, "cards", "--out", out, "--edition", "FORUM27")[1]
    with writing():
        awards.open_poll(db.session.merge(award), by=dara, at=build.OPENS)
    assert run(app, "cards", "--out", out, "--edition", "FORUM27")[0] == 2


def test_a_backup_made_during_the_vote_holds_no_card_and_nothing_that_reads_a_copied_one(db, app, tmp_path):
    with writing():
        award, codes = build.a_frozen_award(cast.an_edition(), voters=30)
        dara = cast.dara(award.edition)
        cards = card_acts.ask(award, as_pdf=False, by=dara, at=cast.AT)
        payload = {"award": award.id, "folder": cards.folder}
    award_cards.finish(payload)
    copied = card_files.path_of(payload["folder"], 1).read_bytes()
    before, during = tmp_path / "before.tar.gz", tmp_path / "during.tar.gz"
    app.test_cli_runner().invoke(args=["backup", str(before)])
    with writing():
        awards.open_poll(db.session.get_one(Award, payload["award"]), by=dara, at=build.OPENS)
    app.test_cli_runner().invoke(args=["backup", str(during)])
    readable = {name: _read_with(archive, copied) for name, archive in (("before", before), ("during", during))}
    assert [name for name, text in readable.items() if b"B-000" in text] == ["before"]  # the control: it was one


def _read_with(archive: Path, copied: bytes) -> bytes:
    """What somebody reads who has the copied file, the keys of that backup, and every salt in its database."""
    with tarfile.open(archive) as opened:
        assert not [name for name in opened.getnames() if name.startswith("cards")]
        key = opened.extractfile("hash_key").read()
        data = opened.extractfile("database.sqlite").read()
    salts = {found.decode() for found in re.findall(rb"(?=([0-9a-f]{32}))", data)}
    for salt in sorted(salts):
        try:
            return sealing.unseal_under(hmac.digest(key, f"cards:{salt}".encode(), "sha256"), copied)
        except InvalidToken:
            continue
    return b""


# -- Codes after the freeze -----------------------------------------------------------------------


def test_the_script_counts_later_codes_apart_and_sees_one_that_is_not_in_the_log(db, app, tmp_path):
    with writing():
        edition = cast.an_edition()
        cast.lena(edition)
        award, codes = build.an_open_award(edition, voters=3, le=1)
        for code in codes[:2]:
            build.vote(award, code)
        build.vote(award, additions.give(additions.allowed(award)))
        additions.give(additions.allowed(award, codes_badge := queries.badges(award)[2], Reason.lost_card))
        awards.close(award, by=cast.dara(edition), at=build.CLOSES)
        award_id = award.id
    seal.finish({"award": award_id})
    content = award_result.public_content(db.session.get_one(Award, award_id))
    assert codes_badge not in str(content)
    file = tmp_path / "award.json"
    file.write_bytes(written(content))
    told = verify(file, content["digests"]["frozen"])
    assert (told.returncode, told.stdout.count("NO   ")) == (0, 0)
    assert "2 codes were added after the freeze, each with its reason in the log." in told.stdout
    assert "Roll (3) and later codes (2, 1 for lost cards) are enough." in told.stdout
    for change in (lambda it: it["additions"].pop(), lambda it: it["roll"]["added"].append("0" * 64)):
        changed = json.loads(written(content))
        change(changed)
        del changed["digests"]["file"]
        changed["digests"] |= {"additions": digest(changed["additions"])}
        changed["digests"]["file"] = digest(changed)
        file.write_bytes(written(changed))
        seen = verify(file)
        assert (seen.returncode, "NO   " in seen.stdout) == (1, True)
        assert [line for line in seen.stdout.splitlines() if line.startswith("NO   ")][0].endswith("in the log.")


# -- The roll -------------------------------------------------------------------------------------


def test_a_list_with_look_alikes_is_told_by_line_and_loaded_when_somebody_says_how(db, app, tmp_path):
    with writing():
        edition = cast.an_edition()
        build.a_draft(edition, cast.dara(edition))
    file = tmp_path / "list.csv"
    file.write_text("nr,class,name\n1,LE,Jan de Vries\n2,LE,J. de Vries\n3,other,Bo Ek\n")
    given = ("roll", file, "--edition", "FORUM27", "--map", "badge=nr")
    code, text = run(app, *given, "--json")
    alike = [{"lines": [2, 3], "reason": "names that may be one person’s"}]
    assert (code, json.loads(text)) == (1, {"badges": 0, "refused": [], "alike": alike})
    assert "lines 2, 3: names that may be one person’s" in run(app, *given)[1]
    assert run(app, *given, "--leave-out", 3) == (0, "2 badges are on the roll.\n")
    assert run(app, *given, "--as-it-is")[1].startswith("3 badges are on the roll.")
    assert run(app, *given[:-2])[0] == 2
