"""The budget page: sums, a picture with a table as its twin, people, and a sponsor's pot."""

import pytest

from conference.queries.funding import pots
from conference.rules.funding.pots import PotKind
from tests import cast
from tests.builders import applications as build


@pytest.fixture
def edition(db):
    found = cast.an_edition()
    build.round_of(found, 30_000, 30_000, 30_000, money=110_000)
    build.carried(found)
    cast.tomas(found), cast.farid()
    db.session.commit()
    return found


def test_the_page_says_the_sums_warns_at_80_per_cent_and_counts_in_people(client_of, edition):
    page = client_of(cast.tomas(edition)).get("/desk/FORUM27/budget/").get_data(as_text=True)
    assert "£1,100" in page and "£900" in page and "81% promised, 0% spent" in page
    assert "Money: 81% is promised." in page
    assert "£200 left: not enough for one more place from Leeds, for one person alone (about £300 each" in page
    desk = client_of(cast.dara(edition)).get("/desk/FORUM27/").get_data(as_text=True)
    assert "Pots of which 80% or more is promised" in desk


def test_a_sponsors_pot_is_made_empty_and_sized_by_both_keys(client_of, edition):
    dara = client_of(cast.dara(edition))
    made = dara.post("/desk/FORUM27/budget/ring-fence", data={"kind": "money", "name": "Trust", "what_for": "Carers"})
    (pot,) = pots.child_pots(edition)
    assert (made.status_code, made.location, pot.capacity) == (303, f"/desk/FORUM27/budget/pots/{pot.id}", 0)
    again = dara.post("/desk/FORUM27/budget/ring-fence", data={"kind": "money", "name": "Trust", "what_for": "x"})
    assert again.status_code == 422 and "There is already a pot with this name." in again.get_data(as_text=True)
    too_much = dara.post(made.location, data={"capacity": 201, "reason": "A gift"})
    assert too_much.status_code == 422 and "has less than this left" in too_much.get_data(as_text=True)
    asked = dara.post(made.location, data={"capacity": 201, "reason": "A gift", "new_money": "y"})
    assert asked.status_code == 303
    keys = client_of(cast.lena(edition)).get("/keys/FORUM27/").get_data(as_text=True)
    assert "How much a pot holds" in keys
    costs = dara.get("/desk/FORUM27/applications/1").get_data(as_text=True)
    assert "the general pot" not in costs  # decided already: nothing to draft


def test_a_general_pot_cannot_be_asked_below_what_it_promised(client_of, edition):
    money = pots.pots_of(edition)[PotKind.money]
    answer = client_of(cast.dara(edition)).post(
        f"/desk/FORUM27/budget/pots/{money.id}", data={"capacity": 899, "reason": "Less"}
    )
    assert answer.status_code == 422 and "More than this is already promised." in answer.get_data(as_text=True)


def test_nobody_else_sees_the_budget(client_of, edition):
    assert client_of(cast.farid()).get("/desk/FORUM27/budget/").status_code == 404
    assert client_of(cast.ben()).get("/desk/FORUM27/budget/").status_code == 404
