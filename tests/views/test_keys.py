"""The door of the two keys: works, whose is it, may I, what if wrong; and that no single human opens it."""

import pytest
import sqlalchemy as sa

from conference.actions import frozen_sets
from conference.db import now, writing
from conference.models.keys import FrozenSet, KeyHolder
from conference.models.outbox import Message
from conference.models.people.people import Person
from conference.rules.keys import Kind, State
from conference.rules.people.duties import Rank, Side
from tests import cast


@pytest.fixture
def house(db):
    edition = cast.an_edition()
    people = {"dara": cast.dara(edition), "lena": cast.lena(edition), "ben": cast.ben(), "farid": cast.farid()}
    db.session.commit()
    with writing():
        frozen = frozen_sets.freeze(
            edition, Kind.two_key_setting, edition.id, content={"kinds": ["slots"]}, by=people["dara"], at=now()
        )
        set_id, digest = frozen.id, frozen.digest
    return {"base": f"/keys/{edition.code}", "set": set_id, "digest": digest, **people}


def test_two_people_carry_it_out(db, house, client_of):
    turn = f"{house['base']}/{house['set']}/turn"
    for name in ("dara", "lena"):
        assert client_of(house[name]).post(turn, data={"digest": house["digest"]}).status_code == 303
    assert db.session.get_one(FrozenSet, house["set"]).state == State.carried


@pytest.mark.parametrize("path", ["/", "/holders", "/{set}", "/999"])
def test_the_wrong_person_is_told_nothing(house, client_of, path):
    address = house["base"] + path.format(**house)
    assert client_of(house["farid"]).get(address).status_code == 404
    assert client_of(None).get(address).headers["Location"] == "/account/sign-in"


def test_another_editions_set_is_not_found(db, house, client_of):
    other = cast.an_edition("OTHER27")
    cast.a_holder(house["ben"], other, Side.organiser)
    db.session.commit()
    assert client_of(house["ben"]).get(f"/keys/OTHER27/{house['set']}").status_code == 404


def test_a_wrong_digest_and_a_second_turn_are_refused_in_words(db, house, client_of):
    turn, client = f"{house['base']}/{house['set']}/turn", client_of(house["dara"])
    stale = client.post(turn, data={"digest": "0" * 64})
    assert (stale.status_code, "Read it again" in stale.text) == (422, True)
    client.post(turn, data={"digest": house["digest"]})
    again = client.post(turn, data={"digest": house["digest"]})
    assert (again.status_code, "already turned" in again.text) == (422, True)


def test_a_no_without_a_reason_is_422_and_changes_nothing(db, house, client_of):
    page = client_of(house["lena"]).post(f"{house['base']}/{house['set']}/no", data={"reason": ""})
    assert (page.status_code, 'href="#reason"' in page.text) == (422, True)
    assert db.session.get_one(FrozenSet, house["set"]).state == State.waiting


def test_a_post_without_a_token_turns_nothing(db, house, client_of):
    turn = f"{house['base']}/{house['set']}/turn"
    assert client_of(house["lena"]).post(turn, data={"digest": house["digest"]}, csrf=False).status_code == 400
    assert db.session.get_one(FrozenSet, house["set"]).lived_experience_by is None


def test_the_same_person_cannot_be_named_on_the_other_side(db, house, client_of):
    client = client_of(house["dara"])
    for seat in ("lived_experience:principal", "lived_experience:deputy"):
        page = client.post(f"{house['base']}/holders/seat", data={"seat": seat, "email": "dara@example.org"})
        assert (page.status_code, "One person holds one key" in page.text) == (422, True)


def name_ben_deputy(db, house, client_of):
    data = {"seat": "lived_experience:deputy", "email": "ben@example.org"}
    client_of(house["dara"]).post(f"{house['base']}/holders/seat", data=data)
    found = db.session.scalars(sa.select(FrozenSet).where(FrozenSet.kind == Kind.key_holder)).one()
    return found.id, found.digest


def test_whoever_was_named_must_still_sign_in_where_both_keys_saw(db, house, client_of):
    """Lena says yes to Ben; Dara then has Ben sign in at an address of her own: the second key finds it."""
    set_id, digest = name_ben_deputy(db, house, client_of)
    turn = f"{house['base']}/{set_id}/turn"
    client_of(house["lena"]).post(turn, data={"digest": digest})
    house["ben"].sign_in_email = "dara.second@example.org"
    db.session.commit()
    page = client_of(house["dara"]).post(turn, data={"digest": digest})
    assert (page.status_code, "can no longer be carried out" in page.text) == (422, True)
    assert db.session.get_one(FrozenSet, set_id).state == State.waiting
    assert db.session.scalar(sa.select(KeyHolder.id).where(KeyHolder.person_id == house["ben"].id)) is None


def test_the_key_page_shows_where_the_person_named_signs_in(db, house, client_of):
    set_id, _digest = name_ben_deputy(db, house, client_of)
    assert "ben@example.org" in client_of(house["lena"]).get(f"{house['base']}/{set_id}").text


def test_a_turned_key_falls_away_with_its_holder(db, house, client_of):
    set_id, digest = name_ben_deputy(db, house, client_of)
    dara, lena = client_of(house["dara"]), client_of(house["lena"])
    lena.post(f"{house['base']}/{house['set']}/turn", data={"digest": house["digest"]})
    dara.post(f"{house['base']}/holders/seat", data={"seat": "lived_experience:principal", "email": ""})
    ending = db.session.scalars(sa.select(FrozenSet).order_by(FrozenSet.id.desc())).first()
    for client in (dara, lena):
        client.post(f"{house['base']}/{ending.id}/turn", data={"digest": ending.digest})
    assert ending.state == State.carried
    assert db.session.get_one(FrozenSet, house["set"]).lived_experience_by is None


def test_keys_of_one_edition_do_not_reach_those_of_another(db, house, client_of):
    other = cast.an_edition("OTHER27")
    cast.a_holder(house["lena"], other, Side.lived_experience)
    db.session.commit()
    data = {"current": "lena@example.org", "email": "new@example.org"}
    page = client_of(house["dara"]).post(f"{house['base']}/holders/address", data=data)
    assert (page.status_code, "another conference" in page.text) == (422, True)


def test_both_keys_change_an_address_and_the_old_one_is_told(db, house, client_of):
    data = {"current": "lena@example.org", "email": "new@example.org"}
    client_of(house["dara"]).post(f"{house['base']}/holders/address", data=data)
    found = db.session.scalars(sa.select(FrozenSet).where(FrozenSet.kind == Kind.sign_in_address)).one()
    for name in ("dara", "lena"):
        client_of(house[name]).post(f"{house['base']}/{found.id}/turn", data={"digest": found.digest})
    assert house["lena"].sign_in_email == "new@example.org"
    assert (
        db.session.scalars(sa.select(Message.address).where(Message.kind == "address_changed")).one()
        == "lena@example.org"
    )


def test_a_key_is_never_turned_from_a_kept_form(db, house, client_of):
    client = client_of(None)
    answer = client.post(f"{house['base']}/{house['set']}/turn", data={"digest": house["digest"]})
    assert answer.headers["Location"] == "/account/sign-in"
    with client.session_transaction() as session:
        assert ("held" in session, session["next"]) == (False, f"{house['base']}/{house['set']}")


def test_a_number_that_no_row_has_is_not_found(house, client_of):
    assert client_of(house["dara"]).get(f"{house['base']}/{10**30}").status_code == 404


def every_post(app, house):
    """Every route that takes a POST, with whatever its address needs filled in."""
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods and not rule.endpoint.startswith("account.use_demo"):
            values = {a: "FORUM27" if a == "edition" else 1 for a in rule.arguments}
            with app.test_request_context():
                yield rule.endpoint, app.url_map.bind("localhost").build(rule.endpoint, values)


def test_no_single_human_sends_a_set_by_any_route(db, app, house, client_of):
    """As the organiser: every POST route, with fields that grant roles, change addresses and name holders.

    Whatever one human does, no set is carried out, and nobody new holds a key.
    """
    client = client_of(house["dara"])
    fields = {
        "digest": house["digest"],
        "seat": "lived_experience:principal",
        "holder": house["lena"].id,
        "email": "dara@example.org",
        "person": house["dara"].id,
        "person_id": house["dara"].id,
        "duty": "organiser",
        "side": "lived_experience",
        "kinds": [k.value for k in Kind],
        "reason": "Because I say so.",
        "decision": "yes",
        "state": "carried",
        "organiser_by": house["dara"].id,
        "lived_experience_by": house["dara"].id,
    }
    lena_id, before = house["lena"].id, house["lena"].sign_in_email
    for _round in range(2):  # the second round on what the first one made
        for endpoint, path in every_post(app, house):
            if endpoint == "account.sign_out":
                continue
            answer = client.post(path, data=fields)
            assert answer.status_code < 500, endpoint
        for frozen in db.session.scalars(sa.select(FrozenSet)).all():
            client.post(f"{house['base']}/{frozen.id}/turn", data={"digest": frozen.digest})
    states = set(db.session.scalars(sa.select(FrozenSet.state)))
    seats = db.session.scalars(sa.select(KeyHolder.person_id).where(KeyHolder.ended_at.is_(None))).all()
    assert State.carried not in states
    assert sorted(seats) == sorted([house["dara"].id, lena_id])
    assert db.session.get_one(Person, lena_id).sign_in_email == before


def test_control_with_a_second_human_the_same_walk_sends_it(db, app, house, client_of):
    """The walk can send a set: with the other key turned first, the organiser's round carries it out."""
    turn = f"{house['base']}/{house['set']}/turn"
    client_of(house["lena"]).post(turn, data={"digest": house["digest"]})
    client_of(house["dara"]).post(turn, data={"digest": house["digest"]})
    assert db.session.get_one(FrozenSet, house["set"]).state == State.carried


def test_the_list_costs_the_same_statements_at_1_and_30_sets(db, house, client_of, counted):
    client, edition = client_of(house["lena"]), cast.an_edition.__defaults__[0]
    with counted() as one:
        client.get(f"/keys/{edition}/")
    with writing():
        found = db.session.scalars(sa.select(FrozenSet)).one()
        dara = db.session.get_one(Person, house["dara"].id)
        for about in range(100, 130):
            frozen_sets.freeze(found.edition, Kind.one_time_code, about, content={"name": "x"}, by=dara, at=now())
    with counted() as thirty:
        client.get(f"/keys/{edition}/")
    assert len(thirty) == len(one)


def test_a_deputy_of_the_lived_experience_side_is_named_by_both(db, house, client_of):
    client = client_of(house["dara"])
    client.post(f"{house['base']}/holders/seat", data={"seat": "lived_experience:deputy", "email": "ben@example.org"})
    frozen = db.session.scalars(sa.select(FrozenSet).where(FrozenSet.kind == Kind.key_holder)).one()
    for name in ("dara", "lena"):
        client_of(house[name]).post(f"{house['base']}/{frozen.id}/turn", data={"digest": frozen.digest})
    seat = db.session.scalars(sa.select(KeyHolder).where(KeyHolder.rank == Rank.deputy)).one()
    assert seat.person_id == house["ben"].id
