"""How long the plan takes beside the bare solver, and what the seat for lived experience costs.

    python -m bench.assignment            # 1,024 × 150, the forum 1,800 × 300, 2,000 × 300, 5,000 × 800
    python -m bench.assignment --large    # also 20,000 × 3,000 in 50 streams
    python -m bench.assignment --judge    # HiGHS solves each again as a linear programme (bench/judge.py)

Prints ratios from one run on one machine; compare only within it.
"""

import argparse
import json
import math
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace

from conference.rules import solver
from conference.rules.assignment import Bid, Plan, Question, Reader, Seats, Work
from conference.rules.people import Kind

# Name, abstracts, reviewers, share of lived experience, streams, streams each chose (0: any), number each.
CASES = (
    ("the real abstracts: 1,024 over 45 + 105", 1024, 150, 0.3, 1, 0, 25),
    ("a forum: 1,800 over 60 + 240", 1800, 300, 0.2, 10, 0, 35),
    ("2,000 over 81 + 219", 2000, 300, 0.27, 10, 4, 30),
    ("5,000 over 240 + 560", 5000, 800, 0.3, 20, 4, 30),
)
LARGE = ("20,000 over 900 + 2,100", 20000, 3000, 0.3, 50, 4, 30)
BARE = """
import json, resource, sys, time
from conference.rules import flow
question = json.load(sys.stdin)
began = time.perf_counter()
flow.solve(question)
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def question_of(abstracts: int, reviewers: int, lived: float, streams: int, chosen: int, limit: int) -> Question:
    """A conference with uneven streams, 1.5 % conflicts, bids on 5 % of the pairs, and a fixed seed."""
    chance = random.Random(2027)
    names, weights = range(1, streams + 1), [1 / (n + 1) for n in range(streams)]
    works = tuple(Work(n, f"A-{n:05d}", chance.choices(names, weights)[0]) for n in range(1, abstracts + 1))
    readers = tuple(
        Reader(
            n,
            Kind.lived_experience if n <= reviewers * lived else Kind.professional,
            limit,
            frozenset(chance.choices(names, weights, k=chosen)),
        )
        for n in range(1, reviewers + 1)
    )
    count = int(abstracts * reviewers * 0.015)
    conflicts = frozenset((chance.randint(1, abstracts), chance.randint(1, reviewers)) for _ in range(count))
    answers = min(50_000, abstracts * reviewers // 20)
    bids = {
        (chance.randint(1, abstracts), chance.randint(1, reviewers)): chance.choice(list(Bid)) for _ in range(answers)
    }
    return Question(works, readers, conflicts, bids)


def bare(question: Question) -> tuple[float, int]:
    """Seconds to build and solve the network, without Python's start and the way there and back; megabytes at most."""
    asked = json.dumps(solver.as_arrays(question)).encode()
    child = subprocess.run([sys.executable, "-c", BARE], input=asked, capture_output=True, check=True)
    seconds, megabytes = child.stdout.split()
    return float(seconds), int(megabytes)


def judged(question: Question, seconds: int = 120) -> str:
    """What HiGHS finds for the whole network, where it finishes."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(solver.as_arrays(question), file)
        file.flush()
        command = [sys.executable, "-m", "bench.judge", file.name]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds)
        except subprocess.TimeoutExpired:
            return f"HiGHS did not finish in {seconds} s"
    return done.stdout.split()[-1]


def without_lived(question: Question, plan: Plan) -> int:
    """Abstracts that nobody with lived experience reads."""
    lived = {reader.id for reader in question.readers if reader.kind == Kind.lived_experience}
    return len(question.works) - len({pair.work for pair in plan.pairs if pair.reader in lived})


def run(name: str, question: Question, judge: bool) -> float:
    """One case: the promises held, the time as a ratio, the price of the rule. Seconds in the solver."""
    began = time.perf_counter()
    plan = solver.plan(question)
    seconds = time.perf_counter() - began
    free = solver.plan(replace(question, seats=Seats(3, 0, 0)))
    limits = {reader.id: reader.limit for reader in question.readers}
    load = Counter(pair.reader for pair in plan.pairs)
    alone, megabytes = bare(question)
    print(f"\n{name}")
    print(f"  pairs {len(plan.pairs)}, seats empty {sum(one.missing for one in plan.shortfalls)}")
    print(f"  onto a conflict {sum((pair.work, pair.reader) in question.conflicts for pair in plan.pairs)}")
    print(f"  over their number {sum(load[one] > limits[one] for one in limits)}")
    print(f"  read by nobody with lived experience {without_lived(question, plan)}", end="")
    print(f"; without the rule {without_lived(question, free)}")
    print(f"  affinity with the rule / without {plan.affinity / free.affinity:.4f}")
    print(f"  whole plan / network alone {seconds / alone:.2f} ({seconds:.2f} s), child {megabytes} MB")
    if judge:
        print(f"  objective {plan.objective}; the linear programme's {judged(question)}")
    return alone


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--judge", action="store_true")
    asked = parser.parse_args()
    cases = CASES + ((LARGE,) if asked.large else ())
    spent = [run(name, question_of(*size), asked.judge and (name, *size) != LARGE) for name, *size in cases]
    pairs = [abstracts * reviewers for _name, abstracts, reviewers, *_more in cases]
    grown = math.log(spent[-1] / spent[0]) / math.log(pairs[-1] / pairs[0])
    print(f"\ntime grows with the number of possible pairs to the power of {grown:.2f}")
    print(f"this process carries no solver: {'ortools' not in sys.modules}")


if __name__ == "__main__":
    main()
