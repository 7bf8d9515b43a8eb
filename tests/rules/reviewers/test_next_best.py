"""Why somebody reads an abstract, what the next best would cost, and who is nearest to an empty seat."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from conference.engines.solver import plan
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import AbstractFacts, Bid, Cause, Question, ReviewerFacts, Seat, Seats
from conference.rules.reviewers.next_best import Around, Barrier, Held, explain, may_sit, nearest, openings

LIVED, PRO = Kind.lived_experience, Kind.professional


def around(*reviewers: ReviewerFacts, held: tuple[Held, ...] = (), **facts: object) -> Around:
    """One abstract in stream 1, with these people about."""
    known = {"seats": Seats(1, 1, 0), "loads": {}, **facts}
    return Around(AbstractFacts(1, "A-0001", 1), reviewers={one.id: one for one in reviewers}, held=held, **known)  # type: ignore[arg-type]


def test_a_pair_is_explained_beside_the_next_best_person() -> None:
    known = around(
        ReviewerFacts(1, LIVED, 10, frozenset({1})),
        ReviewerFacts(2, LIVED, 10),
        ReviewerFacts(3, LIVED, 10, frozenset({2})),
        held=(Held(1, Seat.lived_experience),),
        loads={1: 3, 2: 3, 3: 0},
        bids={1: Bid.yes, 2: Bid.maybe},
    )
    (why,) = explain(known)
    assert (why.shares_stream, why.anywhere, why.bid, why.fit) == (True, False, Bid.yes, 1.0)
    assert (why.load, why.limit) == (3, 10)
    assert why.next is not None
    assert (why.next.reviewer, why.next.fit, why.next.load) == (2, 0.6, 3)
    assert why.worse == 1.4  # one review more than now, and 0.4 of fit


@pytest.mark.parametrize(
    ("reviewer", "facts", "barriers"),
    [
        (ReviewerFacts(2, LIVED, 5, frozenset({1})), {}, ()),
        (ReviewerFacts(2, LIVED, 5, frozenset({2})), {}, (Barrier.elsewhere,)),
        (ReviewerFacts(2, LIVED, 5, frozenset({2})), {"bids": {2: Bid.maybe}}, ()),
        (ReviewerFacts(2, LIVED, 5, frozenset({2})), {"bids": {2: Bid.no}}, (Barrier.elsewhere,)),
        (ReviewerFacts(2, LIVED, 5), {"loads": {2: 5}}, (Barrier.full,)),
        (ReviewerFacts(2, LIVED, 5), {"silent": frozenset({2})}, (Barrier.silent,)),
        (ReviewerFacts(2, LIVED, 5), {"barred": frozenset({2})}, None),
        (ReviewerFacts(2, PRO, 5), {}, None),
    ],
)
def test_what_stands_in_the_way(
    reviewer: ReviewerFacts, facts: dict[str, object], barriers: tuple[Barrier, ...] | None
) -> None:
    near = nearest(around(reviewer, **facts), Seat.lived_experience)
    assert (near.barriers if near else None) == barriers


def test_the_lightest_thing_in_the_way_comes_first_and_only_nothing_lets_somebody_sit() -> None:
    people = (
        ReviewerFacts(1, LIVED, 5, frozenset({1})),
        ReviewerFacts(2, LIVED, 5, frozenset({2})),
        ReviewerFacts(3, LIVED, 5, frozenset({1})),
        ReviewerFacts(4, LIVED, 50, frozenset({1})),
    )
    known = around(*people, loads={1: 5, 4: 49}, silent=frozenset({3}))
    order = []
    while near := nearest(known, Seat.lived_experience):
        order.append(near.reviewer)
        assert may_sit(known, Seat.lived_experience, near.reviewer) == (near.reviewer == 4)
        known = replace(known, barred=known.barred | {near.reviewer})
    assert order == [4, 2, 3, 1]


def test_an_empty_seat_has_its_cause_or_somebody_who_can_be_asked_at_once() -> None:
    full = around(ReviewerFacts(1, LIVED, 5, frozenset({1})), ReviewerFacts(2, PRO, 5), loads={1: 5})
    (opening,) = openings(full)
    assert opening.short is not None
    assert (opening.seat, opening.short.cause, opening.short.full) == (Seat.lived_experience, Cause.all_full, 1)
    assert opening.nearest is not None
    (free,) = openings(replace(full, loads={1: 4}))
    assert (free.short, free.nearest.reviewer if free.nearest else None) == (None, 1)
    (nobody,) = openings(around(ReviewerFacts(2, PRO, 5)))
    assert (nobody.nearest, nobody.short.cause if nobody.short else None) == (None, Cause.nobody)
    assert openings(around(ReviewerFacts(1, LIVED, 5), held=(Held(1, Seat.any),))) == ()
    assert not may_sit(
        around(ReviewerFacts(1, LIVED, 5), ReviewerFacts(2, LIVED, 5), held=(Held(1, Seat.any),)), Seat.any, 2
    )


def test_a_begun_review_says_so_and_who_is_not_replaceable_has_no_next_best() -> None:
    (why,) = explain(
        around(ReviewerFacts(1, LIVED, 5), held=(Held(1, Seat.lived_experience, begun=True),), loads={1: 1})
    )
    assert (why.held.begun, why.next, why.worse) == (True, None, 0.0)


@pytest.mark.parametrize("seed", range(6))
def test_in_a_plan_of_the_solver_no_next_best_is_better(seed: int) -> None:
    """The prices here are those of the plan: were they others, some swap of two people would look like a gain."""
    chance = random.Random(seed)
    reviewers = tuple(
        ReviewerFacts(
            n,
            LIVED if n <= 8 else PRO,
            chance.choice((4, 8, 16)),
            frozenset(chance.sample((1, 2, 3), chance.randint(0, 2))),
        )
        for n in range(1, 25)
    )
    abstracts = tuple(AbstractFacts(n, f"A-{n:04d}", chance.choice((1, 2, 3, None))) for n in range(1, 31))
    bids = {(w.id, r.id): chance.choice(list(Bid)) for w in abstracts for r in reviewers if chance.random() < 0.1}
    conflicts = frozenset((w.id, r.id) for w in abstracts for r in reviewers if chance.random() < 0.05)
    bids = {pair: bid for pair, bid in bids.items() if pair not in conflicts}
    question = Question(abstracts, reviewers, conflicts, bids)
    found = plan(question)
    loads = Counter(pair.reviewer for pair in found.pairs)
    seen = 0
    for abstract in abstracts:
        known = Around(
            abstract,
            question.seats,
            {one.id: one for one in reviewers},
            loads,
            tuple(Held(pair.reviewer, pair.seat) for pair in found.pairs if pair.abstract == abstract.id),
            {reviewer: bid for (of, reviewer), bid in bids.items() if of == abstract.id},
            barred=frozenset(reviewer for of, reviewer in conflicts if of == abstract.id),
        )
        assert {one.seat: one.missing for one in openings(known)} == {
            one.seat: one.missing for one in found.shortfalls if one.abstract == abstract.id
        }
        for why in explain(known):
            seen += why.next is not None
            assert why.worse >= -0.01
    assert seen > 40


def test_who_stands_in_reserve_is_asked_first_unless_something_is_in_the_way() -> None:
    people = (ReviewerFacts(1, LIVED, 5, frozenset({1})), ReviewerFacts(2, LIVED, 5, frozenset({1})))
    reserve = frozenset({2})
    assert nearest(around(*people), Seat.lived_experience).reviewer == 1
    near = nearest(around(*people, reserve=reserve), Seat.lived_experience)
    assert (near.reviewer, near.in_reserve) == (2, True)
    assert nearest(around(*people, reserve=reserve, loads={2: 5}), Seat.lived_experience).reviewer == 1
