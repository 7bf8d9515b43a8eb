"""Other budgets on the draft's order: who would come, where the line falls, and that nothing is promised."""

import pytest
import sqlalchemy as sa

from conference.actions.funding import draft
from conference.models.funding.pots import DraftOutcome
from conference.queries import invariants
from conference.queries.funding import what_if
from conference.rules.funding.pots import Category, FitRule, Left, Line
from tests import cast
from tests.builders import applications as build
from tests.cast import AT


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    found = build.round_of(edition, 60_000, 50_000, 30_000)
    both = [Line(Category.place, 1), Line(Category.companion_place, 1), Line(Category.travel, 50_000)]
    draft.set_costs(found[1], both, by=cast.dara(edition), at=AT)
    draft.draft(edition, by=cast.dara(edition), at=AT)
    return edition


def by_share(found):
    return {(each.share, each.rule): (len(each.inside), each.line, each.companions) for each in found.tried}


def test_each_budget_and_the_other_rule_say_who_would_come_and_where_the_line_falls(db, edition):
    found = what_if.what_if(edition, Left(4, 100_000), FitRule.skip)
    assert by_share(found) == {
        (50, "skip"): (1, 1, None),  # the first needs too much; the person with a carer takes it all
        (75, "skip"): (1, 2, 0),
        (100, "skip"): (2, 2, 0),
        (125, "skip"): (2, 3, None),
        (150, "skip"): (3, None, None),  # so few that they are not counted
        (100, "stop"): (1, 2, 0),
    }
    assert (found.chosen.share, found.chosen.left) == (100, Left(2, 10_000))
    assert invariants.failed() == []


def test_a_person_with_a_carer_comes_with_them_or_waits(db, edition):
    found = what_if.what_if(edition, Left(2, 900_000), FitRule.skip)
    assert (len(found.chosen.inside), found.chosen.companions) == (2, 0)


def test_small_groups_are_not_counted(db, edition):
    found = what_if.what_if(edition, Left(4, 900_000), FitRule.skip)
    shown = dict(found.balance)
    assert shown["With or without a carer"] == {"with": None, "without": None}
    assert shown["Funded before or not"] == {"never before": None, "before": 0}
    assert shown["Country they travel from"] == {"England": None}


def test_what_a_draft_needs_is_the_sum_of_its_lines_whoever_changes_them(db, edition):
    rows = db.session.execute(
        sa.select(DraftOutcome.needs_places, DraftOutcome.needs_money, DraftOutcome.companions).order_by(
            DraftOutcome.position
        )
    ).all()
    assert [tuple(row) for row in rows] == [(1, 60_000, 0), (2, 50_000, 1), (1, 30_000, 0)]
    db.session.commit()
    with pytest.raises(sa.exc.IntegrityError, match="plan_line_replaced"):
        db.session.execute(sa.text("UPDATE plan_line SET amount = 1"))
    db.session.rollback()
    db.session.execute(sa.update(DraftOutcome).values(needs_money=1))
    assert "not the sum of its lines" in invariants.failed()[0]
