"""From "I would like to come" to "yes", in a real browser: apply, panel, rank, freeze, two keys, offer, accept."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.db import now
from conference.models.applications.applications import Application
from conference.queries import invariants
from tests import cast
from tests.builders import applications as build

pytestmark = pytest.mark.browser


@pytest.fixture
def edition(db):
    edition = cast.an_edition(place="Harbourtown")
    cast.a_stream(edition, "Safer care")
    at = now()
    build.settings(edition, opens_at=at - timedelta(days=3), closes_at=at + timedelta(days=9))
    build.pots(edition, places=2, money=60_000)
    build.panel(edition)
    db.session.commit()
    return edition


def fill_in(visitor, edition, name, *, look=None):
    """Answer every page the way a person does; returns the reference and the code."""
    page = visitor.go(f"/apply/{edition.code}/")
    show = look or (lambda _name: None)
    show("apply-start")
    page.get_by_role("link", name="Start now").click()
    show("apply-name")
    page.get_by_label("Your full name").fill(name)
    visitor.press("Continue")
    show("apply-saved")
    reference, code = page.locator(".big-code").all_inner_texts()
    page.get_by_role("link", name="Continue your application").click()
    page.get_by_label("for myself").check()
    visitor.press("Continue")
    page.get_by_label("I will be 18 or older").check()
    visitor.press("Continue")
    page.get_by_label("Phone", exact=True).fill("01632 960001")
    page.get_by_label("By phone").check()
    show("apply-contact")
    visitor.press("Continue")
    for label in ("A free ticket to come", "My travel", "Someone to come with me and help me"):
        page.get_by_label(label).check()
    show("apply-applying-for")
    visitor.press("Continue")
    page.get_by_label("I am or was a patient").check()
    visitor.press("Continue")
    page.get_by_label("About me").fill("I have lived with kidney failure for ten years.")
    show("apply-about-you")
    visitor.press("Continue")
    visitor.press("Continue")  # the experience page may stay empty
    page.get_by_label("Why do you want to come?").fill("To meet others.")
    page.get_by_label("What would you bring?").fill("What home dialysis is like.")
    visitor.press("Continue")
    page.get_by_label("Just come and take part").check()
    visitor.press("Continue")
    for group in ("Have you been to this conference before?", "Did this conference pay for you before?"):
        page.get_by_role("group", name=group).get_by_label("No").check()
    visitor.press("Continue")
    page.get_by_label("No", exact=True).check()
    visitor.press("Continue")
    page.get_by_label("Which town or village would you travel from?").fill("Leeds")
    page.get_by_label("Country").fill("England")
    page.get_by_label("Train").check()
    page.get_by_label("How many nights would you need a hotel?").fill("0")
    show("apply-travel")
    visitor.press("Continue")
    visitor.press("Continue")  # who comes along is not known yet
    show("apply-costs")
    visitor.press("Continue")  # what we propose is fine: nothing to pay up front
    page.get_by_label("Step-free access").check()
    page.get_by_label("You may keep this").check()
    show("apply-access")
    visitor.press("Continue")
    page.get_by_label("What should the panel take into account?").fill("I cannot work at present.")
    page.get_by_label("You may show what I wrote here").check()
    show("apply-weigh")
    visitor.press("Continue")
    visitor.press("Continue")  # nobody to turn to
    page.get_by_label("I have read this").check()
    show("apply-agree")
    visitor.press("Continue")
    return reference, code


def test_apply_panel_rank_freeze_two_keys_offer_accept(db, visitor, edition):
    first = visitor(width=390)
    reference, code = fill_in(first, edition, "Noor Bakker", look=first.look)
    first.look("apply-check")
    first.press("Send application")
    assert "We have your application" in first.page.inner_text("main")
    first.look("apply-mine-sent")
    fill_in(other := visitor(scripts=False), edition, "Sam Lee")
    other.press("Send application")

    dara, lena, ben, chidi = cast.dara(edition), cast.lena(edition), cast.ben(), cast.chidi()
    db.session.commit()
    desk = visitor(dara)
    desk.go(f"/desk/{edition.code}/panel/")
    desk.look("desk-panel")
    desk.press("Assign applications")
    assert "4 assigned. Every application has its panel members." in desk.page.inner_text("main")

    for person, points in ((ben, "3"), (chidi, "2")):
        reader = visitor(person, scripts=person is ben)
        for each in range(2):
            page = reader.go(f"/panel/{edition.code}/")
            if each == 0:
                reader.look(f"panel-{person.called.split()[0].lower()}")
            page.locator("tbody tr", has_text="To read").first.get_by_role("link").click()
            text = page.inner_text("main")
            assert "Noor" not in text and "Leeds" not in text and "01632" not in text
            if each == 0:
                reader.look("panel-sheet")
                reader.press("Send scores")
                reader.look("panel-sheet-errors")
            for number in range(3):
                page.get_by_role("radio", name=re.compile(rf"^{points}: ")).nth(number).check()
            page.get_by_label("Why did you give these scores?").fill("Clear.")
            reader.press("Send scores")
        page.get_by_role("link", name="The order of all applications").click()
        reader.look(f"panel-ranking-{person.called.split()[0].lower()}")
        assert (reference if person is chidi else "in the order yet: 2.") in page.inner_text("main")
        page.get_by_role("link", name="For the panel meeting").click()
        reader.look(f"panel-meeting-{person.called.split()[0].lower()}")
    reader.go(f"/panel/{edition.code}/{reference}/aside")
    reader.look("panel-aside")
    reader.go(f"/panel/{edition.code}/{reference}/correct")
    reader.page.get_by_role("radio", name=re.compile("^3: ")).first.check()
    reader.press("Send new scores")
    reader.look("panel-corrected")
    for path in ("panel/meeting", "panel/criteria", "texts/"):
        desk.go(f"/desk/{edition.code}/{path}")
        desk.look(f"desk-{path.strip('/').replace('/', '-')}")
    assert "corrected since" in desk.go(f"/desk/{edition.code}/panel/meeting").inner_text("main")
    texts = desk.go(f"/desk/{edition.code}/texts/")
    for box in texts.locator("textarea").all():
        box.fill("Robin, at the main door")
    desk.press("Save letter details")

    desk.go(f"/desk/{edition.code}/offers/")
    desk.press("Create draft from ranking")
    desk.look("desk-draft")
    text = desk.page.inner_text("main")
    assert "1 offers, 1 on the waiting list" in text
    desk.page.get_by_role("link", name="What if the budget were different?").click()
    desk.page.get_by_role("textbox", name="Places").fill("4")
    desk.page.get_by_role("button", name="Calculate").click()
    desk.look("desk-what-if")
    assert "2 people would be offered a place" in desk.page.inner_text("main")
    desk.go(f"/desk/{edition.code}/offers/")
    desk.press("Freeze and send to key holders")
    desk.look("desk-frozen")

    for holder in (dara, lena):
        keys = visitor(holder, width=390)
        keys.go(f"/keys/{edition.code}/")
        keys.page.get_by_role("link", name="Funded places to offer").first.click()
        keys.look(f"keys-offers-{holder.called.split()[0].lower()}")
        keys.press("Approve: turn my key")

    offered = db.session.scalars(sa.select(Application).where(Application.state == "offered")).one()
    winner, loser = (first, other) if offered.reference == reference else (other, first)
    loser.go(f"/apply/{edition.code}/mine")
    assert "between number 1 and number 5" in loser.page.inner_text("main")
    loser.look("apply-mine-waiting")

    winner.go(f"/apply/{edition.code}/mine")
    winner.page.get_by_role("link", name="See the offer and answer").click()
    winner.look("apply-offer")
    winner.press("Ask for more time")
    winner.look("apply-offer-more-days")
    assert winner.page.get_by_role("button", name="Ask for more time").count() == 0
    winner.page.locator("input[name=without]").first.check()
    winner.press("Accept my place")
    winner.look("apply-offer-accepted")
    assert "You did not need:" in winner.page.inner_text("main")
    assert "You accepted your place on" in winner.page.inner_text("main")
    for path in ("letters/", "letters/jobcentre", "letters/arrival", "withdraw"):
        winner.go(f"/apply/{edition.code}/{path}")
        winner.look(f"apply-{path.strip('/').replace('/', '-')}")
    letter = winner.page.request.get(f"{winner.site}/apply/{edition.code}/letters/offer.pdf")
    assert letter.status == 200

    desk.go(f"/desk/{edition.code}/applications/")
    desk.look("desk-applications")
    desk.page.get_by_role("link", name=offered.reference).click()
    desk.look("desk-application")
    desk.page.get_by_role("link", name="words for a phone call").first.click()
    desk.look("desk-aloud")
    desk.go(f"/desk/{edition.code}/offers/open")
    desk.look("desk-open")
    desk.go(f"/desk/{edition.code}/funding/")
    desk.look("desk-funding")
    assert invariants.failed() == []


def test_stop_and_come_back_on_another_phone_without_scripts(db, visitor, edition):
    first = visitor(width=390)
    page = first.go(f"/apply/{edition.code}/start")
    page.get_by_label("Your full name").fill("Noor Bakker")
    first.press("Continue")
    reference, code = page.locator(".big-code").all_inner_texts()

    second = visitor(scripts=False, width=320)
    page = second.go(f"/apply/{edition.code}/back")
    second.look("apply-back")
    page.get_by_label("Your reference").fill(reference.lower().replace("-", " "))
    page.get_by_label("Your code").fill("WRONGCODE234")
    second.press("Open my application")
    assert "do not match" in page.inner_text("main")
    page.get_by_label("Your code").fill(code.lower())
    second.press("Open my application")
    assert "Who is this form for?" in page.inner_text("h1")


def test_nothing_typed_is_lost_when_the_form_was_closed_meanwhile(db, visitor, edition):
    someone = visitor()
    page = someone.go(f"/apply/{edition.code}/start")
    page.get_by_label("Your full name").fill("Noor Bakker")
    someone.press("Continue")
    reference, code = page.locator(".big-code").all_inner_texts()
    someone.go(f"/apply/{edition.code}/form/about-you")
    page.get_by_label("About me").fill("Ten years, in my own words.")
    someone.page.context.clear_cookies()
    someone.press("Continue")
    if page.get_by_role("button", name="Send it now").count():
        someone.press("Send it now")  # the token had gone with the cookie
    page.get_by_label("Your reference").fill(reference)
    page.get_by_label("Your code").fill(code)
    someone.press("Open my application")
    someone.look("apply-kept")
    someone.press("Send it now")
    db.session.rollback()
    assert db.session.scalars(sa.select(Application.about_me)).one() == "Ten years, in my own words."


def test_two_windows_do_not_overwrite_each_other_in_silence(db, visitor, edition):
    one = visitor()
    page = one.go(f"/apply/{edition.code}/start")
    page.get_by_label("Your full name").fill("Noor Bakker")
    one.press("Continue")
    one.go(f"/apply/{edition.code}/form/about-you")
    with page.context.expect_page() as opened:
        page.evaluate("window.open(location.href)")
    twin = opened.value
    twin.get_by_label("About me").fill("Written in the second window.")
    twin.get_by_role("button", name="Continue").click()
    twin.wait_for_url("**/experience")
    page.get_by_label("About me").fill("Written in the first window.")
    one.press("Continue")
    assert "This page was changed in another window" in page.inner_text("main")
    assert "Written in the second window." in page.inner_text("main")
    one.look("apply-changed")
    one.press("Continue")
    db.session.rollback()
    assert db.session.scalars(sa.select(Application.about_me)).one() == "Written in the first window."


def test_a_reload_or_a_cut_line_does_not_lose_what_was_typed(db, visitor, edition):
    someone = visitor()
    page = someone.go(f"/apply/{edition.code}/start")
    page.get_by_label("Your full name").fill("Noor Bakker")
    someone.press("Continue")
    someone.go(f"/apply/{edition.code}/form/about-you")
    page.get_by_label("About me").fill("Ten years, in my own words.")
    page.reload()
    assert page.get_by_label("About me").input_value() == "Ten years, in my own words."
    assert page.get_by_text("What you typed here before is still here.").is_visible()
    page.route("**/form/about-you", lambda route: route.abort())
    page.get_by_role("button", name="Continue").click()
    page.unroute("**/form/about-you")
    someone.go(f"/apply/{edition.code}/form/about-you")
    someone.look("apply-typed-is-still-here")
    someone.press("Continue")
    someone.go(f"/apply/{edition.code}/form/about-you")
    assert page.get_by_label("About me").input_value() == "Ten years, in my own words."
    assert not page.get_by_text("What you typed here before is still here.").is_visible()
