"""Rounding, doubts, steps: what a claim comes to and what looks like it was claimed twice."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, strategies as st

from conference.rules.payments import claims as rules
from conference.rules.payments.claims import ClaimState, Doubt, Fact, Verdict

DAY = date(2027, 5, 10)
sums = st.integers(1, 10**6)


@given(sums, sums, sums)
def test_a_conversion_is_off_by_half_a_unit_at_most(amount, numerator, denominator):
    base = rules.converted(amount, Fraction(numerator, denominator))
    assert 2 * abs(base * denominator - amount * numerator) <= denominator


@given(sums, sums)
def test_what_the_bank_took_is_met_exactly(base, amount):
    assert rules.converted(amount, rules.rate_of(base, amount)) == base


def a_fact(line, *, claim=None, person=1, amount=100, day=DAY, digests=(), file=None):
    number = claim or line
    return Fact(f"C{number}", number, line, person, amount, "GBP", day, frozenset(digests), file)


def told(*facts, **more):
    return [(flag.line, flag.other, flag.doubt) for flag in rules.doubts(facts, **more)]


def test_the_same_person_sum_and_day_is_told_once_about_the_later_line():
    assert told(a_fact(2), a_fact(1)) == [(2, "C1", Doubt.same_day_and_sum)]
    assert told(a_fact(1), a_fact(2, person=2), a_fact(3, amount=101), a_fact(4, day=DAY + timedelta(days=1))) == []


def test_the_same_receipt_is_told_across_people_too():
    one, two = a_fact(1, digests="ab"), a_fact(2, person=2, amount=5, digests="bc")
    assert told(one, two) == [(2, "C1", Doubt.same_receipt_other_person)]
    assert told(one, a_fact(2, amount=5, digests="a")) == [(2, "C1", Doubt.same_receipt)]


def test_one_bill_that_was_split_in_one_claim_is_no_doubt():
    assert told(a_fact(1, claim=9, digests="a", file=3), a_fact(2, claim=9, amount=5, digests="a", file=3)) == []
    assert len(told(a_fact(1, claim=8, digests="a", file=3), a_fact(2, claim=9, amount=5, digests="a", file=3))) == 1


def test_a_checker_of_the_earlier_line_is_told_too():
    assert told(a_fact(1), a_fact(2), about=frozenset({1})) == [(1, "C2", Doubt.same_day_and_sum)]


def test_refused_only_if_every_line_is():
    assert rules.after_all([Verdict.refused, Verdict.part]) is ClaimState.approved
    assert rules.after_all([Verdict.refused, Verdict.refused]) is ClaimState.refused
    assert [rules.verdict_on(10, given) for given in (10, 4, 0)] == [Verdict.approved, Verdict.part, Verdict.refused]


def test_history_never_moves_and_nothing_leads_to_it():
    assert rules.MOVES[ClaimState.history] == frozenset()
    assert all(ClaimState.history not in to for to in rules.MOVES.values())
    assert ClaimState.submitted in rules.MOVES[ClaimState.draft]
    assert ClaimState.paid not in rules.MOVES[ClaimState.draft]
