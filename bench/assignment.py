"""How long the plan takes beside the bare solver, and what the seat for lived experience costs: goals 9 to 14.

    python -m bench.assignment            # 1,024 × 150, the forum 1,800 × 300, 2,000 × 300, 5,000 × 800
    python -m bench.assignment --large    # also 20,000 × 3,000 in 50 streams
    python -m bench.assignment --judge venv/bin/python    # HiGHS, with that interpreter, solves each again

Prints ratios from one run on one machine; compare only within it. AbstractFacts is processor time, which a busy machine
stretches less than the clock; the plan and the solver both run on one processor.
"""

import argparse
import json
import math
import sys
import tempfile
from dataclasses import replace

from bench import fairness, rerun
from bench.goals import Cost, asked, loads, question_of, real_bids, told
from conference.engines import solver
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import Plan, Question, Seats

# Name, abstracts, reviewers, share of lived experience, streams, streams each chose (0: any), number each.
CASES = (
    ("the real abstracts: 1,024 over 45 + 105", 1024, 150, 0.3, 1, 0, 25),
    ("a forum: 1,800 over 60 + 240", 1800, 300, 0.2, 10, 0, 35),
    ("2,000 over 81 + 219", 2000, 300, 0.27, 10, 4, 30),
    ("5,000 over 240 + 560", 5000, 800, 0.3, 20, 4, 30),
)
FORUM = CASES[1]
LARGE = ("20,000 over 900 + 2,100", 20000, 3000, 0.3, 50, 4, 30)
# Seconds of work: the child's whole task; only the flow, over as many pairs; seconds on the clock; megabytes.
CHILD = """
import json, resource, sys, time
from conference.engines.programs import assign
question = json.load(sys.stdin)
spent, plain = [], assign.cheapest
def timed(*given):
    began = time.process_time()
    solved = plain(*given)
    spent.append(time.process_time() - began)
    return solved
assign.cheapest = timed
clock, began = time.perf_counter(), time.process_time()
assign.solve(question)
work, clock = time.process_time() - began, time.perf_counter() - clock
print(work, sum(spent), clock, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def without_lived(question: Question, plan: Plan) -> int:
    """Abstracts that nobody with lived experience reads."""
    lived = {reader.id for reader in question.reviewers if reader.kind == Kind.lived_experience}
    return len(question.abstracts) - len({pair.abstract for pair in plan.pairs if pair.reviewer in lived})


def judged(question: Question, judge: str, *more: str, seconds: int = 600) -> float | None:
    """What HiGHS finds for the whole network, where it finishes."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(solver.as_arrays(question), file)
        file.flush()
        words = asked([judge, "-m", "bench.judge", file.name, *more], seconds=seconds)
    return float(words[-1]) if words else None


def run(name: str, question: Question, judge: str) -> float:
    """One case: the promises held, the time as a ratio, the price of the rule. Seconds of work in the solver."""
    plan, cost = Cost.of(lambda: solver.plan(question))
    free = solver.plan(replace(question, seats=Seats(3, 0, 0)))
    limits, load = {reader.id: reader.limit for reader in question.reviewers}, loads(plan)
    work, flow, clock, megabytes = map(
        float, asked([sys.executable, "-c", CHILD], json.dumps(solver.as_arrays(question))) or []
    )
    print(f"\n{name}")
    print(f"  pairs {len(plan.pairs)}, seats empty {sum(one.missing for one in plan.shortfalls)}")
    print(f"  onto a conflict {sum((pair.abstract, pair.reviewer) in question.conflicts for pair in plan.pairs)}")
    print(f"  over their number {sum(load[one] > limits[one] for one in limits)}")
    print(f"  affinity with the rule / without {plan.affinity / free.affinity:.4f}")
    print(f"  whole plan {cost}; the child {work:.2f} s of work, {megabytes:.0f} MB")
    if name == FORUM[0]:
        told(9, cost.work <= 3 * flow, f"whole plan / bare flow {cost.work / flow:.2f}, most 3 (the database apart)")
    if name == LARGE[0]:
        told(11, work <= 5 and megabytes <= 350, f"{work:.2f} s of work ({clock:.2f} on the clock), {megabytes:.0f} MB")
    if judge and name != LARGE[0]:
        best = judged(question, judge)
        words = "HiGHS did not finish" if best is None else f"objective / HiGHS's {plan.objective / best:.6f}"
        told(9, None if best is None else round(plan.objective / best, 4) == 1, words)
    elif judge:
        print("  objective", plan.objective, "(too large for HiGHS here)")
    without, control = without_lived(question, plan), without_lived(question, free)
    told(14, without == 0, f"read by nobody with lived experience {without}; without the rule {control}")
    return work


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--judge", default="", help="an interpreter that has highspy")
    given = parser.parse_args()
    cases = CASES + ((LARGE,) if given.large else ())
    spent = [run(name, question_of(*size), given.judge) for name, *size in cases]
    pairs = [abstracts * reviewers for _name, abstracts, reviewers, *_more in cases]
    grown = math.log(spent[-1] / spent[0]) / math.log(pairs[-1] / pairs[0])
    print(f"\ntime grows with the number of possible pairs to the power of {grown:.2f}")
    told(10, None, "openreview-matcher is on no package index; HotCRP's solver needs PHP")
    named = {"real bids csconf1": real_bids("csconf1"), "real bids csconf2": real_bids("csconf2")}
    named |= {"a forum": question_of(*FORUM[1:])}
    for name, question in named.items():
        print(f"\n{name}")
        fairness.run(question, judged(question, given.judge, "--worst") if given.judge else None)
        rerun.run(question)
    for seed in (0, 1, 10):
        question = fairness.contested(seed)
        print(f"\n40 over 12 + 18, each in two of four streams, seed {seed}")
        fairness.run(question, judged(question, given.judge, "--worst") if given.judge else None)
    print(f"\nthis process carries no solver: {'ortools' not in sys.modules}")


if __name__ == "__main__":
    main()
