"""The ballot of somebody who made an entry: said in words, not offered, refused; and what is said of its limits."""

import pytest

from conference.actions.award import awards
from conference.db import db as database, now, writing
from conference.models.award.awards import Award
from conference.queries.award import awards as queries
from tests import cast
from tests.actions.award.test_own_entry import ROLL
from tests.builders import award as build

RULE = "If you helped to make an entry, you cannot vote for it."


@pytest.fixture
def poll(db):
    with writing():
        edition, at = cast.an_edition(), now()
        by = cast.dara(edition)
        times = {"opens_at": at - build.timedelta(days=1), "closes_at": at + build.timedelta(days=1)}
        award = build.a_draft(edition, by, own_entry_barred=True, **times)
        build.with_entries(award, by, cast.amina())
        awards.import_roll(award, ROLL, by=by, at=at)
        awards.freeze(award, by=by, at=at)
        codes = [code for _badge, code in queries.cards(award)]
        awards.open_poll(award, by=by, at=at)
        return f"/vote/FORUM27/{award.id}", codes


def test_a_scanned_card_is_not_offered_what_its_holder_made(poll, client_of):
    path, codes = poll
    client = client_of(None)
    client.get(f"{path}/with/{codes[0]}")
    page = client.get(f"{path}/").text
    assert (RULE in page, 'value="A-1"' in page, 'value="A-2"' in page) == (True, False, True)
    assert "they are not on your ballot" in page
    assert client.post(f"{path}/", data={"choice": "A-1"}).status_code == 422
    assert client.post(f"{path}/", data={"choice": "A-2"}).status_code == 303


def test_a_typed_code_is_refused_in_words_and_keeps_what_was_typed(poll, client_of):
    path, codes = poll
    client = client_of(None)
    assert 'value="A-1"' in client.get(f"{path}/").text
    page = client.post(f"{path}/", data={"code": codes[0], "choice": "A-1"})
    assert (page.status_code, "you cannot vote for it. Choose another one." in page.text) == (422, True)
    assert ('value="A-1"' in page.text, 'name="code"' in page.text) == (False, False)
    assert client.post(f"{path}/", data={"choice": "A-3"}).status_code == 303


def test_others_choose_it_freely(poll, client_of):
    path, codes = poll
    client = client_of(None)
    client.get(f"{path}/with/{codes[1]}")
    page = client.get(f"{path}/").text
    assert ("they are not on your ballot" in page, 'value="A-1"' in page) == (False, True)
    assert client.post(f"{path}/", data={"choice": "A-1"}).status_code == 303


def test_its_limits_are_said_in_both_languages(poll, client_of):
    path, _codes = poll
    page = client_of(None).get(f"{path}/kept").text
    assert ("trust people to keep the rule" in page, "the voter list says which one" in page) == (True, True)
    assert ("On paper" in page, "paper slip" in page) == (False, False)
    client = client_of(None)
    client.post("/language", data={"lang": "nl", "back": f"{path}/kept"})
    dutch = client.get(f"{path}/kept").text
    assert (
        "Staat in de lijst van stemmers om welke het gaat" in dutch,
        "ziet de code en uw badge naast elkaar" in dutch,
    ) == (True, True)


def test_a_code_that_was_used_tells_nobody_what_its_holder_made(poll, client_of):
    path, codes = poll
    with writing():
        build.vote(database.session.get_one(Award, int(path.rsplit("/", 1)[1])), codes[0], "A-2", at=now())
    client = client_of(None)
    client.get(f"{path}/with/{codes[0]}")
    page = client.get(f"{path}/").text
    assert ("You helped to make" in page, 'value="A-1"' in page) == (False, True)
    answer = client.post(f"{path}/", data={"choice": "A-1"})
    assert (answer.status_code, "This code has already been used" in answer.text) == (422, True)
    assert "You helped to make" not in answer.text


def test_the_desk_takes_no_slips_there_and_says_why_while_a_kiosk_stays(poll, client_of):
    path, codes = poll
    with writing():
        dara = cast.dara(database.session.get_one(Award, int(path.rsplit("/", 1)[1])).edition)
    desk, client = f"/desk{path.removeprefix('/vote').replace('/FORUM27', '/FORUM27/award')}", client_of(dara)
    words = "This award does not use paper slips, because people may not vote for their own entry."
    page = client.get(f"{desk}/ways").text
    assert (words in page, "Start kiosk" in page, "slip.pdf" in page) == (True, True, False)
    slip = {"code": codes[0], "choice": "A-1"}
    for answer in (client.get(f"{desk}/slip.pdf"), client.post(f"{desk}/slips", data=slip)):
        assert (answer.status_code, words in answer.text, answer.mimetype) == (422, True, "text/html")
    assert words in client.get(f"{desk}/slips").text
