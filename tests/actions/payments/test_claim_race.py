"""Many checkers at one moment, on both databases: no award line and no total is passed, and one claim is sent once."""

import pytest
import sqlalchemy as sa

from conference.actions.payments import claim_checks, claims, promise_clock
from conference.db import db as handle, writing
from conference.models.outbox import Message
from conference.models.payments.claims import Claim
from conference.models.people.people import Person
from conference.queries import invariants
from conference.queries.payments import claims as find
from conference.rules.funding.pots import Category
from conference.rules.payments.claims import ClaimState, Item
from conference.rules.refusals import Refused
from tests import cast
from tests.actions.funding.test_pot_race import at_once
from tests.builders import claims as build
from tests.cast import AT

CHECKERS = 8


@pytest.fixture
def eight(db):
    """Eight claims of 30.00 on lines of 100.00 and 100.00, with one total of 150.00 over both."""
    edition = cast.an_edition()
    offer = build.award(edition, (Category.travel, 10_000), (Category.hotel, 10_000))
    promise_clock.set_up(edition, by=cast.dara(edition), at=AT, group_cap=15_000, group_categories=["travel", "hotel"])
    ids = []
    for number in range(CHECKERS):
        build.a_line(offer, 3_000, on=number % 2, item=(Item.rail, Item.hotel)[number % 2], shade=number)
        claim = build.begun(offer)
        claims.send(claim, by=offer.application.person, at=AT)
        ids.append(claim.id)
    tomas = cast.tomas(edition).id
    db.session.commit()
    return ids, tomas


def test_no_line_and_no_total_is_ever_passed(app, db, eight):
    ids, tomas = eight
    refused = []

    def decide(claim_id):
        try:
            with writing():
                claim = handle.session.get_one(Claim, claim_id)
                sums = {line.id: (line.base, "") for line in find.lines_of(claim)}
                claim_checks.decide(claim, sums, by=handle.session.get_one(Person, tomas), at=AT)
        except (Refused, sa.exc.IntegrityError) as no:
            refused.append(str(no))

    assert at_once(app, [lambda c=claim_id: decide(c) for claim_id in ids]) == []
    db.session.rollback()
    offer = db.session.get_one(Claim, ids[0]).offer
    assert (find.cap_of(offer).spent, len(refused)) == (15_000, CHECKERS - 5)
    assert sum(balance.spent for balance in find.left_on(offer).values()) == 15_000
    assert invariants.failed() == []


def test_two_who_decide_the_same_claim_decide_it_once(app, db, eight):
    (claim_id, *_others), tomas = eight
    refused = []

    def decide():
        try:
            with writing():
                claim = handle.session.get_one(Claim, claim_id)
                sums = {line.id: (line.base, "") for line in find.lines_of(claim)}
                claim_checks.decide(claim, sums, by=handle.session.get_one(Person, tomas), at=AT)
        except Refused as no:
            refused.append(no.reason)

    assert at_once(app, [decide] * 4) == []
    db.session.rollback()
    letters = db.session.scalars(sa.select(Message).where(Message.kind == "claim_decided")).all()
    assert (refused, len(letters)) == (["moved_on"] * 3, 1)
    assert db.session.get_one(Claim, claim_id).state is ClaimState.approved
