"""Every stream gets two co-chairs: asked what they like, proposed, two keys, the role card, and what people say."""

import pytest

from tests import cast
from tests.builders import streams as build
from tests.builders.streams import LE, PRO

pytestmark = pytest.mark.browser


def main_of(visitor):
    return visitor.page.inner_text("main")


def fill_role_card(desk, hours="6"):
    for label, text in (
        ("Planning meetings before the conference", "4"),
        ("Hours of planning in total", "8"),
        ("Hours at the conference", hours),
        ("Who helps the co-chairs", "Mina Holt"),
        ("Phone or email of this person", "+44 20 7946 0199"),
        ("Who decides when the two disagree", "Ines Vale"),
        ("What a co-chair gets: fee, travel, stay (English)", "A fee of £300, your travel and your room."),
        ("Help and access: briefing, mentor, breaks, a stand-in (English)", "A mentor, and breaks when you need them."),
        ("What a co-chair gets (Dutch, optional)", "Een vergoeding van £300, uw reis en uw kamer."),
        ("Help and access (Dutch, optional)", "Een mentor, en pauzes als u die nodig hebt."),
    ):
        desk.page.get_by_label(label, exact=True).fill(text)


def say_wishes(person, visitor, code, likes):
    page = visitor(person, width=390)
    page.go(f"/stream/{code}/")
    page.page.get_by_role("link", name="Choose your stream preferences").click()
    for stream, words in likes.items():
        page.page.get_by_label(stream).select_option(label=words)
    page.page.get_by_label("All days of the conference").check()
    page.look("stream-wishes")
    page.press("Save preferences")
    assert "Saved. Thank you." in main_of(page)


def test_from_asking_to_two_co_chairs_who_said_yes(db, visitor):
    edition = cast.an_edition()
    code = edition.code
    dara, lena, amina, ben, chidi = cast.dara(edition), cast.lena(edition), cast.amina(), cast.ben(), cast.chidi()
    chidi.lang = "nl"
    for position, name in enumerate(("Access", "Safety"), 1):
        cast.a_stream(edition, name, position)
    for person, kind in ((amina, LE), (ben, LE), (chidi, PRO)):
        build.a_candidate(person, edition, kind)
    db.session.commit()

    desk = visitor(dara)
    desk.go(f"/desk/{code}/co-chairs/")
    desk.press("Add candidate")
    desk.look("desk-candidates-errors")
    desk.page.get_by_label("Name of a new person").fill("Greta Lund")
    desk.page.get_by_label("Their phone number").fill("+44 20 7946 0155")
    desk.page.get_by_label("Professional", exact=True).check()
    desk.press("Add candidate")
    assert "the call is under" in main_of(desk)
    desk.look("desk-candidates")
    desk.page.get_by_role("link", name="Enter preferences (Greta Lund)").click()
    desk.page.get_by_label("Safety").select_option(label="My first choice")
    desk.page.get_by_label("Only some days").check()
    desk.page.get_by_label("Monday 10 May, morning").check()
    desk.look("desk-candidate")
    desk.press("Save preferences")

    say_wishes(amina, visitor, code, {"Access": "My first choice", "Safety": "I would rather not"})
    say_wishes(
        ben, visitor, code, {"Access": "I do not mind", "Safety": "I have a conflict of interest with this stream"}
    )

    desk.go(f"/desk/{code}/streams/times")
    desk.page.locator("#stream_2-0, [id^=stream_2]").first.check()
    desk.look("desk-stream-times")
    desk.press("Save times")
    desk.go(f"/desk/{code}/streams/card")
    fill_role_card(desk)
    desk.look("desk-role-card")
    desk.press("Save role card")
    desk.press("Propose co-chairs for all open places")
    desk.look("desk-streams-proposed")
    assert "Amina Yusuf (draft)" in main_of(desk)
    assert "They would rather not, but no one who likes it more is free." in main_of(desk)
    desk.page.get_by_role("link", name="Change (Access, Professional)").click()
    desk.look("desk-seat")
    desk.page.get_by_label("No one for now: leave the place open").check()
    desk.press("Save choice")
    desk.look("desk-seat-without-a-reason")
    desk.go(f"/desk/{code}/streams/")
    desk.press("Freeze 4 choices")
    assert "A list of co-chairs is waiting for both keys. No one has been told yet." in main_of(desk)

    desk.page.get_by_role("link", name="See the list").click()
    desk.look("keys-co-chairs")
    desk.press("Approve: turn my key")
    quiet = visitor(amina)
    quiet.go(f"/stream/{code}/")
    assert "We would like you to co-chair this stream" not in main_of(quiet)
    lead = visitor(lena, scripts=False, width=390)
    lead.go(f"/keys/{code}/1")
    lead.look("keys-co-chairs-phone")
    lead.press("Approve: turn my key")
    assert "It is done" in main_of(lead)

    second = visitor(ben, width=390)
    second.go(f"/stream/{code}/")
    second.look("stream-asked")
    second.page.get_by_role("link", name="Role card: Access").click()
    second.press("Send my answer")
    second.look("stream-card-errors")
    second.page.get_by_label("Yes, I will do it").check()
    second.press("Send my answer")
    assert "You said yes to this card" in main_of(second)
    second.look("stream-card-yes")

    dutch = visitor(chidi, width=390, lang="nl")
    dutch.go(f"/stream/{code}/")
    dutch.page.get_by_role("link", name="Rolkaart: Access").click()
    dutch.look("stream-card-nl")
    dutch.go(f"/stream/{code}/wishes")
    dutch.look("stream-wishes-nl")
    dutch.go(f"/stream/{code}/")
    dutch.page.get_by_role("link", name="Rolkaart: Access").click()
    assert "Een vergoeding van £300" in main_of(dutch)
    assert "Ben Okoro leidt het thema met u" in main_of(dutch)
    dutch.page.get_by_label("Ja, als de rolkaart anders wordt").check()
    dutch.page.get_by_label("Wat moet er anders, of wie zullen wij vragen?").fill("Minder uren op het congres.")
    dutch.press("Stuur mijn antwoord")
    assert "U vroeg om een andere kaart" in main_of(dutch)
    dutch.look("stream-card-nl-change")

    desk.go(f"/desk/{code}/")
    assert "Requests to change a role card" in main_of(desk)
    desk.look("desk-waiting")
    desk.go(f"/desk/{code}/streams/")
    assert "Minder uren op het congres." in main_of(desk)
    desk.page.get_by_role("link", name="Record answer (Access, Professional)").click()
    desk.page.get_by_role("link", name="Write a role card for this stream").click()
    fill_role_card(desk, hours="3")
    desk.press("Save role card")
    dutch.go(f"/stream/{code}/")
    dutch.page.get_by_role("link", name="Rolkaart: Access").click()
    dutch.page.get_by_label("Ja, ik doe het").check()
    dutch.press("Stuur mijn antwoord")
    second.go(f"/stream/{code}/")
    second.page.get_by_role("link", name="Role card: Access").click()
    second.page.get_by_label("Yes, I will do it").check()
    second.press("Send my answer")
    assert "You lead the stream together with Chidi Eze. You both said yes." in main_of(second)
    second.look("stream-both-yes")

    desk.go(f"/desk/{code}/streams/")
    desk.page.get_by_role("link", name="Record answer (Safety, Professional)").click()
    desk.page.get_by_label("No, but please ask someone else").check()
    desk.look("desk-co-chair")
    desk.press("Save answer")
    assert "Enter who to ask, and how we can reach them." in main_of(desk)
    desk.page.get_by_label("What should change, or who should we ask?").fill("Hana Sole, +44 20 7946 0177")
    desk.press("Save answer")
    assert "1 of 2 streams have two co-chairs who both said yes. 1 co-chair place is open." in main_of(desk)
    assert "Suggests: Hana Sole" in main_of(desk)
    desk.look("desk-streams-uncovered")

    second.go("/together/")
    second.look("together-co-chair")
    second.go(f"/stream/{code}/")
    second.page.get_by_role("link", name="Role card: Access").click()
    second.press("Step down as co-chair")
    assert "You have stepped down" in main_of(second)
    desk.go(f"/desk/{code}/streams/")
    assert "stepped down on" in main_of(desk)
