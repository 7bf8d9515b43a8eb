"""A kiosk: it votes like any browser, and the next person never sees a choice, code or tracker of the one before."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.db import now, writing
from conference.models.audit import AuditEntry
from conference.models.award.awards import Ballot
from conference.models.people.sign_in import WebSession
from conference.rules.award.codes import in_fours
from conference.rules.award.counting import Method
from conference.rules.award.slips import LEFT_AFTER
from tests import cast
from tests.builders import award as build


@pytest.fixture
def poll(db):
    return a_poll()


def a_poll(**facts):
    with writing():
        edition, at = cast.an_edition(), now()
        award, codes = build.an_open_award(
            edition, opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=1), **facts
        )
        found = {"award": award, "award_id": award.id, "codes": codes, "dara": cast.dara(edition)}
        return {**found, "base": f"/vote/{edition.code}/{award.id}", "desk": f"/desk/{edition.code}/award/{award.id}"}


@pytest.fixture
def kiosk(poll, client_of):
    return a_kiosk(poll, client_of)


def a_kiosk(poll, client_of):
    """A browser that Dara made a kiosk."""
    client = client_of(poll["dara"])
    assert client.post(f"{poll['desk']}/kiosk").headers["Location"] == f"{poll['base']}/"
    return client


def kept_by(client) -> str:
    with client.session_transaction() as session:
        return str({name: value for name, value in session.items() if name != "csrf_token"})


def ballots(db) -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Ballot.choice)))


def choose(client, poll, code: str, choice: str = "A-2"):
    client.get(f"{poll['base']}/kiosk/begin")
    return client.post(f"{poll['base']}/", data={"code": code, "choice": choice})


def vote(client, poll, code: str, choice: str = "A-2") -> str:
    """The tracker on the page that says so."""
    choose(client, poll, code, choice)
    page = client.get(f"{poll['base']}/check").text
    data = {"choice": choice, "tracker": re.search(r'name="tracker"[^>]*value="([^"]+)"', page)[1]}
    assert client.post(f"{poll['base']}/check", data=data).status_code == 303
    return re.search(r'class="tracker">([^<]+)<', client.get(f"{poll['base']}/recorded").text)[1]


def test_whoever_makes_a_kiosk_is_signed_out_of_it_and_one_entry_says_so(db, poll, kiosk):
    db.session.rollback()
    assert [each for each in db.session.scalars(sa.select(WebSession)) if each.ended_at is None] == []
    assert [e.event for e in db.session.scalars(sa.select(AuditEntry))][-1] == "award.kiosk_made"
    assert kiosk.get(f"{poll['desk']}/ways").status_code == 303
    page = kiosk.get(f"{poll['base']}/").text
    assert ("Vote here" in page, "Sign in" in page, "Dara" in page.split("<footer")[0]) == (True, False, False)


def test_people_vote_one_after_the_other_and_nothing_stays(db, poll, kiosk):
    for number, choice in enumerate(("A-2", "A-1", "A-3")):
        tracker = vote(kiosk, poll, poll["codes"][number], choice)
        assert kiosk.get(f"{poll['base']}/kiosk/next").headers["Location"] == "/vote/FORUM27/"
        code = poll["codes"][number]
        assert not [word for word in (code, in_fours(code), choice, tracker) if word in kept_by(kiosk)]
        page = kiosk.get("/vote/FORUM27/", follow_redirects=True).text
        assert ("Vote here" in page, tracker in page) == (True, False)
    assert sorted(ballots(db)) == ["A-1", "A-2", "A-3"]


PAGES = ("", "check", "recorded", "used", "kept", "kiosk/still", "with/347834783478")


@pytest.mark.parametrize("stage", ["chosen", "voted", "wrong"])
@pytest.mark.parametrize("way", ["kiosk/next", "leave", "left"])
def test_the_next_person_finds_nothing_on_any_page(poll, kiosk, stage, way):
    code, secrets = poll["codes"][0], {poll["codes"][0], in_fours(poll["codes"][0])}
    if stage == "voted":
        secrets.add(vote(kiosk, poll, code))
    else:
        choose(kiosk, poll, code if stage == "chosen" else f"{code}3")
    if way == "left":  # nobody came for long, say because the tablet was shut
        with kiosk.session_transaction() as session:
            session["seen"] -= int(LEFT_AFTER.total_seconds()) + 1
        secrets |= {"checked"}
    elif way == "leave":
        kiosk.post(f"{poll['base']}/leave")
    else:
        kiosk.get(f"{poll['base']}/{way}")
    for path in PAGES:
        answer = kiosk.get(f"{poll['base']}/{path}", follow_redirects=True)
        assert answer.headers["Cache-Control"] == "no-store"
        assert not [word for word in secrets if word in answer.text], path
        assert not re.search(r'value="A-2"[^>]*checked', answer.text), path


def test_a_form_sent_again_by_going_back_shows_and_does_nothing(db, poll, kiosk):
    """The page that said no was the answer to a form, so the browser offers to send that form again."""
    kiosk.get(f"{poll['base']}/kiosk/begin")
    kiosk.get(f"{poll['base']}/")
    sent = {"csrf_token": kiosk.token(), "code": f"{poll['codes'][0]}3", "choice": "A-2"}
    assert kiosk.post(f"{poll['base']}/", data=sent).status_code == 422
    for path in ("kiosk/next", "kiosk/begin", ""):
        kiosk.get(f"{poll['base']}/{path}")
    with kiosk.session_transaction() as session:
        session["csrf_token"] = "1" * 40
    again = kiosk.post(f"{poll['base']}/", data=sent)
    assert (again.status_code, again.headers["Location"]) == (303, "/vote/FORUM27/")
    assert ("A-2" in again.text, poll["codes"][0] in again.text) == (False, False)
    assert ballots(db) == []


def test_the_token_of_a_form_does_not_outlive_its_person(poll, kiosk):
    kiosk.get(f"{poll['base']}/kiosk/begin")
    kiosk.token()
    kiosk.get(f"{poll['base']}/with/{poll['codes'][0]}")
    with kiosk.session_transaction() as session:
        assert "csrf_token" not in session


def test_going_back_to_the_start_after_a_vote_forgets_it(poll, kiosk):
    tracker = vote(kiosk, poll, poll["codes"][0])
    assert tracker not in kiosk.get(f"{poll['base']}/", follow_redirects=True).text
    assert tracker not in kiosk.get(f"{poll['base']}/recorded", follow_redirects=True).text


def test_each_page_but_the_first_goes_back_by_itself_and_says_so(poll, kiosk):
    base = poll["base"]
    assert "data-quiet" not in kiosk.get(f"{base}/").text
    choose(kiosk, poll, poll["codes"][0])
    for path in ("", "check", "used", "kept"):
        page = kiosk.get(f"{base}/{path}").text
        assert f'content="120;url={base}/kiosk/still"' in page, path
        assert ("closes by itself after 3 minutes" in page, "I need more time" in page) == (True, True)
    still = kiosk.get(f"{base}/kiosk/still").text
    assert (f'content="60;url={base}/kiosk/next"' in still, "Nothing about us" in still) == (True, False)
    vote(kiosk, poll, poll["codes"][0])
    page = kiosk.get(f"{base}/recorded").text
    assert f'content="60;url={base}/kiosk/next"' in page
    assert ("after 1 minute," in page, "Next person" in page, "Was my code used?" in page) == (True, True, False)


@pytest.mark.parametrize(
    ("method", "marks", "shown"),
    [
        (Method.choice, {"choice": "A-2"}, r'value="A-2" checked'),
        (Method.approval, {"choice": ["A-1", "A-3"]}, r'value="A-3" checked'),
        (Method.ranked, {"place02": "A-3"}, r'value="A-3" selected'),
        (Method.score, {"points1": "A-2=4"}, r'value="A-2=4" checked'),
        (Method.choice, {"choice": "A-9"}, "I need more time"),
    ],
)
def test_more_time_keeps_what_is_marked_and_typed_so_far(db, client_of, method, marks, shown):
    poll = a_poll(method=method, most=2)
    kiosk = a_kiosk(poll, client_of)
    kiosk.get(f"{poll['base']}/kiosk/begin")
    answer = kiosk.post(f"{poll['base']}/", data={"more": "1", "code": "34AC", **marks})
    assert answer.headers["Location"] == f"{poll['base']}/"
    page = kiosk.get(f"{poll['base']}/").text
    assert (bool(re.search(shown, page)), 'value="34AC"' in page) == (True, True)
    assert "after 11 minutes" in page
    assert ballots(db) == []


def test_whoever_asked_for_more_time_has_it_for_their_tracker_too_and_the_next_person_has_not(poll, kiosk):
    kiosk.get(f"{poll['base']}/kiosk/begin")
    kiosk.post(f"{poll['base']}/", data={"more": "1", "code": poll["codes"][0], "choice": "A-2"})
    kiosk.post(f"{poll['base']}/", data={"code": poll["codes"][0], "choice": "A-2"})
    page = kiosk.get(f"{poll['base']}/check").text
    data = {"choice": "A-2", "tracker": re.search(r'name="tracker"[^>]*value="([^"]+)"', page)[1]}
    kiosk.post(f"{poll['base']}/check", data=data)
    assert "after 5 minutes" in kiosk.get(f"{poll['base']}/recorded").text
    kiosk.get(f"{poll['base']}/kiosk/next")
    vote(kiosk, poll, poll["codes"][1])
    assert "after 1 minute," in kiosk.get(f"{poll['base']}/recorded").text


@pytest.mark.parametrize("page", ["check", "recorded"])
def test_more_time_on_a_later_page_comes_back_to_it(poll, kiosk, page):
    choose(kiosk, poll, poll["codes"][0]) if page == "check" else vote(kiosk, poll, poll["codes"][0])
    assert kiosk.post(f"{poll['base']}/kiosk/more").headers["Location"] == f"{poll['base']}/{page}"
    assert ("11" if page == "check" else "5") + " minutes" in kiosk.get(f"{poll['base']}/{page}").text
    kiosk.get(f"{poll['base']}/kiosk/next")
    choose(kiosk, poll, poll["codes"][1])
    assert "3 minutes" in kiosk.get(f"{poll['base']}/check").text, "the next person has the usual time"


def test_a_scanned_link_in_the_field_of_the_code_is_its_code(db, poll, kiosk):
    link = f"https://conference.example/vote/FORUM27/1/with/{poll['codes'][0]}"
    assert choose(kiosk, poll, link).headers["Location"] == f"{poll['base']}/check"


def test_the_language_goes_with_the_person_who_chose_it(poll, kiosk):
    kiosk.post("/language", data={"lang": "nl", "back": f"{poll['base']}/"})
    kiosk.get(f"{poll['base']}/kiosk/begin")
    page = kiosk.get(f"{poll['base']}/").text
    assert "Ik heb meer tijd nodig" in page
    kiosk.get(f"{poll['base']}/kiosk/next")
    assert "Vote here" in kiosk.get(f"{poll['base']}/").text


def test_an_ordinary_browser_has_none_of_it(poll, client_of):
    client = client_of(None)
    client.get(f"{poll['base']}/with/{poll['codes'][0]}")
    page = client.get(f"{poll['base']}/").text
    assert ("data-quiet" in page, "refresh" in page, "Vote here" in page) == (False, False, False)
    for path in ("begin", "next", "still"):
        assert client.get(f"{poll['base']}/kiosk/{path}").status_code == 303
    assert poll["codes"][0] in kept_by(client)


@pytest.mark.parametrize("value", ["FORUM27", "x.y", '"FORUM27".AAAA'])
def test_a_cookie_that_we_did_not_sign_makes_no_kiosk(poll, client_of, value):
    client = client_of(None)
    client.set_cookie("kiosk", value)
    assert "Vote here" not in client.get(f"{poll['base']}/").text


def test_a_kiosk_is_one_for_its_own_edition_only(db, poll, kiosk):
    with writing():
        other, at = cast.an_edition("OTHER27"), now()
        times = {"opens_at": at - timedelta(days=1), "closes_at": at + timedelta(days=1)}
        award, _codes = build.an_open_award(other, **times)
        path = f"/vote/{other.code}/{award.id}/"
    assert "Vote here" not in kiosk.get(path).text


def test_after_the_close_a_kiosk_says_so_and_stays(db, client_of):
    with writing():
        edition = cast.an_edition()
        award, _codes = build.an_open_award(edition)
        poll = {
            "dara": cast.dara(edition),
            "desk": f"/desk/FORUM27/award/{award.id}",
            "base": f"/vote/FORUM27/{award.id}",
        }
        poll["before"] = award.opens_at > now()
    page = a_kiosk(poll, client_of).get(f"{poll['base']}/").text
    assert ("Voting is open from" in page or "Voting has closed" in page, "data-quiet" in page) == (True, False)


def test_elsewhere_a_form_whose_token_is_gone_shows_no_choice_either(poll, client_of):
    client = client_of(None)
    sent = {"csrf_token": client.token(), "code": poll["codes"][0], "choice": "A-2"}
    with client.session_transaction() as session:
        session["csrf_token"] = "1" * 40
    page = client.post(f"{poll['base']}/", data=sent)
    assert (page.status_code, "A-2" in page.text, poll["codes"][0] in page.text) == (400, False, False)
