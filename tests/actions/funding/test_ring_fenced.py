"""Pots inside pots: what a sponsor gives is ring-fenced, both keys size it, and the database keeps the sums."""

import json

import pytest
import sqlalchemy as sa

from conference.actions import frozen_sets
from conference.actions.funding import draft, pots as budget
from conference.models.funding.offers import GrantLine
from conference.models.funding.pots import Pot
from conference.queries import invariants
from conference.queries.funding import pots, pots_report
from conference.rules.funding.pots import Category, Line, PotKind
from conference.rules.keys import Kind
from conference.rules.refusals import Refused
from tests import cast
from tests.builders import applications as build
from tests.cast import AT


@pytest.fixture
def edition(db):
    return cast.an_edition()


def sponsored(edition, capacity, *, new_money=True):
    """A pot of that size inside the money, agreed on by both keys."""
    dara = cast.dara(edition)
    pot = budget.ring_fence(pots.pots_of(edition)[PotKind.money], "Rosewood Trust", "Carers", by=dara, at=AT)
    resized(edition, pot, capacity, new_money=new_money)
    return pot


def resized(edition, pot, capacity, *, new_money=True):
    facts = {"kind": "money", "capacity": capacity, "before": pot.capacity, "currency": "GBP", "reason": "A gift"}
    facts |= {"new_money": new_money, "name": pot.name, "what_for": pot.what_for}
    frozen = frozen_sets.freeze(edition, Kind.pot_size, pot.id, content=facts, by=cast.dara(edition), at=AT)
    for person in (cast.dara(edition), cast.lena(edition)):
        frozen_sets.turn_key(frozen, digest=frozen.digest, by=person, at=AT)


def sums(edition):
    return {row.name: (row.capacity, row.committed, row.spent, row.left) for row in pots_report.rows(edition)}


def test_a_sponsors_money_is_new_money_and_only_lines_that_name_it_draw_on_it(db, edition):
    first, second = build.round_of(edition, 10_000, 6_000, money=10_000)
    pot = sponsored(edition, 5_000)
    assert (pots.pots_of(edition)[PotKind.money].capacity, pots.left_in(pots.pots_of(edition)).money) == (
        15_000,
        10_000,
    )
    lines = [Line(Category.place, 1), Line(Category.travel, 4_000, pot.id)]
    draft.set_costs(second, lines, by=cast.dara(edition), at=AT)
    build.carried(edition)
    assert [each.state.value for each in (first, second)] == ["offered", "offered"]
    assert sums(edition) == {
        "places": (3, 2, 0, 1),
        "money": (15_000, 14_000, 0, 1_000),
        "Rosewood Trust": (5_000, 4_000, 0, 1_000),
    }
    assert invariants.failed() == []


def test_a_line_that_its_sponsors_pot_cannot_hold_is_refused_whole(db, edition):
    (only,) = build.round_of(edition, 1_000, money=10_000)
    pot = sponsored(edition, 500)
    draft.set_costs(only, [Line(Category.place, 1), Line(Category.travel, 501, pot.id)], by=cast.dara(edition), at=AT)
    with pytest.raises(Refused):
        build.carried(edition)
    db.session.rollback()


def test_a_ring_fence_takes_no_more_than_the_general_pot_has_left(db, edition):
    build.round_of(edition, 8_000, money=10_000)
    build.carried(edition)
    pot = sponsored(edition, 1_500, new_money=False)
    assert pots.left_in(pots.pots_of(edition)).money == 500
    db.session.commit()
    with pytest.raises(Refused, match="cannot_be_carried"):
        resized(edition, pot, 2_001, new_money=False)
    db.session.rollback()
    assert sums(edition)["money"] == (10_000, 8_000, 0, 2_000)


def test_the_database_keeps_a_child_inside_its_parent(db, edition):
    build.round_of(edition, 1_000, money=10_000)
    build.carried(edition)
    pot = sponsored(edition, 500)
    parent, places = pots.pots_of(edition)[PotKind.money], pots.pots_of(edition)[PotKind.places]
    offer_id = db.session.scalar(sa.select(GrantLine.offer_id))
    ids, places_id = (pot.id, parent.id), places.id
    db.session.commit()
    child = {"edition_id": edition.id, "kind": "money", "currency": "GBP", "name": "Other", "parent_id": ids[1]}
    for words, statement in {
        "ck_pot_never_over": sa.update(Pot).where(Pot.id == ids[0]).values(capacity=20_000),
        "pot_given_is_its_children": sa.update(Pot).where(Pot.id == ids[1]).values(given=0),
        "pot_never_moved": sa.update(Pot).where(Pot.id == ids[0]).values(parent_id=places_id),
        "pot_child_is_like": sa.insert(Pot).values(child | {"parent_id": ids[0], "capacity": 1}),
        "grant_line_from_its_pot": sa.insert(GrantLine).values(
            offer_id=offer_id, category="hotel", pot_id=places_id, amount=1
        ),
    }.items():
        with pytest.raises(sa.exc.IntegrityError, match=words):
            db.session.execute(statement)
        db.session.rollback()


def test_control_without_the_counter_children_would_hold_more_than_their_parent(db):
    """The same two inserts on a scratch table that only checks each row: 160 held inside 100."""
    engine = sa.create_engine(db.engine.url)
    table = sa.Table("scratch_pot", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True),
                     sa.Column("parent", sa.Integer), sa.Column("capacity", sa.Integer))  # fmt: skip
    table.drop(engine, checkfirst=True)
    table.create(engine)
    try:
        with engine.begin() as connection:
            connection.execute(table.insert(), [{"id": 1, "parent": None, "capacity": 100}])
            connection.execute(table.insert(), [{"id": i, "parent": 1, "capacity": 80} for i in (2, 3)])
            held = connection.scalar(sa.select(sa.func.sum(table.c.capacity)).where(table.c.parent == 1))
        assert held == 160
    finally:
        table.drop(engine)
        engine.dispose()


def test_what_is_left_is_said_in_people_once_three_are_alike(db, edition):
    build.round_of(edition, 10_000, 20_000, 30_000, money=150_000)
    build.carried(edition)
    said = [(group.place, group.accompanied, group.mean, count) for group, count in pots_report.in_people(edition)]
    assert said == [("", False, 20_000, 4), ("Leeds", False, 20_000, 4)]


def test_the_command_says_the_same_as_the_pots(db, app, edition):
    build.round_of(edition, 10_000, 20_000, money=150_000)
    build.carried(edition)
    sponsored(edition, 5_000)
    db.session.commit()
    shown = app.test_cli_runner().invoke(args=["budget", "show", "--edition", edition.code, "--json"])
    assert json.loads(shown.stdout) == {
        "pots": [
            {"pot": "places", "kind": "places", "currency": None, "capacity": 3, "committed": 2, "spent": 0, "left": 1},
            {
                "pot": "money", "kind": "money", "currency": "GBP",
                "capacity": 155_000, "committed": 30_000, "spent": 0, "left": 125_000,
            },
            {
                "pot": "Rosewood Trust", "kind": "money", "currency": "GBP", "inside": "money",
                "capacity": 5_000, "committed": 0, "spent": 0, "left": 5_000,
            },
        ]
    }  # fmt: skip
    words = app.test_cli_runner().invoke(args=["budget", "show", "--edition", edition.code])
    assert "money: capacity £1,550, committed £300, spent £0, left £1,250" in words.stdout
    assert app.test_cli_runner().invoke(args=["budget", "show", "--edition", "NONE"]).exit_code == 2
