"""The jury's pages: works, whose is it, a bad form, no token no change; two worlds that a juror cannot tell apart."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.actions.people import people
from conference.db import now, writing
from conference.models.award.stages import JuryRating
from conference.rules.award.stages import Said, Seen
from conference.views.award import jury as view
from tests import cast
from tests.builders import award_stages as build
from tests.conftest import empty

RATING = {"seen": "attended", "content": "4", "format": "5", "wow": "3", "comment": "Clear and kind."}


def a_rating_open(works=3):
    """Rating is open on the real clock; Ben and Eve are the jury."""
    with writing():
        edition, at = cast.an_edition(), now()
        days = {"nominations_until": at + timedelta(hours=1), "rating_until": at + timedelta(days=9)}
        stages, found, jurors = build.rating_open(edition, works, **days)
        people = {name: getattr(cast, name)() for name in ("ben", "eve", "farid", "chidi")}
        path = f"/jury/FORUM27/{stages.award_id}/"
        return {**people, "stages": stages, "works": found, "jurors": jurors, "path": path, "dara": cast.dara(edition)}


@pytest.fixture
def jury(db):
    return a_rating_open()


def test_a_juror_says_yes_and_later_rates(db, client_of):
    with writing():
        stages = build.open_for_nominations(cast.an_edition())
        juror = build.a_juror(stages, cast.ben(), yes=None)
        ben = cast.ben()
    client, path = client_of(ben), f"/jury/FORUM27/{stages.award_id}/"
    assert "Will you be on the jury?" in client.get(path).text
    assert client.post(path, data={}).status_code == 422
    assert client.post(path, data={"says": "yes"}, csrf=False).status_code == 400
    assert client.post(path, data={"says": "yes"}).status_code == 303
    assert "We will let you know when you can start." in client.get(path).text
    db.session.refresh(juror)
    assert (juror.said, juror.said_by) == (Said.yes, ben.id)


def test_rate_change_and_see_what_is_left(db, jury, client_of):
    client, page = client_of(jury["ben"]), f"{jury['path']}{jury['works'][0].id}"
    assert "Left to rate: 3 of 3." in client.get(jury["path"]).text
    assert client.post(page, data=RATING).status_code == 303
    assert "Left to rate: 2 of 3." in client.get(jury["path"]).text
    assert "Clear and kind." in client.get(page).text
    client.post(page, data={"seen": "not_there", "content": "5", "comment": "Not kept."})
    kept = db.session.scalars(sa.select(JuryRating)).one()
    assert (kept.seen, kept.content, kept.comment) == (Seen.not_there, None, "")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seen": ""}, "Choose one."),
        ({"wow": ""}, "Choose 1 to 5."),
        ({"wow": "6"}, "Not a valid choice."),
        ({"comment": "Ben liked it."}, "Your own name is in it."),
        ({"comment": "x" * 1001}, "Use at most 1,000 characters."),
    ],
)
def test_a_wrong_rating_is_422_with_words(db, jury, client_of, change, words):
    page = client_of(jury["ben"]).post(f"{jury['path']}{jury['works'][0].id}", data={**RATING, **change})
    assert (page.status_code, words in page.text) == (422, True)
    assert db.session.scalars(sa.select(JuryRating)).all() == []


def test_only_a_juror_sees_it_and_a_conflict_stays(db, jury, client_of):
    page = f"{jury['path']}{jury['works'][0].id}"
    for name in ("farid", "chidi", "dara"):
        assert [client_of(jury[name]).get(path).status_code for path in (jury["path"], page)] == [404, 404]
        assert client_of(jury[name]).post(page, data=RATING).status_code == 404
    assert client_of(None).get(page).headers["Location"].startswith("/account")
    client = client_of(jury["ben"])
    assert client.post(page, data=RATING, csrf=False).status_code == 400
    assert client.post(page, data={"seen": "conflict"}).status_code == 303
    again = client.post(page, data=RATING)
    assert (again.status_code, "You said that you have a conflict of interest." in again.text) == (422, True)
    assert client.get(f"{jury['path']}99").status_code == 404


PAGES = ("", "{0}", "{1}", "{2}")
ELSEWHERE = ("/", "/together/", "/vote/FORUM27/", "/nominate/FORUM27/1/", "/vote/FORUM27/1/result", "/desk/FORUM27/")


def world(app, client_of, counted, counts):
    """What Ben can see, with the statements asked, where Eve has rated as `counts` says."""
    jury = a_rating_open()
    with writing():
        eve = jury["jurors"][1]
        for work, points in zip(jury["works"], counts, strict=True):
            if points:
                build.rate(eve, work, *points, comment="A secret of Eve.", at=now())
            elif points is not None:
                build.rate(eve, work, seen=Seen.conflict, at=now())
    client = client_of(jury["ben"])
    ids = [work.id for work in jury["works"]]
    seen = []
    for path in [*(jury["path"] + page.format(*ids) for page in PAGES), *ELSEWHERE]:
        with counted() as sent:
            answer = client.get(path)
        seen.append((path, answer.status_code, plain(answer.text), len(sent)))
    rated = client.post(f"{jury['path']}{ids[0]}", data=RATING)
    refused = client.post(f"{jury['path']}{ids[0]}", data={})
    return [*seen, (rated.status_code, rated.headers["Location"]), (refused.status_code, plain(refused.text))]


def plain(text):
    """A page without its tokens and the seed, which are chance in every world."""
    return [line for line in text.splitlines() if "csrf_token" not in line and 'class="digest"' not in line]


def anew(app):
    """An empty house, as each test begins with."""
    empty(app)
    with writing():
        people.make_system(at=now())


OTHERWISE = [[(5, 5, 5), (1, 1, 1), ()], [(1, 2, 3), (4, 4, 4), (5, 5, 5)]]


def test_a_juror_cannot_tell_two_worlds_apart_in_which_others_rated_otherwise(app, db, client_of, counted):
    first = world(app, client_of, counted, [None, None, None])
    for counts in OTHERWISE:
        anew(app)
        assert world(app, client_of, counted, counts) == first


def test_control_a_planted_leak_is_seen(app, db, client_of, counted, monkeypatch):
    """The same comparison where the name of the award tells how many ratings there are."""
    name_of = view.awards_found.name_of
    told = sa.select(sa.func.count()).select_from(JuryRating)
    monkeypatch.setattr(view.awards_found, "name_of", lambda award: f"{name_of(award)} {db.session.scalar(told)}")
    first = world(app, client_of, counted, [None, None, None])
    anew(app)
    assert world(app, client_of, counted, OTHERWISE[0]) != first


def test_a_jurors_pages_ask_as_often_for_thirty_works_as_for_two(app, db, client_of, counted):
    asked = []
    for works in (2, 30):
        anew(app)
        jury = a_rating_open(works)
        client, desk = client_of(jury["ben"]), client_of(jury["dara"])
        with writing():
            for work in jury["works"]:
                build.rate(jury["jurors"][0], work, 3, 4, 5, at=now())
        award = jury["stages"].award_id
        row = []
        for who, path in (
            (client, jury["path"]),
            (desk, f"/desk/FORUM27/award/{award}/stages"),
            (desk, "/desk/FORUM27/"),
            (client, "/together/"),
        ):
            with counted() as sent:
                assert who.get(path).status_code == 200
            row.append(len(sent))
        asked.append(row)
    assert asked[0] == asked[1]
