"""The desk's streams: organisers only, nothing sent by one person, every refusal in words."""

import pytest

from conference.models.outbox import Message
from conference.models.streams.candidates import Candidate, RoleCard
from conference.models.streams.co_chairs import CoChair, CoChairProposal
from conference.queries.streams import candidates as found, co_chairs as queries
from conference.rules.streams.co_chairs import State
from tests import cast
from tests.builders import streams as build
from tests.builders.streams import LE


@pytest.fixture
def edition(db):
    edition = build.a_staffed_edition()
    cast.farid()
    cast.tomas(edition)
    db.session.commit()
    return edition


def first_seat(db):
    return db.session.query(CoChair).order_by(CoChair.id).first()


def stream_id(db, name):
    return db.session.query(cast.Stream).filter_by(name=name).one().id


def test_propose_change_and_freeze(db, client_of, edition):
    client, desk = client_of(cast.dara(edition)), f"/desk/{edition.code}/streams"
    assert client.get(f"{desk}/{stream_id(db, 'Safety')}/lived_experience").status_code == 404
    assert client.post(f"{desk}/propose").status_code == 303
    page = client.get(f"{desk}/").text
    assert "Amina Yusuf</strong> (draft)" in page
    assert "4 co-chair places are open" in page
    noor = next(each for each in found.candidates(edition) if each.person.name == "Noor Bakker")
    seat = f"{desk}/{stream_id(db, 'Safety')}/lived_experience"
    assert "Noor Bakker" in client.get(seat).text
    assert client.post(seat, data={"candidate": noor.id, "why": "She knows the theme."}).status_code == 303
    assert "Chosen by hand: She knows the theme." in client.get(f"{desk}/").text
    assert client.post(f"{desk}/freeze").status_code == 303
    assert "Noor Bakker</strong>\n        waiting for both keys" in client.get(f"{desk}/").text
    assert db.session.query(Message).filter_by(kind="role_card_sent").count() == 0


def test_an_organiser_alone_sends_nothing_by_any_route_of_the_desk(db, client_of, edition):
    client, desk = client_of(cast.dara(edition)), f"/desk/{edition.code}/streams"
    client.post(f"{desk}/propose")
    client.post(f"{desk}/freeze")
    seat = first_seat(db)
    card = found.card_for(seat.stream).id
    for path, data in (
        (f"{desk}/propose", {}),
        (f"{desk}/freeze", {}),
        (f"{desk}/card", {}),
        (f"/desk/{edition.code}/co-chairs/asked/{seat.id}/answer", {"said": "accept", "card": card}),
        (f"/desk/{edition.code}/co-chairs/asked/{seat.id}/leave", {}),
        (f"/stream/{edition.code}/{seat.id}/answer", {"said": "accept", "card": card}),
    ):
        client.post(path, data=data)
    assert {each.state for each in db.session.query(CoChair)} <= {State.proposed, State.released}
    assert db.session.query(Message).filter_by(kind="role_card_sent").count() == 0


def test_the_wrong_person_finds_nothing(db, client_of, edition):
    build.asked(edition)
    db.session.commit()
    seat = first_seat(db)
    candidate = db.session.query(Candidate).first()
    home = f"/desk/{edition.code}"
    pages = (
        f"{home}/streams/",
        f"{home}/streams/times",
        f"{home}/streams/card",
        f"{home}/streams/{seat.stream_id}/professional",
        f"{home}/co-chairs/",
        f"{home}/co-chairs/{candidate.id}/wishes",
        f"{home}/co-chairs/asked/{seat.id}",
    )
    for person in (cast.farid(), cast.amina(), cast.tomas(edition), cast.lena(edition)):
        client = client_of(person)
        assert {client.get(page).status_code for page in pages} == {404}
        assert client.post(f"{home}/streams/propose").status_code == 404
    organiser = client_of(cast.dara(edition))
    assert {organiser.get(page).status_code for page in pages} == {200}


def test_what_cannot_be_kept_is_explained(db, client_of, edition):
    client, home = client_of(cast.dara(edition)), f"/desk/{edition.code}"
    client.post(f"{home}/streams/propose")
    cases = (
        ("co-chairs/", {"person": 0}, "Choose someone, or enter the name of a new person."),
        ("co-chairs/", {"person": 0, "name": "Hana", "kind": "professional"}, "so that we can reach them"),
        (
            "co-chairs/",
            {"person": 0, "name": "A", "email": "amina@example.org", "kind": "professional"},
            "Someone already signs in with this address.",
        ),
        (
            f"streams/{stream_id(db, 'Access')}/professional",
            {"candidate": 0},
            "Enter the reason. Both key holders read it.",
        ),
        (f"streams/{stream_id(db, 'Access')}/professional", {"candidate": 99, "why": "x"}, "Not a valid choice"),
        ("streams/times", {"answer_days": "0"}, "Enter a number from 1 to 90."),
        ("streams/card", {"money_nl": "Geld"}, "Fill in both Dutch texts, or neither."),
    )
    for path, data, told in cases:
        response = client.post(f"{home}/{path}", data=data)
        assert (response.status_code, told in response.text) == (422, True), told


def test_a_proposal_that_is_not_ready_is_not_frozen(db, client_of):
    edition = cast.an_edition()
    cast.a_stream(edition, "Access")
    build.a_candidate(cast.amina(), edition, LE)
    db.session.commit()
    client, desk = client_of(cast.dara(edition)), f"/desk/{edition.code}/streams"
    client.post(f"{desk}/propose")
    response = client.post(f"{desk}/freeze")
    assert (response.status_code, "You cannot freeze this yet" in response.text) == (422, True)
    assert "Write the role card before you freeze." in response.text


def test_people_are_added_and_their_words_typed_for_them(db, client_of, edition):
    client, home = client_of(cast.dara(edition)), f"/desk/{edition.code}/co-chairs"
    new = {"person": 0, "name": "Hana Sole", "phone": "+44 20 7946 0177", "kind": "lived_experience"}
    assert client.post(f"{home}/", data=new).status_code == 303
    hana = next(each for each in found.candidates(edition) if each.person.name == "Hana Sole")
    assert "To call" in client.get(f"/desk/{edition.code}/letters/?tasks=1").text
    data = {"when": "all", "limit": "1", f"stream_{stream_id(db, 'Access')}": "4"}
    assert client.post(f"{home}/{hana.id}/wishes", data=data).status_code == 303
    assert "entered by an organiser" in client.get(f"{home}/").text
    assert client.post(f"{home}/{hana.id}/wishes", data={}).status_code == 422


def test_an_answer_by_phone_is_typed_with_the_typists_name(db, client_of, edition):
    build.asked(edition)
    db.session.commit()
    seat, dara = first_seat(db), cast.dara(edition)
    client, path = client_of(dara), f"/desk/{edition.code}/co-chairs/asked/{seat.id}"
    assert "A fee of £300" in client.get(path).text
    data = {"said": "accept", "card": found.card_for(seat.stream).id}
    assert client.post(f"{path}/answer", data={**data, "said": ""}).status_code == 422
    assert client.post(f"{path}/answer", data=data).status_code == 303
    assert queries.one(edition, seat.id).answered_by == dara.id
    assert client.post(f"{path}/answer", data=data).status_code == 422
    assert client.post(f"{path}/leave").status_code == 303
    assert client.post(f"{path}/leave").status_code == 422


def test_a_card_that_waits_for_the_keys_is_not_changed(db, client_of, edition):
    client, desk = client_of(cast.dara(edition)), f"/desk/{edition.code}/streams"
    client.post(f"{desk}/propose")
    client.post(f"{desk}/freeze")
    facts = vars(build.CARD) | {"briefing_on": "", "check_in_on": "", "money_en": "A fee.", "support_en": "A mentor."}
    response = client.post(f"{desk}/card", data=facts)
    assert (response.status_code, "waiting for both keys" in response.text) == (422, True)
    assert db.session.query(RoleCard).count() == 1


def test_a_post_without_a_token_changes_nothing(db, client_of, edition):
    client, desk = client_of(cast.dara(edition)), f"/desk/{edition.code}/streams"
    assert client.post(f"{desk}/propose", csrf=False).status_code == 400
    assert client.post(f"/desk/{edition.code}/co-chairs/", data={"person": 0}, csrf=False).status_code == 400
    assert db.session.query(CoChairProposal).count() == 0
