"""Signing in: one-use links bound to a browser, sessions that really end, and nothing typed is lost."""

import re
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from conference.actions.people import people, sign_in
from conference.db import now, writing
from conference.models.outbox import Message
from conference.models.people.people import Person
from conference.models.people.sign_in import SignInLink
from conference.queries.people import people as find
from conference.rules.people.duties import Duty
from tests import cast


@pytest.fixture
def anon(client_of):
    return client_of(None)


def ask(client, address="amina@example.org"):
    return client.post("/account/sign-in", data={"email": address})


def letter(db):
    return db.session.scalars(sa.select(Message).order_by(Message.id.desc())).first()


def link_in(db):
    return re.search(r"http://127\.0\.0\.1:5000(/account/link/\S+)", letter(db).body)[1]


def code_in(db):
    return letter(db).subject.rsplit(" ", 1)[1]


def is_in(client):
    return client.get("/together/").status_code == 200


@pytest.fixture
def amina(db):
    person = cast.amina()
    db.session.commit()
    return person


def test_the_link_signs_in_once_in_the_browser_that_asked(db, anon, amina):
    assert ask(anon).headers["Location"] == "/account/code"
    path = link_in(db)
    assert anon.get(path).status_code == anon.get(path).status_code == 200  # looking uses nothing up
    assert anon.post(path).headers["Location"] == "/together/"
    assert is_in(anon)
    assert anon.post(path).status_code == 410


def test_the_typed_code_signs_in_whatever_its_case_and_spaces(db, anon, amina):
    ask(anon)
    code = code_in(db)
    assert anon.post("/account/code", data={"code": f" {code[:4].lower()} {code[4:]}"}).status_code == 303
    assert is_in(anon)


def test_a_thief_with_the_link_or_code_in_another_browser_stays_out(db, anon, amina, client_of):
    ask(anon)
    path, code, thief = link_in(db), code_in(db), client_of(None)
    assert "Use the code instead" in thief.get(path).text
    assert thief.post(path).status_code == 410
    assert thief.post("/account/code", data={"code": code}).status_code == 422
    assert not is_in(thief)
    assert anon.post(path).status_code == 303  # and the person still gets in


def test_the_link_ends_after_an_hour_and_ten_minutes_for_duty_holders(db, anon, amina):
    edition = cast.an_edition()
    cast.dara(edition)
    db.session.commit()
    ask(anon)
    ask(anon, "dara@example.org")
    lives = [link.expires_at - link.created_at for link in db.session.scalars(sa.select(SignInLink))]
    assert lives == [timedelta(minutes=60), timedelta(minutes=10)]


def test_an_unknown_address_gets_the_same_answer_and_no_letter(db, anon, amina):
    known, unknown = ask(anon), ask(anon, "nobody@example.org")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 1


def test_a_bad_address_is_said_beside_the_field(anon):
    page = ask(anon, "amina at example")
    assert page.status_code == 422
    assert 'href="#email"' in page.text
    assert "amina at example" in page.text


def test_codes_cannot_be_guessed_for_long(db, anon, amina):
    ask(anon)
    answers = [anon.post("/account/code", data={"code": "WRONGONE"}).text for _ in range(12)]
    assert "is not right" in answers[9]
    assert "Too many tries" in answers[10]
    assert "Too many tries" in anon.post("/account/code", data={"code": code_in(db)}).text


def test_letters_to_one_address_are_limited(db, anon, amina):
    for _ in range(9):
        ask(anon)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 5


def sign_out(client, person):
    client.post("/account/sign-out")


def a_new_duty(client, person):
    people.grant(person, cast.an_edition(), Duty.reviewer, by=find.system(), at=now())


def disabling(client, person):
    people.disable(person, by=find.system(), at=now())


def a_new_address(client, person):
    people.change_address(person, "new@example.org", by=find.system(), at=now())


@pytest.mark.parametrize("ending", [sign_out, a_new_duty, disabling, a_new_address])
def test_a_session_really_ends_and_a_copied_cookie_is_worth_nothing(db, client_of, amina, ending):
    client, thief = client_of(amina), client_of(None)
    with client.session_transaction() as session:
        copied = dict(session)
    with thief.session_transaction() as session:
        session.update(copied)
    assert (is_in(client), is_in(thief)) == (True, True)
    ending(client, amina)
    db.session.commit()
    assert (is_in(client), is_in(thief)) == (False, False)


def test_what_was_typed_survives_an_expired_session_and_is_shown_to_its_person_only(db, client_of, amina):
    edition = cast.an_edition()
    dara, path = cast.dara(edition), f"/desk/{edition.code}/people/"
    db.session.commit()
    client = client_of(dara)
    with writing():
        sign_in.end_sessions(db.session.get_one(Person, dara.id), at=now())
    answer = client.post(path, data={"name": "A long thought", "email": "noor@example.org", "duty": "assessor"})
    assert answer.headers["Location"] == "/account/sign-in"
    with client.session_transaction() as session:
        held = session["held"]
    ask(client, "dara@example.org")
    assert client.post(link_in(db)).headers["Location"] == "/account/kept"
    kept = client.get("/account/kept").text
    assert ("A long thought" in kept, f'action="{path}"' in kept) == (True, True)
    other = client_of(amina)
    with other.session_transaction() as session:
        session["held"] = held
    assert other.get("/account/kept").status_code == 303


def test_a_post_without_a_token_changes_nothing_and_gives_the_words_back(db, client_of, amina):
    answer = client_of(None).post("/account/sign-in", data={"email": "amina@example.org"}, csrf=False)
    assert answer.status_code == 400
    assert "amina@example.org" in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 0
    elsewhere = client_of(None).post(
        "/account/sign-in",
        data={"email": "amina@example.org"},
        csrf=False,
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    )
    assert elsewhere.status_code == 400
    assert "amina@example.org" not in elsewhere.text


def test_in_production_a_key_holder_also_shows_a_one_time_code(db, app, client_of, monkeypatch):
    edition = cast.an_edition()
    lena = cast.lena(edition)
    db.session.commit()
    monkeypatch.setitem(app.config, "SECOND_FACTOR", True)
    client = client_of(lena)
    assert client.get(f"/keys/{edition.code}/").headers["Location"] == "/account/one-time-code"
    page = client.get("/account/one-time-code").text
    secret = re.search(r'name="secret"[^>]*value="(\w+)"', page)[1]
    wrong = client.post("/account/one-time-code", data={"secret": secret, "code": "000000"})
    assert (wrong.status_code, secret in wrong.text) == (422, True)
    codes = client.post("/account/one-time-code", data={"secret": secret, "code": pyotp.TOTP(secret).now()}).text
    recovery = re.findall(r'class="big-code">(\w+)<', codes)
    assert len(recovery) == 8
    assert client.get(f"/keys/{edition.code}/").status_code == 200
    second = client_of(lena)
    assert second.get(f"/keys/{edition.code}/").status_code == 303
    assert second.post("/account/one-time-code", data={"code": recovery[0]}).status_code == 303
    third = client_of(lena)
    third.get(f"/keys/{edition.code}/")
    assert third.post("/account/one-time-code", data={"code": recovery[0]}).status_code == 422
    enrolled_with = third.post("/account/one-time-code", data={"code": pyotp.TOTP(secret).now()})
    assert enrolled_with.status_code == 422  # the code of the enrolment is used up
    code = pyotp.TOTP(secret).at(now(), counter_offset=1)
    assert third.post("/account/one-time-code", data={"code": code}).status_code == 303
    fourth = client_of(lena)
    assert fourth.post("/account/one-time-code", data={"code": code}).status_code == 422  # no code works twice


def test_the_demo_door_opens_in_a_demo_on_loopback_only(db, app, client_of, amina, monkeypatch):
    path, client = f"/account/demo/{amina.id}", client_of(None)
    assert client.get(path).status_code == 200
    assert client.get(path, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 404
    monkeypatch.setitem(app.config, "DEMO", False)
    assert client.post(path).status_code == 404


def test_the_language_is_kept_and_never_leads_off_site(db, client_of):
    client = client_of(None)
    for back in ("//evil.example", "https://evil.example", "/\\evil.example", "/x\r\nLocation: //evil"):
        answer = client.post("/language", data={"lang": "nl", "back": back})
        assert answer.headers["Location"] == "/"
    assert '<html lang="nl" dir="ltr"' in client.get("/glossary").text
    assert client.post("/language", data={"lang": "xx"}).status_code == 400
