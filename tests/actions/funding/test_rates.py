"""Rates are ended and replaced, never edited; the database refuses two for one thing, place and day."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
import sqlalchemy as sa

from conference.actions.funding import rates
from conference.models.audit import AuditEntry
from conference.models.funding.rates import Rate
from conference.queries.funding import rates as find
from conference.rules.funding.rates import RateKind, Unit, amount
from conference.rules.refusals import Refused
from tests import cast
from tests.cast import AT
from tests.guards import drop

APRIL, MAY = date(2027, 4, 1), date(2027, 5, 1)


@pytest.fixture
def edition(db):
    return cast.an_edition()


def add(edition, rate=45, kind=RateKind.car, unit=Unit.mile, **facts):
    given = {"valid_from": APRIL, "source": "A rate card", "source_on": APRIL, "at": AT, **facts}
    return rates.add(edition, kind, unit, rate, by=cast.dara(edition), **given)


def test_a_new_rate_ends_the_one_before_and_each_day_has_its_own(db, edition):
    old = add(edition)
    new = add(edition, Fraction(93, 2), valid_from=MAY)
    db.session.commit()
    assert (old.valid_to, new.valid_to) == (MAY - timedelta(days=1), None)
    assert [amount(find.on(edition, RateKind.car, day), 10) for day in (APRIL, MAY - timedelta(days=1), MAY)] == [
        450, 450, 465,
    ]  # fmt: skip
    assert find.on(edition, RateKind.car, APRIL - timedelta(days=1)) == ()
    events = db.session.scalars(sa.select(AuditEntry.event).where(AuditEntry.about == "rate")).all()
    assert events == ["rate.added", "rate.added"]


def test_bands_stand_side_by_side(db, edition):
    add(edition, 45, band=(0, 10_000))
    add(edition, 25, band=(10_000, None))
    assert amount(find.on(edition, RateKind.car, MAY), 10_010) == 450_250


@pytest.mark.parametrize(
    ("rate", "facts"),
    [
        (25, {"band": (9_999, None)}),
        (30, {"unit": Unit.kilometre, "band": (10_000, None)}),
        (30, {"valid_from": APRIL - timedelta(days=9), "valid_to": APRIL}),
    ],
)
def test_two_for_one_thing_and_day_are_refused_and_nothing_is_kept(db, edition, rate, facts):
    add(edition, band=(0, 10_000))
    db.session.commit()
    with pytest.raises(Refused):
        add(edition, rate, **facts)
    db.session.rollback()
    assert db.session.scalars(sa.select(Rate.numerator)).all() == [45]


def test_other_places_currencies_and_shared_rates_do_not_overlap(db, edition):
    other = cast.an_edition("OTHER27", currency="EUR")
    hotel = {"kind": RateKind.hotel, "unit": Unit.night}
    add(edition, 9000, **hotel), add(edition, 9900, place="Harbourtown", **hotel)
    add(edition, 8000, shared=True, **hotel), add(other, 7000, **hotel)
    paid = [amount(find.on(edition, RateKind.hotel, MAY, place), 1) for place in ("Hull", "HARBOURTOWN ")]
    assert (paid, amount(find.on(other, RateKind.hotel, MAY), 1)) == ([9000, 9900], 7000)


def test_a_rate_is_ended_once_and_not_before_it_begins(db, edition):
    rate, by = add(edition), cast.dara(edition)
    with pytest.raises(Refused):
        rates.end(rate, APRIL - timedelta(days=1), edition=edition, by=by, at=AT)
    rates.end(rate, MAY, edition=edition, by=by, at=AT)
    with pytest.raises(Refused):
        rates.end(rate, MAY, edition=edition, by=by, at=AT)
    with pytest.raises(Refused):
        rates.end(add(edition, shared=True), MAY, edition=edition, by=by, at=AT)


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        ("UPDATE rate SET numerator = 99", "rate_never_edited"),
        ("UPDATE rate SET valid_to = '2027-06-01'", "rate_ended_once"),
        ("DELETE FROM rate", "rate_kept"),
        ("UPDATE rate SET source = ''", "rate_never_edited"),
    ],
)
def test_the_database_itself_refuses(db, edition, statement, refused):
    add(edition, valid_to=MAY)
    db.session.commit()
    with pytest.raises(sa.exc.IntegrityError, match=refused):
        db.session.execute(sa.text(statement))
    db.session.rollback()


@pytest.mark.parametrize(("name", "statement"), [
    ("rate_never_edited", "UPDATE rate SET numerator = 99"),
    ("rate_kept", "DELETE FROM rate"),
    ("rate_ended_once", "UPDATE rate SET valid_to = '2027-06-01'"),
])  # fmt: skip
def test_control_without_the_guard_it_would_happen(db, edition, name, statement):
    add(edition, valid_to=MAY)
    db.session.commit()
    db.session.execute(drop(name))
    assert db.session.execute(sa.text(statement)).rowcount == 1
    db.session.rollback()


def test_control_without_the_guard_two_rates_would_hold_on_one_day(db, edition):
    add(edition, band=(0, 10_000))
    db.session.commit()
    db.session.execute(drop("rate_never_overlaps"))
    add(edition, 25, band=(9_000, None))
    assert amount(find.on(edition, RateKind.car, MAY), 10_000) > 450_000
    db.session.rollback()


def test_all_rates_of_a_day_are_one_statement(db, edition, counted):
    for number in range(30):
        add(edition, 9000 + number, RateKind.hotel, Unit.night, place=f"Town {number}")
    db.session.commit()
    db.session.refresh(edition)
    with counted() as sent:
        found = find.book(edition, MAY)
    assert (len(found), len(sent)) == (30, 1)
