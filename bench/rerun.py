"""What moves when 3 % of the reviewers leave and 1 % of the pairs become conflicts: goal 13."""

import random
from dataclasses import replace

from bench.goals import told
from conference.engines import solver
from conference.rules.reviewers.assignment import Plan, Question


def changed(question: Question, plan: Plan) -> Question:
    """The same meeting some weeks later, with a fixed seed; nobody holds anything yet."""
    chance = random.Random(13)
    gone = set(chance.sample([one.id for one in question.reviewers], max(1, round(0.03 * len(question.reviewers)))))
    pairs = len(question.abstracts) * len(question.reviewers)
    new = frozenset(
        (chance.choice(question.abstracts).id, chance.choice(question.reviewers).id) for _ in range(round(0.01 * pairs))
    )
    readers = tuple(one for one in question.reviewers if one.id not in gone)
    return replace(question, reviewers=readers, conflicts=question.conflicts | new)


def run(question: Question) -> None:
    """Pairs kept of those that can stay, and the total beside a plan that knows nothing of the first."""
    first = solver.plan(question)
    held = frozenset((pair.abstract, pair.reviewer) for pair in first.pairs)
    later = changed(question, first)
    here = {one.id for one in later.readers}
    keepable = {pair for pair in held - later.conflicts if pair[1] in here}
    again, fresh = solver.plan(replace(later, held=held)), solver.plan(later)

    def kept(plan: Plan) -> float:
        return len({(pair.abstract, pair.reviewer) for pair in plan.pairs} & keepable) / len(keepable)

    total = again.affinity / fresh.affinity
    words = f"kept {kept(again):.4f} of {len(keepable)}, total / fresh {total:.5f}; without the bonus {kept(fresh):.4f}"
    told(13, kept(again) >= 0.985 and total >= 0.9999, words)
