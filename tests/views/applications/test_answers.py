"""Read and print one's own answers and the empty form: the same questions in the same order, tagged and large."""

import io
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pikepdf
import pytest

from conference import pdf
from conference.forms.applications.form import PAGES
from tests import cast
from tests.builders import applications as build
from tests.conftest import must_run

BASE = "/apply/FORUM27"
DAY = timedelta(days=1)
OPEN = {"opens_at": min(cast.AT, datetime.now(UTC)) - DAY, "closes_at": max(cast.AT, datetime.now(UTC)) + DAY}


@pytest.fixture
def edition(db):
    edition = cast.an_edition(contact_name="Dara Quill", contact_phone="020 7946 0123")
    build.settings(edition, **OPEN)
    cast.a_stream(edition)
    db.session.commit()
    return edition


@pytest.fixture
def without_pdf(monkeypatch):
    monkeypatch.setattr(pdf, "available", lambda: False)


def text_of(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<style.*?</style>", "", page))).split())


def asked_in_order(app, text):
    """Every title and question of the web form, found one after the other."""
    place = 0
    with app.test_request_context():
        for page, form in PAGES.items():
            made = form(formdata=None)
            labels = [str(field.label.text) for field in made.asked()]
            for words in (str(form.title), *labels):
                found = text.find(" ".join(words.split()), place)
                assert found >= 0, (page, words)
                place = found
    return True


def test_the_empty_form_asks_what_the_web_form_asks_in_its_order(app, edition, client_of, without_pdf):
    page = client_of(None).get(f"{BASE}/form.pdf")
    assert page.mimetype == "text/html"
    assert asked_in_order(app, text_of(page.text))
    assert "Only if you will be under 18" in page.text and "020 7946 0123" in page.text
    assert "font-size: 18pt" in page.text


def test_the_empty_form_is_a_tagged_pdf_made_once(edition, client_of, monkeypatch):
    if not pdf.available():
        must_run("Pango is missing")
    client = client_of(None)
    made = client.get(f"{BASE}/form.pdf")
    assert made.mimetype == "application/pdf"
    with pikepdf.open(io.BytesIO(made.data)) as found:
        assert found.Root.MarkInfo.Marked and "/StructTreeRoot" in found.Root
        assert str(found.Root.Lang) == "en"
        assert found.open_metadata()["pdfuaid:part"] == "1"
    assert client.get(f"{BASE}/form.pdf").data == made.data


def test_own_answers_are_read_and_printed_by_their_person_only(db, edition, client_of, without_pdf):
    application = build.sent(edition, "Noor Bakker")
    amina = cast.amina()
    application.person_id = amina.id
    farid = cast.farid()
    db.session.commit()
    for path in ("/answers", "/answers.pdf"):
        page = client_of(amina).get(BASE + path)
        assert page.status_code == 200 and "I have lived with kidney failure for ten years." in page.text
        assert "We pay you before you travel" in page.text
        for person in (None, farid):
            answer = client_of(person).get(BASE + path)
            assert (answer.status_code, answer.headers["Location"]) == (303, f"{BASE}/back")
    assert f"{BASE}/answers" in client_of(amina).get(f"{BASE}/mine").text


def test_both_speak_dutch(edition, client_of, without_pdf):
    client = client_of(None)
    with client.session_transaction() as session:
        session["lang"] = "nl"
    page = client.get(f"{BASE}/form.pdf").text
    assert 'lang="nl"' in page and "Alleen als u dan jonger dan 18 bent" in page and "Only if" not in page


def test_a_sent_answer_is_changed_by_the_person_but_not_what_is_scored(db, edition, client_of):
    application = build.sent(edition)
    db.session.commit()
    client = client_of(application.person)
    page = client.get(f"{BASE}/answers").text
    assert f"{BASE}/form/contact" in page and f"{BASE}/form/why-come" not in page
    assert client.get(f"{BASE}/form/why-come").status_code == 303
    shown = client.get(f"{BASE}/form/access").text
    assert "Save and come back later" not in shown
    made = client.post(f"{BASE}/form/access", data={"needs": ["captions"], "consent": "y"})
    assert (made.status_code, made.location) == (303, f"{BASE}/answers")
    assert "Your change is saved." in client.get(f"{BASE}/answers").text
    assert build.find.access_needs_of(application).needs == ["captions"]
    client.post(f"{BASE}/form/access", data={"dietary": ""})
    db.session.expire_all()
    assert build.find.access_needs_of(application) is None  # the consent was taken back, so it is gone
