"""The whole form with every page it can have: by keyboard alone, without scripts at 320 px, in English and in Dutch."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.actions.editions import opportunities
from conference.actions.funding import rates
from conference.db import now
from conference.models.applications.applications import Application
from conference.rules.applications.applications import PAGES, State
from conference.rules.editions.opportunities import PARTS, Opportunity
from conference.rules.funding.rates import RateKind, Unit
from conference.rules.languages import Lang
from tests import cast
from tests.builders import applications as build

pytestmark = pytest.mark.browser

# What is typed on each page, by the name of the field; a choice is named by its value.
TYPED = {
    "name": {"name": "Noor Bakker"},
    "for-whom": {"for_another": ["yes"]},
    "helper": {"helper_name": "Sam Lee", "helper_relation": "nurse"},
    "age": {"under_18": ["yes"]},
    "guardian": {"guardian_name": "Rosa Bakker", "guardian_contact": "01632 960003", "consent": ["y"]},
    "contact": {"phone": "01632 960001", "channel": ["phone"]},
    "applying-for": {"applying_for": ["ticket", "travel", "hotel", "meals", "companion", "childcare",
                                      "replacement_care", "visa"]},
    "relation": {"relation": ["patient"]},
    "about-you": {"about_me": "Ten years."},
    "why-come": {"why_come": "To meet others.", "bring": "My years."},
    "interests": {"interests": ["just_attend"]},
    "before": {"attended_before": ["no"], "funded_before": ["no"]},
    "other-funder": {"other_funder": ["none"]},
    "travel": {"travel_place": "Hull", "travel_country": "England", "travel_mode": ["car"], "nights": "2"},
    "car": {"distance": "100"},
    "meals": {"dinners": "2"},
    "childcare": {"childcare_days": "3"},
    "care": {"care_days": "3"},
    "visa": {"passport_country": "Ghana"},
    "agree": {"agree": ["y"]},
}  # fmt: skip


@pytest.fixture
def edition(db):
    edition = cast.an_edition(place="Harbourtown", contact_name="Dara Quill", contact_phone="020 7946 0123")
    cast.a_stream(edition, "Safer care")
    at, dara = now(), cast.dara(edition)
    build.settings(edition, opens_at=at - timedelta(days=3), closes_at=at + timedelta(days=9))
    facts = {"source": "A rate card", "valid_from": at.date(), "source_on": at.date(), "by": dara, "at": at}
    rates.add(edition, RateKind.car, Unit.mile, 45, **facts)
    for kind in (Opportunity.funded_place, Opportunity.review):
        words = dict.fromkeys(PARTS, "In plain words.")
        opportunities.write(edition, kind, Lang.en, words, publish=True, by=dara, at=at)
    db.session.commit()
    return edition


def test_every_page_by_keyboard_is_clean_and_sends(db, visitor, edition):
    someone = visitor()
    someone.go(f"/apply/{edition.code}/")
    someone.look("applying-index")
    someone.go(f"/apply/{edition.code}/what")
    someone.look("applying-what")
    page = someone.go(f"/apply/{edition.code}/start")
    someone.keys(TYPED["name"], press="Continue")
    with page.expect_navigation():
        page.get_by_role("link", name="Continue your application").press("Enter")
    for name in PAGES[1:]:
        assert page.url.endswith(f"/form/{name}"), (page.url, name)
        someone.look(f"applying-{name}")
        if name == "costs":
            assert "Your travel: about £90" in page.inner_text("main")
            assert "You do not have to pay anything first" in page.inner_text("main")
        someone.keys(TYPED.get(name, {}), press="Continue")
    someone.look("applying-check")
    someone.press("Send application")
    someone.look("applying-mine")
    page.get_by_role("link", name="Read or print what you told us").click()
    someone.look("applying-answers")
    db.session.rollback()
    found = db.session.scalars(sa.select(Application)).one()
    assert (found.state, found.guardian_name, found.routes["travel"]) == (State.sent, "Rosa Bakker", "advance")


def test_the_whole_form_without_scripts_at_320_px_in_dutch(db, visitor, edition):
    someone = visitor(scripts=False, width=320, lang="nl")
    page = someone.go(f"/apply/{edition.code}/start")
    for name in PAGES:
        if name == "for-whom":
            page.get_by_role("link", name="Ga verder met uw aanvraag").click()
        for field, value in TYPED.get(name, {}).items():
            if isinstance(value, str):
                page.locator(f"[name={field}]").fill(value)
            else:
                for each in value:
                    page.locator(f"[name={field}][value={each}]").check()
        someone.press("Verder")
    someone.press("Verstuur mijn aanvraag")
    db.session.rollback()
    assert db.session.scalars(sa.select(Application.state)).one() is State.sent
