"""The two ways of choosing under a budget, on real votes about real money."""

import csv

import pytest

from conference.rules.funding.pots import FitRule, Left, fit
from tests import budgets
from tests.budgets import TownBudget


def chosen(town: TownBudget, rule: FitRule) -> tuple[frozenset[str], int]:
    """Most votes first (equal ones in the order of the file); who is in, and what is left."""
    names = list(town.costs)
    ranked = sorted(range(len(names)), key=lambda number: -town.votes[names[number]])
    fitted = fit([(each, Left(0, town.costs[names[each]])) for each in ranked], Left(0, town.money), rule)
    return frozenset(names[each] for each in fitted.inside), fitted.left.money


def holds(town: TownBudget) -> None:
    """What is true whatever the numbers: counts equal, never over budget, each rule keeps its word."""
    assert town.counted() == town.votes
    skip, left = chosen(town, FitRule.skip)
    stop, rest = chosen(town, FitRule.stop)
    assert left == town.money - sum(town.costs[each] for each in skip) >= 0
    assert rest == town.money - sum(town.costs[each] for each in stop) >= 0
    assert stop <= skip
    outside = [each for each in town.costs if each not in skip]
    assert all(town.costs[each] > left for each in outside)  # nobody is left out who would still fit
    order = sorted(town.costs, key=lambda each: -town.votes[each])
    assert stop == frozenset(order[: len(stop)])  # nobody jumps over anybody


def test_two_real_budgets_side_by_side():
    """In the first town all stopped at the first that did not fit, in the second they were skipped."""
    named = {town.name: town for town in budgets.real()}
    stopped, skipped = (
        named[f"Poland_{name}.pb"] for name in ("Gdynia_2020_Karwiny__small", "Warszawa_2019_Brodno-Podgrodzie")
    )
    holds(stopped)
    holds(skipped)
    assert chosen(stopped, FitRule.stop)[0] == stopped.chosen != chosen(stopped, FitRule.skip)[0]
    assert chosen(skipped, FitRule.skip)[0] == skipped.chosen != chosen(skipped, FitRule.stop)[0]


def test_all_real_budgets(real_data):
    told = csv.DictReader((real_data / "budgets" / "index.csv").open(encoding="utf-8"))
    greedy = {row["file"] for row in told if row["greedy_reproduces_selection"] == "yes"}
    towns = budgets.real()
    for town in towns:
        holds(town)
    met = {town.name for town in towns if town.chosen and chosen(town, FitRule.skip)[0] == town.chosen}
    assert (len(towns), len(met), met) == (69, 27, greedy)
    stopped = [town for town in towns if town.rule == "greedy-no-skip" and town.chosen]
    assert len(stopped) == 10
    assert all(chosen(town, FitRule.stop)[0] == town.chosen for town in stopped)


@pytest.mark.parametrize("rule", FitRule)
def test_a_person_with_a_carer_gets_all_or_nothing(rule):
    with_carer = Left(2, 50)
    assert fit([(1, with_carer)], Left(1, 100), rule).inside == ()
    assert fit([(1, with_carer)], Left(2, 49), rule).inside == ()
    assert fit([(1, with_carer)], Left(2, 50), rule).inside == (1,)
