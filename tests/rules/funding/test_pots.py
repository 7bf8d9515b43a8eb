from hypothesis import given, strategies as st

from conference.rules.funding import pots
from conference.rules.funding.pots import Category, FitRule, Left, Line, PotKind

LEFTS = st.builds(Left, st.integers(0, 5), st.integers(0, 500))


def test_every_category_is_paid_from_one_pot():
    assert {each for each in Category if pots.kind_for(each) is PotKind.places} == {
        Category.place,
        Category.companion_place,
    }


def test_a_person_and_companion_need_all_or_nothing():
    lines = [Line(Category.place, 1), Line(Category.companion_place, 1), Line(Category.travel, 12000)]
    assert pots.needs(lines) == Left(places=2, money=12000)
    assert pots.fits(Left(2, 12000), Left(1, 99999)) is False
    assert pots.fits(Left(2, 12000), Left(2, 12000)) is True


def test_who_does_not_fit_is_skipped_and_the_next_is_taken():
    ranked = [(1, Left(1, 50)), (2, Left(1, 80)), (3, Left(1, 30))]
    assert pots.fit(ranked, Left(3, 100)) == pots.Fitted((1, 3), 2, Left(1, 20))


def test_or_all_stop_at_the_first_who_does_not_fit():
    ranked = [(1, Left(1, 50)), (2, Left(1, 80)), (3, Left(1, 30))]
    assert pots.fit(ranked, Left(3, 100), FitRule.stop).inside == (1,)


@given(st.lists(LEFTS, max_size=20), LEFTS)
def test_nobody_left_outside_would_still_fit(wants, left):
    ranked = list(enumerate(wants))
    fitted = pots.fit(ranked, left)
    assert not any(pots.fits(wants[key], fitted.left) for key in range(len(wants)) if key not in fitted.inside)
    assert fitted.left.places >= 0 <= fitted.left.money
    assert sum(wants[key].money for key in fitted.inside) + fitted.left.money == left.money


def test_four_fifths_is_the_time_to_warn():
    assert [pots.is_nearly_full(100, promised) for promised in (79, 80, 100)] == [False, True, True]
    assert pots.is_nearly_full(0, 0) is False


def test_a_line_from_a_sponsors_pot_is_not_asked_of_the_general_one():
    lines = [Line(Category.place, 1), Line(Category.travel, 50), Line(Category.care, 30, pot=7)]
    assert pots.needs(lines) == Left(1, 50)


def test_sums_are_said_in_people_only_of_three_or_more_who_are_alike():
    leeds, york = pots.Group("Leeds", True, (100, 101, 102)), pots.Group("York", False, (10, 10))
    assert pots.as_people(460, [leeds, york]) == [(leeds, 4)]
