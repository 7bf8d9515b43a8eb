"""Somebody who has never seen it votes, on a phone, without script and without an account."""

import re

import pytest
import sqlalchemy as sa

from conference.cli import worker
from conference.db import now, writing
from conference.models.award.awards import Award, Ballot, RollRow
from conference.rules.award.codes import in_fours
from conference.rules.award.counting import Method
from tests import cast
from tests.builders import award as build

pytestmark = pytest.mark.browser
PAGES = 3


@pytest.fixture
def poll(db):
    """An award that is open now, its address, and the codes of its cards."""
    return an_open_poll()


def an_open_poll(**facts):
    with writing():
        at = now()
        edition = cast.an_edition()
        times = {"opens_at": at - build.OPENS.resolution * 10**9, "closes_at": at + (build.CLOSES - build.OPENS)}
        award, codes = build.an_open_award(edition, **times, **facts)
        return f"/vote/{edition.code}/{award.id}/", codes


@pytest.mark.parametrize("scripts", [True, False])
def test_vote_from_a_qr_code_in_three_pages(db, poll, visitor, scripts):
    address, codes = poll
    voter = visitor(None, scripts=scripts, width=390)
    seen = []
    voter.page.on("response", lambda r: seen.append(r.url) if r.request.resource_type == "document" and r.ok else None)
    voter.go(f"{address}with/{codes[0]}")
    assert voter.page.url.endswith(address)
    assert codes[0] not in voter.page.content()
    voter.look("vote-1-choose")
    voter.page.get_by_label("Nothing about us").check()
    voter.press("Check my vote")
    assert "Nothing about us" in voter.page.inner_text("main")
    voter.look("vote-2-check")
    voter.press("Send my vote")
    voter.look("vote-3-recorded")
    tracker = voter.page.locator(".tracker").inner_text()
    assert re.fullmatch(r"([A-Z0-9]{4}-){3}[A-Z0-9]{4}", tracker)
    assert len(seen) == PAGES
    ballot = db.session.scalars(sa.select(Ballot)).one()
    assert (ballot.tracker, ballot.choice) == (tracker, "A-2")
    assert db.session.scalar(sa.select(sa.func.sum(RollRow.spent))) == 1


def test_vote_with_a_typed_code_in_dutch(db, poll, visitor):
    address, codes = poll
    voter = visitor(None, scripts=False, width=390, lang="nl")
    voter.go("/vote/FORUM27/")
    voter.look("vote-nl-1-choose")
    voter.press("Controleer mijn stem")
    voter.look("vote-nl-1-choose-wrong")
    assert voter.page.get_by_role("alert").inner_text().count("Kies er") == 1
    voter.page.get_by_label("Uw stemcode").fill(in_fours(codes[1]).lower())
    voter.page.get_by_label("Choosing together").check()
    voter.press("Controleer mijn stem")
    voter.look("vote-nl-2-check")
    voter.press("Verstuur mijn stem")
    voter.look("vote-nl-3-recorded")
    voter.page.get_by_role("link", name="Is mijn code gebruikt?").click()
    voter.page.get_by_label("Uw stemcode").fill(codes[1])
    voter.press("Controleer")
    assert "Ja. Iemand heeft met deze code gestemd." in voter.page.inner_text("main")
    voter.look("vote-nl-used")
    voter.go(f"{address}kept")
    voter.look("vote-nl-kept")
    voter.go(address)
    voter.look("vote-nl-again")
    voter.press("Laat iemand anders stemmen")
    assert voter.page.get_by_label("Uw stemcode").input_value() == ""


def mark_several(page):
    page.get_by_label("Nothing about us").check()
    page.get_by_label("Choosing together").check()


def mark_places(page):
    page.get_by_label("Plaats 1").select_option(label="Nothing about us")
    page.get_by_label("Plaats 2").select_option(label="Choosing together")


def mark_points(page):
    page.get_by_role("group", name="Nothing about us").get_by_label("5").check()
    page.get_by_role("group", name="Choosing together").get_by_label("2").check()


@pytest.mark.parametrize(
    ("method", "mark", "kept"),
    [
        (Method.approval, mark_several, "A-1 > A-2"),
        (Method.ranked, mark_places, "A-2 > A-1"),
        (Method.score, mark_points, "A-1=2 > A-2=5"),
    ],
)
def test_each_form_of_ballot_without_scripts_in_dutch(db, visitor, method, mark, kept):
    address, codes = an_open_poll(method=method, most=2)
    voter = visitor(None, scripts=False, width=320, lang="nl")
    voter.go(f"{address}with/{codes[0]}")
    voter.press("Controleer mijn stem")
    voter.look(f"vote-nl-{method}-wrong")
    mark(voter.page)
    voter.press("Controleer mijn stem")
    voter.look(f"vote-nl-{method}-check")
    voter.page.get_by_role("link", name="Kies iets anders").click()
    voter.look(f"vote-nl-{method}-again")
    voter.press("Controleer mijn stem")
    voter.press("Verstuur mijn stem")
    assert list(db.session.scalars(sa.select(Ballot.choice))) == [kept]


def test_from_the_desk_to_the_result(db, visitor):
    with writing():
        edition = cast.an_edition()
        dara, amina = cast.dara(edition), cast.amina()
    organiser = visitor(dara)
    organiser.go(f"/desk/{edition.code}/award/")
    organiser.look("desk-award-none")
    organiser.page.get_by_role("link", name="Create an award").click()
    organiser.press("Create award")
    organiser.look("desk-award-new-wrong")
    page = organiser.page
    page.get_by_label("Name of the award").fill("Patients Choice Award")
    page.get_by_label("Question on the ballot").fill("Which work did most for patients?")
    page.get_by_label("Voting opens").fill("2026-01-01T09:00")
    page.get_by_label("Voting closes").fill("2099-01-01T09:00")
    organiser.press("Create award")
    for reference, title in list(build.TITLES.items())[:2]:
        if not page.get_by_label("Reference of the accepted abstract").is_visible():
            page.get_by_text("Add an accepted abstract").click()
        page.get_by_label("Reference of the accepted abstract").fill(reference)
        page.get_by_label("Title (optional)", exact=True).fill(title)
        page.get_by_label("Email address of the co-presenter").fill(amina.sign_in_email)
        organiser.press("Add entry")
    presenter = visitor(amina, width=390)
    presenter.go("/together/")
    presenter.page.get_by_role("link", name=re.compile("Entry for Patients Choice Award")).first.click()
    presenter.look("award-entry-confirm")
    presenter.press("Confirm that I present this")
    organiser.go(f"/desk/{edition.code}/award/1")
    organiser.press("Record: confirmed")
    roll = "badge,class\n" + "".join(f"B-{n},{'LE' if n < 12 else 'other'}\n" for n in range(30)) + "B-3,LE\n"
    page.get_by_role("link", name="Import the voter list").click()
    page.get_by_label("Registration list").set_input_files(
        {"name": "roll.csv", "mimeType": "text/csv", "buffer": roll.encode()}
    )
    organiser.press("Check list")
    assert "Line 32: The badge B-3 stands on line 5 already." in page.inner_text("main")
    organiser.look("desk-award-roll")
    organiser.press("Import 30 badges")
    organiser.look("desk-award-draft")
    organiser.press("Freeze award")
    organiser.look("desk-award-frozen")
    page.get_by_role("link", name="Make and print the voting cards").click()
    organiser.press("Make all cards")
    organiser.look("desk-award-cards-made")
    worker.do_jobs()
    page.get_by_text("30 cards in").wait_for()  # the page looks again by itself
    organiser.look("desk-award-cards")
    organiser.go(f"/desk/{edition.code}/award/1")
    organiser.press("Open voting")
    organiser.look("desk-award-open")
    assert "Fewer than ten people have voted." in page.inner_text("main")


def test_a_person_who_lost_the_card_gets_a_new_code_with_both_keys(db, poll, visitor):
    address, _codes = poll
    with writing():
        edition = db.session.scalars(sa.select(Award)).one().edition
        dara, lena = cast.dara(edition), cast.lena(edition)
    organiser, lead = visitor(dara), visitor(lena, scripts=False, width=390)
    page = organiser.page
    organiser.go(f"/desk/{edition.code}/award/1")
    page.locator("main").get_by_role("link", name="Late voting codes").click()
    page.get_by_label("Badge").fill("B-001")
    page.get_by_label("They lost their card").check()
    page.get_by_label("What happened").fill("Left on the train.")
    organiser.press("Request code")
    organiser.look("desk-award-additions")
    for holder in (organiser, lead):
        holder.go(f"/keys/{edition.code}/")
        holder.page.get_by_role("link", name="A late voting code", exact=True).click()
        holder.look(f"keys-award-addition-{holder.scripts}")
        holder.press("Approve: turn my key")
    organiser.go(f"/desk/{edition.code}/award/1/additions")
    organiser.press("Show code number 1")
    organiser.look("desk-award-code")
    code = page.locator(".tracker").inner_text()
    voter = visitor(None, width=390)
    voter.go(f"{address}kept")
    voter.look("vote-kept-with-additions")
    assert "lost card, which was blocked" in voter.page.inner_text("main")
    voter.go(address)
    voter.page.get_by_label("Your voting code").fill(code)
    voter.page.get_by_label("Choosing together").check()
    voter.press("Check my vote")
    voter.press("Send my vote")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) == 1


def test_the_result_is_shown_after_both_keys(db, visitor):
    award = build.a_sealed_award({"A-1": 9, "A-2": 13, "A-3": 3})
    with writing():
        edition = award.edition
        dara, lena = cast.dara(edition), cast.lena(edition)
    organiser, lead = visitor(dara), visitor(lena, scripts=False, width=390)
    anybody = visitor(None, width=390)
    anybody.go(f"/vote/{edition.code}/{award.id}/")
    anybody.look("vote-closed")
    assert "At least 20 people voted" in anybody.page.inner_text("main")
    organiser.go(f"/desk/{edition.code}/award/{award.id}")
    organiser.press("Freeze the result")
    organiser.look("desk-award-waits-for-keys")
    assert organiser.page.locator(".result").count() == 0
    for holder in (organiser, lead):
        holder.go(f"/keys/{edition.code}/")
        holder.page.get_by_role("link", name="Result of the award", exact=True).click()
        holder.look(f"keys-award-result-{holder.scripts}")
        assert "Nothing about us" in holder.page.inner_text("main")
        holder.press("Approve: turn my key")
    anybody.go(f"/vote/{edition.code}/{award.id}/result")
    anybody.look("vote-result")
    assert "Voters with lived experience" in anybody.page.inner_text("main")
    with anybody.page.expect_download() as download:
        anybody.page.get_by_role("link", name="The public file").click()
    assert b"alongside-award-1" in download.value.path().read_bytes()


def test_the_pages_for_when_it_does_not_work(db, poll, visitor):
    address, codes = poll
    with writing():
        edition = db.session.scalars(sa.select(Award)).one().edition
        build.a_frozen_award(edition, name="Second award", name_nl="Tweede prijs")
        build.vote(db.session.scalars(sa.select(Award).order_by(Award.id)).first(), codes[2], at=now())
    voter = visitor(None, width=390, lang="nl")
    voter.go("/vote/FORUM27/")
    voter.look("vote-nl-index")
    voter.page.get_by_role("link", name="Tweede prijs").click()
    voter.look("vote-nl-not-yet")
    voter.go(f"{address}used")
    voter.page.get_by_label("Uw stemcode").fill("3478 3478 3478")
    voter.press("Controleer")
    voter.look("vote-nl-used-unknown")
    assert voter.page.get_by_role("alert").get_by_role("link").inner_text().startswith("Wij kennen deze code niet.")
    other = visitor(None, width=390, lang="nl")
    for browser in (voter, other):
        browser.go(f"{address}with/{codes[3]}")
        browser.page.get_by_label("Choosing together").check()
        browser.press("Controleer mijn stem")
    voter.press("Verstuur mijn stem")
    other.press("Verstuur mijn stem")
    other.look("vote-nl-not-recorded")
    assert "Deze code is al gebruikt." in other.page.inner_text("main")
