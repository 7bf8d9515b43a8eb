"""What people are offered: written at the desk, read before anybody starts."""

from datetime import UTC, datetime, timedelta

import pytest

from conference.actions.editions import opportunities
from conference.rules.editions.opportunities import PARTS, Opportunity
from conference.rules.languages import Lang
from tests import cast
from tests.builders import applications as build

DESK, BASE = "/desk/FORUM27/opportunities", "/apply/FORUM27"
WORDS = {part: f"Words about {part}." for part in PARTS}
DAY = timedelta(days=1)


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    build.settings(edition, opens_at=datetime.now(UTC) - DAY, closes_at=datetime.now(UTC) + DAY)
    cast.dara(edition), cast.farid(), cast.lena(edition)
    db.session.commit()
    return edition


def test_what_the_desk_writes_is_read_before_starting(edition, client_of):
    desk, guest = client_of(cast.dara(edition)), client_of(None)
    assert "still writing this" in guest.get(f"{BASE}/what").text
    for kind in ("funded_place", "review"):
        assert desk.post(f"{DESK}/{kind}/en", data={**WORDS, "publish": "y"}).status_code == 303
    assert "Words about decided." in guest.get(f"{BASE}/").text
    page = guest.get(f"{BASE}/what").text
    assert "Help to choose what is on the programme" in page and "Words about changeable." in page
    assert desk.get(f"{DESK}/").text.count("</a>: published") == 2
    assert "checked" in desk.get(f"{DESK}/review/en").text
    desk.post(f"{DESK}/review/en", data=WORDS)
    assert "Words about" not in guest.get(f"{BASE}/what").text


def test_words_in_another_language_are_marked(db, edition, client_of):
    opportunities.write(
        edition, Opportunity.stand, Lang.en, WORDS, publish=True, by=cast.dara(edition), at=datetime.now(UTC)
    )
    db.session.commit()
    guest = client_of(None)
    with guest.session_transaction() as session:
        session["lang"] = "nl"
    page = guest.get(f"{BASE}/what").text
    assert page.count('own-words" lang="en"') == 5 and "Wat ligt al vast?" in page


def test_half_a_text_is_not_shown_and_the_page_says_what_is_missing(edition, client_of):
    desk = client_of(cast.dara(edition))
    answer = desk.post(f"{DESK}/review/en", data={**WORDS, "paid": " ", "publish": "y"})
    assert (answer.status_code, answer.text.count('href="#paid"')) == (422, 1)
    assert "not written" in desk.get(f"{DESK}/").text


def test_only_organisers_and_only_what_there_is(edition, client_of):
    desk = client_of(cast.dara(edition))
    assert [desk.get(f"{DESK}/{path}").status_code for path in ("dance/en", "review/fr")] == [404, 404]
    assert desk.post(f"{DESK}/review/en", data=WORDS, csrf=False).status_code == 400
    for person in (cast.farid(), cast.lena(edition)):
        assert client_of(person).get(f"{DESK}/").status_code == 404
