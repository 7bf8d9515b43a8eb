"""Talking an abstract over: works, the wrong person gets 404, a bad form is 422 with words, no token no change."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from conference.actions.people import people
from conference.db import now, writing
from conference.models.reviewers.reviewers import ReviewSettings
from conference.models.reviews.discussion import Remark
from conference.models.reviews.reviews import Review
from conference.queries.reviews import reviews
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.people.duties import Kind
from tests import cast
from tests.builders import reviews as build, talks as build_talk
from tests.conftest import empty

DAY = timedelta(days=1)
CHANGED = {"overall": "4", "facts": ["designed"], "reason": "They were asked, I see now."}


@pytest.fixture
def client_of(client_of, db):
    """A browser that sees what the test has made so far."""

    def arrive(person):
        db.session.commit()
        return client_of(person)

    return arrive


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    cast.dara(edition)
    return edition


@pytest.fixture
def work(edition):
    return build_talk.apart(edition)


def sent_page(work):
    return f"/review/{work.edition.code}/abstract/{work.reference}"


def act(work, name):
    return f"/review/{work.edition.code}/talk/{work.reference}/{name}"


def test_two_talk_without_names_or_kinds_and_one_changes_their_mind(db, edition, work, client_of):
    amina, chidi = client_of(cast.amina()), client_of(cast.chidi())
    page = amina.get(f"/review/{edition.code}/").text
    assert "Discussions (1)" in page
    assert work.title in amina.get(f"/review/{edition.code}/talk/").text
    assert "No comments yet." in amina.get(sent_page(work)).text
    answer = chidi.post(act(work, "remark"), data={"text": "  The figures are sound. "})
    assert (answer.status_code, answer.location) == (303, sent_page(work) + "#talk")
    amina.post(act(work, "remark"), data={"text": "It left me cold."})
    answer = amina.post(act(work, "change"), data=CHANGED)
    assert answer.status_code == 303
    hers, his = amina.get(sent_page(work)).text, chidi.get(sent_page(work)).text
    for page, other, own in ((hers, "A", "B"), (his, "B", "A")):
        assert f"Reviewer {other} <span" in page and f"The others see you as Reviewer {own}." in page
        assert "The figures are sound." in page and "It left me cold." in page
        assert "Changed the score from 2 to 4 of 5." in page and "from 1 to 3 of 4" in page
        assert CHANGED["reason"] in page
        said = " ".join(re.findall(r"<article.*?</article>", page.split('id="talk"')[1], re.DOTALL))
        for secret in ("Amina", "Chidi", "Yusuf", "Eze", "ived experience review", "rofessional"):
            assert secret not in said
    assert "What you said on 11 January 2027" in hers and "What you said on" not in his.split("What others said")[0]
    review = reviews.review_of(build_talk.pair_of(work))
    assert (review.overall, review.version) == (4, 2)
    desk = client_of(cast.dara(edition))
    page = desk.get(f"/desk/{edition.code}/talk/").text
    assert work.reference in page and "4.00" in page and "Update the ranking" in page
    page = desk.get(f"/desk/{edition.code}/talk/{work.reference}").text
    assert (
        "It left me cold." in page and "2 of 5; co-production 1 of 4" in page and "4 of 5; co-production 3 of 4" in page
    )
    assert "Amina" not in page and "Chidi" not in page


def test_who_is_of_which_kind_cannot_be_told_from_the_page(app, db, client_of, counted):
    """Two worlds in which the two others have each other's kind: the same bytes, and as many statements."""
    seen = []
    for kinds in ((Kind.lived_experience, Kind.professional), (Kind.professional, Kind.lived_experience)):
        empty(app)
        with writing():
            people.make_system(at=now())
        edition = cast.an_edition()
        work = build.an_abstract(edition)
        build.sent(build.a_pair(work, build.a_reviewer(cast.amina(), edition)), 1, 2)
        for person, kind in zip((cast.ben(), cast.chidi()), kinds, strict=True):
            pair = build.a_pair(work, build.a_reviewer(person, edition, kind))
            build_talk.remarked(build.sent(pair, 4, 2, comment=f"So says {person.called[0]}."))
        client = client_of(cast.amina())
        client.post(act(work, "remark"), data={"text": "I see."})
        for path in (f"/review/{edition.code}/", f"/review/{edition.code}/talk/", sent_page(work)):
            with counted() as sent:
                answer = client.get(path)
            seen.append((path, answer.status_code, re.sub(r'name="csrf_token"[^>]*', "", answer.text), len(sent)))
    assert "Reviewer B" in seen[2][2] and "Change my score" in seen[2][2]
    assert seen[:3] == seen[3:]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("remark", {"text": " "}, "Enter your comment."),
        ("remark", {"text": "x" * 2001}, "Use at most 2,000 characters."),
        ("change", {**CHANGED, "reason": ""}, "Enter a reason in a few words."),
        ("change", {**CHANGED, "overall": "9"}, "Choose a score: Should people at the conference hear about this?"),
        ("change", {**CHANGED, "facts": []}, "Tick what the abstract tells you, or “None of these”."),
        ("change", {**CHANGED, "facts": ["none", "told"]}, "tick nothing else"),
        ("change", {**CHANGED, "overall": "2", "facts": ["told"]}, "Choose another score or other ticks."),
    ],
)
def test_a_bad_form_is_422_with_words_and_keeps_what_was_typed(db, work, client_of, name, data, words):
    answer = client_of(cast.amina()).post(act(work, name), data=data)
    assert (answer.status_code, words in answer.text, "There is a problem" in answer.text) == (422, True, True)
    assert data.get("reason", "") in answer.text
    assert db.session.scalars(select(Remark)).all() == []
    assert db.session.scalars(select(Review.version)).all() == [1, 1]


def test_the_same_score_is_said_beside_the_score(work, client_of):
    answer = client_of(cast.amina()).post(act(work, "change"), data={**CHANGED, "overall": "2", "facts": ["told"]})
    assert '<a href="#overall">Choose another score or other ticks.' in answer.text
    assert answer.text.count("Choose another score or other ticks.") == 2


WHEN = {
    "before": (lambda: (now() - DAY, now() + DAY, None), "Discussion opens on", "You can comment from that day."),
    "over": (lambda: (now() - 3 * DAY, now() - 2 * DAY, now() - DAY), "The last day for discussion was", "Nothing can"),
}


@pytest.mark.parametrize("when", WHEN)
def test_outside_the_days_the_page_says_when_and_nothing_is_written(db, edition, work, client_of, when):
    days, *words = WHEN[when]
    client = client_of(cast.amina())
    client.post(act(work, "remark"), data={"text": "In time."})
    build_talk.days(edition, *days())
    db.session.commit()
    assert "Discussions (" not in client.get(f"/review/{edition.code}/").text
    for page in (client.get(f"/review/{edition.code}/talk/").text, client.get(sent_page(work)).text):
        assert [each for each in words if each not in page] == []
    assert "In time." in client.get(sent_page(work)).text and "Send comment" not in client.get(sent_page(work)).text
    for name, data in (("remark", {"text": "Too late."}), ("change", CHANGED)):
        answer = client.post(act(work, name), data=data)
        assert (answer.status_code, "This discussion is closed. Nothing was sent." in answer.text) == (422, True)
    assert db.session.scalars(select(Remark.text)).all() == ["In time."]


def test_after_the_decision_the_talk_stays_to_be_read(db, work, client_of):
    client = client_of(cast.amina())
    client.post(act(work, "remark"), data={"text": "In time."})
    work.state = AbstractState.accepted
    db.session.commit()
    page = client.get(sent_page(work)).text
    assert "In time." in page and "This discussion is closed." in page


def test_while_somebody_new_is_reading_nothing_is_added(db, edition, work, client_of):
    client = client_of(cast.amina())
    client.post(act(work, "remark"), data={"text": "In time."})
    build.a_pair(work, build.a_reviewer(cast.ben(), edition))
    db.session.commit()
    assert "Someone else is still reading this abstract." in client.get(sent_page(work)).text
    assert "In time." not in client_of(cast.ben()).get(sent_page(work)).text


@pytest.mark.parametrize("who", ["farid", "ben", "dara", "lena", "nobody"])
@pytest.mark.parametrize("name", ["remark", "change"])
def test_nobody_else_writes_or_learns_that_there_is_a_talk(db, edition, work, client_of, who, name):
    build.a_pair(build.an_abstract(edition), build.a_reviewer(cast.ben(), edition))
    persons = {
        "farid": cast.farid(),
        "ben": cast.ben(),
        "dara": cast.dara(edition),
        "lena": cast.lena(edition),
        "nobody": None,
    }
    client = client_of(persons[who])
    answers = [client.post(act(work, name), data={"text": "x", **CHANGED}), client.get(sent_page(work))]
    assert [answer.status_code for answer in answers] == [303 if who == "nobody" else 404] * 2
    assert db.session.scalars(select(Remark)).all() == []


@pytest.mark.parametrize("name", ["remark", "change"])
def test_a_post_without_a_token_changes_nothing(db, work, client_of, name):
    answer = client_of(cast.amina()).post(act(work, name), data={"text": "x", **CHANGED}, csrf=False)
    assert answer.status_code == 400
    assert (db.session.scalars(select(Remark)).all(), db.session.scalars(select(Review.version)).all()) == ([], [1, 1])


def test_the_desk_pages_are_the_organisers_alone(edition, work, client_of):
    for person, status in ((cast.dara(edition), 200), (cast.amina(), 404), (cast.lena(edition), 404)):
        for rest in ("", work.reference):
            assert client_of(person).get(f"/desk/{edition.code}/talk/{rest}").status_code == status
    assert client_of(cast.dara(edition)).get(f"/desk/{edition.code}/talk/A-9999").status_code == 404


def test_all_that_was_said_is_taken_away_without_names_by_the_organiser_alone(edition, work, client_of):
    client_of(cast.amina()).post(act(work, "remark"), data={"text": "=I know this ward."})
    desk = client_of(cast.dara(edition))
    told = desk.get(f"/desk/{edition.code}/talk/export.json").json["talks"]
    assert [(row["abstract"], row["who"], row["said"]) for row in told] == [(work.reference, "A", "=I know this ward.")]
    assert b"'=I know this ward." in desk.get(f"/desk/{edition.code}/talk/export.csv").data
    assert desk.get(f"/desk/{edition.code}/talk/export.odt").status_code == 404
    assert client_of(cast.lena(edition)).get(f"/desk/{edition.code}/talk/export.csv").status_code == 404
    assert "Abstracts under discussion" in desk.get(f"/desk/{edition.code}/").text


def day(name, day, month=4):
    return {f"{name}-day": str(day), f"{name}-month": str(month), f"{name}-year": "2027"}


def days_of(typed):
    return sorted({name.split("-")[0] for name in typed})


SETTINGS = {"fee": "0", "minutes_each": "20", "default_load": "25"}


def test_the_days_are_set_with_the_other_settings(db, edition, client_of):
    desk, where = client_of(cast.dara(edition)), f"/desk/{edition.code}/reviewers/settings"
    days = {**day("closes_on", 1), **day("discuss_from", 2), **day("discuss_until", 9)}
    assert desk.post(where, data={**SETTINGS, **days}).status_code == 303
    [found] = db.session.scalars(select(ReviewSettings))
    stored = (found.closes_at, found.discuss_from, found.discuss_until)
    assert [f"{each:%d %H:%M}" for each in stored] == ["01 23:00", "01 23:00", "09 23:00"]  # British summer time
    page = desk.get(where).text
    shown = {name: re.search(rf'name="{name}-day"[^>]*value="(\d+)"', page)[1] for name in days_of(days)}
    assert shown == {"closes_on": "1", "discuss_from": "2", "discuss_until": "9"}
    assert "From 2 April 2027: not open yet" in desk.get(f"/desk/{edition.code}/talk/").text


@pytest.mark.parametrize(
    ("days", "field", "words"),
    [
        (day("discuss_from", 2), "discuss_from", "Set the last day for reviews first. Discussions begin after it."),
        (
            {**day("closes_on", 2), **day("discuss_from", 2)},
            "discuss_from",
            "Choose a day after the last day for reviews.",
        ),
        (
            {**day("closes_on", 1), **day("discuss_from", 9), **day("discuss_until", 8)},
            "discuss_until",
            "Choose the first day of discussions or a later day.",
        ),
        (
            {**day("closes_on", 9), **day("discuss_until", 8)},
            "discuss_until",
            "Choose a day after the last day for reviews.",
        ),
        (day("discuss_from", 31), "discuss_from", "Enter a day, month and year, like 27 3 2027."),
    ],
)
def test_days_that_cannot_be_are_said_beside_their_field(db, edition, client_of, days, field, words):
    answer = client_of(cast.dara(edition)).post(f"/desk/{edition.code}/reviewers/settings", data={**SETTINGS, **days})
    assert answer.status_code == 422
    assert words in answer.text.split(f'id="{field}-group-error"')[1][:300]
    assert db.session.scalars(select(ReviewSettings)).all() == []
