"""Work out what a cost comes to, in its own currency and in the award's, with the rate and where it comes from."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from conference.models.funding.offers import GrantLine
from conference.models.payments.claims import Claim
from conference.queries.funding import rates
from conference.queries.payments import claims
from conference.rules.funding.rates import RateKind, Unit, rounded
from conference.rules.money import minor_of
from conference.rules.payments.claims import BY_RATE, MOST, Cost, Item, converted, rate_of
from conference.rules.payments.reasons import ClaimReason
from conference.rules.refusals import Refused


def bought(
    claim: Claim, item: Item, day: date, units: Decimal, currency: str, taken: Decimal | None, words: dict[str, Any]
) -> Cost:
    """Something with a price: in another currency at what the bank took, else at a rate that we hold."""
    amount = minor_of(units, currency)
    if not 0 < amount <= MOST:
        raise Refused(ClaimReason.amount)
    cost = Cost(item, day, amount, currency, amount, **words)
    if currency == claim.currency:
        return cost
    if taken:
        rate, source, on = rate_of(minor_of(taken, claim.currency), amount), "bank", day
    else:
        row = claims.rate_on(currency, claim.currency, day)
        if row is None:
            raise Refused(ClaimReason.no_exchange_rate)
        rate, source, on = Fraction(row.numerator, row.denominator), row.source, row.day
    fx = (rate.numerator, rate.denominator)
    return replace(cost, base=converted(amount, rate), fx=fx, fx_source=source, fx_on=on)


def rated(claim: Claim, day: date) -> dict[Item, Unit]:
    """What has a rate on that day, and what the rate is for one of."""
    book = rates.book(claim.edition, day, claim.currency)
    return {Item(rate.kind): rate.unit for rate in book if rate.kind.value in BY_RATE}


def by_rate(claim: Claim, item: Item, day: date, quantity: int, words: dict[str, Any]) -> Cost:
    """A distance or some days, at the rate of that day; a way that is longer than its band is worked out by hand."""
    bands = rates.on(claim.edition, RateKind(item.value), day, currency=claim.currency)
    rate = bands[0] if bands else None
    row = rates.one(claim.edition, rate.id) if rate else None
    if rate is None or row is None or (rate.band_to is not None and quantity > rate.band_to):
        raise Refused(ClaimReason.no_rate)
    amount = rounded(Fraction(quantity * rate.numerator, rate.denominator))
    if not 0 < amount <= MOST:
        raise Refused(ClaimReason.no_rate)
    cost = Cost(item, day, amount, claim.currency, amount, **words)
    return replace(cost, quantity=quantity, rate=(rate.numerator, rate.denominator), rate_source=row.source)


def over(line: GrantLine, cost: Cost) -> int:
    """By how much a cost passes what its award line still holds."""
    balance = claims.left_on(line.offer).get(line.id)
    return max(0, cost.base - (balance.left if balance else 0))
