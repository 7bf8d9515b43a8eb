"""The reviewer's own door: yes with a number they choose, no, and what they should not read."""

from typing import Any

import pytest

from conference.db import writing
from conference.models.reviewers.reviewers import Conflict, Reviewer
from conference.rules.languages import Lang
from conference.rules.reviewers.assignment import ConflictSource, ReviewerState
from tests.builders.abstracts import a_conflict, a_proposal, a_reviewer, an_abstract, an_assignment
from tests.cast import a_stream, amina, an_edition, ben, dara, eve, farid

BASE = "/review/FORUM27/invitation"


@pytest.fixture
def house(db: Any) -> dict[str, Any]:
    with writing():
        edition = an_edition()
        stream, other = a_stream(edition), a_stream(edition, "Kind words", 2)
        a_reviewer(edition, amina(), state=ReviewerState.invited, max_load=9, fee=1250)
        a_reviewer(edition, ben(), streams=[stream])
        an_abstract(edition, "Hand washing", stream)
        an_abstract(edition, "Kind letters", other)
        return {
            "edition": edition,
            "stream": stream.id,
            "amina": amina(),
            "ben": ben(),
            "dara": dara(edition),
            "farid": farid(),
        }


def reviewer(db: Any, person: Any) -> Reviewer:
    return db.session.query(Reviewer).filter_by(person_id=person.id).one()


@pytest.mark.parametrize("path", ["/", "/conflicts"])
def test_only_reviewers_come_in(house: Any, client_of: Any, path: str) -> None:
    assert client_of(house["amina"]).get(BASE + path).status_code == 200
    for nobody in ("farid", "dara"):
        assert client_of(house[nobody]).get(BASE + path).status_code == 404
    assert client_of(None).get(BASE + path).headers["Location"] == "/account/sign-in"


def test_the_role_card_tells_number_time_and_fee(house: Any, client_of: Any) -> None:
    page = client_of(house["amina"]).get(f"{BASE}/").text
    for words in ("9 at most, about 20 minutes each", "We pay £12.50 for each review.", "Both kinds of reviewer count"):
        assert words in page


def test_a_yes_with_a_number_and_a_stream(db: Any, house: Any, client_of: Any) -> None:
    client = client_of(house["amina"])
    assert client.post(f"{BASE}/accept", data={"load": 3, "streams": [house["stream"]]}).status_code == 303
    found = reviewer(db, house["amina"])
    assert (found.state, found.max_load, [s.id for s in found.streams]) == ("accepted", 3, [house["stream"]])


@pytest.mark.parametrize("load", ["", "0", "501", "many"])
def test_a_wrong_number_is_422_in_words(db: Any, house: Any, client_of: Any, load: str) -> None:
    page = client_of(house["amina"]).post(f"{BASE}/accept", data={"load": load})
    assert (page.status_code, 'href="#load"' in page.text) == (422, True)
    assert reviewer(db, house["amina"]).state == ReviewerState.invited


def test_a_no_with_a_reason_and_a_change_of_mind(db: Any, house: Any, client_of: Any) -> None:
    client = client_of(house["amina"])
    assert client.post(f"{BASE}/decline", data={"reason": "No time."}).status_code == 303
    assert reviewer(db, house["amina"]).declined_because == "No time."
    assert client.post(f"{BASE}/decline", data={"reason": "x" * 2001}).status_code == 422
    assert client.post(f"{BASE}/accept", data={"load": 2}).status_code == 303
    assert reviewer(db, house["amina"]).state == ReviewerState.accepted


def test_a_number_below_what_they_have_is_refused_in_words(db: Any, house: Any, client_of: Any) -> None:
    with writing():
        plan, mine = a_proposal(house["edition"], published=True), reviewer(db, house["ben"])
        for _ in range(2):
            an_assignment(plan, an_abstract(house["edition"]), mine)
    page = client_of(house["ben"]).post(f"{BASE}/accept", data={"load": 1})
    assert (page.status_code, "already have more" in page.text) == (422, True)


def test_titles_of_their_streams_without_authors(house: Any, client_of: Any) -> None:
    page = client_of(house["ben"]).get(f"{BASE}/conflicts").text
    assert "Hand washing" in page
    assert "Kind letters" not in page
    assert "Ann Lee" not in page
    assert "Hand washing" not in client_of(house["ben"]).get(f"{BASE}/conflicts?search=lee").text


def test_a_conflict_is_declared_and_taken_back(db: Any, house: Any, client_of: Any) -> None:
    client = client_of(house["ben"])
    assert client.post(f"{BASE}/conflicts", data={"abstract": "A-0001"}).status_code == 303
    assert "Remove conflict of interest" in client.get(f"{BASE}/conflicts").text
    assert db.session.query(Conflict).one().status == "confirmed"
    assert client.post(f"{BASE}/conflicts/take-back", data={"abstract": "A-0001"}).status_code == 303
    assert db.session.query(Conflict).one().status == "cleared"
    for wrong in ({}, {"abstract": "A-9999"}):
        assert client.post(f"{BASE}/conflicts", data=wrong).status_code == 404
    assert client.post(f"{BASE}/conflicts", data={"abstract": "A-0002"}, csrf=False).status_code == 400
    assert db.session.query(Conflict).count() == 1


@pytest.mark.parametrize("source", [ConflictSource.bid, ConflictSource.author, ConflictSource.organiser])
def test_declaring_again_does_not_make_a_noted_conflict_ones_own(
    db: Any, house: Any, client_of: Any, source: ConflictSource
) -> None:
    with writing():
        one = an_abstract(house["edition"], "Other")
        a_conflict(reviewer(db, house["ben"]), one, source=source)
    client, form = client_of(house["ben"]), {"abstract": one.reference}
    assert client.post(f"{BASE}/conflicts", data=form).status_code == 303
    assert client.post(f"{BASE}/conflicts/take-back", data=form).status_code == 404
    found = db.session.query(Conflict).one()
    assert (found.source, found.status) == (source, "confirmed")


def test_a_conflict_that_somebody_else_noted_is_not_taken_back(db: Any, house: Any, client_of: Any) -> None:
    with writing():
        one = an_abstract(house["edition"], "Other")
        a_conflict(reviewer(db, house["ben"]), one, source=ConflictSource.organiser)
    answer = client_of(house["ben"]).post(f"{BASE}/conflicts/take-back", data={"abstract": one.reference})
    assert answer.status_code == 404


def test_another_editions_reviewer_finds_nothing(db: Any, house: Any, client_of: Any) -> None:
    with writing():
        an_edition("FORUM28")
    assert client_of(house["ben"]).get("/review/FORUM28/invitation/").status_code == 404


def test_the_dutch_page_holds_no_english(db: Any, house: Any, client_of: Any) -> None:
    with writing():
        person = eve()
        person.lang = Lang.nl
        a_reviewer(house["edition"], person, state=ReviewerState.invited)
    client = client_of(person)
    for path, words in (("/", "Wilt u samenvattingen voor ons beoordelen?"), ("/conflicts", "Te nauw betrokken")):
        main = client.get(BASE + path).text.split("<main")[1].split("</main>")[0]
        assert words in main
        for english in ("You ", "Save", "review ", "Search", "not this time", "Enter "):
            assert english not in main, english
