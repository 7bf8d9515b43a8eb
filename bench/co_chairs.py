"""What a proposal of co-chairs costs, whole and in its parts, and what an impossible one says: goal 15.

    python -m bench.co_chairs

Our rule is not the one the goal was measured on: a stream has two seats, one for each kind; a person reads in one kind,
leads one stream or two, and never two at one time. So 60 streams in 8 half-days over 400 people is 120 seats.
"""

import io
import json
import random
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta

from bench.goals import Cost, told
from conference.engines import co_chairs as seats, network
from conference.rules.people.duties import Kind
from conference.rules.streams import proposal as streams
from conference.rules.streams.proposal import Candidate, DayPart, Question, Time

REPEATS = 5
# Seconds of work in the child, without the start of Python and the loading of the solver.
CHILD = """
import io, sys, time
from conference.engines.programs import min_cost_flow
out, sys.stdout = sys.stdout, io.StringIO()
began = time.process_time()
min_cost_flow.main()
print(time.process_time() - began, file=out)
"""


def meeting(count: int, people: int, blocks: int, free: float) -> Question:
    """Half of each kind; everybody said something of half the streams and can come to that share of the half-days."""
    chance = random.Random(2027)
    times: list[Time] = [(date(2027, 3, 1) + timedelta(days=n // 2), list(DayPart)[n % 2]) for n in range(blocks)]
    held = {stream: frozenset({times[stream % blocks]}) for stream in range(1, count + 1)}
    candidates = tuple(Candidate(n, list(Kind)[n % 2], chance.choice((1, 2))) for n in range(1, people + 1))
    pairs = [(one.person, stream) for one in candidates for stream in held]
    return Question(
        streams=held,
        candidates=candidates,
        levels={pair: chance.randint(1, 5) for pair in pairs if chance.random() < 0.5},
        can_come={one.person: frozenset(time for time in times if chance.random() < free) for one in candidates},
        conflicts=frozenset(chance.sample(pairs, people)),
    )


def child(question: Question) -> float:
    """Seconds of work that the solver's own task takes."""
    given = io.StringIO()
    ask = network.ask

    def listening(name: str, asked: object, *, seconds: int) -> object:
        json.dump(asked, given)
        return ask(name, asked, seconds=seconds)

    network.ask = listening
    seats.propose(question)
    network.ask = ask
    command = [sys.executable, "-c", CHILD]
    return float(subprocess.run(command, input=given.getvalue(), capture_output=True, text=True, check=True).stdout)


def run(name: str, question: Question) -> None:
    """One meeting: what is filled and what that costs, what stays open and why."""
    # The least of some runs: what the work costs, apart from what else the machine does.
    proposals = [Cost.of(lambda: seats.propose(question)) for _ in range(REPEATS)]
    chosen, whole = min(proposals, key=lambda one: one[1].work)
    asking = min((Cost.of(lambda: _without_solver(question))[1] for _ in range(REPEATS)), key=lambda one: one.work)
    solving = min(child(question) for _ in range(REPEATS))
    told_of = [Cost.of(lambda: streams.explain(question, chosen)) for _ in range(REPEATS)]
    proposal, explaining = min(told_of, key=lambda one: one[1].work)
    levels = Counter(question.level(person, stream) for (stream, _kind), person in chosen.items())
    causes = Counter(cause.value for one in proposal.uncovered for _person, cause in one.causes)
    print(f"\n{name}: {len(chosen)} of {2 * len(question.streams)} seats filled")
    print(f"  taken at level {dict(sorted(levels.items(), reverse=True))}")
    print(f"  open {len(proposal.uncovered)}, each with its causes: {dict(sorted(causes.items()))}")
    print(f"  whole proposal {whole}: most of it Python and OR-tools being loaded by the child")
    parts = f"asking {1000 * asking.work:.0f} ms + the child's task {1000 * solving:.0f} ms"
    told(15, asking.work + solving <= 0.05, f"{parts}, most 50 without the start of the child")
    told(15, explaining.work <= 0.1, f"reasons and causes {1000 * explaining.work:.0f} ms, most 100")


def _without_solver(question: Question) -> None:
    """All that is done here before the child begins."""
    ask = network.ask
    network.ask = lambda _name, asked, **_how: [0] * (len(asked["arcs"]) // 32)
    seats.propose(question)
    network.ask = ask


def main() -> None:
    run("60 streams in 8 half-days, 400 people", meeting(60, 400, 8, 0.6))
    run("40 streams in 6 half-days, 66 people: not enough", meeting(40, 66, 6, 0.3))
    print(f"\nthis process carries no solver: {'ortools' not in sys.modules}")


if __name__ == "__main__":
    main()
