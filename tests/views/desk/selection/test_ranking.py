"""The desk's ranking and decisions: works, the wrong person gets 404, bad forms are 422, no token changes nothing."""

import re

import pytest
from sqlalchemy import func, select

from conference.models.keys import FrozenSet
from conference.models.selection import AbstractDecision, CapRuleVersion, RankingResult
from conference.rules.selection.ranking import Outcome
from conference.signposts.selection import decisions
from tests import cast
from tests.builders import reviews as build

READS = (
    "ranking/",
    "ranking/reviews",
    "ranking/rule",
    "ranking/slots",
    "decisions/",
    "decisions/settled",
    "decisions/contacts",
    "decisions/draft/{stream}",
    "decisions/one/{reference}",
)
WRITES = (
    "ranking/",
    "ranking/rule",
    "ranking/slots",
    "decisions/undo",
    "decisions/freeze",
    "decisions/draft/{stream}",
    "decisions/one/{reference}",
    "decisions/contacts/{reference}",
)


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    cast.dara(edition), cast.lena(edition)
    return edition


@pytest.fixture
def stream(edition):
    return cast.a_stream(edition)


@pytest.fixture
def work(db, edition, stream):
    work = build.reviewed(edition, (5, 0), 5, stream=stream, title="Told to patients afterwards")
    build.slots(edition, stream, 1, 1)
    build.ranked(edition)
    return work


@pytest.fixture
def dara(db, edition, stream, work, client_of):
    db.session.commit()
    return client_of(cast.dara(edition))


def path(rest, edition, stream, work):
    return f"/desk/{edition.code}/" + rest.format(stream=stream.id, reference=work.reference)


def draft(dara, edition, stream, work):
    page = dara.get(path("decisions/draft/{stream}", edition, stream, work)).text
    digest = re.search(r'name="digest"[^>]*value="(\w{64})"', page)[1]
    return dara.post(path("decisions/draft/{stream}", edition, stream, work), data={"digest": digest})


def test_the_ranking_explains_itself(dara, edition, stream, work):
    page = dara.get(path("ranking/", edition, stream, work)).text
    for words in (
        "Told to patients afterwards",
        "Held back by the co-production rule: co-production is 0.0, below 2.0, by one score.",
        "5.00",
    ):
        assert words in page
    assert "before the rule top band" in page


@pytest.mark.parametrize("rest", READS)
@pytest.mark.parametrize("who", ["amina", "farid", "lena", "tomas"])
def test_only_organisers_get_in(db, edition, stream, work, client_of, who, rest):
    person = (
        {"lena": cast.lena, "tomas": cast.tomas}[who](edition) if who in ("lena", "tomas") else getattr(cast, who)()
    )
    db.session.commit()
    assert client_of(person).get(path(rest, edition, stream, work)).status_code == 404


@pytest.mark.parametrize("rest", WRITES)
def test_a_post_without_a_token_changes_nothing(db, dara, edition, stream, work, rest):
    draft(dara, edition, stream, work)
    before = db.session.scalar(select(func.count()).select_from(FrozenSet))
    assert dara.post(path(rest, edition, stream, work), csrf=False).status_code == 400
    assert db.session.scalar(select(func.count()).select_from(FrozenSet)) == before
    assert db.session.scalar(select(func.count()).select_from(AbstractDecision)) == 1


def test_what_was_looked_at_is_what_is_drafted(db, dara, edition, stream, work):
    assert draft(dara, edition, stream, work).status_code == 303
    assert db.session.scalar(select(AbstractDecision.outcome)) is Outcome.poster
    stale = dara.post(path("decisions/draft/{stream}", edition, stream, work), data={"digest": "0" * 64})
    assert stale.status_code == 422 and "The ranking has changed since you opened this page." in stale.text


def test_an_oral_place_by_hand_is_refused_in_words(db, dara, edition, stream, work):
    draft(dara, edition, stream, work)
    answer = dara.post(path("decisions/one/{reference}", edition, stream, work), data={"outcome": "oral"})
    assert answer.status_code == 422
    assert "so it cannot be an oral presentation" in answer.text
    assert dara.post(path("decisions/one/{reference}", edition, stream, work), data={}).status_code == 422
    answer = dara.post(path("decisions/one/{reference}", edition, stream, work), data={"outcome": "declined"})
    assert answer.status_code == 303
    assert db.session.scalar(select(AbstractDecision.outcome)) is Outcome.declined


def test_freezing_nothing_and_too_much_is_said(db, dara, edition, stream, work):
    answer = dara.post(path("decisions/freeze", edition, stream, work))
    assert answer.status_code == 422 and "There is nothing to freeze." in answer.text
    draft(dara, edition, stream, work)
    build.slots(edition, db.session.merge(stream), 1, 0)
    answer = dara.post(path("decisions/freeze", edition, stream, work))
    assert answer.status_code == 422
    assert "Safer care: 1 drafted as poster, but only 0 slots are left." in answer.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"threshold": "5", "top_from": "3", "second_from": "2"}, "Enter a number from 0 to 4"),
        ({"threshold": "", "top_from": "3", "second_from": "2"}, "Enter a number from 0 to 4"),
        ({"threshold": "2.55", "top_from": "3", "second_from": "2"}, "Enter a number from 0 to 4"),
        ({"threshold": "nan", "top_from": "3", "second_from": "2"}, "Enter a number from 0 to 4"),
        ({"threshold": "sNaN", "top_from": "3", "second_from": "2"}, "Enter a number from 0 to 4"),
        ({"threshold": "1e999999", "top_from": "3", "second_from": "2"}, "Enter a number from 0 to 4"),
        ({"threshold": "2", "top_from": "3", "second_from": "4"}, "Enter no more than the lowest score"),
    ],
)
def test_a_bad_cap_rule_is_422_with_words(db, dara, edition, stream, work, typed, words):
    answer = dara.post(path("ranking/rule", edition, stream, work), data=typed)
    assert answer.status_code == 422 and words in answer.text
    assert db.session.scalar(select(func.max(CapRuleVersion.version))) == 1


def test_a_new_cap_rule_waits_for_both_keys(db, dara, edition, stream, work):
    answer = dara.post(
        path("ranking/rule", edition, stream, work), data={"threshold": "0", "top_from": "3.5", "second_from": "2.5"}
    )
    assert answer.status_code == 303
    assert db.session.scalar(select(func.max(CapRuleVersion.version))) == 1
    frozen = db.session.scalar(select(FrozenSet).where(FrozenSet.kind == "cap_rule"))
    build.both_keys(frozen, frozen.edition)
    db.session.commit()
    assert db.session.scalar(select(func.max(CapRuleVersion.version))) == 2
    assert db.session.scalar(select(RankingResult.capped)) is False


def test_slots_are_not_set_below_what_is_promised(db, dara, edition, stream, work):
    draft(dara, edition, stream, work)
    dara.post(path("decisions/freeze", edition, stream, work))
    where = path("ranking/slots", edition, stream, work)
    assert "0" in dara.get(where).text
    answer = dara.post(where, data={f"oral_{stream.id}": "1", f"poster_{stream.id}": "0"})
    assert answer.status_code == 422 and "1 of these slots are already promised." in answer.text
    for typed in ("-1", "x", ""):
        answer = dara.post(where, data={f"oral_{stream.id}": typed, f"poster_{stream.id}": "3"})
        assert answer.status_code == 422 and "Enter a whole number from 0 to 9,999." in answer.text
        assert "already promised" not in answer.text


def test_a_streams_draft_link_stands_beside_its_name_where_a_phone_shows_it(dara, edition, stream, work):
    page = dara.get(path("decisions/", edition, stream, work)).text
    assert re.search(r'scope="row">Safer care<br><a [^>]*decisions/draft/', page)


def test_the_letter_that_had_nobody_to_go_to_is_a_task_and_is_cleared(db, dara, edition, stream, work):
    draft(dara, edition, stream, work)
    dara.post(path("decisions/freeze", edition, stream, work))
    frozen = db.session.scalar(select(FrozenSet).where(FrozenSet.kind == "abstract_decisions"))
    build.both_keys(frozen, frozen.edition)
    db.session.commit()
    assert work.reference in dara.get(path("decisions/contacts", edition, stream, work)).text
    where = path("decisions/contacts/{reference}", edition, stream, work)
    assert "Wilhelmina Authorname" in dara.get(where).text
    answer = dara.post(where, data={"name": "Wil", "channel": "phone", "lang": "en"})
    assert answer.status_code == 422 and "Enter the phone number for this." in answer.text
    answer = dara.post(where, data={"name": "Wil", "channel": "phone", "phone": "+44 20 1", "lang": "en"})
    assert answer.status_code == 303
    assert dara.get(where).status_code == 404
    assert [line for line in decisions.waiting(frozen.edition, at=frozen.frozen_at) if "nobody" in line.text] == []
