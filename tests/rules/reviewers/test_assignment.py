"""The plan: both kinds of expertise, no conflicts, nobody over their number, and every empty seat with its cause."""

import csv
import json
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from conference.engines.solver import plan
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import (
    AbstractFacts,
    Bid,
    Cause,
    Pair,
    Plan,
    Question,
    ReviewerFacts,
    Seat,
    Seats,
    affinity,
    fits,
    in_words,
    may_read,
)
from conference.rules.reviewers.feasibility import outlook, tried


def abstracts(count: int, streams: int = 0) -> tuple[AbstractFacts, ...]:
    return tuple(AbstractFacts(n, f"A-{n:04d}", n % streams + 1 if streams else None) for n in range(1, count + 1))


def reviewers(
    lived: int, professional: int, limit: int = 25, streams: frozenset[int] = frozenset()
) -> tuple[ReviewerFacts, ...]:
    kinds = [Kind.lived_experience] * lived + [Kind.professional] * professional
    return tuple(ReviewerFacts(n, kind, limit, streams) for n, kind in enumerate(kinds, start=1))


def check(question: Question, found: Plan) -> Counter[int]:
    """Every promise that holds for every plan; gives back the loads."""
    kind = {reviewer.id: reviewer.kind for reviewer in question.reviewers}
    limit = {reviewer.id: reviewer.limit for reviewer in question.reviewers}
    load = Counter(pair.reviewer for pair in found.pairs)
    assert len({(pair.abstract, pair.reviewer) for pair in found.pairs}) == len(found.pairs)
    assert not {(pair.abstract, pair.reviewer) for pair in found.pairs} & question.conflicts
    assert all(count <= limit[reviewer] for reviewer, count in load.items())
    assert all(fits(pair.seat, kind[pair.reviewer]) for pair in found.pairs)
    filled = Counter((pair.abstract, pair.seat) for pair in found.pairs)
    empty = {(short.abstract, short.seat): short.missing for short in found.shortfalls}
    for abstract in question.abstracts:
        for seat in Seat:
            assert filled[abstract.id, seat] + empty.get((abstract.id, seat), 0) == question.seats.of(seat)
    return load


def test_a_small_conference() -> None:
    question = Question(abstracts(20), reviewers(5, 10))
    found = plan(question)
    load = check(question, found)
    assert found.shortfalls == ()
    assert len(found.pairs) == 60
    assert set(load.values()) == {4}


def test_the_same_question_has_the_same_answer() -> None:
    question = Question(abstracts(30, 3), reviewers(5, 10), frozenset({(1, 1), (2, 7)}), {(3, 2): Bid.yes})
    assert plan(question) == plan(question)


def test_this_process_carries_no_solver() -> None:
    plan(Question(abstracts(1), reviewers(1, 2)))
    assert "ortools" not in sys.modules


def test_a_yes_is_heard_and_a_no_too() -> None:
    bids = {(1, 1): Bid.no, (1, 2): Bid.yes, (2, 1): Bid.yes, (2, 2): Bid.no}
    found = plan(Question(abstracts(2), reviewers(2, 0), bids=bids, seats=Seats(1, 1, 0)))
    assert [(pair.abstract, pair.reviewer) for pair in found.pairs] == [(1, 2), (2, 1)]


def test_a_load_is_even_relative_to_the_number_each_chose() -> None:
    people = (ReviewerFacts(1, Kind.lived_experience, 20), ReviewerFacts(2, Kind.lived_experience, 10))
    found = plan(Question(abstracts(15), people, seats=Seats(1, 1, 0)))
    assert Counter(pair.reviewer for pair in found.pairs) == {1: 10, 2: 5}


def test_without_the_seat_an_abstract_would_have_no_lived_experience_reviewer() -> None:
    """The control: the same people, the same solver, only the demand for the seat taken away."""
    people = (
        *reviewers(2, 0, limit=3),
        *(ReviewerFacts(n, Kind.professional, 9, frozenset({1})) for n in range(10, 16)),
    )
    question = Question(abstracts(6, 1), people)

    def without(found: Plan) -> int:
        return len(question.abstracts) - len({pair.abstract for pair in found.pairs if pair.reviewer < 10})

    assert without(plan(question)) == 0
    assert without(plan(Question(question.abstracts, people, seats=Seats(3, 0, 0)))) > 0


@pytest.mark.parametrize(
    ("question", "cause", "words"),
    [
        (
            Question(abstracts(1, 1), reviewers(0, 3)),
            Cause.nobody,
            "There is no lived-experience reviewer in this conference.",
        ),
        (
            Question(abstracts(1, 1), (*reviewers(1, 0, streams=frozenset({9})), *reviewers(0, 3)[0:0])),
            Cause.nobody_in_stream,
            "There is no lived-experience reviewer in the stream “Pain”.",
        ),
        (
            Question(abstracts(1, 1), reviewers(2, 0), frozenset({(1, 1), (1, 2)})),
            Cause.all_conflicted,
            "All 2 lived-experience reviewers in the stream “Pain” have a conflict of interest.",
        ),
    ],
)
def test_an_empty_seat_is_named_with_its_cause(question: Question, cause: Cause, words: str) -> None:
    found = plan(question)
    check(question, found)
    short = next(one for one in found.shortfalls if one.seat == Seat.lived_experience)
    assert (short.cause, in_words(short, "Pain")) == (cause, words)


def test_full_reviewers_are_told_apart_from_conflicts() -> None:
    question = Question(abstracts(3), reviewers(1, 0, limit=2), seats=Seats(1, 1, 0))
    found = plan(question)
    check(question, found)
    assert [one.cause for one in found.shortfalls] == [Cause.all_full]
    assert in_words(found.shortfalls[0], None) == (
        "The only lived-experience reviewer in this conference is full: the number of reviews they chose is reached."
    )
    both = Question(abstracts(3), reviewers(2, 0, limit=1), frozenset({(1, 1), (2, 1), (3, 1)}), seats=Seats(1, 1, 0))
    found = plan(both)
    assert [one.cause for one in found.shortfalls] == [Cause.full_or_conflicted] * 2


def test_too_few_people_for_two_seats() -> None:
    found = plan(Question(abstracts(1), reviewers(1, 0), seats=Seats(2, 2, 0)))
    assert [(one.cause, one.missing) for one in found.shortfalls] == [(Cause.too_few, 1)]


def test_scarce_people_go_to_the_seats_that_need_them() -> None:
    question = Question(abstracts(4), reviewers(1, 20, limit=2), seats=Seats(3, 1, 1))
    found = plan(question)
    check(question, found)
    assert Counter(one.seat for one in found.shortfalls) == {Seat.lived_experience: 2}
    assert {pair.seat for pair in found.pairs if pair.reviewer == 1} == {Seat.lived_experience}


def test_a_reviewer_without_reviews_to_give_is_nobody() -> None:
    found = plan(Question(abstracts(1), reviewers(1, 0, limit=0), seats=Seats(1, 1, 0)))
    assert [one.cause for one in found.shortfalls] == [Cause.nobody]


def test_no_abstracts_and_no_people() -> None:
    assert plan(Question((), reviewers(1, 1))) == Plan((), (), 0)
    assert {one.cause for one in plan(Question(abstracts(1), ())).shortfalls} == {Cause.nobody}


def test_who_may_read() -> None:
    reviewer = ReviewerFacts(1, Kind.professional, 5, frozenset({2}))
    assert may_read(AbstractFacts(1, "A-0001", 2), reviewer, None)
    assert may_read(AbstractFacts(1, "A-0001", None), reviewer, None)
    assert not may_read(AbstractFacts(1, "A-0001", 3), reviewer, None)
    assert may_read(AbstractFacts(1, "A-0001", 3), reviewer, Bid.maybe)
    assert not may_read(AbstractFacts(1, "A-0001", 3), reviewer, Bid.no)


def test_affinity_is_between_0_and_1_and_a_yes_is_worth_most() -> None:
    worth = [affinity(shared, bid) for shared in (False, True) for bid in (Bid.no, None, Bid.maybe, Bid.yes)]
    assert worth == [0.25, 0.45, 0.6, 0.75, 0.5, 0.7, 0.85, 1.0]


@pytest.mark.parametrize(
    ("seats", "problem"),
    [
        (Seats(), None),
        (Seats(3, 2, 2), "2 lived-experience and 2 professional reviews are more than 3 for each abstract."),
        (Seats(0, 0, 0), "An abstract needs at least one review, and no number may be below 0."),
        (Seats(3, -1, 1), "An abstract needs at least one review, and no number may be below 0."),
    ],
)
def test_seats_that_can_be_asked_for(seats: Seats, problem: str | None) -> None:
    assert seats.problem() == problem


def test_the_outlook_tells_who_is_missing_before_the_plan() -> None:
    found = outlook(Question(abstracts(40, 2), reviewers(1, 8, 25, frozenset({1}))), minutes_each=20, fee=1000)
    assert (found.reviews, found.hours, found.fees) == (120, 40, 120_000)
    assert (found.lived_experience.places, found.lived_experience.needed, found.lived_experience.missing) == (25, 40, 1)
    assert [(one.stream, one.lived_experience.people) for one in found.streams] == [(1, 1), (2, 0)]
    assert not found.is_enough


def test_the_real_abstracts_over_150_reviewers(real_abstracts: dict[str, bytes]) -> None:
    count = sum(1 for line in real_abstracts["abstracts.jsonl"].splitlines() if json.loads(line))
    people = reviewers(45, 105)
    conflicts = frozenset((n, n * 7 % 150 + 1) for n in range(1, count + 1))
    question = Question(abstracts(count), people, conflicts)
    found = plan(question)
    load = check(question, found)
    assert (len(found.pairs), found.shortfalls) == (3 * 1024, ())
    assert {load[n] for n in range(1, 46)} == {22, 23}
    assert {load[n] for n in range(46, 151)} <= {19, 20}


@pytest.mark.parametrize(("name", "yes", "maybe", "conflicts"), [("csconf1", 163, 160, 45), ("csconf2", 205, 139, 98)])
def test_real_bids(real_data: Path, name: str, yes: int, maybe: int, conflicts: int) -> None:
    with open(real_data / "bids" / f"{name}_bids.csv", newline="") as file:
        rows = [(int(row["paper"][1:]), int(row["reviewer"][1:]), row["bid"]) for row in csv.DictReader(file)]
    assert Counter(bid for _abstract, _reviewer, bid in rows) == {"yes": yes, "maybe": maybe, "conflict": conflicts}
    size = max(reviewer for _abstract, reviewer, _bid in rows)
    people = tuple(
        ReviewerFacts(n, Kind.lived_experience if n % 3 == 0 else Kind.professional, 10) for n in range(1, size + 1)
    )
    question = Question(
        abstracts(max(abstract for abstract, _reviewer, _bid in rows)),
        people,
        frozenset((abstract, reviewer) for abstract, reviewer, bid in rows if bid == "conflict"),
        {(abstract, reviewer): Bid(bid) for abstract, reviewer, bid in rows if bid != "conflict"},
    )
    found = plan(question)
    load = check(question, found)
    assert found.shortfalls == ()
    for kind in Kind:
        loads = [load[reviewer.id] for reviewer in people if reviewer.kind == kind]
        assert max(loads) - min(loads) <= 1
    assert isinstance(found.pairs[0], Pair)


def test_a_review_that_has_begun_stays_whatever_it_costs() -> None:
    bids = {(1, 1): Bid.no, (1, 2): Bid.yes}
    question = Question(abstracts(1), reviewers(2, 0), bids=bids, seats=Seats(1, 1, 0))
    assert [pair.reviewer for pair in plan(question).pairs] == [2]
    assert [pair.reviewer for pair in plan(replace(question, begun=frozenset({(1, 1)}))).pairs] == [1]
    other = replace(question, abstracts=abstracts(1, 1), reviewers=reviewers(2, 0, streams=frozenset({9})))
    assert [pair.reviewer for pair in plan(replace(other, begun=frozenset({(1, 1)}))).pairs] == [1]


def test_a_conflict_is_stronger_than_a_review_that_has_begun() -> None:
    pair = frozenset({(1, 1)})
    assert plan(Question(abstracts(1), reviewers(1, 0), pair, seats=Seats(1, 1, 0), begun=pair)).pairs == ()


def test_a_new_plan_moves_only_what_it_must() -> None:
    """Three of 60 reviewers leave: the rest stay as they are; without the bonus a tied plan moves many for nothing."""
    first = Question(abstracts(120), reviewers(20, 40))
    held = frozenset((pair.abstract, pair.reviewer) for pair in plan(first).pairs)
    left = tuple(reviewer for reviewer in first.reviewers if reviewer.id not in (3, 30, 50))
    keepable = {pair for pair in held if pair[1] not in (3, 30, 50)}

    def kept(question: Question) -> float:
        found = plan(question)
        check(question, found)
        return len({(pair.abstract, pair.reviewer) for pair in found.pairs} & keepable) / len(keepable)

    assert kept(Question(first.abstracts, left, held=held)) > 0.97
    assert kept(Question(tuple(reversed(first.abstracts)), left)) < 0.97


@pytest.mark.parametrize(
    ("each", "seats"),
    [(1, Seats(1, 1, 0)), (2, Seats(2, 1, 1)), (3, Seats(3, 1, 1)), (5, Seats(5, 1, 1))],
)
def test_what_if_keeps_the_seat_of_lived_experience_for_last(each: int, seats: Seats) -> None:
    question = Question(abstracts(4, 2), reviewers(1, 2))
    asked = tried(question, lived=2, professional=1, each=each, load=7)
    found = outlook(asked, minutes_each=15, fee=1000)
    assert asked.seats == seats
    assert (found.reviews, found.places, found.hours, found.fees) == (4 * each, 75 + 21, each, 4000 * each)
    assert (found.lived_experience.people, found.professional.people) == (3, 3)
    assert len({reviewer.id for reviewer in asked.reviewers}) == 6
    assert tried(question, lived=0, professional=0, each=3, load=7) == question


def test_five_more_people_fill_what_was_missing() -> None:
    question = Question(abstracts(60), (*reviewers(1, 0, limit=10), *reviewers(0, 9)))
    assert not outlook(question, minutes_each=20, fee=0).is_enough
    assert outlook(tried(question, lived=5, professional=0, each=3, load=10), minutes_each=20, fee=0).is_enough
