"""The desk's lists of money ask the same number of statements for one person and for thirty."""

import pytest

from conference.queries.editions.editions import by_code
from conference.queries.funding import advances, pots_report
from conference.queries.payments import batches, fees
from conference.rules.funding.advances import AdvanceState
from tests import cast
from tests.builders import money as build
from tests.cast import AT

LISTS = {
    "budget": lambda edition: pots_report.rows(edition),
    "in people": lambda edition: pots_report.in_people(edition),
    "payable": lambda edition: batches.payable(edition, at=AT),
    "batches": lambda edition: [(each.preparer.name, each.state) for each in batches.batches(edition)],
    "batch": lambda edition: [
        (each.person.name, each.claim, each.advance, each.fee, each.result)
        for each in batches.payments_of(batches.batches(edition)[0])
    ],
    "advances": lambda edition: [
        (each.person.name, each.line.pot.currency) for each in advances.in_state(edition, AdvanceState.asked)
    ],
    "to book": lambda edition: [each.application.person.name for each in advances.to_book(edition)],
    "fees": lambda edition: [each.person.name for each in fees.all_of(edition)],
}


def grown(db, count):
    edition = cast.an_edition(f"E{count}")
    for offer in build.accepted(edition, *[20_000] * count):
        build.claimed(offer, 1_000)
        build.account(offer.application.person, edition)
        build.advance(offer, 500, approved=False)
        build.fee(offer.application.person, edition)
    build.prepared(edition)
    db.session.commit()
    return edition.code


@pytest.fixture
def editions(db):
    return [grown(db, count) for count in (1, 30)]


def test_lists_of_money_cost_the_same_number_of_statements(db, counted, editions):
    for name, ask in LISTS.items():
        numbers = []
        for code in editions:
            db.session.expunge_all()
            edition = by_code(code)
            with counted() as sent:
                ask(edition)
            numbers.append(len(sent))
        assert numbers[0] == numbers[1], (name, numbers)
