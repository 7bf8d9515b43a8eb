"""The co-chairs' door: their own role cards, and nobody else's."""

import pytest

from conference.models.streams.co_chairs import CoChair
from conference.queries.streams import candidates as found
from conference.rules.streams.co_chairs import State
from tests import cast
from tests.builders import streams as build
from tests.builders.streams import LE, PRO


@pytest.fixture
def edition(db):
    edition = build.a_staffed_edition()
    build.asked(edition)
    cast.farid()
    db.session.commit()
    return edition


def seat_of(db, person):
    return db.session.query(CoChair).filter_by(person_id=person.id).one()


def answer(client, edition, seat, said, words="", **more):
    data = {"said": said, "words": words, "card": found.card_for(seat.stream).id}
    return client.post(f"/stream/{edition.code}/{seat.id}/answer", data=data, **more)


def test_a_person_reads_and_answers_their_role_card(db, client_of, edition):
    seat, client = seat_of(db, cast.amina()), client_of(cast.amina())
    assert "Access" in client.get(f"/stream/{edition.code}/").text
    page = client.get(f"/stream/{edition.code}/{seat.id}").text
    assert "A fee of £300" in page
    assert "Chidi Eze" not in page
    assert answer(client, edition, seat, "accept").status_code == 303
    assert db.session.get_one(CoChair, seat.id).state == State.accepted
    assert answer(client, edition, seat, "decline").status_code == 422
    assert "This was answered after you opened the page" in answer(client, edition, seat, "decline").text
    assert client.post(f"/stream/{edition.code}/{seat.id}/leave").status_code == 303
    assert db.session.get_one(CoChair, seat.id).state == State.left
    assert client.post(f"/stream/{edition.code}/{seat.id}/leave").status_code == 422


def test_the_other_co_chair_is_named_once_they_said_yes(db, client_of, edition):
    mine, theirs = seat_of(db, cast.chidi()), seat_of(db, cast.amina())
    assert answer(client_of(cast.amina()), edition, theirs, "accept").status_code == 303
    page = client_of(cast.chidi()).get(f"/stream/{edition.code}/{mine.id}").text
    assert "Amina Yusuf leads the stream with you" in page
    assert "lived experience" not in page.split("Who sees what")[0].split("<main")[1].lower()


def test_the_wrong_person_finds_nothing(db, client_of, edition):
    seat = seat_of(db, cast.amina())
    for person, status in ((cast.farid(), 404), (cast.ben(), 404), (cast.dara(edition), 404), (None, 303)):
        client = client_of(person)
        assert client.get(f"/stream/{edition.code}/{seat.id}").status_code == status
        assert answer(client, edition, seat, "accept").status_code == status
        assert client.post(f"/stream/{edition.code}/{seat.id}/leave").status_code == status
    assert client_of(cast.farid()).get(f"/stream/{edition.code}/").status_code == 404
    assert client_of(cast.farid()).get(f"/stream/{edition.code}/wishes").status_code == 404
    other = cast.an_edition("OTHER27")
    db.session.commit()
    assert client_of(cast.amina()).get(f"/stream/{other.code}/").status_code == 404
    assert seat_of(db, cast.amina()).state == State.role_sent


def test_nobody_learns_of_a_seat_before_both_keys(db, client_of):
    edition = build.a_staffed_edition()
    build.frozen_co_chairs(edition)
    db.session.commit()
    seat, client = seat_of(db, cast.amina()), client_of(cast.amina())
    assert client.get(f"/stream/{edition.code}/{seat.id}").status_code == 404
    assert "Role card" not in client.get(f"/stream/{edition.code}/").text
    assert "You are asked" not in client.get("/together/").text


@pytest.mark.parametrize(
    ("said", "words", "told"),
    [
        ("", "", "Choose your answer."),
        ("change", " ", "Enter what should change."),
        ("suggest", "", "Enter who to ask, and how we can reach them."),
        ("accept", "x" * 2001, "Use at most 2,000 characters."),
    ],
)
def test_an_answer_that_cannot_be_kept_is_explained(db, client_of, edition, said, words, told):
    seat = seat_of(db, cast.amina())
    response = answer(client_of(cast.amina()), edition, seat, said, words)
    assert (response.status_code, told in response.text) == (422, True)


@pytest.mark.parametrize("card", ["abc", "²", "9" * 5000, "-1"])
def test_an_answer_to_a_card_that_is_none_is_refused(db, client_of, edition, card):
    seat = seat_of(db, cast.amina())
    response = client_of(cast.amina()).post(
        f"/stream/{edition.code}/{seat.id}/answer", data={"said": "accept", "card": card}
    )
    assert response.status_code == 422
    assert seat_of(db, cast.amina()).state == State.role_sent


def test_a_post_without_a_token_changes_nothing(db, client_of, edition):
    seat, client = seat_of(db, cast.amina()), client_of(cast.amina())
    assert answer(client, edition, seat, "accept", csrf=False).status_code == 400
    assert (
        client.post(f"/stream/{edition.code}/wishes", data={"when": "all", "limit": 1}, csrf=False).status_code == 400
    )
    assert seat_of(db, cast.amina()).state == State.role_sent


def test_wishes_are_kept_and_shown_again(db, client_of):
    edition = cast.an_edition()
    access = cast.a_stream(edition, "Access")
    build.a_candidate(cast.amina(), edition, LE)
    db.session.commit()
    client, path = client_of(cast.amina()), f"/stream/{edition.code}/wishes"
    data = {f"stream_{access.id}": "conflict", "when": "some", "half_days": "2027-05-11:morning", "limit": "2"}
    assert client.post(path, data=data).status_code == 303
    said = found.wishes_of(found.candidate_of(cast.amina(), edition))
    assert (said.levels, said.conflicts, len(said.can_come)) == ({}, frozenset({access.id}), 1)
    page = client.get(path).text
    assert '<option value="conflict" selected' in page
    assert "Tell us which streams you would like" not in client.get(f"/stream/{edition.code}/").text


def test_wishes_that_cannot_be_kept_are_explained(db, client_of, edition):
    access = seat_of(db, cast.amina()).stream
    client, path = client_of(cast.amina()), f"/stream/{edition.code}/wishes"
    for data, told in (
        ({"limit": "1"}, "Choose when you can come."),
        ({"when": "some", "limit": "1"}, "Tick when you can come."),
        ({"when": "all", "limit": "99"}, "Enter a number from 0 to 20."),
        ({"when": "all", "limit": "0"}, "You have a place in more streams than this."),
        ({"when": "all", "limit": "1", f"stream_{access.id}": "conflict"}, "You have a place in this stream."),
        ({"when": "all", "limit": "1", f"stream_{access.id}": "7"}, "Not a valid choice"),
    ):
        response = client.post(path, data=data)
        assert (response.status_code, told in response.text) == (422, True), told


def test_a_key_holder_reads_the_whole_list_in_plain_words(db, client_of):
    edition = build.a_staffed_edition()
    build.a_candidate(cast.someone("uri", "Uri Stein"), edition, PRO, Access=5)
    cast.a_stream(edition, "Home", 3)
    frozen = build.frozen_co_chairs(edition)
    db.session.commit()
    page = client_of(cast.lena(edition)).get(f"/keys/{edition.code}/{frozen.id}").text
    for words in ("Access: Amina Yusuf", "This is their first choice.", "A fee of £300", "14 days to answer"):
        assert words in page
    assert client_of(cast.amina()).get(f"/keys/{edition.code}/{frozen.id}").status_code == 404
