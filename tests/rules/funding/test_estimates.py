from dataclasses import replace

from hypothesis import given, strategies as st

from conference.rules.applications.applications import Travel, Wanted
from conference.rules.funding import estimates
from conference.rules.funding.estimates import Asked, Route, Worked
from conference.rules.funding.pots import Category, Estimate, Line
from conference.rules.funding.rates import Rate, RateKind, Unit

GUESS = Estimate(travel=6000, travel_abroad=30000, night=9000, meals_day=1500, care_day=5000, visa=11500)
EVERYTHING = frozenset({"ticket", "travel", "hotel", "meals", "companion", "childcare", "visa"})
BOOK = tuple(
    Rate(number, kind, place, unit, pence, 1)
    for number, (kind, place, unit, pence) in enumerate([
        (RateKind.car, "", Unit.mile, 45),
        (RateKind.passenger, "", Unit.mile, 5),
        (RateKind.train, "leeds", Unit.journey, 6840),
        (RateKind.hotel, "harbourtown", Unit.night, 9200),
        (RateKind.breakfast, "", Unit.meal, 800),
        (RateKind.dinner, "", Unit.meal, 2200),
        (RateKind.care, "", Unit.day, 6400),
    ])
)  # fmt: skip
ASKED = Asked(frozenset({"ticket", "travel", "hotel"}), nights=2, mode=Travel.train, place="Leeds", venue="Harbourtown")


def lines(asked, book=BOOK):
    return [Line(cost.category, cost.amount) for cost in estimates.worked_out(asked, Worked(book, GUESS))]


def test_a_ticket_alone_costs_no_money():
    assert lines(Asked(frozenset({"ticket"}))) == [Line(Category.place, 1)]


def test_without_rates_a_guess_counts_the_companion_too():
    assert lines(Asked(EVERYTHING, nights=2, abroad=True), ()) == [
        Line(Category.place, 1),
        Line(Category.companion_place, 1),
        Line(Category.companion_costs, 48000),
        Line(Category.travel, 30000),
        Line(Category.hotel, 18000),
        Line(Category.meals, 4500),
        Line(Category.care, 15000),
        Line(Category.visa, 11500),
    ]


def test_fares_go_by_the_place_and_nights_by_the_town():
    assert lines(ASKED) == [Line(Category.place, 1), Line(Category.travel, 6840), Line(Category.hotel, 18400)]
    assert lines(replace(ASKED, place="Truro"))[1] == Line(Category.travel, 6000)


def test_a_car_is_paid_by_the_mile_both_ways_with_those_who_ride_along():
    asked = replace(ASKED, mode=Travel.car, distance=120, passengers=2, wanted=ASKED.wanted | {"companion"})
    found = {line.category: line.amount for line in lines(asked)}
    assert found[Category.travel] == 240 * 45 + 2 * 240 * 5
    assert found[Category.companion_costs] == 240 * 5 + 2 * 9200
    assert lines(replace(ASKED, mode=Travel.car))[1] == Line(Category.travel, 6000)  # no distance: the guess


def test_only_the_meals_that_are_needed():
    asked = replace(ASKED, wanted=frozenset({"meals"}), meals=(1, None, 2))
    assert lines(asked)[1] == Line(Category.meals, 800 + 2 * 2200)
    assert lines(replace(asked, meals=(1, 1, 0)))[1] == Line(Category.meals, 4500)  # no rate for lunch: the guess


def test_each_kind_of_care_at_its_own_rate():
    asked = replace(ASKED, wanted=frozenset({"childcare", "replacement_care"}), childcare_days=1, care_days=3)
    assert lines(asked)[1] == Line(Category.care, 3 * 6400 + 1 * 5000)


def test_what_has_no_sum_yet_is_named():
    asked = replace(ASKED, wanted=frozenset({"ticket", "hotel", "visa", "childcare", "meals"}), nights=0)
    nothing = Worked((), Estimate(0, 0, 0, 0, 0, 11500))
    costs = estimates.worked_out(asked, nothing)
    assert estimates.unpriced(asked, costs) == [Category.meals, Category.care]


def test_nothing_is_paid_up_front_unless_it_is_chosen():
    for category in Category:
        for mode in (None, *Travel):
            ways = estimates.routes_for(category, mode)
            assert Route.reimburse not in ways[:1]
            assert list(ways) == sorted(ways, key=list(Route).index)
    assert estimates.route_of(Category.travel, Travel.car, {"travel": "booked"}) is Route.advance
    assert estimates.route_of(Category.hotel, None, {"hotel": "reimburse"}) is Route.reimburse
    assert estimates.route_of(Category.place, None, {}) is None


@given(
    st.sets(st.sampled_from([each.value for each in Wanted])),
    st.integers(0, 30),
    st.sampled_from([None, *Travel]),
    st.one_of(st.none(), st.integers(0, 500)),
    st.booleans(),
)
def test_every_line_is_the_sum_of_its_steps(wanted, nights, mode, distance, priced):
    asked = Asked(frozenset(wanted), nights=nights, mode=mode, distance=distance, venue="Harbourtown")
    found = estimates.worked_out(asked, Worked(BOOK if priced else (), GUESS))
    assert all(cost.amount == sum(step.amount for step in cost.steps) > 0 for cost in found)
    assert len({cost.category for cost in found}) == len(found)
    assert found[0].category is Category.place
