"""Somebody speaks instead of writing, without scripts on a phone; the desk types it, and it is approved."""

from datetime import timedelta

import pytest

from conference.actions.applications import applications
from conference.db import now
from conference.queries.applications import applications as find
from tests import cast
from tests.builders import applications as build, audio_notes as spoken
from tests.journeys.conftest import NARROW

pytestmark = pytest.mark.browser


def test_a_recording_from_the_form_to_the_approved_words(db, visitor):
    edition = cast.an_edition(contact_name="Dara Quill", contact_phone="020 7946 0123")
    at = now()
    build.settings(edition, opens_at=at - timedelta(days=30), closes_at=at + timedelta(days=60))
    amina, dara = cast.amina(), cast.dara(edition)
    application, _code = applications.start(edition, name=amina.name, lang=amina.lang, at=at, person=amina)
    for page, given in (build.ANSWERS | build.ASKED_OF_SOME).items():
        told = dict.fromkeys(given, "") if page in ("about-you", "why-come") else given
        applications.save(application, page, told, by=amina, at=at)
    db.session.commit()
    phone = visitor(amina, scripts=False, width=NARROW)
    page = phone.go(f"/apply/{edition.code}/form/about-you")
    for _page in ("about-you", "why-come"):
        page.get_by_role("link", name="Would you rather speak?").click()
        page.locator("[name=sound]").set_input_files(
            {"name": "me.wav", "mimeType": "audio/wav", "buffer": spoken.a_sound()}
        )
        phone.press("Send recording")
        phone.press("Continue")
        page = phone.page
        if _page == "about-you":
            page.goto(page.url.replace("/experience", "/why-come"))
    page = phone.go(f"/apply/{edition.code}/check")
    assert "This still needs an answer" not in page.inner_text("main")
    phone.press("Send application")
    assert "Your recording: About me" in page.inner_text("main")
    db.session.rollback()
    assert find.missing_pages(find.application_of(amina, edition)) == []

    applicant = visitor(amina)
    applicant.go(f"/apply/{edition.code}/mine")
    applicant.look("recording-mine")
    desk = visitor(dara)
    page = desk.go(f"/desk/{edition.code}/")
    page.get_by_role("link", name="Recordings to write down and read back").click()
    desk.look("recordings-desk")
    page.get_by_role("link", name="About me").click()
    desk.look("recording-to-type")
    page.wait_for_function("document.querySelector('audio').load() || true")
    page.evaluate("document.querySelector('audio').play()")
    page.locator("[name=about_me]").fill("I live with pain.")
    desk.press("Save words")
    desk.look("recording-to-read-back")
    page.get_by_label("On the phone").check()
    page.get_by_label("They heard or read all of it").check()
    desk.press("Record: words approved")
    desk.look("recording-approved")
    page = phone.go(f"/apply/{edition.code}/answers")
    told = page.inner_text("main")
    assert "I live with pain." in told and "We will delete the recording on" in told


def test_the_page_for_a_recording_is_clean(db, visitor):
    edition = cast.an_edition(contact_name="Dara Quill", contact_phone="020 7946 0123")
    at = now()
    build.settings(edition, opens_at=at - timedelta(days=30), closes_at=at + timedelta(days=60))
    amina = cast.amina()
    application, _code = applications.start(edition, name=amina.name, lang=amina.lang, at=at, person=amina)
    db.session.commit()
    guest = visitor(amina)
    page = guest.go(f"/apply/{edition.code}/form/why-come")
    guest.look("recording-form")
    page.get_by_role("link", name="Would you rather speak?").click()
    guest.look("recording-page")
    guest.press("Send recording")
    guest.look("recording-wrong")
    page.locator("[name=sound]").set_input_files(
        {"name": "me.wav", "mimeType": "audio/wav", "buffer": spoken.a_sound()}
    )
    guest.press("Send recording")
    guest.look("recording-given")
    page.get_by_role("link", name="Listen to, replace or delete your recording").click()
    guest.look("recording-page-given")
