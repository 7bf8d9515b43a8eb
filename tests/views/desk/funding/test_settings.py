"""Funded places at the desk: works, may I, what if wrong."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from conference.db import now
from conference.models.applications.applications import Application, FundingSettings
from conference.models.funding.pots import DraftOutcome, Pot
from conference.models.keys import FrozenSet
from conference.models.outbox import Message
from conference.queries import invariants
from conference.queries.funding import offers as offer_queries, pots
from conference.rules.applications.applications import State
from conference.rules.funding.pots import PotKind
from tests import cast
from tests.builders import applications as build

BASE = "/desk/FORUM27"
PATHS = ["/applications/", "/applications/new", "/applications/{id}", "/offers/", "/offers/what-if", "/offers/open",
         "/panel/", "/funding/"]  # fmt: skip
POSTS = ["/applications/new", "/applications/{id}/accept", "/applications/{id}/refuse", "/applications/{id}/withdraw",
         "/offers/draft", "/offers/shorten", "/offers/freeze", "/offers/{id}/outcome", "/offers/{id}/costs",
         "/panel/seat", "/panel/share-out", "/funding/", "/funding/pot"]  # fmt: skip


@pytest.fixture
def house(db, client_of):
    edition = cast.an_edition()
    found = build.round_of(edition, 60_000, 60_000, 30_000)
    dara = cast.dara(edition)
    cast.farid(), cast.lena(edition), cast.tomas(edition)
    db.session.commit()
    return {"edition": edition, "found": found, "id": found[0].id, "client": client_of(dara)}


@pytest.mark.parametrize("path", PATHS)
def test_every_page_works_for_the_organiser_and_for_nobody_else(house, client_of, path):
    address = BASE + path.format(**house)
    assert house["client"].get(address).status_code == 200
    for person in (cast.farid(), cast.ben(), cast.lena(house["edition"]), cast.tomas(house["edition"])):
        assert client_of(person).get(address).status_code == 404
    assert client_of(None).get(address).status_code == 303


@pytest.mark.parametrize("path", POSTS)
def test_a_post_without_a_token_changes_nothing(db, house, path):
    assert house["client"].post(BASE + path.format(**house), csrf=False).status_code == 400
    assert db.session.scalars(sa.select(Application.state).distinct()).all() == [State.sent]


def test_draft_decide_shorten_freeze(db, house):
    client, (_first, second, third) = house["client"], house["found"]
    client.post(f"{BASE}/offers/draft")
    page = client.get(f"{BASE}/offers/").text
    assert "2 offers, 1 on the waiting list, 0 no" in page
    no = {"outcome": "not_offered", "reason": "others_newer", "reason_text": ""}
    assert client.post(f"{BASE}/offers/{third.id}/outcome", data=no).status_code == 303
    client.post(f"{BASE}/offers/shorten", data={"keep": "0", "reason": "money_ran_out"})
    outcomes = dict(db.session.execute(sa.select(DraftOutcome.application_id, DraftOutcome.reason)).all())
    assert (outcomes[second.id], outcomes[third.id]) == ("money_ran_out", "others_newer")
    assert client.post(f"{BASE}/offers/freeze").status_code == 303
    assert db.session.scalars(sa.select(FrozenSet.state)).all() == ["waiting"]
    assert db.session.scalars(sa.select(Application.state).distinct()).all() == [State.sent]


def test_a_choice_made_by_hand_stays_when_drafting_again(db, house):
    client, (first, *_rest) = house["client"], house["found"]
    client.post(f"{BASE}/offers/draft")
    client.post(f"{BASE}/offers/{first.id}/outcome", data={"outcome": "waiting_list", "reason": ""})
    client.post(f"{BASE}/offers/draft")
    assert db.session.get_one(DraftOutcome, first.id).outcome == "waiting_list"


def test_what_the_pot_cannot_hold_is_refused_whole_and_in_words(db, house):
    client, (_first, second, _third) = house["client"], house["found"]
    client.post(f"{BASE}/offers/draft")
    client.post(f"{BASE}/offers/{second.id}/outcome", data={"outcome": "offer", "reason": ""})
    answer = client.post(f"{BASE}/offers/freeze")
    assert (answer.status_code, "does not hold enough for all these offers" in answer.text) == (422, True)
    assert [pot.committed for pot in db.session.scalars(sa.select(Pot))] == [0, 0]


def test_a_list_with_somebody_not_scored_is_refused_with_their_reference(db, house):
    client, edition = house["client"], house["edition"]
    late = build.sent(edition, "Person 4")
    reference, late_id = late.reference, late.id
    db.session.commit()
    client.post(f"{BASE}/offers/{late_id}/outcome", data={"outcome": "offer", "reason": ""})
    answer = client.post(f"{BASE}/offers/freeze")
    assert answer.status_code == 422 and f"{reference} cannot be on the list yet: it needs two scores" in answer.text


def test_the_key_holders_read_until_when_places_go_down_the_list(db, house, client_of):
    build.find.settings_of(house["edition"]).promote_until = datetime(2027, 4, 19, 23, tzinfo=UTC)
    set_id = build.frozen(house["edition"]).id
    db.session.commit()
    assert "after 19 April 2027" in house["client"].get(f"{BASE}/offers/frozen/{set_id}").text


@pytest.mark.parametrize(
    ("channel", "state", "shown"),
    [("email", "queued", False), ("phone", "queued", True), ("post", "queued", True), ("phone", "done", False)],
)
def test_the_desk_reads_a_code_only_to_ring_or_post_it(db, house, channel, state, shown):
    application = house["found"][0]
    build.applications.send_new_code(application, by=application.person, at=cast.AT)
    letter = db.session.scalars(sa.select(Message).where(Message.kind == "application_code")).one()
    letter.channel, letter.state, letter.address = channel, state, "noor@example.org"
    code, path = letter.body.split("Code: ")[1].split()[0], f"{BASE}/letters/{letter.id}"
    db.session.commit()
    text = house["client"].get(path).text
    assert (code in text, "The code is only for them" in text) == (shown, not shown)


def test_what_if_promises_nothing(db, house):
    house["client"].post(f"{BASE}/offers/draft")
    text = house["client"].get(f"{BASE}/offers/what-if?places=3&money=1500&rule=skip").text
    assert "3 people would be offered a place" in text
    assert house["client"].get(f"{BASE}/offers/what-if?places=x&money=1").status_code == 422
    assert invariants.failed() == []


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("/offers/{id}/outcome", {"outcome": "not_offered"}, "Choose a reason."),
        ("/offers/{id}/outcome", {"outcome": "not_offered", "reason": "in_our_words"}, "in your own words below"),
        ("/offers/{id}/costs", {"place": "0"}, "Enter 1:"),
        ("/applications/new", {"name": ""}, "Enter the name."),
        ("/panel/seat", {"email": "nobody@example.org", "kind": "professional"}, "No one signs in with this address"),
        ("/panel/seat", {"email": "ben@example.org", "kind": "professional"}, "already a panel member"),
        ("/panel/seat", {"email": "dara@example.org", "kind": "professional"}, "is an organiser or treasurer"),
        ("/funding/", {}, "Enter the first day."),
        ("/funding/pot", {"kind": "money", "capacity": "-1"}, "Enter 0 or more."),
        ("/offers/shorten", {"keep": "", "reason": "others_newer"}, "Enter a whole number"),
    ],
)
def test_a_bad_form_is_422_with_words(house, path, data, words):
    answer = house["client"].post(BASE + path.format(**house), data=data)
    assert answer.status_code == 422 and words in answer.text


def test_an_answer_given_on_the_phone_is_noted(db, house):
    build.carried(house["edition"])
    offer = offer_queries.offer_of(house["found"][0])
    offer.lapses_at = now() + timedelta(days=3)
    db.session.commit()
    client = house["client"]
    assert client.post(f"{BASE}/applications/{house['id']}/more-days").status_code == 303
    assert client.post(f"{BASE}/applications/{house['id']}/accept").status_code == 303
    assert db.session.get_one(Application, house["id"]).state is State.accepted
    offer = offer_queries.offer_of(db.session.get_one(Application, house["id"]))
    assert offer.answered_by == cast.dara(house["edition"]).id


def test_dates_and_pots_are_kept_and_a_used_pot_takes_both_keys(db, house):
    client, edition = house["client"], house["edition"]
    days = {f"opens_on-{part}": v for part, v in (("day", "1"), ("month", "2"), ("year", "2027"))}
    days |= {f"closes_on-{part}": v for part, v in (("day", "28"), ("month", "2"), ("year", "2027"))}
    days |= {f"hear_by-{part}": v for part, v in (("day", "20"), ("month", "3"), ("year", "2027"))}
    rest = {"answer_days": 10, "more_days": 5, "remind_days": 5, "ring_days": 2, "fit_rule": "stop", "travel": 75}
    sums = dict.fromkeys(("travel_abroad", "night", "meals_day", "care_day", "visa"), 0)
    assert client.post(f"{BASE}/funding/", data={**days, **rest, **sums}).status_code == 303
    kept = db.session.get_one(FundingSettings, edition.id)
    assert (kept.travel, kept.fit_rule, kept.closes_at.isoformat()) == (7500, "stop", "2027-03-01T00:00:00+00:00")
    assert client.post(f"{BASE}/funding/pot", data={"kind": "money", "capacity": "1200"}).status_code == 303
    assert pots.pots_of(edition)[PotKind.money].capacity == 120_000
    build.frozen(edition)
    db.session.commit()
    client.post(f"{BASE}/funding/pot", data={"kind": "money", "capacity": "9000", "reason": "A gift."})
    assert pots.pots_of(edition)[PotKind.money].capacity == 120_000
    kinds = db.session.scalars(sa.select(FrozenSet.kind).where(FrozenSet.state == "waiting")).all()
    assert sorted(kinds) == ["offers", "pot_size"]


def test_another_editions_application_is_not_found(db, house):
    other = cast.an_edition("OTHER27")
    build.settings(other)
    theirs = build.sent(other, "Sam Lee").id
    db.session.commit()
    assert house["client"].get(f"{BASE}/applications/{theirs}").status_code == 404


def test_the_list_finds_by_state_and_by_name(house):
    client = house["client"]
    assert "Person 2" in client.get(f"{BASE}/applications/?words=person 2").text
    assert "Person 2" not in client.get(f"{BASE}/applications/?words=person 3").text
    assert "No applications found." in client.get(f"{BASE}/applications/?state=draft").text
