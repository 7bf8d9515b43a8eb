"""Nominate without an account; say yes or no to a nomination. Works, whose is it, a bad form, no token no change."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.db import now, writing
from conference.models.award.stages import AwardWork, Nomination
from conference.models.outbox import Message
from conference.models.people.people import Person
from conference.rules.award.stages import Said
from tests import cast
from tests.builders import award_stages as build, submissions as calls

GIVEN = {"work": "The night shift", "why": "It helped us sleep.", "name": "Nia Hall", "reach": "nia@example.org"}
ANSWER = {"says": "yes", "who": "other", "name": "Amina", "email": "amina@example.org", "pitch": "Made together."}


@pytest.fixture
def open_award(db):
    with writing():
        edition, at = cast.an_edition(), now()
        days = {"nominations_until": at + timedelta(days=3), "rating_until": at + timedelta(days=9)}
        stages = build.open_for_nominations(edition, **days)
        build.an_accepted(edition, "Choosing together")
        build.an_accepted(edition, "Choosing alone")
        people = {name: getattr(cast, name)() for name in ("amina", "chidi", "farid", "eve")}
        path = f"/nominate/FORUM27/{stages.award_id}/"
        return {**people, "edition": edition, "stages": stages, "path": path, "dara": cast.dara(edition)}


def show_accepted(edition):
    with writing():
        calls.call(edition, shows_accepted=True)


def works(db):
    return db.session.scalars(sa.select(AwardWork).order_by(AwardWork.id)).all()


def test_somebody_without_an_account_nominates_a_session(db, open_award, client_of):
    client = client_of(None)
    page = client.get(open_award["path"])
    assert ("You can nominate until the end of" in page.text, open_award["stages"].award.seed in page.text) == (
        True,
        True,
    )
    answer = client.post(open_award["path"], data=GIVEN)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{open_award['path']}thanks")
    assert "Thank you" in client.get(answer.headers["Location"]).text
    assert [(work.reference, work.title) for work in works(db)] == [("S-1", "The night shift")]
    kept = db.session.scalars(sa.select(Nomination)).one()
    assert (kept.name, kept.reach, kept.person_id) == ("Nia Hall", "nia@example.org", None)
    assert db.session.scalars(sa.select(Message)).all() == []


def test_somebody_signed_in_need_not_say_who_they_are(db, open_award, client_of):
    client = client_of(open_award["eve"])
    assert 'name="reach"' not in client.get(open_award["path"]).text
    assert client.post(open_award["path"], data={"work": "X", "why": "Good."}).status_code == 303
    assert db.session.scalars(sa.select(Nomination.person_id)).one() == open_award["eve"].id


def test_words_of_a_title_ask_which_one_is_meant(db, open_award, client_of):
    show_accepted(open_award["edition"])
    client = client_of(None)
    page = client.post(open_award["path"], data={**GIVEN, "work": "choosing"})
    assert (page.status_code, "Choose the one you mean." in page.text, "Choosing alone" in page.text) == (
        422,
        True,
        True,
    )
    assert works(db) == []
    client.post(open_award["path"], data={**GIVEN, "work": "choosing", "which": "A-0002"})
    client.post(open_award["path"], data={**GIVEN, "work": "choosing", "which": "session"})
    found = [(work.title, work.abstract_id is None) for work in works(db)]
    assert found == [("Choosing alone", False), ("choosing", True)]


def test_a_search_does_not_tell_what_is_accepted_before_the_list_is_open(db, open_award, client_of):
    page = client_of(None).post(open_award["path"], data={**GIVEN, "work": "choosing"})
    assert (page.status_code, [work.title for work in works(db)]) == (303, ["choosing"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"work": " "}, "Enter the work or session you mean."),
        ({"why": ""}, "Enter a reason in a few words."),
        ({"why": "word " * 151}, "Use at most 150 words."),
        ({"name": ""}, "Enter your name."),
        ({"reach": ""}, "Enter how we can reach you."),
    ],
)
def test_a_wrong_nomination_is_422_with_words(db, open_award, client_of, change, words):
    page = client_of(None).post(open_award["path"], data={**GIVEN, **change})
    assert (page.status_code, words in page.text) == (422, True)
    assert works(db) == []


def test_ways_in_are_counted_for_each_network(db, open_award, client_of):
    client = client_of(None)
    codes = [client.post(open_award["path"], data=GIVEN).status_code for _ in range(61)]
    assert (set(codes[:60]), codes[60]) == ({303}, 429)


def test_without_a_token_nothing_is_nominated(db, open_award, client_of):
    client = client_of(None)
    assert client.post(open_award["path"], data=GIVEN, csrf=False).status_code == 400
    assert works(db) == []


def test_after_the_last_day_the_page_says_so(db, open_award, client_of):
    with writing():
        stages = build.queries.stages_of(open_award["stages"].award)
        past = now() - timedelta(days=1)
        db.session.execute(sa.text("DROP TRIGGER award_stages_frozen"))
        stages.nominations_until = past
    client = client_of(None)
    assert "Nominations are closed." in client.get(open_award["path"]).text
    page = client.post(open_award["path"], data=GIVEN)
    assert (page.status_code, "Nominations are closed." in page.text) == (422, True)


def test_an_award_without_nominations_has_no_such_page(db, client_of):
    with writing():
        stages = build.a_jury_award(cast.an_edition())
    assert client_of(None).get(f"/nominate/FORUM27/{stages.award_id}/").status_code == 404
    assert client_of(None).get("/nominate/FORUM27/99/").status_code == 404


# -- Its two people -------------------------------------------------------------------------------


@pytest.fixture
def asked(db, open_award):
    with writing():
        stages = build.queries.stages_of(open_award["stages"].award)
        work = build.nominated(stages)
        build.awards.ask_nominee(work, nominee=open_award["chidi"], by=open_award["dara"], at=now())
        return {**open_award, "work": work, "page": f"/nominate/FORUM27/work/{work.id}"}


def test_the_nominee_says_yes_and_the_co_presenter_confirms(db, asked, client_of):
    letter = db.session.scalars(sa.select(Message)).one()
    assert asked["page"] in letter.body
    assert "nia@example.org" not in letter.body
    nominee, co_presenter = client_of(asked["chidi"]), client_of(asked["amina"])
    assert build.WHY in nominee.get(asked["page"]).text
    assert "Nia Hall" not in nominee.get(asked["page"]).text
    assert co_presenter.get(asked["page"]).status_code == 404
    assert nominee.post(asked["page"], data=ANSWER).status_code == 303
    assert "We have asked Amina to confirm it." in nominee.get(asked["page"]).text
    assert build.WHY not in co_presenter.get(asked["page"]).text
    assert "Waiting for your answer" in co_presenter.get("/together/").text
    assert co_presenter.post(f"{asked['page']}/confirm", data={"says": "yes"}).status_code == 303
    assert "Confirmed" in co_presenter.get(asked["page"]).text
    work = works(db)[0]
    assert (work.nominee_said, work.co_presenter_said, work.co_presenter_said_by) == (
        Said.yes,
        Said.yes,
        asked["amina"].id,
    )


def test_a_nominee_does_not_learn_whose_an_address_is(db, asked, client_of):
    nominee = client_of(asked["chidi"])
    nominee.post(asked["page"], data={**ANSWER, "name": "Somebody", "email": "eve@example.org"})
    page = nominee.get(asked["page"]).text
    assert ("Somebody" in page, "Eve Janssen" in page) == (True, False)
    assert db.session.scalar(sa.select(sa.func.count()).where(Person.name == "Somebody")) == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"says": ""}, "Choose yes or no."),
        ({"who": ""}, "Choose who with lived experience helps to present it."),
        ({"name": ""}, "Enter their name."),
        ({"email": ""}, "Enter their email address."),
        ({"email": "amina"}, "Enter an email address in the right form"),
        ({"pitch": "word " * 61}, "Use at most 60 words."),
    ],
)
def test_a_wrong_answer_is_422_with_words(db, asked, client_of, change, words):
    page = client_of(asked["chidi"]).post(asked["page"], data={**ANSWER, **change})
    assert (page.status_code, words in page.text, works(db)[0].nominee_said) == (422, True, Said.waiting)


def test_only_its_two_people_answer(db, asked, client_of):
    for path in (asked["page"], f"{asked['page']}/confirm"):
        assert client_of(asked["farid"]).post(path, data=ANSWER).status_code == 404
        assert client_of(None).post(path, data=ANSWER).headers["Location"].startswith("/account")
        assert client_of(asked["chidi"]).post(path, data=ANSWER, csrf=False).status_code == 400
    assert client_of(asked["chidi"]).post(f"{asked['page']}/confirm", data={"says": "yes"}).status_code == 404
    assert client_of(asked["farid"]).get(asked["page"]).status_code == 404
    assert client_of(None).get(asked["page"]).headers["Location"].startswith("/account")
    assert works(db)[0].nominee_said is Said.waiting


def test_the_front_says_until_when_works_can_be_nominated(db, open_award, client_of):
    assert open_award["path"] in client_of(None).get("/").text
