"""The ballot of somebody who made an entry: said in words, not offered, refused; and what is said of its limits."""

import pytest

from conference.actions import award as awards
from conference.db import now, writing
from conference.queries import award as queries
from tests import cast
from tests.actions.test_award_own_entry import ROLL
from tests.builders import award as build

RULE = "If you helped to make an entry, you may not vote for it."


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
    assert (page.status_code, "you may not vote for it. Choose another one." in page.text) == (422, True)
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
    assert "the rule is a promise that people make" in client_of(None).get(f"{path}/kept").text
