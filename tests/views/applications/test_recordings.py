"""Recordings: hand in, hear, take out; whose are they; the desk types and has them approved; no voice for the panel."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from conference.actions.applications import scoring
from conference.models.applications.recordings import AudioNote
from conference.rules.applications.applications import State
from tests import cast
from tests.builders import applications as build, audio_notes as spoken
from tests.views.applications.test_form_dutch import assert_dutch

DAY = timedelta(days=1)
BASE, DESK, PANEL = "/apply/FORUM27", "/desk/FORUM27/recordings", "/panel/FORUM27"
OPEN = {"opens_at": min(cast.AT, datetime.now(UTC)) - DAY, "closes_at": max(cast.AT, datetime.now(UTC)) + DAY}


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    build.settings(edition, **OPEN)
    cast.farid(), cast.dara(edition), cast.tomas(edition), cast.lena(edition)
    db.session.commit()
    return edition


@pytest.fixture
def visitor(edition, client_of):
    client = client_of(None)
    client.post(f"{BASE}/start", data={"name": "Noor Bakker"})
    return client


@pytest.fixture
def waits(db, edition):
    """A sent application whose page about the person was spoken."""
    note = spoken.sent(edition)
    db.session.commit()
    return note.id


def sound(data=None, name="me.wav"):
    return {"sound": (io.BytesIO(spoken.a_sound() if data is None else data), name)}


def the_note(db):
    return db.session.scalars(sa.select(AudioNote)).one()


def test_a_recording_is_handed_in_heard_and_taken_out(db, visitor):
    assert "Would you rather speak?" in visitor.get(f"{BASE}/form/about-you").text
    assert "Speak instead" in visitor.get(f"{BASE}/recording/about-you").text
    answer = visitor.post(f"{BASE}/recording/about-you", data=sound())
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{BASE}/form/about-you")
    assert "you do not need to write here" in visitor.get(f"{BASE}/form/about-you").text
    assert visitor.post(f"{BASE}/form/about-you", data={"about_me": ""}).status_code == 303
    check = visitor.get(f"{BASE}/check").text
    assert "Your recording" in check and "30 days after you say that the words are right" in check
    heard = visitor.get(f"{BASE}/recording/about-you/download")
    assert (heard.data, heard.mimetype) == (spoken.a_sound(), "audio/wav")
    assert heard.headers["Content-Disposition"].startswith("attachment")
    assert visitor.post(f"{BASE}/recording/about-you/take-out").status_code == 303
    assert visitor.get(f"{BASE}/recording/about-you/download").status_code == 404
    assert visitor.post(f"{BASE}/form/about-you", data={"about_me": ""}).status_code == 422


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        ({}, "Choose a sound file."),
        (sound(b""), "Choose a sound file."),
        (sound(b"%PDF-1.7"), "We cannot play this file."),
        (sound(b"\xff\xd8\xff a photo", "voice.mp3"), "We cannot play this file."),
        (sound(b"ID3" + bytes(6 * 1024 * 1024)), "Send at most 6 megabytes: that is about three minutes."),
        (sound(b"ID3 %PDF-1.7"), "There is a second file hidden"),
    ],
)
def test_what_is_not_a_sound_is_refused_beside_the_field_and_in_the_summary(db, visitor, upload, words):
    answer = visitor.post(f"{BASE}/recording/why-come", data=upload)
    assert (answer.status_code, answer.text.count(words) >= 2) == (422, True)
    assert db.session.scalars(sa.select(AudioNote)).all() == []


def test_only_the_persons_own_browser_and_the_organisers_get_it(db, edition, waits, client_of):
    for person in (None, cast.farid(), cast.dara(edition)):
        for path in ("", "/download"):
            answer = client_of(person).get(f"{BASE}/recording/about-you{path}")
            assert (answer.status_code, answer.headers["Location"]) == (303, f"{BASE}/back")
    for path in ("/", f"/{waits}", f"/{waits}/download"):
        assert client_of(cast.dara(edition)).get(DESK + path).status_code == 200
        for person in (cast.farid(), cast.tomas(edition), cast.lena(edition)):
            assert client_of(person).get(DESK + path).status_code == 404
        assert client_of(None).get(DESK + path).status_code == 303


def test_a_recording_of_a_draft_or_of_another_edition_is_not_found_at_the_desk(db, edition, waits, client_of):
    other = cast.an_edition("OTHER27")
    build.settings(other, **OPEN)
    elsewhere = spoken.sent(other, name="Sam").id
    draft = spoken.given(build.filled(edition, "Kim")).id
    db.session.commit()
    for note_id in (elsewhere, draft, 2**31 - 1):
        for path in ("", "/download"):
            assert client_of(cast.dara(edition)).get(f"{DESK}/{note_id}{path}").status_code == 404


def test_an_unknown_page_is_not_found(visitor):
    for page in ("travel", "experience", "nothing"):
        assert visitor.get(f"{BASE}/recording/{page}").status_code == 404
        assert visitor.post(f"{BASE}/recording/{page}", data=sound()).status_code == 404


def test_the_desk_types_reads_back_and_only_then_the_panel_reads_and_scores(db, edition, waits, client_of):
    ben, _chidi = build.panel(edition)
    scoring.share_out(edition, by=cast.dara(edition), at=cast.AT)
    reference = the_note(db).application.reference
    db.session.commit()
    desk, panel = client_of(cast.dara(edition)), client_of(ben)
    assert "Recordings to write down and read back</a> (1)" in desk.get("/desk/FORUM27/").text
    assert reference in desk.get(f"{DESK}/").text
    points = {"contribution": "2", "benefit": "2", "need": "2", "comment": "Clear."}
    page = panel.get(f"{PANEL}/{reference}").text
    assert "You cannot score this yet" in page and "Send scores" not in page and "recording" not in page
    refused = panel.post(f"{PANEL}/{reference}", data=points)
    assert (refused.status_code, "We are still typing what they said" in refused.text) == (422, True)
    early = desk.post(f"{DESK}/{waits}/approve", data={"read_back": "phone", "approved": "y"})
    assert (early.status_code, "Write down what they said first" in early.text) == (422, True)
    assert desk.post(f"{DESK}/{waits}/type", data={"about_me": ""}).status_code == 422
    assert desk.post(f"{DESK}/{waits}/type", data={"about_me": "word " * 501}).status_code == 422
    assert desk.post(f"{DESK}/{waits}/type", data={"about_me": "I live with pain."}).status_code == 303
    assert "I live with pain." not in panel.get(f"{PANEL}/{reference}").text
    assert desk.post(f"{DESK}/{waits}/approve", data={"read_back": "phone"}).status_code == 422
    done = desk.post(f"{DESK}/{waits}/approve", data={"read_back": "phone", "approved": "y"})
    assert done.status_code == 303
    page = desk.get(f"{DESK}/{waits}").text
    assert "on the phone, recorded by Dara Quill" in page and "We will delete the recording on" in page
    page = panel.get(f"{PANEL}/{reference}").text
    assert "I live with pain." in page and "Send scores" in page and "audio" not in page
    assert panel.post(f"{PANEL}/{reference}", data=points).status_code == 303
    assert "Recordings to write down" not in desk.get("/desk/FORUM27/").text


def test_the_person_is_told_the_day_and_can_listen_after_sending(db, edition, visitor):
    visitor.post(f"{BASE}/recording/about-you", data=sound())
    note = the_note(db)
    note.application.state, note.application.sent_at, note.application.consent_at = State.sent, cast.AT, cast.AT
    db.session.flush()
    spoken.approved(note)
    db.session.commit()
    page = visitor.get(f"{BASE}/mine").text
    assert "You said on 11 January 2027" in page and "We will delete the recording on 10 February 2027." in page
    assert visitor.get(f"{BASE}/recording/about-you/download").status_code == 200
    assert visitor.get(f"{BASE}/recording/about-you").headers["Location"] == f"{BASE}/mine"
    assert visitor.post(f"{BASE}/recording/about-you", data=sound()).headers["Location"] == f"{BASE}/mine"
    assert visitor.post(f"{BASE}/recording/about-you/take-out").headers["Location"] == f"{BASE}/mine"
    assert the_note(db).file_id is not None


def test_a_post_without_a_token_changes_nothing(db, edition, waits, visitor, client_of):
    visitor.post(f"{BASE}/recording/about-you", data=sound())
    for path in ("", "/take-out"):
        assert visitor.post(f"{BASE}/recording/about-you{path}", csrf=False).status_code == 400
    desk = client_of(cast.dara(edition))
    for path in ("type", "approve"):
        assert desk.post(f"{DESK}/{waits}/{path}", csrf=False).status_code == 400
    kept = db.session.scalars(sa.select(AudioNote)).all()
    assert [(each.file_id is not None, each.typed_at, each.approved_at) for each in kept] == [(True, None, None)] * 2


def test_it_is_all_in_dutch(db, visitor):
    with visitor.session_transaction() as session:
        session["lang"] = "nl"
    page = f"{BASE}/recording/why-come"
    assert_dutch(visitor.get(page).text, page)
    assert_dutch(visitor.post(page, data=sound(b"MZ")).text, "wrong")
    assert_dutch(visitor.get(f"{BASE}/form/why-come").text, "form")
    visitor.post(page, data=sound())
    for path in ("/recording/why-come", "/form/why-come", "/check", "/mine"):
        assert_dutch(visitor.get(BASE + path).text, path)
