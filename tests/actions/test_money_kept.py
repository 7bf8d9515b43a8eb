"""`flask check` sees each broken promise of money; each breach is planted where the guards were taken away."""

import pytest
import sqlalchemy as sa

from conference import triggers
from conference.actions.funding import spending
from conference.db import Base
from conference.queries import invariants
from conference.rules.funding.spending import SpendKind
from tests import cast
from tests.builders import money as build

BREACHES = {
    "A pot's counter, its ledger": "UPDATE pot SET committed = committed - 1 WHERE committed > 1",
    "A line holds or has spent": "UPDATE line_spending SET spent = spent + 1 WHERE spent > 0",
    "An offer that ended holds more": "UPDATE offer SET state = 'withdrawn'",
    "A pot does not give what": "UPDATE pot SET given = 1 WHERE kind = 'money'",
    "A claim and its payment": "UPDATE claim SET state = 'reconciled' WHERE state = 'approved'",
    "An advance and its payment": "UPDATE advance SET state = 'approved'",
    "A payment is not the sum": "UPDATE payment SET amount = amount - 1 WHERE claim_id IS NOT NULL",
    "A batch of payments is not whole": "UPDATE payment_batch SET size = size + 1",
    "An account was kept": "UPDATE payment_batch SET state = 'reconciled' WHERE state = 'sent'",
    "A batch of payments is not what was frozen": "UPDATE payment SET reference = 'another'",
}


@pytest.mark.parametrize("sentence", BREACHES)
def test_each_broken_promise_is_seen(db, sentence):
    edition = cast.an_edition()
    first, second = build.accepted(edition, 20_000, 20_000)
    build.claimed(first, 4_000)
    build.advance(second, 3_000)
    for offer in (first, second):
        build.account(offer.application.person, edition)
    build.sent(edition)
    build.claimed(first, 2_000)
    spending.note(build.travel(second), SpendKind.booking, 500, "booking:1", by=cast.tomas(edition), at=build.AT)
    db.session.commit()
    assert invariants.failed() == []
    db.session.commit()
    with db.engine.begin() as connection:
        triggers.remove(connection)
    try:
        db.session.execute(sa.text(BREACHES[sentence]))
        assert [line for line in invariants.failed() if line.startswith(sentence)]
    finally:
        db.session.rollback()
        with db.engine.begin() as connection:
            triggers.install(connection, Base.metadata.tables)
