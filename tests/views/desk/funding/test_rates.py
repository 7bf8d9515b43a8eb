"""Rates at the desk: works, may I, what if wrong."""

from datetime import date

import pytest
import sqlalchemy as sa

from conference.models.funding.rates import Rate
from tests import cast

BASE = "/desk/FORUM27/rates/"
GIVEN = {
    "kind": "car", "unit": "mile", "rate": "0.245", "place": "", "band_from": "0", "band_to": "",
    "valid_from-day": "1", "valid_from-month": "4", "valid_from-year": "2027",
    "source": "A rate card", "source_on-day": "2", "source_on-month": "4", "source_on-year": "2027",
}  # fmt: skip


@pytest.fixture
def desk(db, client_of):
    edition = cast.an_edition()
    dara = cast.dara(edition)
    db.session.commit()
    return edition, client_of(dara)


def test_a_rate_is_added_exactly_shown_and_ended(db, desk):
    _edition, client = desk
    assert client.post(BASE, data=GIVEN).status_code == 303
    rate = db.session.scalars(sa.select(Rate)).one()
    assert (rate.numerator, rate.denominator) == (49, 2)
    page = client.get(BASE).text
    assert "£0.245 a mile" in page and "A rate card, 2 April 2027" in page
    last = {"last_day-day": "9", "last_day-month": "4", "last_day-year": "2027"}
    assert client.post(f"{BASE}end", data={"rate": rate.id, **last}).status_code == 303
    assert db.session.scalars(sa.select(Rate.valid_to)).one() == date(2027, 4, 9)
    assert client.post(f"{BASE}end", data={"rate": rate.id, **last}).status_code == 422


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unit": "night"}, "Choose another unit: this is paid per mile or kilometre."),
        ({"rate": "NaN"}, "0.45"),
        ({"rate": "-1"}, "Enter an amount from 0 to 100,000."),
        ({"band_from": "9", "band_to": "9"}, "Enter a distance that ends after it begins."),
        ({"kind": "hotel", "unit": "night", "band_to": "9"}, "Enter distances only for miles and kilometres."),
        ({"source": ""}, "Enter where you found this rate."),
        ({"kind": "horse"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(db, desk, change, words):
    answer = desk[1].post(BASE, data={**GIVEN, **change})
    assert (answer.status_code, words in answer.text) == (422, True)
    assert db.session.scalar(sa.select(sa.func.count(Rate.id))) == 0


def test_an_overlap_is_said_in_words(desk):
    client = desk[1]
    client.post(BASE, data=GIVEN)
    again = client.post(BASE, data={**GIVEN, "rate": "0.30"})
    assert (again.status_code, "Another rate is already valid" in again.text) == (422, True)


def test_only_organisers_and_treasurers_of_this_edition(db, desk, client_of):
    edition, _client = desk
    tomas, _farid, _lena = cast.tomas(edition), cast.farid(), cast.lena(edition)
    db.session.commit()
    assert client_of(tomas).get(BASE).status_code == 200
    for person in (cast.farid(), cast.lena(edition)):
        assert client_of(person).get(BASE).status_code == 404
    assert client_of(None).get(BASE).status_code == 303
    assert client_of(tomas).post(BASE, data=GIVEN, csrf=False).status_code == 400
