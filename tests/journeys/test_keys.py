"""Two people turn two keys, in a real browser; one person cannot."""

import pytest

from conference.actions import frozen_sets
from conference.db import now, writing
from conference.models.keys import FrozenSet
from conference.rules.keys import Kind
from tests import cast

pytestmark = pytest.mark.browser


def test_a_change_of_holders_takes_both_keys(db, visitor):
    edition = cast.an_edition()
    dara, lena, ben = cast.dara(edition), cast.lena(edition), cast.ben()
    db.session.commit()
    organiser = visitor(dara)
    organiser.go(f"/keys/{edition.code}/holders")
    organiser.look("keys-holders")
    organiser.page.get_by_label("Which key?").select_option(label="Lived-experience key: deputy")
    organiser.page.get_by_label("Sign-in address of the new holder").fill(ben.sign_in_email)
    organiser.press("Send to key holders")
    organiser.look("keys-one-set")
    organiser.press("Approve: turn my key")
    assert "The other key is still needed" in organiser.page.inner_text("main")

    lead = visitor(lena, scripts=False, width=390)
    lead.go(f"/keys/{edition.code}/")
    lead.look("keys-list")
    lead.page.get_by_role("link", name="Who holds a key", exact=True).click()
    assert "from now on Ben Okoro" in lead.page.inner_text("main")
    lead.press("Approve: turn my key")
    assert "It is done" in lead.page.inner_text("main")
    lead.go(f"/keys/{edition.code}/")
    assert "Ben Okoro: lived-experience key, deputy" in lead.page.inner_text("main")


def test_a_no_comes_back_with_its_reason(db, visitor):
    edition = cast.an_edition()
    dara, lena = cast.dara(edition), cast.lena(edition)
    db.session.commit()
    with writing():
        frozen = frozen_sets.freeze(
            edition, Kind.two_key_setting, edition.id, content={"kinds": ["offers"]}, by=dara, at=now()
        )
        set_id = frozen.id
    lead = visitor(lena)
    lead.go(f"/keys/{edition.code}/{set_id}")
    lead.press("Do not approve: send back")
    lead.look("keys-no-without-reason")
    lead.page.get_by_role("link", name="Enter a reason, so that the list can be made better.").click()
    assert lead.page.evaluate("document.activeElement.name") == "reason"
    lead.page.keyboard.type("Offers are what the second key is for.")
    lead.press("Do not approve: send back")
    assert "Lena Marsh sent it back." in lead.page.inner_text("main")
    assert db.session.get_one(FrozenSet, set_id).state == "returned"
