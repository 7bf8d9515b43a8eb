"""From "how shall we pay you?" to "paid", in a browser without scripts: a person, a treasurer, an organiser."""

import pytest

from conference.queries import invariants
from conference.queries.payments import batches as find
from conference.rules.payments.batches import BatchState
from tests import cast
from tests.builders import money as build

pytestmark = pytest.mark.browser


@pytest.fixture
def claim(db):
    edition = cast.an_edition()
    (offer,) = build.accepted(edition, 20_000)
    made = build.claimed(offer, 4_210)
    cast.dara(edition), cast.tomas(edition)
    db.session.commit()
    return made


def test_a_claim_is_paid_by_three_people_without_scripts(claim, visitor):
    edition, person = claim.edition, claim.person
    guest = visitor(person, scripts=False, width=320)
    page = guest.go(f"/apply/{edition.code}/money/")
    page.get_by_label("Into a bank account").check()
    page.get_by_label("Name on the account").fill("Person One")
    page.get_by_label("IBAN").fill("GB29 NWBK 6016 1331 9268 18")
    guest.press("Save payment details")
    assert "This IBAN has a mistake in it." in page.locator(".govuk-error-summary").inner_text()
    page.get_by_label("IBAN").fill("GB29 NWBK 6016 1331 9268 19")
    guest.press("Save payment details")
    assert "Into the account that ends in 6819." in page.inner_text("main")
    desk = visitor(cast.tomas(edition), scripts=False)
    page = desk.go(f"/desk/{edition.code}/payments/")
    desk.press("Create a payment batch")
    desk.press("Release batch")
    assert "You created this batch, so someone else must release it." in page.inner_text("main")
    other = visitor(cast.dara(edition), scripts=False)
    other.go(f"/desk/{edition.code}/payments/1")
    other.press("Release batch")
    other.press("Record: sent to bank")
    other.press("Settle and delete accounts")
    assert find.batches(edition)[0].state is BatchState.reconciled
    page = guest.go(f"/apply/{edition.code}/money/")
    assert "We do not need to pay you anything now." in page.inner_text("main")
    assert invariants.failed() == []


def test_the_pages_of_money_can_be_used_by_everybody(claim, visitor):
    edition, person = claim.edition, claim.person
    build.advance(claim.offer, 3_000, approved=False)
    guest = visitor(person, lang="nl")
    for path, name in (("", "money"), ("ahead", "money-ahead")):
        guest.go(f"/apply/{edition.code}/money/{path}")
        guest.look(name)
    desk = visitor(cast.tomas(edition))
    for path, name in (
        ("budget/", "budget"),
        ("payments/", "payments"),
        ("payments/settings", "payer"),
        (f"applications/{claim.offer.application_id}/money/", "award-money"),
    ):
        desk.go(f"/desk/{edition.code}/{path}")
        desk.look(name)
