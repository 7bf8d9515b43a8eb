"""The public file and the script that counts it again, told apart from 1,000 altered files."""

import copy
import importlib.util
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from conference.rules.award.ballot_files import (
    Roll,
    Vote,
    digest,
    frozen_digests,
    public_file,
    written,
)
from conference.rules.award.codes import ALPHABET, code_for, in_fours, keyed, line_of, tidy
from conference.rules.award.counting import Method

SCRIPT = Path(__file__).parents[3] / "verify_award.py"
ENTRIES = [{"reference": name, "title": f"The story of {name} “Ünlü”"} for name in "ABCD"]


@pytest.fixture(scope="module")
def verify():
    spec = importlib.util.spec_from_file_location("verify_award", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def award(method="ranked", voters=120, le=40, seed="s"):
    chance = random.Random(seed)
    rules = {"method": method, "seed": seed, "question": "Who?"}
    votes = [
        Vote(
            f"T{number:04}",
            tuple(chance.choices(["A", "B", "C", "D", "", "overvote", "equal"], k=3)),
            "lived_experience" if number < le else "other",
        )
        for number in range(voters)
    ]
    codes = [line_of(keyed(f"CODE{number}", 1, b"key"), "other") for number in range(voters + 30)]
    return public_file(
        rules=rules,
        entries=ENTRIES,
        votes=votes,
        roll=Roll(tuple(codes), tuple(codes[:voters])),
        frozen=frozen_digests(rules, ENTRIES, codes),
    )


def verdict(verify, tmp_path, content, *digests):
    path = tmp_path / "award.json"
    path.write_bytes(content if isinstance(content, bytes) else written(content))
    return verify.main([str(path), *digests])


@pytest.mark.parametrize("method", [Method.choice, Method.ranked])
@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_the_script_and_the_product_count_alike(verify, tmp_path, method, seed):
    content = award(method, seed=seed)
    assert verdict(verify, tmp_path, content, content["digests"]["frozen"]) == 0


def test_ties_are_settled_alike(verify, tmp_path):
    for seed in range(100):
        chance = random.Random(seed)
        votes = [Vote(f"T{n}", tuple(chance.sample("ABCD", 2))) for n in range(8)]
        for method in (Method.choice, Method.ranked):
            rules = {"method": method, "seed": str(seed)}
            content = public_file(rules=rules, entries=ENTRIES, votes=votes, roll=None)
            assert verdict(verify, tmp_path, content) == 0


def test_it_runs_alone_and_says_what_it_proved(tmp_path):
    path = tmp_path / "award.json"
    path.write_bytes(written(award()))
    run = subprocess.run(
        [sys.executable, "-I", SCRIPT, path], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "yes  There are as many ballots (120) as used codes." in run.stdout
    assert "The winner is The story of" in run.stdout
    lines = SCRIPT.read_text().splitlines()
    imports = [line for line in lines if line.startswith(("import", "from"))]
    assert (len(lines) < 200, imports) == (True, ["import hashlib", "import json", "import sys"])


def test_what_is_no_public_file_is_answered_with_2(verify, tmp_path):
    assert verify.main([]) == verify.main([str(tmp_path / "missing.json")]) == 2
    for content in (b"", b"[]", b"{}", b"\xff", b'{"format": "other"}'):
        assert verdict(verify, tmp_path, content) == 2


def changed(content, chance):
    """One single change, as somebody with an editor would make it."""
    rows, roll = content["ballots"], content["roll"]
    row, other = chance.sample(range(len(rows)), 2)
    act = chance.randrange(10)
    if act == 0:
        was = rows[row]["choice"]
        place = chance.randrange(3)
        was[place] = chance.choice([name for name in ("A", "B", "C", "D", "") if name != was[place]])
    elif act == 1:
        del rows[row]
    elif act == 2:
        rows[row], rows[other] = rows[other], rows[row]
    elif act == 3:
        rows.append(copy.deepcopy(rows[row]) | {"tracker": f"X{row}"})
    elif act == 4:
        rows[row]["tracker"] += "0"
    elif act == 5:
        rows[row]["class"] = "other" if rows[row]["class"] != "other" else "lived_experience"
    elif act == 6:
        roll["codes"].append("f" * 64)
    elif act == 7:
        roll["used"].pop(chance.randrange(len(roll["used"])))
    elif act == 8:
        chance.choice(content["result"]["rounds"])["A" if chance.random() < 0.2 else "B"] = -1
    else:
        name = chance.choice(list(content["digests"]))
        content["digests"][name] = digest(name)
    return content


def test_each_of_1000_single_changes_is_caught(verify, tmp_path, capsys):
    chance = random.Random(7)
    whole = award()
    answers = [verdict(verify, tmp_path, changed(copy.deepcopy(whole), chance)) for _ in range(700)]
    data = written(whole)
    for _ in range(300):
        place = chance.randrange(len(data))
        sign = bytes([chance.choice([b for b in range(32, 127) if b != data[place]])])
        answers.append(verdict(verify, tmp_path, data[:place] + sign + data[place + 1 :]))
    capsys.readouterr()
    assert (len(answers), answers.count(0)) == (1000, 0)
    assert verdict(verify, tmp_path, whole) == 0


def test_swapped_choices_leave_the_sum_and_are_caught_all_the_same(verify, tmp_path):
    content = award("choice")
    one, two = (next(b for b in content["ballots"] if b["choice"][0] == name) for name in "AB")
    one["choice"], two["choice"] = two["choice"], one["choice"]
    assert verdict(verify, tmp_path, content) == 1


def rewritten(content):
    """The file as a cheat would publish it who makes every digest new: it holds together."""
    rules, roll = content["rules"], content["roll"]
    votes = [Vote(b["tracker"], tuple(b["choice"]), b["class"]) for b in content["ballots"]]
    return public_file(
        rules=rules,
        entries=content["entries"],
        votes=votes,
        roll=Roll(tuple(roll["codes"]), tuple(roll["used"])),
    )


def test_a_cheat_who_makes_every_digest_new_is_caught_by_a_digest_given_before(verify, tmp_path):
    honest = award()
    stuffed = copy.deepcopy(honest)
    stuffed["ballots"].append({"tracker": "X", "choice": ["D"], "class": "other"})
    stuffed["roll"]["codes"].append("f" * 64)
    stuffed["roll"]["used"].append("f" * 64)
    stuffed = rewritten(stuffed)
    assert verdict(verify, tmp_path, stuffed) == 0
    assert verdict(verify, tmp_path, stuffed, honest["digests"]["frozen"]) == 1
    assert verdict(verify, tmp_path, stuffed, honest["digests"]["frozen"][:16]) == 1
    assert verdict(verify, tmp_path, honest, honest["digests"]["frozen"][:16]) == 0
    assert verdict(verify, tmp_path, honest, honest["digests"]["frozen"][:15]) == 1
    assert verdict(verify, tmp_path, honest, honest["digests"]["frozen"], honest["digests"]["file"]) == 0


def test_a_small_group_is_not_told_apart_in_the_file(verify, tmp_path):
    small = award(le=7)
    assert {ballot["class"] for ballot in small["ballots"]} == {"not_shown"}
    assert "lived_experience" not in small["result"]
    assert verdict(verify, tmp_path, small) == 0
    assert "lived_experience" in award(le=8)["result"]
    assert "lived_experience" not in award(le=120 - 7)["result"]


def test_the_file_says_nothing_of_order(tmp_path):
    trackers = [ballot["tracker"] for ballot in award()["ballots"]]
    assert trackers == sorted(trackers)
    assert json.loads(written(award()))["ballots"] == award()["ballots"]


def test_a_code_has_twelve_signs_none_of_which_looks_like_another():
    codes = {code_for(str(badge), b"secret") for badge in range(3000)}
    assert len(codes) == 3000
    assert {len(code) for code in codes} == {12}
    assert not set("0O1ILB8".replace("8", "").replace("L", "") + "2Z5SGU") & set(ALPHABET)
    assert {sign for code in codes for sign in code} == set(ALPHABET)


def test_a_code_is_read_as_it_was_meant():
    assert tidy(" 3468-ahjk qq7l ") == "3468AHJKQQ7L"
    assert tidy("346B-AHJK-0O1I") == "3468AHJKQQLL"
    assert in_fours("3468AHJKQQ7L") == "3468-AHJK-QQ7L"
