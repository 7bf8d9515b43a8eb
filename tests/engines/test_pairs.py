"""A large question begins with the likely pairs; prices find whichever pair was left out and matters."""

import json
import random
import subprocess
import sys
from dataclasses import replace

import pytest

from conference.engines.solver import as_arrays, plan
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import AbstractFacts, Bid, Question, ReviewerFacts

SOLVE = """
import json, sys
from conference.engines.programs import assign, pairs as numbers
question, everything, priced = json.load(sys.stdin)
if not everything:
    assign.ALL, numbers.LIKELY = 0, 1
if not priced:
    numbers.Facts.worth_adding = lambda self, pairs, *_: pairs.at([])
print(json.dumps(assign.solve(question)["objective"]))
"""


def objective(question: Question, *, everything: bool = False, priced: bool = True) -> int:
    """The cost of the plan: over every pair, or beginning with the single most likely one of each kind."""
    asked = json.dumps([as_arrays(question), everything, priced])
    done = subprocess.run([sys.executable, "-c", SOLVE], input=asked, capture_output=True, text=True, check=True)
    return int(done.stdout)


def a_question(seed: int) -> Question:
    chance = random.Random(seed)
    abstracts = tuple(AbstractFacts(n, f"A-{n}", chance.choice((1, 2, 3, None))) for n in range(1, 41))
    reviewers = tuple(
        ReviewerFacts(
            n, Kind.lived_experience if n < 8 else Kind.professional, chance.randint(3, 9), frozenset({n % 3 + 1})
        )
        for n in range(1, 25)
    )
    pairs = [(abstract.id, reviewer.id) for abstract in abstracts for reviewer in reviewers]
    conflicts = frozenset(chance.sample(pairs, 100))
    bids = {pair: chance.choice(list(Bid)) for pair in chance.sample(pairs, 200)}
    held = frozenset(chance.sample(pairs, 40)) - conflicts
    return Question(abstracts, reviewers, conflicts, bids, held=held, begun=frozenset(sorted(held)[:5]))


@pytest.mark.parametrize("seed", range(4))
def test_beginning_with_few_pairs_finds_the_same_optimum(seed: int) -> None:
    question = a_question(seed)
    assert objective(question) == objective(question, everything=True)


def test_control_without_prices_few_pairs_are_not_enough() -> None:
    question = a_question(0)
    assert objective(question, priced=False) > objective(question, everything=True)


def test_pairs_with_somebody_who_is_not_asked_are_left_out() -> None:
    question = a_question(1)
    strangers = frozenset({(1, 500), (500, 1), (0, 0), (40, 25)})
    more = replace(
        question,
        conflicts=question.conflicts | strangers,
        bids={**(question.bids or {}), **dict.fromkeys(strangers, Bid.yes)},
        held=question.held | strangers,
    )
    assert plan(more) == plan(question)
