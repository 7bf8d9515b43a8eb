"""Two plans beside each other: empty seats, and how the reading is shared."""

import pytest

from conference.rules.reviewers.assignment import Seat, Seats
from conference.rules.reviewers.comparison import STEPS, empty_seats, spread, step


@pytest.mark.parametrize(
    ("lived", "professional", "left"),
    [
        (1, 2, {}),
        (2, 1, {}),
        (0, 2, {Seat.lived_experience: 1}),
        (0, 3, {Seat.lived_experience: 1}),
        (1, 1, {Seat.any: 1}),
        (3, 0, {Seat.professional: 1}),
        (0, 0, {Seat.lived_experience: 1, Seat.professional: 1, Seat.any: 1}),
    ],
)
def test_a_seat_of_one_kind_is_never_filled_by_the_other(lived: int, professional: int, left: dict[Seat, int]) -> None:
    assert empty_seats(Seats(), lived, professional) == left


@pytest.mark.parametrize(
    ("load", "limit", "words"),
    [
        (0, 20, "nothing"),
        (1, 20, "up to a quarter"),
        (5, 20, "up to a quarter"),
        (6, 20, "up to half"),
        (10, 20, "up to half"),
        (15, 20, "up to three quarters"),
        (16, 20, "more"),
        (19, 20, "more"),
        (20, 20, "all they offered"),
        (1, 1, "all they offered"),
        (2, 1, "all they offered"),
    ],
)
def test_the_steps_of_a_load(load: int, limit: int, words: str) -> None:
    assert STEPS[step(load, limit)] == words


def test_a_spread_counts_people_who_read_nothing() -> None:
    found = spread([(0, 5), (3, 5), (5, 5)])
    assert (found.people, found.smallest, found.largest, found.mean, sum(found.steps)) == (3, 0, 5, 2.7, 3)
    assert spread([]).people == 0
