"""A code after the freeze at the desk: asked, both keys, shown once; the wrong person; and what everybody reads."""

import re

import pytest
import sqlalchemy as sa

from conference.db import now, writing
from conference.models.award.awards import AwardAddition, RollRow
from conference.models.people.people import Person
from conference.queries.award import additions as found, awards as queries
from conference.rules.languages import Lang
from tests import cast
from tests.actions.award import test_additions as acts
from tests.builders import award as build

FORM = {"badge": "L-1", "reason": "late_registration", "voter_class": "lived_experience", "words": "Came at noon."}


@pytest.fixture
def poll(db):
    with writing():
        edition, at = cast.an_edition(), now()
        people = {"dara": cast.dara(edition), "lena": cast.lena(edition), "farid": cast.farid()}
        times = {"opens_at": at - build.timedelta(days=1), "closes_at": at + build.timedelta(days=700)}
        award, codes = build.an_open_award(edition, **times)
        path = f"/desk/FORUM27/award/{award.id}/additions"
        return {**people, "award": award, "codes": codes, "path": path, "vote": f"/vote/FORUM27/{award.id}"}


def turn(client, set_id: int) -> None:
    page = client.get(f"/keys/FORUM27/{set_id}").text
    assert "one more voting code is given out" in page
    assert "Came at noon." in page
    digest = re.search(r'name="digest"[^>]*value="(\w+)"', page)[1]
    assert client.post(f"/keys/FORUM27/{set_id}/turn", data={"digest": digest}).status_code == 303


def test_asked_at_the_desk_allowed_by_both_keys_and_shown_once(db, poll, client_of):
    dara, lena, path = client_of(poll["dara"]), client_of(poll["lena"]), poll["path"]
    assert dara.post(path, data=FORM).headers["Location"] == path
    assert "Waiting for both keys" in dara.get(path).text
    early = dara.post(f"{path}/1/code")
    assert (early.status_code, "Both key holders must approve first." in early.text) == (422, True)
    set_id = found.sets_of(poll["award"])[db.session.scalar(sa.select(AwardAddition.id))].id
    turn(dara, set_id)
    turn(lena, set_id)
    assert "Show code number 1" in dara.get(path).text
    shown = dara.post(f"{path}/1/code")
    code = re.search(r'class="tracker">([\w-]+)<', shown.text)[1]
    assert (shown.status_code, shown.headers["Cache-Control"], "The same code, to scan" in shown.text) == (
        200,
        "no-store",
        True,
    )
    assert queries.roll_row(poll["award"], code).badge == "L-1"
    again = dara.post(f"{path}/1/code")
    assert (again.status_code, "cannot be shown again" in again.text, code in again.text) == (422, True, False)
    listed = dara.get(path).text
    assert ("Given out" in listed, code in listed) == (True, False)
    public = client_of(None).get(f"{poll['vote']}/kept").text
    assert ("registered after the voter list was frozen, voter with lived experience" in public, "L-1" in public) == (
        True,
        False,
    )
    dutch = client_of(None).get(f"{poll['vote']}/kept?lang=nl").text
    assert "L-1" not in dutch


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"badge": ""}, "Enter the badge."),
        ({"badge": "--"}, "Enter a badge with letters or numbers."),
        ({"reason": ""}, "Choose a reason."),
        ({"voter_class": ""}, "Choose which group of voters they belong to."),
        ({"words": ""}, "Enter in a few words what happened."),
        ({"badge": "B-001"}, "This badge is on the voter list already."),
        ({"badge": "X", "reason": "lost_card"}, "This badge is not on the voter list"),
    ],
)
def test_a_wrong_request_is_422_with_words(db, poll, client_of, change, words):
    page = client_of(poll["dara"]).post(poll["path"], data={**FORM, **change})
    assert (page.status_code, words in page.text) == (422, True)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AwardAddition)) == 0


def test_the_wrong_person_is_told_nothing_and_no_token_changes_nothing(db, poll, client_of):
    with writing():
        acts.allowed(poll["award"])
    for path in (poll["path"], f"{poll['path']}/1/code"):
        for person in (poll["farid"], poll["lena"]):
            assert client_of(person).post(path, data=FORM).status_code == 404
        assert client_of(poll["dara"]).post(path, data=FORM, csrf=False).status_code == 400
    assert client_of(poll["farid"]).get(poll["path"]).status_code == 404
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RollRow)) == 30


def test_what_waited_for_its_keys_at_the_close_says_so_at_the_desk_and_to_the_keys(db, poll, client_of):
    dara, path = client_of(poll["dara"]), poll["path"]
    dara.post(path, data=FORM)
    assert "Waiting for both keys" in dara.get(path).text
    with writing():
        award = poll["award"]
        set_id = found.sets_of(award)[db.session.scalar(sa.select(AwardAddition.id))].id
        acts.awards.close(award, by=poll["dara"], at=award.closes_at)
    page = dara.get(path).text
    assert ("Waiting for both keys" in page, "Voting closed before both key holders approved" in page) == (False, True)
    for lang, words in (("en", "so no code can be given."), ("nl", "Er kan dus geen code meer worden gegeven.")):
        with writing():
            db.session.get_one(Person, poll["lena"].id).lang = Lang(lang)
        assert words in client_of(poll["lena"]).get(f"/keys/FORUM27/{set_id}").text


def test_who_holds_the_lost_card_reads_that_it_was_replaced(db, poll, client_of):
    with writing():
        acts.give(acts.allowed(poll["award"], "B-020", acts.Reason.lost_card))
    client, lost = client_of(None), poll["codes"][20]
    page = client.post(f"{poll['vote']}/", data={"code": lost, "choice": "A-1"})
    assert (page.status_code, "This card was reported lost" in page.text) == (422, True)
    assert "This card was reported lost" in client.post(f"{poll['vote']}/used", data={"code": lost}).text
