"""The demo's claims: a question, a promise that is near, one approved; and a receipt that two people share."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from conference import files
from conference.actions.funding import offers
from conference.actions.payments import claim_checks, claims, promise_clock
from conference.models.editions.editions import Edition
from conference.models.funding.offers import Offer
from conference.models.payments.claims import Claim
from conference.models.people.people import Person
from conference.queries.applications import applications
from conference.queries.funding import offers as offer_queries
from conference.queries.payments import claim_costs, claims as queries
from conference.rules.editions.dates import local_day
from conference.rules.payments.claims import Item

DAY = timedelta(days=1)
RECEIPT = Path(__file__).parent / "receipt.png"


def load(edition: Edition, cast: Mapping[str, Person], *, at: datetime) -> None:
    """Three people ask for their money back."""
    dara, tomas = cast["dara"], cast["tomas"]
    promise_clock.set_up(edition, country="GB", by=dara, at=at - 50 * DAY)
    promise_clock.fill_holidays(edition, by=dara, at=at - 50 * DAY)
    month_ago = local_day(at - 30 * DAY, edition.zone)
    promise_clock.add_rate(
        edition, "EUR", month_ago, Decimal("0.8561"), "European Central Bank", by=tomas, at=at - 30 * DAY
    )
    with RECEIPT.open("rb") as picture:
        taxi = files.clean(picture)
    near, done = queries.accepted(edition)[:2]
    _claim(near, [(Item.rail, "24.50", "GBP", None), (Item.taxi, "20", "GBP", taxi)], at=at - 11 * DAY)
    approved = _claim(done, [(Item.taxi, "20", "GBP", taxi)], at=at - 6 * DAY)
    sums = {line.id: (line.base, "") for line in queries.lines_of(approved)}
    claim_checks.decide(approved, sums, by=tomas, at=at - 2 * DAY)
    _eve(edition, cast, at)


def _eve(edition: Edition, cast: Mapping[str, Person], at: datetime) -> None:
    """Eve said yes, bought a ticket in euros, and is asked something."""
    eve = cast["eve"]
    application = applications.application_of(eve, edition)
    offer = offer_queries.offer_of(application) if application else None
    if offer is None:
        return
    offers.accept(offer, by=eve, at=at - 3 * DAY)
    claim = _claim(offer, [(Item.rail, "28.40", "EUR", None)], at=at - 2 * DAY)
    claim_checks.ask(claim, "Was dit de reis heen of terug?", by=cast["tomas"], at=at - DAY)


def _claim(offer: Offer, costs: list[tuple[Item, str, str, files.Cleaned | None]], *, at: datetime) -> Claim:
    """A sent claim on the journey of an award; without a picture, the receipt was lost."""
    person, edition = offer.application.person, offer.application.edition
    claim = claims.start(offer, by=person, at=at)
    journey = queries.money_lines(offer)[0]
    day = local_day(at - 5 * DAY, edition.zone)
    for item, units, currency, receipt in costs:
        cost = claim_costs.bought(claim, item, day, Decimal(units), currency, None, {})
        line = claims.add_line(claim, journey, cost, by=person, at=at)
        lost = "" if receipt else "I left it on the train."
        claims.give_receipt(line, cleaned=receipt, lost=lost, by=person, at=at)
    claims.send(claim, by=person, at=at)
    return claim
