"""The same ballots counted by pref_voting and votelib, in a Python that has both: bench/counting.py asks and compares.

Takes [entries, {method: [[marks, count], …]}] as JSON, and prints {library: {method: [winners, seconds]}}. What is
timed is the counting, after a first, small count that lets pref_voting compile itself.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from pref_voting.grade_methods import approval, score_voting
from pref_voting.grade_profiles import GradeProfile
from pref_voting.profiles import Profile
from pref_voting.voting_methods import condorcet, instant_runoff, plurality
from votelib import convert
from votelib.evaluate import cardinal, condorcet as condorcet_of, core, sequential

Groups = list[tuple[list[str], int]]


def by_pref_voting(entries: list[str], method: str, groups: Groups) -> list[str]:
    place = {entry: number for number, entry in enumerate(entries)}
    if method in ("ranked", "pairwise", "choice"):
        rankings = [[place[mark] for mark in marks] for marks, _n in groups]
        if method == "choice":  # a ranking needs all: the rest stands behind in any order
            rankings = [[first[0], *(other for other in place.values() if other != first[0])] for first in rankings]
        profile = Profile(rankings, rcounts=[n for _marks, n in groups])
        rule = {"ranked": instant_runoff, "pairwise": condorcet, "choice": plurality}[method]
        return [entries[number] for number in rule(profile)]
    graded = [grades_of(entries, method, marks) for marks, _n in groups]
    profile = GradeProfile(graded, [0, 1] if method == "approval" else list(range(6)), gcounts=[n for _m, n in groups])
    return list(approval(profile) if method == "approval" else score_voting(profile))


def grades_of(entries: list[str], method: str, marks: list[str]) -> dict[str, int]:
    if method == "approval":
        return {entry: int(entry in marks) for entry in entries}
    return {mark.rpartition("=")[0]: int(mark.rpartition("=")[2]) for mark in marks}


def by_votelib(entries: list[str], method: str, groups: Groups) -> list[str]:
    if method == "score":
        votes: Any = {frozenset(grades_of(entries, method, marks).items()): n for marks, n in groups}
        return list(cardinal.ScoreVoting("sum").evaluate(votes, 1))
    if method == "approval":
        simple = convert.ApprovalToSimpleVotes().convert({frozenset(marks): n for marks, n in groups})
        return list(core.Plurality().evaluate(simple, 1))
    if method == "choice":
        return list(core.Plurality().evaluate({marks[0]: n for marks, n in groups}, 1))
    ranked = {tuple(marks): n for marks, n in groups}
    if method == "pairwise":
        return list(condorcet_of.CondorcetWinner().evaluate(convert.RankedToCondorcetVotes().convert(ranked)))
    return list(sequential.TransferableVoteSelector(quota_function="droop").evaluate(ranked, 1))


def main() -> None:
    entries, given = json.load(sys.stdin)
    libraries: dict[str, Callable[..., list[str]]] = {"pref_voting": by_pref_voting, "votelib": by_votelib}
    told: dict[str, dict[str, Any]] = {name: {} for name in libraries}
    for name, count in libraries.items():
        for method, groups in given.items():
            count(entries, method, groups[:20])
            started = time.perf_counter()
            won = count(entries, method, groups)
            told[name][method] = [won, time.perf_counter() - started]
    print(json.dumps(told))


if __name__ == "__main__":
    main()
