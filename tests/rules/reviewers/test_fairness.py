"""A fair plan: the abstract whose reviewers fit worst is raised; no seat is lost, and little fit of the others."""

import csv
import random
from dataclasses import replace
from pathlib import Path

import pytest

from conference.engines.solver import plan
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import AbstractFacts, Bid, Plan, Question, ReviewerFacts, Seats

LE, PRO = Kind.lived_experience, Kind.professional


def a_meeting(seed: int, *, limit: int) -> Question:
    """40 abstracts over 30 reviewers who read in two of four streams; at a limit of 3 many seats stay empty."""
    chance = random.Random(seed)
    abstracts = tuple(AbstractFacts(n, f"A-{n}", chance.choice((1, 2, 3, 4))) for n in range(1, 41))
    reviewers = tuple(
        ReviewerFacts(n, LE if n <= 12 else PRO, limit, frozenset(chance.sample((1, 2, 3, 4), 2))) for n in range(1, 31)
    )
    pairs = [(abstract.id, reviewer.id) for abstract in abstracts for reviewer in reviewers]
    conflicts = frozenset(chance.sample(pairs, 120))
    bids = {pair: chance.choice(list(Bid)) for pair in chance.sample(pairs, 480)}
    unloved = {abstract: (abstract, reviewer) for (abstract, reviewer), bid in sorted(bids.items()) if bid == Bid.no}
    begun = frozenset(unloved[abstract] for abstract in (10, 20, 30)) - conflicts
    return Question(abstracts, reviewers, conflicts, bids, begun=begun)


def both(question: Question) -> tuple[Plan, Plan]:
    return plan(question), plan(replace(question, fair=True))


def test_an_abstract_that_one_reviewer_could_save_is_saved() -> None:
    """Amina (1) said yes to the first, nothing of the second; for the second Ben (2) is a poor fit. The plain plan
    gives both their best together, and the second the worst of all."""
    others = range(3, 9)
    own, none_of_bens = {(n, n): Bid.yes for n in others}, {(n, 2): Bid.no for n in others}
    question = Question(
        abstracts=(
            AbstractFacts(1, "A-1", 1),
            AbstractFacts(2, "A-2", 1),
            *(AbstractFacts(n, f"A-{n}", 2) for n in others),
        ),
        reviewers=(
            ReviewerFacts(1, LE, 1, frozenset({1})),
            ReviewerFacts(2, LE, 1),
            *(ReviewerFacts(n, LE, 1, frozenset({2})) for n in others),
        ),
        bids={(1, 1): Bid.yes, (1, 2): Bid.maybe, **own, **none_of_bens},
        seats=Seats(1, 1, 0),
    )
    plain, fair = both(question)
    assert (plain.worst, plain.affinity) == (0.45, 7.45)
    assert (fair.worst, fair.affinity) == (0.6, 7.3)


@pytest.mark.parametrize("limit", [3, 4, 5])
@pytest.mark.parametrize("seed", range(5))
def test_the_worst_is_never_worse_and_no_seat_is_lost(seed: int, limit: int) -> None:
    question = a_meeting(seed, limit=limit)
    plain, fair = both(question)
    assert plain.worst is not None
    assert fair.worst is not None
    assert fair.worst >= plain.worst
    assert sum(one.missing for one in fair.shortfalls) <= sum(one.missing for one in plain.shortfalls)
    assert fair.affinity >= 0.97 * plain.affinity
    pairs = {(pair.abstract, pair.reviewer) for pair in fair.pairs}
    assert not pairs & question.conflicts
    assert pairs & question.begun == question.begun
    assert max(sum(reviewer == one.id for _abstract, reviewer in pairs) for one in question.reviewers) <= limit


def test_control_the_plain_plan_leaves_a_worse_one_in_some_meeting() -> None:
    meetings = [replace(a_meeting(seed, limit=5), begun=frozenset()) for seed in range(5)]
    gained = [(fair.worst or 0) > (plain.worst or 0) for plain, fair in map(both, meetings)]
    assert any(gained)


def test_a_fair_plan_is_the_same_each_time() -> None:
    question = replace(a_meeting(1, limit=5), fair=True)
    assert plan(question) == plan(question)


def test_an_abstract_with_an_empty_seat_does_not_count_as_the_worst() -> None:
    question = Question(
        (AbstractFacts(1, "A-1", 1), AbstractFacts(2, "A-2")),
        (ReviewerFacts(1, LE, 5),),
        frozenset({(1, 1)}),
        seats=Seats(1, 1, 0),
    )
    plain, fair = both(question)
    assert (plain.worst, fair.worst) == (0.45, 0.45)
    assert plan(Question((AbstractFacts(1, "A-1"),), (), fair=True)).worst is None


@pytest.mark.parametrize(("name", "bound"), [("csconf1", 1.35), ("csconf2", 1.5)])
def test_real_bids_reach_the_bound(real_data: Path, name: str, bound: float) -> None:
    """The bound is HiGHS's: no plan at all gives the worst abstract more (python -m bench.assignment --judge …)."""
    with open(real_data / "bids" / f"{name}_bids.csv", newline="") as file:
        rows = [(int(row["paper"][1:]), int(row["reviewer"][1:]), row["bid"]) for row in csv.DictReader(file)]
    abstracts, reviewers = (max(row[end] for row in rows) + 1 for end in (0, 1))
    question = Question(
        tuple(AbstractFacts(n, f"A-{n}") for n in range(1, abstracts)),
        tuple(ReviewerFacts(n, LE if n % 3 == 0 else PRO, 10) for n in range(1, reviewers)),
        frozenset((abstract, reviewer) for abstract, reviewer, bid in rows if bid == "conflict"),
        {(abstract, reviewer): Bid(bid) for abstract, reviewer, bid in rows if bid != "conflict"},
    )
    plain, fair = both(question)
    assert fair.worst == bound
    assert fair.affinity >= 0.97 * plain.affinity
