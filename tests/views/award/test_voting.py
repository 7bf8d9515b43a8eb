"""The door of the vote: works, whose is it, may I, what if wrong; and what nobody can learn before the close."""

import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa

from conference import triggers
from conference.actions import frozen_sets
from conference.actions.award import awards
from conference.db import Base, now, writing
from conference.models.award.awards import Ballot, RollRow
from conference.models.people.sign_in import RateCount
from conference.queries.award import awards as queries
from conference.rules.award.codes import in_fours
from conference.rules.award.counting import Method
from conference.rules.keys import Kind
from tests import cast
from tests.builders import award as build


@pytest.fixture
def poll(db):
    """An award that is open now: its address and its codes."""
    with writing():
        edition, at = cast.an_edition(), now()
        award, codes = build.an_open_award(
            edition, opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=1), voters=40
        )
        address = f"/vote/{edition.code}/{award.id}"
    return {"award": award, "edition": edition, "base": address, "codes": codes}


def ballots(db) -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Ballot.choice)))


def tracker_on(page) -> str:
    return re.search(r'name="tracker"[^>]*value="([^"]+)"', page.text)[1]


def vote(client, poll, code: str, choice: str = "A-2"):
    client.get(f"{poll['base']}/with/{code}")
    client.post(f"{poll['base']}/", data={"choice": choice})
    page = client.get(f"{poll['base']}/check")
    return client.post(f"{poll['base']}/check", data={"choice": choice, "tracker": tracker_on(page)})


def test_a_qr_code_leads_to_an_address_without_the_code(poll, client_of):
    client = client_of(None)
    answer = client.get(f"{poll['base']}/with/{poll['codes'][0]}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{poll['base']}/")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    page = client.get(f"{poll['base']}/")
    assert ("Enter the code" in page.text, poll["codes"][0] in page.text) == (False, False)
    assert 'name="code"' not in page.text


def test_vote_and_be_told_again_when_the_reply_was_lost(db, poll, client_of):
    client = client_of(None)
    assert vote(client, poll, poll["codes"][0]).headers["Location"] == f"{poll['base']}/recorded"
    recorded = client.get(f"{poll['base']}/recorded")
    assert "Your vote is recorded" in recorded.text
    tracker = re.search(r'class="tracker">([^<]+)<', recorded.text)[1]
    again = client.post(f"{poll['base']}/check", data={"choice": "A-3", "tracker": tracker})
    assert again.status_code == 303
    assert tracker in client.get(f"{poll['base']}/recorded").text
    other = client.post(f"{poll['base']}/check", data={"choice": "A-3", "tracker": "another"})
    assert other.headers["Location"] == f"{poll['base']}/"
    assert ballots(db) == ["A-2"]


def test_choice_and_code_leave_the_browser_once_the_vote_is_recorded(poll, client_of):
    client, code = client_of(None), poll["codes"][0]
    vote(client, poll, code)
    client.post(f"{poll['base']}/used", data={"code": code})
    with client.session_transaction() as session:
        kept = session[f"vote{poll['award'].id}"]
        assert set(kept) == {"tracker", "recorded", "mark", "salt"}
        row = queries.roll_row(poll["award"], code)
        assert not [name for name in (code, in_fours(code), row.code, queries.line_of(row)) if name in str(session)]
    assert client.post(f"{poll['base']}/leave").status_code == 303
    assert "recorded" not in client.get(f"{poll['base']}/recorded").headers["Location"]


def test_the_next_person_on_this_device_is_asked_first_and_sees_no_tracker(db, poll, client_of):
    client, base = client_of(None), poll["base"]
    vote(client, poll, poll["codes"][0])
    tracker = re.search(r'class="tracker">([^<]+)<', client.get(f"{base}/recorded").text)[1]
    for path in (f"{base}/", f"{base}/with/{poll['codes'][0]}"):
        page = client.get(path, follow_redirects=True).text
        assert ("Let someone else vote" in page, tracker in page) == (True, False)
    assert tracker in client.get(f"{base}/recorded").text
    assert client.post(f"{base}/leave").status_code == 303
    assert vote(client, poll, poll["codes"][1], "A-1").headers["Location"] == f"{base}/recorded"
    assert vote(client, poll, poll["codes"][2], "A-3").headers["Location"] == f"{base}/recorded"
    assert tracker not in client.get(f"{base}/recorded").text
    assert sorted(ballots(db)) == ["A-1", "A-2", "A-3"]


def test_a_used_code_on_another_device_is_refused_in_words(db, poll, client_of):
    vote(client_of(None), poll, poll["codes"][0])
    other = client_of(None)
    other.get(f"{poll['base']}/with/{poll['codes'][0]}")
    page = other.post(f"{poll['base']}/", data={"choice": "A-1"})
    assert (page.status_code, "This code has already been used" in page.text) == (422, True)
    assert ballots(db) == ["A-2"]


def test_two_windows_cannot_swap_a_vote(db, poll, client_of):
    client = client_of(None)
    client.get(f"{poll['base']}/with/{poll['codes'][0]}")
    client.post(f"{poll['base']}/", data={"choice": "A-1"})
    first = tracker_on(client.get(f"{poll['base']}/check"))
    client.post(f"{poll['base']}/", data={"choice": "A-3"})
    page = client.post(f"{poll['base']}/check", data={"choice": "A-1", "tracker": first})
    assert (page.status_code, "another window" in page.text) == (422, True)
    assert ballots(db) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Enter the code on your card."),
        ({"code": "3478 3478 3478", "choice": "A-1"}, "We do not know this code."),
        ({"code": "12", "choice": "A-1"}, "We do not know this code."),
        ({"code": "CODE"}, "Choose one before you continue."),
        ({"code": "CODE", "choice": "A-9"}, "Not a valid choice"),
    ],
)
def test_a_wrong_form_is_422_with_words_and_keeps_the_choice(poll, client_of, data, words):
    if data.get("code") == "CODE":
        data = data | {"code": in_fours(poll["codes"][3]).lower()}
    page = client_of(None).post(f"{poll['base']}/", data=data)
    assert (page.status_code, words in page.text) == (422, True)
    if data.get("choice") == "A-1":
        assert re.search(r'value="A-1"[^>]*checked', page.text)


def test_only_wrong_codes_are_counted_and_many_are_429(db, poll, client_of):
    client = client_of(None)
    answers = [client.post(f"{poll['base']}/used", data={"code": "347834783478"}).status_code for _ in range(62)]
    assert (answers.count(422), answers[-1]) == (60, 429)
    counted = db.session.scalar(sa.select(sa.func.count()).select_from(RateCount))
    assert vote(client_of(None), poll, poll["codes"][0]).status_code == 303
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RateCount)) == counted


def test_a_post_without_a_token_changes_nothing(db, poll, client_of):
    client = client_of(None)
    client.get(f"{poll['base']}/with/{poll['codes'][0]}")
    client.post(f"{poll['base']}/", data={"choice": "A-1"})
    tracker = tracker_on(client.get(f"{poll['base']}/check"))
    page = client.post(f"{poll['base']}/check", data={"choice": "A-1", "tracker": tracker}, csrf=False)
    assert (page.status_code, ballots(db)) == (400, [])


def test_a_late_vote_is_refused_by_the_clock_although_the_page_was_open(db, client_of, poll):
    client = client_of(None)
    client.get(f"{poll['base']}/with/{poll['codes'][0]}")
    client.post(f"{poll['base']}/", data={"choice": "A-1"})
    tracker = tracker_on(client.get(f"{poll['base']}/check"))
    with writing():
        db.session.execute(sa.text("DROP TRIGGER award_rules_frozen"))
        poll["award"].closes_at = now() - timedelta(seconds=1)
    with db.engine.begin() as connection:
        triggers.install(connection, Base.metadata.tables)
    page = client.post(f"{poll['base']}/check", data={"choice": "A-1", "tracker": tracker})
    assert (page.status_code, "too late" in page.text) == (422, True)
    assert ballots(db) == []


def test_was_my_code_used(db, poll, client_of):
    client = client_of(None)
    asked = {"code": poll["codes"][5]}
    assert "No. No one has voted with this code." in client.post(f"{poll['base']}/used", data=asked).text
    vote(client_of(None), poll, poll["codes"][5])
    assert "Someone has voted" not in client.get(f"{poll['base']}/used").text
    page = client.post(f"{poll['base']}/used", data=asked)
    assert "Yes. Someone has voted with this code." in page.text
    assert queries.line_of(queries.roll_row(poll["award"], poll["codes"][5])) in page.text


def test_nothing_of_a_draft_and_nothing_of_another_edition_is_shown(db, client_of):
    with writing():
        edition, other = cast.an_edition(), cast.an_edition("OTHER27")
        draft = build.a_draft(edition, cast.dara(edition))
        theirs, _codes = build.an_open_award(other)
        paths = [f"/vote/{edition.code}/{draft.id}/", f"/vote/{edition.code}/{theirs.id}/"]
        paths += [
            f"/vote/{edition.code}/{theirs.id}/{page}" for page in ("check", "recorded", "used", "kept", "result")
        ]
    client = client_of(None)
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    assert "There is no vote here yet." in client.get(f"/vote/{edition.code}/").text


def test_only_the_co_presenter_sees_and_confirms_their_entry(db, client_of):
    with writing():
        edition = cast.an_edition()
        dara, amina, farid = cast.dara(edition), cast.amina(), cast.farid()
        award = build.a_draft(edition, dara)
        entry = awards.add_entry(award, reference="A-1", title="Ours", co_presenter=amina, by=dara, at=cast.AT)
        path = f"/vote/{edition.code}/entry/{entry.id}"
    for person in (farid, dara):
        assert client_of(person).get(path).status_code == 404
        assert client_of(person).post(path).status_code == 404
    assert client_of(amina).post(path).status_code == 303
    db.session.refresh(entry)
    assert entry.confirmed_by == amina.id
    assert "Ours" in client_of(amina).get("/together/").text


def every_page(client_of, people, base: str, desk: str) -> dict[str, str]:
    """What each person reads on each page that could tell of the count, without what changes at every look."""
    pages = ["", "/check", "/recorded", "/used", "/kept", "/result", "/award.json"]
    paths = [base + page for page in pages] + [desk, f"{desk}/cards", "/", "/together/", "/desk/FORUM27/"]
    paths += ["/desk/FORUM27/award/", "/desk/FORUM27/letters/", "/keys/FORUM27/", "/vote/FORUM27/", "/readyz"]
    seen = {}
    for person in people:
        client = client_of(person)
        for path in paths:
            answer = client.get(path, follow_redirects=True)
            text = re.sub(r'name="csrf_token"[^>]*>|value="[\w.-]{60,}"', "", answer.text)
            entries = "".join(sorted(re.findall(r"(?s)<div class=\"govuk-radios__item\">.*?</div>\s*</div>", text)))
            text = re.sub(r"(?s)<form.*?</form>", "", text)
            seen[f"{person and person.name} {path}"] = f"{answer.status_code}{text}{len(entries)}"
    return seen


def test_no_page_tells_anybody_of_the_count_before_the_close(db, poll, client_of):
    """Two worlds that differ only in what was chosen: every page for everybody is the same."""
    with writing():
        edition = poll["edition"]
        people = [None, cast.dara(edition), cast.lena(edition), cast.amina(), cast.farid()]
        for code in poll["codes"][:23]:
            build.vote(poll["award"], code, "A-1", at=now())
    desk = f"/desk/FORUM27/award/{poll['award'].id}"
    one = every_page(client_of, people, poll["base"], desk)
    with writing():
        db.session.execute(sa.text("DROP TRIGGER ballot_never_changed"))
        db.session.execute(sa.text("UPDATE ballot SET choice = 'A-3'"))
    other = every_page(client_of, people, poll["base"], desk)
    with db.engine.begin() as connection:
        triggers.install(connection, Base.metadata.tables)
    assert [page for page in one if one[page] != other[page]] == []
    assert "At least 20 people have voted" in one[f"Dara Quill {desk}"]
    with writing():
        for code in poll["codes"][23:30]:
            build.vote(poll["award"], code, "A-1", at=now())
    control = every_page(client_of, people, poll["base"], desk)
    assert [page for page in one if control[page] != other[page]] == [f"Dara Quill {desk}"]
    no_count = re.compile(r"\d+ [A-Z][a-z]+ 20\d\d|\d\d:\d\d|[0-9a-f]{16,}")  # days, times of day, digests
    assert not [page for page, text in one.items() if re.search(r"\b23\b", no_count.sub("", text))]


def test_the_result_page_and_the_public_file_are_there_after_both_keys_only(db, client_of):
    award = build.a_sealed_award({"A-1": 9, "A-2": 12})
    edition, base = award.edition, f"/vote/FORUM27/{award.id}"
    paths = [f"{base}/result", f"{base}/award.json"]
    assert [client_of(None).get(path).status_code for path in paths] == [404, 404]
    dara, lena = cast.dara(edition), cast.lena(edition)
    db.session.commit()
    assert client_of(dara).post(f"/desk/FORUM27/award/{award.id}/result").status_code == 303
    assert [client_of(dara).get(path).status_code for path in paths] == [404, 404]
    with writing():
        frozen = frozen_sets.queries.waiting_set(edition, Kind.award_result, award.id)
        for holder in (dara, lena):
            frozen_sets.turn_key(frozen, digest=frozen.digest, by=holder, at=now())
    answers = [client_of(None).get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1].json["digests"] == frozen.facts["digests"]
    assert client_of(None).get("/vote/FORUM27/verify_award.py").text.startswith("#!/usr/bin/env python3")


@pytest.mark.parametrize("voters", [1, 30])
def test_the_ballot_costs_the_same_whoever_is_on_the_roll(db, client_of, counted, voters):
    with writing():
        edition, at = cast.an_edition(), now()
        award, _codes = build.an_open_award(
            edition, opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=1), voters=voters, le=0
        )
        path = f"/vote/{edition.code}/{award.id}/"
    client = client_of(None)
    client.get(path)
    with counted() as sent:
        client.get(path)
    assert len(sent) == 3
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RollRow)) == voters


# -- The forms of ballot --------------------------------------------------------------------------

SHAPES = [
    (Method.approval, {"choice": ["A-3", "A-1"]}, "A-1 > A-3"),
    (Method.ranked, {"place01": "A-3", "place02": "A-1"}, "A-3 > A-1"),
    (Method.score, {"points0": "A-1=5", "points2": "A-3=0"}, "A-1=5 > A-3=0"),
]


def open_award(method):
    with writing():
        edition, at = cast.an_edition(), now()
        times = {"opens_at": at - timedelta(days=1), "closes_at": at + timedelta(days=1)}
        award, codes = build.an_open_award(edition, **times, method=method, most=2)
        return {"award": award, "edition": edition, "base": f"/vote/{edition.code}/{award.id}", "codes": codes}


@pytest.mark.parametrize(("method", "typed", "kept"), SHAPES)
def test_each_form_of_ballot_from_its_page_to_the_box(db, client_of, method, typed, kept):
    poll, client = open_award(method), client_of(None)
    client.get(f"{poll['base']}/with/{poll['codes'][0]}")
    assert client.post(f"{poll['base']}/", data=typed).status_code == 303
    page = client.get(f"{poll['base']}/check")
    assert ("Choosing together" in page.text, "The night shift" in page.text) == (True, True)
    assert "Nothing about us" not in page.text
    assert kept.partition(" ")[0] in unescape(page.text)
    marked = [value for name in typed for value in ([typed[name]] if isinstance(typed[name], str) else typed[name])]
    again = client.get(f"{poll['base']}/").text
    assert [mark for mark in marked if not re.search(rf'value="{mark}" (checked|selected)', again)] == []
    sent = client.post(f"{poll['base']}/check", data={"choice": kept, "tracker": tracker_on(page)})
    assert (sent.status_code, ballots(db)) == (303, [kept])


@pytest.mark.parametrize(
    ("method", "typed", "words"),
    [
        (Method.choice, {}, "Choose one before you continue."),
        (Method.approval, {}, "Choose one or more before you continue."),
        (Method.approval, {"choice": ["A-1", "A-2", "A-3"]}, "Choose 2 or fewer."),
        (Method.ranked, {"place01": "", "place02": "A-1"}, "Choose which one you put first."),
        (Method.ranked, {"place01": "A-1", "place02": "A-1"}, "This one already has a place."),
        (Method.ranked, {"place01": "A-9"}, "Not a valid choice."),
        (Method.score, {}, "Give points to at least one entry."),
        (Method.score, {"points0": "A-1=6"}, "Not a valid choice"),
        (Method.score, {"points0": "A-2=5"}, "Not a valid choice"),
    ],
)
def test_a_ballot_that_says_too_little_or_too_much_comes_back_with_words(db, client_of, method, typed, words):
    poll, client = open_award(method), client_of(None)
    client.get(f"{poll['base']}/with/{poll['codes'][0]}")
    answer = client.post(f"{poll['base']}/", data=typed)
    assert (answer.status_code, words in answer.text, ballots(db)) == (422, True, [])


@pytest.mark.parametrize("method", [Method.choice, Method.approval, Method.ranked, Method.score])
def test_the_rule_and_the_draw_stand_on_the_ballot(client_of, method):
    page = client_of(None).get(f"{open_award(method)['base']}/").text
    assert "a draw that was fixed before the vote decides." in page
