"""Work from the call to "we have it": on a phone with scripts; by keyboard without, at 320 px, in Dutch."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.db import now
from conference.models.abstracts.abstracts import Abstract
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.languages import Lang
from tests import cast
from tests.builders import submissions as build

pytestmark = pytest.mark.browser


@pytest.fixture
def edition(db):
    edition = cast.an_edition(place="Harbourtown")
    cast.a_stream(edition, "Safer care")
    build.call(edition, opens_at=now() - timedelta(days=1), closes_at=now() + timedelta(days=9))
    cast.amina(), cast.dara(edition)
    db.session.commit()
    return edition


def test_a_piece_of_work_on_a_phone(db, visitor, edition):
    someone = visitor(cast.amina(), width=390)
    page = someone.go("/call/FORUM27/")
    someone.look("submit-call")
    page.get_by_label("Title of your abstract").fill("Letters that help")
    someone.press("Start")
    someone.look("submit-pages")
    page.get_by_role("link", name="Abstract text").click()
    someone.look("submit-text")
    page.get_by_label("Context").fill("We wrote letters with patients.")
    page.get_by_text("Saved at").wait_for()
    assert page.get_by_text("5 of 40 words").is_visible()
    page.get_by_label("Message for others").fill("Ask first.")
    someone.press("Save")
    page.get_by_role("link", name="Authors").click()
    page.get_by_label("Name", exact=True).fill("Noor Bakker")
    page.get_by_label("Presenting author (will come to the conference)").check()
    someone.press("Add")
    someone.look("submit-authors")
    page.get_by_role("link", name="All pages of your abstract").click()
    page.get_by_role("link", name="In plain words").click()
    page.get_by_label("Your work in plain words").fill("We write letters that a tired person can read.")
    someone.press("Save")
    for name in ("Title and type", "In plain words", "Co-production (made together)", "Declarations"):
        page.get_by_role("link", name=name).click()
        someone.look(f"submit-{name.split()[0].lower()}")
        page.get_by_role("link", name="All pages of your abstract").click()
    desk = visitor(cast.dara(edition))
    for path in ("call/", "abstracts/A-0001"):
        desk.go(f"/desk/FORUM27/{path}")
        desk.look(f"desk-{path.strip('/').replace('/', '-').lower()}")
    someone.go("/submit/FORUM27/A-0001/take-back")
    someone.look("submit-take-back")


def test_by_keyboard_without_scripts_in_dutch(db, visitor, edition):
    cast.amina().lang = Lang.nl
    db.session.commit()
    someone = visitor(cast.amina(), scripts=False, width=320, lang="nl")
    someone.go("/call/FORUM27/")
    someone.keys({"title": "Brieven die helpen"}, press="Begin")
    base = "/submit/FORUM27/A-0001"
    for page, typed in (
        ("about", {"type": ["poster"]}),
        ("text", {"part_0": "Wij schreven brieven.", "part_1": "Vraag het eerst."}),
        ("summary", {"plain_summary": "Wij schrijven brieven die helpen."}),
        ("together", {"involvement": ["idea"], "involved_who": "Zes mensen.", "involved_changed": "De brief.",
                      "involved_paid": ["yes"], "pass_for": ["later"]}),
        ("declare", {"patient_data": ["yes"], "interests": "niemand", "agree": ["y"]}),
    ):  # fmt: skip
        someone.go(f"{base}/{page}")
        someone.look(f"submit-nl-{page}")
        someone.keys(typed, press="Bewaar")
    someone.go(f"{base}/authors/")
    someone.keys({"name": "Noor Bakker", "presents": ["y"]}, press="Voeg toe")
    someone.go(base)
    someone.look("submit-nl-thin")
    someone.keys(press="Stuur mijn samenvatting in")
    assert db.session.scalars(sa.select(Abstract.state)).one() is AbstractState.submitted
