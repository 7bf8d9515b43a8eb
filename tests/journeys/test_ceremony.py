"""The hall: the big screen by keys and by buttons with the network off, on a wall, on a phone and without script."""

from datetime import timedelta

import pytest

from conference.actions.award import ceremony
from conference.db import now, writing
from conference.rules.award.counting import Method
from conference.rules.languages import Lang
from tests import cast
from tests.builders import award as build, award_ceremony as build_ceremony

pytestmark = pytest.mark.browser
SLIDES = 8  # its name, three entries, the countdown, the votes, the winner, thank you


@pytest.fixture
def hall(db):
    """Approved by both keys, announced in an hour."""
    award = build.a_sealed_award({"A-1": 9, "A-2": 13, "A-3": 3})
    with writing():
        edition = award.edition
        build_ceremony.agreed(award, "A-2", cast.amina(), name="Amina of ward nine")
        build_ceremony.approved(award, now() + timedelta(hours=1), at=now())
        return {"edition": edition, "award": award, "dara": cast.dara(edition), "lena": cast.lena(edition)}


def shown(page) -> str:
    """The heading of the one slide that is shown."""
    slides = page.locator(".slide:visible")
    assert slides.count() == 1
    return slides.locator("h1, h2").inner_text()


def open_screen(organiser, hall):
    organiser.go(f"/ceremony/{hall['edition'].code}/{hall['award'].id}/")
    organiser.look("ceremony")
    organiser.page.locator("main a.govuk-button").click()
    organiser.page.wait_for_load_state("networkidle")
    return organiser.page


def test_the_screen_goes_by_keys_with_the_network_off(db, visitor, hall):
    organiser = visitor(hall["dara"])
    page = open_screen(organiser, hall)
    page.set_viewport_size({"width": 1920, "height": 1080})
    organiser.look("ceremony-screen-start")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    page.emulate_media(reduced_motion="reduce")
    seen = [shown(page)]
    for key in (" ", "ArrowRight", "PageDown", " "):
        page.keyboard.press(key)
        seen.append(shown(page))
    assert seen == [
        "Patients Choice Award",
        "Choosing together",
        "Nothing about us",
        "The night shift",
        "And now the result",
    ]
    assert page.locator(".count span:visible").count() == 3  # no haste for whoever asks for less motion
    page.keyboard.press("ArrowLeft")
    assert shown(page) == "The night shift"
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    assert shown(page) == "Votes"
    rows = page.locator(".bar:not(.waits) .bar__title")
    revealed = []
    for _press in range(3):
        page.keyboard.press(" ")
        revealed.append(rows.first.inner_text())
    assert revealed == ["The night shift", "Choosing together", "Nothing about us"]
    assert "Nothing about us 13" in page.locator("#said").inner_text()
    page.keyboard.press(" ")
    assert shown(page) == "Nothing about us"
    assert page.locator(".slide--winner .names li").all_inner_texts() == [
        "Amina Yusuf and others",
        "Amina of ward nine",
    ]
    wide, tall = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert (wide, tall) == (1920, 1080)
    page.keyboard.press(" ")
    page.keyboard.press(" ")
    assert (shown(page), page.locator("#where").inner_text()) == ("Thank you", f"{SLIDES} of {SLIDES}")
    assert (asked, organiser.wrong) == ([], [])


def test_the_countdown_goes_on_by_itself_and_buttons_do_what_keys_do(db, visitor, hall):
    organiser = visitor(hall["lena"], width=320)
    page = open_screen(organiser, hall)
    page.context.set_offline(True)
    page.emulate_media(reduced_motion="no-preference")
    for _press in range(4):
        page.get_by_role("button", name="Next").click()
    assert page.locator(".count span:visible").all_inner_texts() == ["3"]
    page.locator(".slide--bars").wait_for()
    assert shown(page) == "Votes"
    page.get_by_role("button", name="Back").focus()
    page.keyboard.press(" ")  # on a button the space bar presses that button, and nothing else
    assert shown(page) == "And now the result"
    for _press in range(4):
        page.get_by_role("button", name="Back").click()
    assert shown(page) == "Patients Choice Award"
    assert page.get_by_role("button", name="Back").is_disabled()


def test_every_slide_is_accessible_and_fits_a_phone(db, visitor, hall):
    with writing():
        cast.dara(hall["edition"]).lang = Lang.nl
    organiser = visitor(hall["dara"], width=390)
    page = open_screen(organiser, hall)
    page.emulate_media(reduced_motion="reduce")
    for number in range(SLIDES):
        organiser.look(f"ceremony-screen-{number}")
        while page.locator("#where").inner_text().startswith(f"{number + 1} ") and number < SLIDES - 1:
            page.keyboard.press("ArrowRight")
    assert "Iedereen kan de stemmen natellen" in page.inner_text("main")


def test_without_script_it_is_one_long_page(db, visitor, hall):
    organiser = visitor(hall["dara"], scripts=False, width=390)
    page = open_screen(organiser, hall)
    organiser.look("ceremony-screen-no-script")
    assert page.locator(".slide:visible").count() == SLIDES
    assert page.locator("#controls:visible").count() == 0
    for words in ("Choosing together", "13", "The winner is", "Thank you"):
        assert words in page.inner_text("main")


def test_rounds_are_told_one_after_the_other_and_a_tie_says_how_it_was_settled(db, visitor):
    votes = {"A-1 > A-3": 5, "A-2": 5, "A-3 > A-2": 2, "A-3 > A-1": 2}
    award = build.a_sealed_award(votes, method=Method.ranked)
    with writing():
        build_ceremony.approved(award)
        edition = award.edition
        hall = {"edition": edition, "award": award, "dara": cast.dara(edition)}
    page = open_screen(visitor(hall["dara"]), hall)
    page.emulate_media(reduced_motion="reduce")
    for _press in range(6):
        page.keyboard.press(" ")
    assert shown(page) == "Round 2"
    assert not page.locator("#stage").get_by_text("these had the same number").is_visible()
    for _press in range(3):
        page.keyboard.press(" ")
    assert page.locator("#stage").get_by_text("In round 2 these had the same number").is_visible()


def test_an_entrant_says_what_is_shown_and_takes_it_back_without_a_mouse(db, visitor):
    with writing():
        edition = cast.an_edition()
        award, _codes = build.a_frozen_award(edition)
        amina, ben = cast.amina(), cast.ben()
        ben.lang = Lang.nl
        ceremony.name_witness(award, person=ben, by=cast.dara(edition), at=cast.AT)
        entry = build.queries.entry(award, "A-1")
    person = visitor(amina, width=390)
    person.go(f"/vote/FORUM27/entry/{entry.id}")
    person.keys({"name": "Amina of ward nine", "words": build_ceremony.STORY}, press="Agree to show my details")
    person.look("award-entry-shown")
    assert "You agreed to this:" in person.page.inner_text("main")
    person.press("Remove my details")
    assert "You agreed to this:" not in person.page.inner_text("main")
    witness = visitor(ben, width=390)
    witness.go(f"/vote/FORUM27/witness/{award.id}")
    witness.look("award-witness-nl")
    desk = visitor(cast.dara(edition))
    desk.go(f"/desk/FORUM27/award/{award.id}/witnesses/")
    desk.look("desk-award-witnesses")
    assert "no answer yet" in desk.page.inner_text("main")


def test_the_link_in_the_letter_leads_through_sign_in_to_the_entry(db, visitor):
    with writing():
        edition = cast.an_edition()
        award, _codes = build.a_frozen_award(edition)
        entry, amina = build.queries.entry(award, "A-1"), cast.amina()
    person = visitor(None, width=390)
    person.go(f"/vote/FORUM27/entry/{entry.id}")
    assert "/account/sign-in" in person.page.url
    person.go(f"/account/demo/{amina.id}")
    person.page.locator("main button").click()
    person.page.wait_for_load_state()
    assert person.page.url.endswith(f"/vote/FORUM27/entry/{entry.id}")
