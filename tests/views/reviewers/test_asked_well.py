"""A reviewer says how to ask them well, wishes, practises, and names words; the desk explains these."""

import pytest

from conference.db import writing
from conference.models.reviewers.reviewers import Preference, Reviewer
from conference.models.reviews.glossary import GlossaryWord
from conference.models.reviews.reviews import Criterion, Review, UnknownWord
from conference.rules.languages import Lang
from conference.rules.people.duties import Kind
from tests import cast
from tests.builders import abstracts as build_abstract, reviews as build

BASE = "/review/FORUM27"


@pytest.fixture
def house(db):
    with writing():
        edition = cast.an_edition()
        cast.dara(edition)
        works = [build.an_abstract(edition, title) for title in ("Letters", "Walks")]
        works[0].topics = ["suicide"]
        amina = build.a_reviewer(cast.amina(), edition)
        amina.fee = 1200
        for work in works:
            build.a_pair(work, amina)
    return edition


def amina(db):
    return db.session.query(Reviewer).filter_by(person_id=cast.amina().id).one()


def test_days_away_topics_and_the_fee_are_kept(db, house, client_of):
    client = client_of(cast.amina())
    page = client.get(f"{BASE}/invitation/about-me").text
    assert "Would you like to be paid" in page and "£12" in page
    given = {"avoids": ["violence", "eating"], "avoids_words": "fire", "organisation": "Harbour Clinic",
             "wants_fee": "no", "away_from-day": "1", "away_from-month": "3", "away_from-year": "2027",
             "away_until-day": "9", "away_until-month": "3", "away_until-year": "2027"}  # fmt: skip
    assert client.post(f"{BASE}/invitation/about-me", data=given).location == f"{BASE}/invitation/wishes"
    found = amina(db)
    assert (found.avoids, found.avoids_words, found.wants_fee) == (["violence", "eating"], "fire", "no")
    assert (found.away_from.day, found.away_until.day) == (1, 9)
    page = client.get(f"{BASE}/invitation/about-me").text
    assert 'value="fire"' in page or ">fire</textarea>" in page.replace("\n", "")
    desk = client_of(cast.dara(house)).get(f"/desk/FORUM27/reviewers/{found.id}").text
    for words in (
        "1 March 2027 to 9 March 2027",
        "Violence or abuse; Eating disorders, weight or food; fire",
        "Harbour Clinic",
    ):
        assert words in desk


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ({}, "Enter both days, or none."),
        ({"day": "1", "month": "2", "year": "2027"}, "must not be before the first day"),
    ],
)
def test_half_an_answer_says_what_to_mend_and_keeps_the_rest(db, house, client_of, last, words):
    given = {f"away_until-{part}": value for part, value in last.items()}
    given |= {"away_from-day": "1", "away_from-month": "3", "away_from-year": "2027", "avoids_words": "fire"}
    answer = client_of(cast.amina()).post(f"{BASE}/invitation/about-me", data={**given, "wants_fee": "yes"})
    assert answer.status_code == 422 and words in answer.text and "fire" in answer.text
    assert amina(db).avoids_words == ""


def test_wishes_are_kept_changed_and_taken_back(db, house, client_of):
    client = client_of(cast.amina())
    assert "Letters" in client.get(f"{BASE}/invitation/wishes").text
    for first, said in (("yes", {"yes", "no"}), ("maybe", {"maybe", "no"}), ("", {"no"}), ("rubbish", {"no"})):
        client.post(f"{BASE}/invitation/wishes", data={"wish-A-0001": first, "wish-A-0002": "no"})
        assert {each.bid for each in db.session.query(Preference)} == said


def test_the_wishes_page_asks_as_little_for_thirty_titles_as_for_one(db, house, client_of, counted):
    client, counts = client_of(cast.amina()), []
    for more in (0, 28):
        with writing():
            for number in range(more):
                build_abstract.an_abstract(house, f"More {number}")
        with counted() as sent:
            client.get(f"{BASE}/invitation/wishes")
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_what_a_text_speaks_of_is_said_before_it_is_opened(house, client_of):
    client = client_of(cast.amina())
    page = client.get(f"{BASE}/abstract/A-0001").text
    assert page.index("Suicide or self-harm") < page.index("Show the abstract") < page.index("Less pain.")
    assert "Before you read" not in client.get(f"{BASE}/abstract/A-0002").text


def test_practice_is_there_before_any_plan(db, client_of):
    with writing():
        edition = cast.an_edition()
        build_abstract.a_reviewer(edition, cast.amina())
    page = client_of(cast.amina()).get(f"{BASE}/practice/1").text
    assert "Does it matter to us?" in page
    assert db.session.query(Criterion).count() == 0


def test_practice_shows_ours_beside_theirs_and_keeps_nothing(db, house, client_of):
    client = client_of(cast.amina())
    assert "Practise first" in client.get(f"{BASE}/").text
    for number, ours in ((1, "1 of 4"), (2, "4 of 4")):
        assert client.get(f"{BASE}/practice/{number}").status_code == 200
        said = {"facts": ["told"], "overall": "2", "comment": "My own view."}
        page = client.post(f"{BASE}/practice/{number}", data=said).text
        assert ours in page and "My own view." in page
    assert client.get(f"{BASE}/practice/3").status_code == 404
    assert client.post(f"{BASE}/practice/1", data={"facts": ["told", "none"]}).status_code == 422
    assert db.session.query(Review).count() == 0
    client.post(f"{BASE}/practice/done")
    assert amina(db).practised_at
    assert "Practise first" not in client.get(f"{BASE}/").text


def test_a_word_is_named_counted_explained_and_read_by_all(db, house, client_of):
    with writing():
        chidi = build.a_reviewer(cast.chidi(), house, Kind.professional)
        build.a_pair(amina(db).edition and build.an_abstract(house, "Third"), chidi)
    client, desk = client_of(cast.amina()), client_of(cast.dara(house))
    for _twice in range(2):
        client.post(f"{BASE}/abstract/A-0001", data={"do": "save", "unknown": "Cohort, “cohort”, odds ratio"})
    assert {each.term for each in db.session.query(UnknownWord)} == {"cohort", "odds ratio"}
    assert "cohort, odds ratio" in client.get(f"{BASE}/abstract/A-0001").text
    client.post(f"{BASE}/abstract/A-0001", data={"do": "save", "unknown": "odds ratio"})
    page = desk.get("/desk/FORUM27/words/").text
    assert "odds ratio" in page and "cohort" not in page
    said = {"term": "Odds ratio", "en": "How much more likely it is.", "nl": ""}
    assert desk.post("/desk/FORUM27/words/", data=said).status_code == 303
    assert "How much more likely it is." in client_of(cast.chidi()).get(f"{BASE}/abstract/A-0003").text
    with client.session_transaction() as session:
        session["lang"] = "nl"
    assert "How much more likely it is." in client.get(f"{BASE}/abstract/A-0001").text
    desk.post("/desk/FORUM27/words/", data={**said, "en": ""})
    assert db.session.query(GlossaryWord).count() == 0
    assert desk.post("/desk/FORUM27/words/", data={**said, "term": " . "}).status_code == 422


def test_too_many_words_say_so_and_nothing_typed_is_lost(house, client_of):
    words = ", ".join(f"word{number}" for number in range(21))
    answer = client_of(cast.amina()).post(f"{BASE}/abstract/A-0001", data={"unknown": words, "comment": "Mine."})
    assert answer.status_code == 422 and "at most 20 words" in answer.text and "Mine." in answer.text


def test_an_organiser_lets_somebody_read_what_only_a_name_kept_from_them(db, house, client_of):
    with writing():
        suspected = build_abstract.a_conflict(amina(db), build.an_abstract(house, "Fourth"), source="organisation",
                                              status="suspected")  # fmt: skip
        said = build_abstract.a_conflict(amina(db), build.an_abstract(house, "Fifth"))
    desk, base = client_of(cast.dara(house)), f"/desk/FORUM27/reviewers/{suspected.reviewer_id}"
    assert desk.get(base).text.count("Remove conflict") == 1
    assert desk.post(f"{base}/may-read/{said.abstract_id}").status_code == 404
    assert desk.post(f"{base}/may-read/{suspected.abstract_id}").status_code == 303
    db.session.refresh(suspected)
    assert suspected.status == "cleared"


def test_the_words_of_each_language_are_kept_apart(db, house, client_of):
    desk = client_of(cast.dara(house))
    desk.post("/desk/FORUM27/words/", data={"term": "cohort", "en": "A group.", "nl": "Een groep."})
    assert {each.lang: each.meaning for each in db.session.query(GlossaryWord)} == {
        Lang.en: "A group.", Lang.nl: "Een groep.",
    }  # fmt: skip


def test_a_reviewer_chooses_their_pace_and_a_place_in_reserve(db, house, client_of):
    client = client_of(cast.amina())
    assert client.post(f"{BASE}/invitation/about-me", data={"pace": "0", "wants_fee": "no"}).status_code == 422
    client.post(f"{BASE}/invitation/about-me", data={"pace": "1", "in_reserve": "y", "wants_fee": "no"})
    assert (amina(db).pace, amina(db).in_reserve) == (1, True)
    assert "At 1 a week you will finish on" in client.get(f"{BASE}/").text
    desk = client_of(cast.dara(house))
    assert "1 a week" in desk.get(f"/desk/FORUM27/reviewers/{amina(db).id}").text
    assert "yes, in reserve" in desk.get("/desk/FORUM27/reviewers/").text


def test_a_pause_is_two_presses_and_asks_no_reason(db, house, client_of):
    client = client_of(cast.amina())
    assert "Take a break" in client.get(f"{BASE}/").text
    assert client.post(f"{BASE}/invitation/pause", csrf=False).status_code == 400
    assert client.post(f"{BASE}/invitation/pause").status_code == 303
    page = client.get(f"{BASE}/").text
    assert "You are taking a break" in page and "Take a break" not in page
    assert client.get(f"{BASE}/abstract/A-0001").status_code == 200  # what they hold stays theirs
    client.post(f"{BASE}/invitation/go-on")
    assert amina(db).paused_at is None
