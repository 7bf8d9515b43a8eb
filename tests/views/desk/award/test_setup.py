"""The award at the desk: works, the wrong person gets 404, a bad form 422 with words, no token no change."""

import pytest
import sqlalchemy as sa

from conference import triggers
from conference.actions.award import awards
from conference.db import Base, writing
from conference.models.award.awards import Award, AwardEntry
from conference.models.keys import FrozenSet
from conference.rules.award.counting import AwardState
from tests import cast
from tests.builders import award as build

DESK = "/desk/FORUM27/award"


@pytest.fixture
def desk(db):
    with writing():
        edition = cast.an_edition()
        return {"edition": edition, "dara": cast.dara(edition), "amina": cast.amina(), "farid": cast.farid()}


@pytest.fixture
def frozen(db, desk):
    with writing():
        award, codes = build.a_frozen_award(desk["edition"], voters=30)
        return {**desk, "award": award, "codes": codes, "path": f"{DESK}/{award.id}"}


FORM = {
    "name": "Patients Choice Award",
    "question": "Which work did most?",
    "opens_at": "2027-05-10T09:00",
    "closes_at": "2027-05-12T12:00",
    "method": "choice",
}
ENTRY = {"reference": "A-1", "title": "Ours", "co_presenter": "amina@example.org"}


def test_make_an_award_in_the_time_of_the_conference(db, desk, client_of):
    answer = client_of(desk["dara"]).post(f"{DESK}/new", data=FORM)
    award = db.session.scalars(sa.select(Award)).one()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{DESK}/{award.id}")
    assert (award.opens_at.isoformat(), award.state) == ("2027-05-10T08:00:00+00:00", AwardState.draft)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Enter a name."),
        ({"closes_at": "2027-05-10T09:00"}, "Enter a closing time after the opening time."),
        ({"opens_at": "soon"}, "Not a valid datetime value."),
        ({"opens_at": "0001-01-01T00:00"}, "Enter a year from 2000 to 2100."),
        ({"closes_at": "9999-12-31T23:59"}, "Enter a year from 2000 to 2100."),
        ({"name": "Other"}, "This conference already has an award with this name."),
    ],
)
def test_a_wrong_award_is_422_with_words(db, desk, client_of, change, words):
    client = client_of(desk["dara"])
    client.post(f"{DESK}/new", data={**FORM, "name": "Other"})
    page = client.post(f"{DESK}/new", data={**FORM, **change})
    assert (page.status_code, words in page.text) == (422, True)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Award)) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reference": ""}, "Enter the reference."),
        ({"title": ""}, "No abstract of this conference has this reference"),
        ({"co_presenter": "nobody@example.org"}, "We do not know anyone with this email address yet."),
        ({"pitch": "word " * 61}, "Use at most 60 words."),
        ({"reference": "A > B"}, "Enter a reference without"),
    ],
)
def test_a_wrong_entry_is_422_with_words(db, desk, client_of, change, words):
    client = client_of(desk["dara"])
    client.post(f"{DESK}/new", data=FORM)
    page = client.post(f"{DESK}/1/entries", data={**ENTRY, **change})
    assert (page.status_code, words in page.text) == (422, True)
    assert client.post(f"{DESK}/1/entries", data=ENTRY).status_code == 303
    assert "already an entry" in client.post(f"{DESK}/1/entries", data=ENTRY).text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AwardEntry)) == 1


@pytest.mark.parametrize("path", ["/", "/new", "/{id}"])
def test_the_wrong_person_is_told_nothing(frozen, client_of, path):
    address = DESK + path.format(id=frozen["award"].id)
    for person in (frozen["farid"], frozen["amina"]):
        assert client_of(person).get(address).status_code == 404
    assert client_of(None).get(address).headers["Location"] == "/account/sign-in"
    assert client_of(frozen["dara"]).get(address).status_code == 200


ACTS = ("entries", "roll", "roll/load", "freeze", "thaw", "open", "close", "result")


@pytest.mark.parametrize("act", ACTS)
def test_every_act_needs_the_organiser_and_a_token(db, frozen, client_of, act):
    path = f"{frozen['path']}/{act}"
    assert client_of(frozen["farid"]).post(path).status_code == 404
    assert client_of(frozen["dara"]).post(path, csrf=False).status_code == 400
    db.session.refresh(frozen["award"])
    assert frozen["award"].state == AwardState.frozen


def test_an_act_out_of_turn_is_refused_in_words(frozen, client_of):
    client = client_of(frozen["dara"])
    again = client.post(f"{frozen['path']}/freeze")
    assert (again.status_code, "The status of this award has changed" in again.text) == (422, True)
    assert client.post(f"{frozen['path']}/open").status_code == 303
    early = client.post(f"{frozen['path']}/close")
    assert early.status_code == 303 or "before its published time" in early.text


def test_a_result_before_the_seal_is_refused_in_words(db, frozen, client_of):
    page = client_of(frozen["dara"]).post(f"{frozen['path']}/result")
    assert (page.status_code, "The status of this award has changed. It is now: frozen" in page.text) == (422, True)


def test_a_vote_in_which_nobody_voted_has_no_result_in_words(db, client_of):
    award = build.a_sealed_award({})
    dara = cast.dara(award.edition)
    db.session.commit()
    page = client_of(dara).post(f"{DESK}/{award.id}/result")
    assert (page.status_code, "There are no valid votes" in page.text) == (422, True)


def test_a_result_of_a_roll_that_was_changed_is_refused_in_words(db, client_of):
    award = build.a_sealed_award({"A-1": 9, "A-2": 12})
    dara, path = cast.dara(award.edition), f"{DESK}/{award.id}/result"
    with writing():
        db.session.execute(sa.text("DROP TRIGGER award_rules_frozen"))
        db.session.execute(sa.update(Award).values(frozen_digest="0" * 64))
    page = client_of(dara).post(path)
    with db.engine.begin() as connection:
        triggers.install(connection, Base.metadata.tables)
    assert (page.status_code, "are no longer what was frozen" in page.text) == (422, True)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(FrozenSet)) == 0


def test_another_editions_award_is_not_found(db, frozen, client_of):
    with writing():
        other = cast.an_edition("OTHER27")
        cast.a_role(frozen["farid"], other, "organiser")
    assert client_of(frozen["farid"]).get(f"/desk/OTHER27/award/{frozen['award'].id}").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_costs_the_same_for_a_long_roll_and_many_entries(desk, client_of, counted, rows):
    with writing():
        award = build.a_draft(desk["edition"], desk["dara"])
        for number in range(rows):
            presenter = cast.someone(f"presenter{number}", f"Presenter {number}")
            awards.add_entry(
                award,
                reference=f"A-{number}",
                title="Ours",
                co_presenter=presenter,
                by=desk["dara"],
                at=cast.AT,
            )
        build.with_roll(award, desk["dara"], voters=rows)
        path = f"{DESK}/{award.id}"
    client = client_of(desk["dara"])
    with counted() as sent:
        assert client.get(path).status_code == 200
    assert len(sent) == 11
