"""The demo's money: a sponsor's pot, a booking, an advance to decide, a payment for time, a batch to release."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from conference.actions import frozen_sets
from conference.actions.funding import advances, pots as budget
from conference.actions.payments import batches, fees, payees
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.applications import applications
from conference.queries.funding import offers as offer_queries, pots
from conference.queries.payments import claims
from conference.rules.funding.pots import PotKind
from conference.rules.keys import Kind
from conference.rules.payments.fees import Choice
from conference.rules.payments.payees import Way

DAY = timedelta(days=1)
# A made-up account of a made-up bank, with the right shape and check digits.
ACCOUNT = {"name": "Demo Person", "iban": "GB33BUKB20201555555555"}


def load(edition: Edition, cast: Mapping[str, Person], *, at: datetime) -> None:
    """After the claims: what is booked and given ahead, and what is drawn up to be paid."""
    dara, tomas = cast["dara"], cast["tomas"]
    _sponsor(edition, cast, at - 30 * DAY)
    batches.set_up(edition, payer_name="Care Together Forum", payer_iban=ACCOUNT["iban"], by=tomas, at=at - 20 * DAY)
    near, done = claims.accepted(edition)[:2]
    journey = claims.money_lines(near)[0]
    advances.book(
        journey, supplier="Northern Rail", reference="NR-48213", cost=12_50, changeable=True, by=dara, at=at - 9 * DAY
    )
    person = done.application.person
    payees.give(person, edition, Way.bank, ACCOUNT, by=person, at=at - 2 * DAY)
    batches.prepare(edition, by=tomas, at=at - DAY)
    eve = applications.application_of(cast["eve"], edition)
    offer = offer_queries.offer_of(eve) if eve else None
    if offer:
        line = claims.money_lines(offer)[0]
        advances.ask(line, 40_00, edition.starts_on - DAY, by=cast["eve"], at=at - DAY)
    _fees(edition, cast, at)


def _sponsor(edition: Edition, cast: Mapping[str, Person], at: datetime) -> None:
    """An invented trust gives money for carers; both keys agree."""
    pot = budget.ring_fence(
        pots.pots_of(edition)[PotKind.money],
        "Rosewood Trust",
        "People who come with a carer",
        by=cast["dara"],
        at=at,
    )
    gift = "A gift for people who come with a carer."
    facts = pots.size_content(pot, 900_00, new_money=True, reason=gift)
    frozen = frozen_sets.freeze(edition, Kind.pot_size, pot.id, content=facts, by=cast["dara"], at=at)
    for key in ("dara", "lena"):
        frozen_sets.turn_key(frozen, digest=frozen.digest, by=cast[key], at=at)


def _fees(edition: Edition, cast: Mapping[str, Person], at: datetime) -> None:
    """Amina still has to choose; Eve chose a part."""
    tasks = (("amina", "Talk with the programme team", 55_00), ("eve", "Read the new leaflet", 27_50))
    starts, before = (at + 21 * DAY).replace(hour=10, minute=0, second=0, microsecond=0), at - 3 * DAY
    offered = [
        fees.offer(cast[key], edition, task=task, task_at=starts, amount=amount, by=cast["dara"], at=before)
        for key, task, amount in tasks
    ]
    fees.read_card(offered[1], by=cast["eve"], at=at - 2 * DAY)
    month = (at + 40 * DAY).date().replace(day=1)
    fees.choose(offered[1], Choice.part, part=15_00, month=month, by=cast["eve"], at=at - 2 * DAY)
