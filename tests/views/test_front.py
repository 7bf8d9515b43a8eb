"""The front door, the desk, and what every answer carries."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference import mail
from conference.db import Base, now, writing
from conference.models.outbox import Message
from conference.rules.people.duties import Channel
from tests import cast


def test_the_front_page_names_the_edition_its_dates_and_a_human(db, client_of):
    cast.an_edition()
    db.session.commit()
    page = client_of(None).get("/").text
    for words in ("Care Together Forum", "10 May 2027", "12 May 2027", "Dara Quill", "+44 20 7946 0123"):
        assert words in page


def test_without_an_edition_it_says_so(db, client_of):
    assert "no conference here yet" in client_of(None).get("/").text


def test_health(db, client_of):
    client = client_of(None)
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 200)


def test_an_unknown_page_has_words_and_a_way_on(db, client_of):
    page = client_of(None).get("/no/such/page")
    assert (page.status_code, "Go to the home page" in page.text) == (404, True)


def every_get(app):
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "static":
            values = {a: "FORUM27" if a == "edition" else 1 for a in rule.arguments}
            yield rule.endpoint, app.url_map.bind("localhost").build(rule.endpoint, values)


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    cast.dara(edition), cast.lena(edition)
    db.session.commit()
    return edition


def test_every_get_is_strict_in_its_headers_and_writes_nothing(db, app, edition, client_of):
    def rows():
        return {n: db.session.execute(sa.select(t)).all() for n, t in Base.metadata.tables.items()}

    client, before = client_of(cast.dara(edition)), None
    for endpoint, path in every_get(app):
        before = before or rows()
        answer = client.get(path)
        assert answer.status_code < 500, endpoint
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"], endpoint
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"], endpoint
        assert answer.headers["X-Content-Type-Options"] == "nosniff", endpoint
        assert answer.headers["Cache-Control"] == "no-store", endpoint
        assert rows() == before, endpoint


@pytest.mark.parametrize("who", ["nobody", "farid", "lena"])
def test_the_desk_is_for_organisers_only(db, app, edition, client_of, who):
    person = {"nobody": None, "farid": cast.farid(), "lena": cast.lena(edition)}[who]
    db.session.commit()
    client = client_of(person)
    for endpoint, path in every_get(app):
        if path.startswith("/desk/"):
            assert client.get(path).status_code == (303 if person is None else 404), endpoint


def test_the_desk_shows_a_call_to_make_and_clears_it(db, edition, client_of):
    dara, noor = cast.dara(edition), cast.a_person("Noor Bakker", phone="+44 20 7946 0999", channel=Channel.phone)
    db.session.commit()
    with writing():
        mail.queue("key_named", to=noor, edition=edition, key="1", at=now(), side="organiser", rank="deputy")
    client = client_of(dara)
    assert "People to call" in client.get(f"/desk/{edition.code}/").text
    letter = db.session.scalars(sa.select(Message)).one()
    assert "+44 20 7946 0999" in client.get(f"/desk/{edition.code}/letters/{letter.id}").text
    assert client.post(f"/desk/{edition.code}/letters/{letter.id}/done").status_code == 303
    assert "People to call" not in client.get(f"/desk/{edition.code}/").text


def test_an_email_is_never_noted_as_done_by_hand(db, edition, client_of):
    dara, noor = cast.dara(edition), cast.a_person("Noor Bakker", contact_email="noor@example.org")
    db.session.commit()
    with writing():
        mail.queue("key_named", to=noor, edition=edition, key="1", at=now(), side="organiser", rank="deputy")
    letter = db.session.scalars(sa.select(Message)).one()
    assert client_of(dara).post(f"/desk/{edition.code}/letters/{letter.id}/done").status_code == 404
    assert letter.state == "queued"


def test_what_waits_longest_is_rung_first_and_shown_as_late(db, edition, client_of):
    dara = cast.dara(edition)
    db.session.commit()
    with writing():
        for name, days in (("Soon", 2), ("Longest", -3), ("Late", -1)):
            to = cast.a_person(name, phone=f"0{days + 9}", channel=Channel.phone)
            due = now() + timedelta(days=days)
            mail.queue(
                "key_named", to=to, edition=edition, key=name, at=now(), due=due, side="organiser", rank="deputy"
            )
    page = client_of(dara).get(f"/desk/{edition.code}/letters/?tasks=1").text.split("<tbody", 1)[1]
    assert page.index("Longest") < page.index("<br>06") < page.index("<br>08") < page.index("Soon")
    assert page.count("Late: due") == 2


def test_the_letters_cost_the_same_statements_at_1_and_30_rows(db, edition, client_of, counted):
    dara = cast.dara(edition)
    db.session.commit()

    def queue(start, stop):
        with writing():
            for n in range(start, stop):
                to = cast.a_person(f"Person {n}", contact_email=f"p{n}@example.org")
                mail.queue("key_named", to=to, edition=edition, key=str(n), at=now(), side="organiser", rank="deputy")

    client, numbers = client_of(dara), []
    for start, stop in ((0, 1), (1, 30)):
        queue(start, stop)
        with counted() as sent:
            client.get(f"/desk/{edition.code}/letters/")
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]


def test_our_fault_shows_words_and_no_trace(db, app, client_of, monkeypatch):
    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr("conference.views.front.health.answers", lambda: 1 / 0)
    page = client_of(None).get("/readyz")
    assert (page.status_code, "not your fault" in page.text, "ZeroDivision" in page.text) == (500, True, False)
