"""The estimates of many are read in as few statements as those of one."""

import pytest
import sqlalchemy as sa

from conference.actions.funding import rates
from conference.models.applications.applications import Application
from conference.models.editions.editions import Edition
from conference.queries.funding import estimates
from conference.rules.funding.pots import Category
from conference.rules.funding.rates import RateKind, Unit
from tests import cast
from tests.builders import applications as build
from tests.cast import AT


@pytest.mark.parametrize("rows", [1, 30])
def test_the_estimates_of_many_cost_no_more_statements(db, counted, rows):
    edition = cast.an_edition(place="Harbourtown")
    build.settings(edition)
    facts = {"source": "A rate card", "valid_from": AT.date(), "source_on": AT.date(), "at": AT}
    rates.add(edition, RateKind.hotel, Unit.night, 9200, place="Harbourtown", by=cast.dara(edition), **facts)
    for number in range(rows):
        build.filled(edition, f"Person {number}")
    db.session.commit()
    db.session.expunge_all()
    edition = db.session.scalars(sa.select(Edition)).one()
    found = db.session.scalars(sa.select(Application)).all()
    with counted() as sent:
        costs = estimates.costs_of_all(edition, found)
    assert (len(costs), len(sent)) == (rows, 2)
    assert {cost.amount for each in costs.values() for cost in each if cost.category is Category.hotel} == {18400}
