"""What a fair plan buys the abstract whose reviewers fit worst, beside the most any plan could give it: goal 12."""

import random
from dataclasses import replace

from bench.goals import Cost, loads, told
from conference.engines import solver
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import AbstractFacts, Bid, Plan, Question, ReviewerFacts


def contested(seed: int) -> Question:
    """A small meeting where the cheapest plan lets one abstract pay for the others."""
    chance = random.Random(seed)
    works = tuple(AbstractFacts(n, f"A-{n}", chance.choice((1, 2, 3, 4))) for n in range(1, 41))
    kinds = [Kind.lived_experience] * 12 + [Kind.professional] * 18
    readers = tuple(
        ReviewerFacts(n, kind, 5, frozenset(chance.sample((1, 2, 3, 4), 2))) for n, kind in enumerate(kinds, 1)
    )
    pairs = [(work.id, reader.id) for work in works for reader in readers]
    conflicts = frozenset(chance.sample(pairs, 120))
    return Question(works, readers, conflicts, {pair: chance.choice(list(Bid)) for pair in chance.sample(pairs, 480)})


def run(question: Question, bound: float | None) -> None:
    """The plain plan and the fair one; `bound` is the linear programme's."""
    plain, cost = Cost.of(lambda: solver.plan(question))
    fair, fair_cost = Cost.of(lambda: solver.plan(replace(question, fair=True)))
    _say("plain", plain)
    _say("fair ", fair)
    total, times = fair.affinity / plain.affinity, fair_cost.work / cost.work
    if bound is None:
        return told(12, None, f"total {total:.4f}, work x {times:.1f}; no bound without a judge")
    worst, before = ((plan.worst or 0) / bound for plan in (fair, plain))
    words = f"worst / bound {worst:.4f} (plain {before:.4f}), total {total:.4f}, work x {times:.1f}"
    return told(12, worst >= 0.95 and total >= 0.97, words)


def _say(name: str, plan: Plan) -> None:
    load = loads(plan).values()
    print(f"  {name} worst {plan.worst}, total {plan.affinity}, loads {min(load)} to {max(load)}")
