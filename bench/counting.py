"""A million ballots counted by each of our rules, and whether others count the same.

    python bench/counting.py [ballots] [PYTHON_OF_PEERS]

Eight entries; ballots lie in a table of SQLite and are asked grouped. Goal: ranked ballots in at most 1.5 s, from the
table to the winner. That Python is made by `python -m venv FOLDER` and `FOLDER/bin/pip install pref_voting votelib`;
both count the same groups (bench/counting_peers.py), and every winner must be ours. Leaves with 1 when a goal is
missed.
"""

import json
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.goals import figure  # noqa: E402
from conference.rules.award.counting import Ballot, Method, as_kept, marks_kept, tally  # noqa: E402

ENTRIES = [f"A-{number}" for number in range(1, 9)]
SEED = "2027"


def ballots(method: Method, count: int) -> Iterator[str]:
    """Ballots as they are kept: whole rankings, some entries, or points from 0 to 5; the first entries are liked."""
    rng = random.Random(f"{SEED} {method}")
    for _ballot in range(count):
        liked = sorted(ENTRIES, key=lambda entry: rng.random() * (int(entry[2:]) + 6))
        if method is Method.score:
            yield as_kept(
                f"{entry}={max(5 - place, 0)}" for place, entry in sorted(enumerate(liked), key=lambda p: p[1])
            )
        elif method in (Method.choice, Method.approval):
            yield as_kept(sorted(liked[: 1 if method is Method.choice else rng.randint(1, 4)]))
        else:
            yield as_kept(liked)


def grouped(method: Method, count: int) -> tuple[float, dict[str, int]]:
    """Seconds to ask a table of so many ballots by group, and the groups."""
    store = sqlite3.connect("")  # on disk, gone with its end
    store.execute("CREATE TABLE ballot (choice TEXT NOT NULL)")
    store.executemany("INSERT INTO ballot VALUES (?)", ((kept,) for kept in ballots(method, count)))
    store.commit()
    started = time.perf_counter()
    found = dict(store.execute("SELECT choice, count(*) FROM ballot GROUP BY choice"))
    return time.perf_counter() - started, found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    held, groups, winners = [], {}, {}
    for method in Method:
        asked, groups[method] = grouped(method, count)
        started = time.perf_counter()
        found = tally(method, ENTRIES, (Ballot(marks_kept(kept), n) for kept, n in groups[method].items()), SEED)
        spent = time.perf_counter() - started
        winners[method] = found.winners
        kinds = f"{found.valid:,} ballots, {len(groups[method]):,} unlike"
        print(f"{method:<8} {kinds}: {asked:.2f} s to ask, {spent:.2f} to count")
        if method is Method.ranked:
            held.append(figure(17, "ranked ballots, from the table to the winner, in seconds", asked + spent, 1.5))
    if len(sys.argv) > 2:
        given = {method: [[list(marks_kept(kept)), n] for kept, n in kinds.items()] for method, kinds in groups.items()}
        peers = [sys.argv[2], str(ROOT / "bench" / "counting_peers.py")]
        answer = subprocess.run(peers, input=json.dumps([ENTRIES, given]), capture_output=True, text=True, check=True)
        for name, rules in json.loads(answer.stdout).items():
            for method, (won, spent) in rules.items():
                print(f"{name:<11} {method:<8} {spent:.2f} s")
                held.append(figure(17, f"{method}: {name} has another winner", won != winners[Method(method)], 0))
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
