"""How long the plan takes beside the bare solver, and what the seat for lived experience costs.

    python -m bench.assignment            # 1,024 × 150, the forum 1,800 × 300, 2,000 × 300
    python -m bench.assignment --large    # also 20,000 × 3,000 in 50 streams

Prints ratios from one run on one machine; compare only within it.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
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
)
LARGE = ("20,000 over 900 + 2,100", 20000, 3000, 0.3, 50, 4, 30)
BARE = """
import json, sys, time
from conference.rules import flow
question = json.load(sys.stdin)
began = time.perf_counter()
flow.solve(question)
print(time.perf_counter() - began)
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


def bare_seconds(question: Question) -> float:
    """The network built and solved, without Python's start and without the way there and back."""
    asked = json.dumps(solver.as_arrays(question)).encode()
    child = subprocess.run([sys.executable, "-c", BARE], input=asked, capture_output=True, check=True)
    return float(child.stdout)


def without_lived(question: Question, plan: Plan) -> int:
    """Abstracts that nobody with lived experience reads."""
    lived = {reader.id for reader in question.readers if reader.kind == Kind.lived_experience}
    return len(question.works) - len({pair.work for pair in plan.pairs if pair.reader in lived})


def run(name: str, question: Question) -> None:
    """One case: the promises held, the time as a ratio, the price of the rule."""
    began = time.perf_counter()
    plan = solver.plan(question)
    seconds = time.perf_counter() - began
    free = solver.plan(replace(question, seats=Seats(3, 0, 0)))
    limits = {reader.id: reader.limit for reader in question.readers}
    load = Counter(pair.reader for pair in plan.pairs)
    print(f"\n{name}")
    print(f"  pairs {len(plan.pairs)}, seats empty {sum(one.missing for one in plan.shortfalls)}")
    print(f"  onto a conflict {sum((pair.work, pair.reader) in question.conflicts for pair in plan.pairs)}")
    print(f"  over their number {sum(load[one] > limits[one] for one in limits)}")
    print(f"  read by nobody with lived experience {without_lived(question, plan)}", end="")
    print(f"; without the rule {without_lived(question, free)}")
    print(f"  affinity with the rule / without {plan.affinity / free.affinity:.4f}")
    print(f"  whole plan / network alone {seconds / bare_seconds(question):.2f} ({seconds:.2f} s)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    for name, *size in CASES + ((LARGE,) if parser.parse_args().large else ()):
        run(name, question_of(*size))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nlargest child process {peak:.0f} MB; this process carries no solver: {'ortools' not in sys.modules}")


if __name__ == "__main__":
    main()
