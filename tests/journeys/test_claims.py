"""From a paid train ticket to "we pay you", in a real browser: phone, desk, without scripts, in Dutch."""

import io

import pytest
import sqlalchemy as sa
from PIL import Image

from conference.models.payments.claims import Claim
from conference.queries import invariants
from conference.queries.payments import claims as find
from conference.rules.funding.pots import Category
from conference.rules.languages import Lang
from conference.rules.payments.claims import ClaimState
from tests import cast
from tests.builders import claims as build

pytestmark = pytest.mark.browser


@pytest.fixture
def offer(db):
    edition = cast.an_edition(place="Harbourtown")
    offer = build.award(edition, (Category.travel, 10_000), (Category.hotel, 20_000))
    cast.tomas(edition)
    db.session.commit()
    return offer


def a_photo(tmp_path):
    path = tmp_path / "IMG_0001.jpg"
    out = io.BytesIO()
    Image.new("RGB", (900, 1600), "white").save(out, "JPEG")
    path.write_bytes(out.getvalue())
    return str(path)


def the_claim(db):
    db.session.rollback()
    return db.session.scalars(sa.select(Claim)).one()


@pytest.mark.parametrize("scripts", [True, False])
def test_claim_check_ask_answer_decide(db, offer, visitor, tmp_path, scripts):
    person = visitor(offer.application.person, scripts=scripts, width=390)
    look = person.look if scripts else lambda _name: None
    page = person.go("/apply/FORUM27/claim/")
    look("claim-start")
    person.press("Start a claim")
    page.get_by_label("Your travel: Train").check()
    look("claim-what")
    person.press("Continue")
    for part, value in (("Day", "8"), ("Month", "1"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_label("Where did you travel from?").fill("Leeds")
    page.get_by_label("Where did you travel to?").fill("Harbourtown")
    page.get_by_label("How much did you pay?").fill("120")
    person.press("Continue")
    look("claim-over")
    page.get_by_label("This is more than we agreed. Why was it more?").fill("The cheap train was full.")
    person.press("Continue")
    look("claim-receipt")
    page.get_by_label("A photo of the receipt, or the file").set_input_files(a_photo(tmp_path))
    person.press("Continue")
    look("claim-draft")
    page.get_by_label("I paid this to come").check()
    person.press("Send claim")
    look("claim-sent")
    claim = the_claim(db)
    assert claim.state is ClaimState.submitted

    tomas = visitor(cast.tomas(offer.application.edition), scripts=scripts)
    desk_look = tomas.look if scripts else lambda _name: None
    desk = tomas.go("/desk/FORUM27/claims/")
    desk_look("desk-claims")
    desk.get_by_role("link", name=claim.reference).click()
    desk_look("desk-claim")
    desk.get_by_label("Your question, in plain words").fill("Was this there and back?")
    tomas.press("Send question and put on hold")
    page = person.go(f"/apply/FORUM27/claim/{claim.id}")
    look("claim-question")
    page.get_by_label("Your answer").fill("Yes, there and back.")
    person.press("Send answer")
    desk = tomas.go("/desk/FORUM27/claims/promises")
    desk_look("desk-promises")
    desk.get_by_role("link", name=claim.reference).click()
    desk.get_by_label("We pay").fill("100")
    desk.get_by_label("Why not all of it?").fill("The award was 100 for your journey.")
    tomas.press("Send decision")
    desk_look("desk-claim-decided")
    tomas.go("/desk/FORUM27/claims/settings")
    desk_look("desk-claim-settings")
    person.go(f"/apply/FORUM27/claim/{claim.id}")
    look("claim-decided")
    claim = the_claim(db)
    assert (claim.state, claim.approved, invariants.failed()) == (ClaimState.approved, 10_000, [])


def test_in_dutch_with_the_keyboard_only(db, offer, visitor):
    offer.application.person.lang = Lang.nl
    build.a_line(offer, 2_000, shade=None)
    claim_id = build.begun(offer).id
    db.session.commit()
    person = visitor(offer.application.person, width=320, lang="nl")
    page = person.go(f"/apply/FORUM27/claim/{claim_id}")
    assert "Nog geen bon." in page.locator("main").inner_text()
    person.look("claim-draft-nl")
    page.get_by_role("link", name="Voeg de bon toe").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_label("Of bent u de bon kwijt?").focus()
    page.keyboard.type("Die waaide weg.")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_label("Ik betaalde dit om naar").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Verstuur de declaratie").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    person.look("claim-sent-nl")
    db.session.rollback()
    db.session.expire_all()
    claim = find.one(offer.application.edition, claim_id)
    told = page.locator("main").inner_text()
    assert (claim.state, "Wij betalen u" in told and "uiterlijk op" in told) == (
        ClaimState.submitted,
        True,
    )
