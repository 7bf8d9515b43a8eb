"""The reviewer's door: works, the wrong person gets 404, a bad form gives 422 with words, no token changes nothing."""

import re

import pytest
from sqlalchemy import select

from conference.models.reviewers.reviewers import Conflict
from conference.models.reviews.reviews import Review
from conference.queries import keys as sets
from tests import cast
from tests.builders import reviews as build

SECRET = "Wilhelmina Authorname"


@pytest.fixture
def client_of(client_of, db):
    """A browser that sees what the test has made so far."""

    def arrive(person):
        db.session.commit()
        return client_of(person)

    return arrive


@pytest.fixture
def edition(db):
    return cast.an_edition()


@pytest.fixture
def pair(edition):
    return build.a_pair(build.an_abstract(edition), build.a_reviewer(cast.amina(), edition))


def address(pair, act=""):
    return f"/review/{pair.abstract.edition.code}/abstract/{pair.abstract.reference}{act}"


FULL = {
    "criterion_matters": "5",
    "criterion_understandable": "4",
    "criterion_respectful": "5",
    "criterion_usable": "3",
    "facts": ["designed", "decided"],
    "overall": "4",
    "comment": "This would have helped my mother.",
    "note": "",
}


def test_the_queue_shows_what_to_read_and_how_long_it_takes(edition, pair, client_of):
    page = client_of(cast.amina()).get(f"/review/{edition.code}/").text
    assert pair.abstract.title in page and "Not started" in page
    assert "About 20 minutes of reading are left." in page
    assert SECRET not in page


def test_save_come_back_and_send(db, edition, pair, client_of):
    client = client_of(cast.amina())
    answer = client.post(address(pair), data={"do": "save", "criterion_matters": "2", "comment": "So far"})
    assert answer.status_code == 303
    page = client.get(address(pair)).text
    assert "So far" in page and re.search(r'value="2" checked', page)
    assert SECRET not in page and "You will see the source and credit" in page
    answer = client.post(address(pair), data={**FULL, "do": "send"})
    assert answer.status_code == 303
    page = client.get(address(pair)).text
    assert "Review submitted. Thank you" in page
    assert SECRET in page and "This would have helped my mother." in page
    [review] = db.session.scalars(select(Review))
    assert (review.overall, review.co_production) == (4, 3)
    assert "You have submitted all your reviews." in client.get(f"/review/{edition.code}/").text


def test_an_autosave_answers_without_a_page(db, pair, client_of):
    answer = client_of(cast.amina()).post(address(pair), data={"comment": "Going on"}, headers={"X-Autosave": "1"})
    assert (answer.status_code, answer.data) == (204, b"")
    assert db.session.scalar(select(Review.comment)) == "Going on"


def test_what_is_missing_is_said_beside_each_question(db, pair, client_of):
    answer = client_of(cast.amina()).post(
        address(pair), data={"do": "send", "criterion_matters": "3", "note": "Kept as typed"}
    )
    assert answer.status_code == 422
    for words in (
        "Choose a score: Could you follow it?",
        "Tick what the abstract tells you, or “None of these”.",
        "Enter a comment for the author.",
        "Kept as typed",
    ):
        assert words in answer.text
    assert 'href="#criterion_understandable"' in answer.text
    assert "Some answers are still missing" not in answer.text
    assert db.session.scalars(select(Review)).all() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"facts": ["none", "told"]}, "tick nothing else"),
        ({"comment": "x" * 4001}, "Use at most 4,000 characters."),
        ({"overall": "9"}, "Choose a score: Should people at the conference hear about this?"),
    ],
)
def test_a_bad_answer_is_422_with_words(db, pair, client_of, change, words):
    answer = client_of(cast.amina()).post(address(pair), data={**FULL, **change, "do": "send"})
    assert answer.status_code == 422 and words in answer.text
    assert db.session.scalar(select(Review.submitted_at)) is None


def test_skip_and_conflict_close_the_abstract(edition, client_of):
    amina = build.a_reviewer(cast.amina(), edition)
    for act, words in (("/skip", "You do not have to read this abstract."), ("/conflict", "closed to you now")):
        pair = build.a_pair(build.an_abstract(edition), amina)
        where = address(pair)
        client = client_of(cast.amina())
        answer = client.post(where + act, follow_redirects=True)
        assert answer.status_code == 200 and words in answer.text
        assert client.get(where).status_code == 404
        assert client.post(where, data=FULL).status_code == 404


def test_too_late_is_said_and_what_was_typed_is_kept(db, edition, pair, client_of):
    pair.abstract.state = "accepted"
    answer = client_of(cast.amina()).post(address(pair), data={**FULL, "do": "send"})
    assert answer.status_code == 422
    assert "It is too late to change this review." in answer.text


@pytest.mark.parametrize(("path", "headers"), [("", {}), ("", {"X-Autosave": "1"}), ("/skip", {}), ("/conflict", {})])
def test_too_late_is_said_wherever_one_presses_and_nothing_is_kept(db, pair, client_of, path, headers):
    pair.abstract.state = "accepted"
    answer = client_of(cast.amina()).post(address(pair, path), data={"do": "save", **FULL}, headers=headers)
    assert answer.status_code == 422
    assert answer.text.count("It is too late to change this review. Call us if you need help.") == 1
    assert db.session.scalars(select(Review)).all() == db.session.scalars(select(Conflict)).all() == []


@pytest.mark.parametrize("who", ["farid", "chidi", "ben", "nobody", "dara"])
def test_nobody_else_sees_a_review(db, edition, pair, client_of, who):
    build.a_reviewer(cast.ben(), edition)
    build.a_pair(build.an_abstract(edition), build.a_reviewer(cast.chidi(), edition))
    build.sent(pair)
    people = {
        "farid": cast.farid(),
        "chidi": cast.chidi(),
        "ben": cast.ben(),
        "nobody": None,
        "dara": cast.dara(edition),
    }
    person = people[who]
    client = client_of(person)
    for method, path in (("get", address(pair)), ("post", address(pair)), ("post", address(pair, "/skip"))):
        assert getattr(client, method)(path).status_code == (303 if person is None else 404)


def test_an_abstract_that_is_not_there_looks_like_somebody_elses(edition, pair, client_of):
    other = build.a_pair(build.an_abstract(edition), build.a_reviewer(cast.ben(), edition))
    client = client_of(cast.amina())
    hidden, missing = client.get(address(other)), client.get(f"/review/{edition.code}/abstract/A-9999")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert re.sub(r'value="[^"]+"', "", hidden.text.replace(other.abstract.reference, "A-9999")) == re.sub(
        r'value="[^"]+"', "", missing.text
    )


@pytest.mark.parametrize("act", ["", "/skip", "/conflict"])
def test_a_post_without_a_token_changes_nothing(db, pair, client_of, act):
    answer = client_of(cast.amina()).post(address(pair, act), data={**FULL, "do": "send"}, csrf=False)
    assert answer.status_code == 400
    assert db.session.scalars(select(Review)).all() == []


def test_what_became_of_it_is_told_after_both_keys_only(db, edition, client_of):
    stream = cast.a_stream(edition)
    work = build.reviewed(edition, (4, 4), 4, stream=stream)
    build.slots(edition, stream, 1, 1)
    build.ranked(edition)
    client = client_of(cast.amina())
    where = f"/review/{edition.code}/became"
    assert "Not decided yet" in client.get(where).text
    organiser = client_of(cast.dara(edition))
    digest = re.search(
        r'name="digest"[^>]*value="(\w{64})"', organiser.get(f"/desk/{edition.code}/decisions/draft/{stream.id}").text
    )
    organiser.post(f"/desk/{edition.code}/decisions/draft/{stream.id}", data={"digest": digest[1]})
    frozen = organiser.post(f"/desk/{edition.code}/decisions/freeze").headers["Location"]
    assert "Not decided yet" in client.get(where).text
    build.both_keys(sets.one(edition, int(frozen.rsplit("/", 1)[1])), edition)
    db.session.commit()
    assert "Oral presentation (a talk)" in client.get(where).text
    assert (
        "Accepted as an oral presentation (a talk)."
        in client.get(f"/review/{edition.code}/abstract/{work.reference}").text
    )
