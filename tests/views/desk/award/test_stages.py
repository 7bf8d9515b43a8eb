"""The stages before a ballot at the desk: works, 404 for the wrong person, 422 with words, no token no change."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.db import now, writing
from conference.models.award.awards import AwardEntry
from conference.models.award.stages import AwardStages, AwardWork, Juror
from conference.models.keys import FrozenSet
from conference.rules.award.stages import Phase, Said, Stages, WorkState
from tests import cast
from tests.builders import award as build_award, award_stages as build

MARKS = [[(5, 5, 5), (4, 4, 4)], [(2, 2, 2), (3, 3, 3)], [(4, 4, 4), (3, 4, 5)]]
FORM = {
    "stages": "jury_then_ballot",
    "nominations_until-day": "1",
    "nominations_until-month": "4",
    "nominations_until-year": "2027",
    "rating_until-day": "9",
    "rating_until-month": "5",
    "rating_until-year": "2027",
    "size": "3",
}
BEN = {"name": "Ben Okoro", "email": "ben@example.org"}


@pytest.fixture
def desk(db):
    with writing():
        edition = cast.an_edition()
        award = build_award.a_draft(edition, cast.dara(edition))
        people = {name: getattr(cast, name)() for name in ("amina", "ben", "chidi", "farid")}
        path = f"/desk/FORUM27/award/{award.id}"
        return {**people, "edition": edition, "award": award, "dara": cast.dara(edition), "path": path}


@pytest.fixture
def nominating(db):
    with writing():
        edition, at = cast.an_edition(), now()
        days = {"nominations_until": at + timedelta(days=3), "rating_until": at + timedelta(days=9)}
        stages = build.open_for_nominations(edition, **days)
        work = build.nominated(stages)
        path = f"/desk/FORUM27/award/{stages.award_id}"
        return {"work": work, "path": path, "page": f"{path}/works/{work.id}", "dara": cast.dara(edition)}


def one(db, kind):
    return db.session.scalars(sa.select(kind)).one()


def test_set_who_decides_open_nominations_and_ask_a_juror(db, desk, client_of):
    client, page = client_of(desk["dara"]), f"{desk['path']}/stages"
    assert f'{page}"' in client.get(desk["path"]).text
    assert client.post(page, data=FORM).status_code == 303
    stages = one(db, AwardStages)
    assert (stages.stages, stages.size, stages.nominations_until.isoformat()) == (
        Stages.jury_then_ballot,
        3,
        "2027-04-01T23:00:00+00:00",
    )
    assert "1 April 2027" in client.get(page).text or 'value="4"' in client.get(page).text
    assert client.post(f"{desk['path']}/jury", data=BEN).status_code == 303
    assert client.post(f"{page}/nominations").status_code == 303
    assert "Thursday 1 April 2027" in client.get(page).text
    assert "jurors who have not answered" in client.get("/desk/FORUM27/").text
    assert client.post(f"{desk['path']}/jury/{one(db, Juror).id}/yes").status_code == 303
    assert one(db, Juror).said is Said.yes
    refused = client.post(page, data=FORM)
    assert (refused.status_code, "can no longer change who decides" in refused.text) == (422, True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"nominations_until-day": ""}, "Enter a day, month and year"),
        (
            {"nominations_until-day": "", "nominations_until-month": "", "nominations_until-year": ""},
            "Enter the last day.",
        ),
        ({"rating_until-month": "3"}, "Enter a day after the last day to nominate."),
        ({"size": "1"}, "Enter a number from 2 to 8."),
        ({"stages": "nobody"}, "Not a valid choice."),
    ],
)
def test_wrong_stages_are_422_with_words(db, desk, client_of, change, words):
    page = client_of(desk["dara"]).post(f"{desk['path']}/stages", data={**FORM, **change})
    assert (page.status_code, words in page.text) == (422, True)
    assert db.session.scalars(sa.select(AwardStages)).all() == []


def test_look_at_a_nomination_ask_and_write_down_what_they_said(db, nominating, client_of):
    client, page = client_of(nominating["dara"]), nominating["page"]
    waits = client.get("/desk/FORUM27/").text
    assert ("nominations to check" in waits, "is a draft: add entries" in waits) == (True, False)
    assert ("nia@example.org" in client.get(page).text, "not checked yet" in client.get(page).text) == (True, True)
    assert client.post(f"{page}/ask", data={"name": "Chidi Eze", "email": "wrong"}).status_code == 422
    assert client.post(f"{page}/ask", data={"name": "Chidi Eze", "email": "chidi@example.org"}).status_code == 303
    assert "entries waiting for an answer" in client.get("/desk/FORUM27/").text
    answer = {"says": "yes", "who": "other", "name": "Amina", "email": "amina@example.org"}
    assert client.post(f"{page}/nominee", data={**answer, "email": ""}).status_code == 422
    assert client.post(f"{page}/nominee", data=answer).status_code == 303
    assert "has not confirmed" in client.get(page).text
    assert client.post(f"{page}/co-presenter/yes").status_code == 303
    assert "Nothing is missing" in client.get(page).text
    assert client.post(f"{page}/co-presenter/maybe").status_code == 404


def test_leave_out_with_a_reason(db, nominating, client_of):
    client, page = client_of(nominating["dara"]), nominating["page"]
    assert client.post(f"{page}/leave-out", data={"because": " "}).status_code == 422
    assert client.post(f"{page}/leave-out", data={"because": "No such session."}).status_code == 303
    assert (one(db, AwardWork).state, "No such session." in client.get(page).text) == (WorkState.left_out, True)


def test_a_step_before_its_time_is_said_in_words(db, nominating, client_of):
    client = client_of(nominating["dara"])
    for step, words in (
        ("start", "The jury can start only after the last day to nominate."),
        ("close", "You cannot do this at this step."),
    ):
        page = client.post(f"{nominating['path']}/jury/{step}")
        assert (page.status_code, words in page.text) == (422, True)
    page = client.post(f"{nominating['path']}/jury", data={"name": "Dara", "email": "dara@example.org"})
    assert (page.status_code, "cannot be on the jury" in page.text) == (422, True)


def test_nobody_at_the_desk_reads_a_rating_before_the_close(db, client_of):
    with writing():
        stages, works, jurors = build.rating_open(cast.an_edition())
        build.rate(jurors[0], works[0], 5, 5, 5, comment="A secret of Ben.")
        dara = cast.dara(stages.award.edition)
    client, path = client_of(dara), f"/desk/FORUM27/award/{stages.award_id}/stages"
    assert ("A secret of Ben." in client.get(path).text, "What the jury said" in client.get(path).text) == (
        False,
        False,
    )


def test_the_shortlist_that_was_looked_at_fills_the_ballot(db, client_of):
    with writing():
        stages, _works = build.closed(cast.an_edition(), MARKS)
        dara = cast.dara(stages.award.edition)
    client, path = client_of(dara), f"/desk/FORUM27/award/{stages.award_id}"
    page = client.get(f"{path}/stages").text
    digest = page.split('name="digest" type="hidden" value="')[1].split('"')[0]
    assert client.post(f"{path}/shortlist", data={"digest": "other"}).status_code == 422
    assert client.post(f"{path}/shortlist", data={}).status_code == 400
    assert client.post(f"{path}/shortlist", data={"digest": digest}).status_code == 303
    assert sorted(db.session.scalars(sa.select(AwardEntry.reference))) == ["S-1", "S-3"]
    assert "The shortlist is on the ballot." in client.get(f"{path}/stages").text
    assert "Add an accepted abstract" not in client.get(path).text


def test_a_jury_alone_from_the_desk_to_both_keys_to_everybody(db, client_of):
    with writing():
        stages, _works = build.shortlisted(cast.an_edition(), MARKS, path=Stages.jury_only)
        edition = stages.award.edition
        dara, lena = cast.dara(edition), cast.lena(edition)
    path = f"/desk/FORUM27/award/{stages.award_id}"
    client = client_of(dara)
    assert client.post(f"{path}/jury/result").status_code == 303
    assert "waiting for both keys" in client.get(f"{path}/stages").text
    assert "freeze the jury’s result" not in client.get("/desk/FORUM27/").text
    frozen = one(db, FrozenSet)
    page = client.get(f"/keys/FORUM27/{frozen.id}")
    assert (page.status_code, "Kind words." in page.text, "A jury of 2 people" in page.text) == (200, True, True)
    for who in (client, client_of(lena)):
        assert (
            who.post(f"/keys/FORUM27/{frozen.id}/turn", data={"digest": frozen.digest, "sure": "y"}).status_code == 303
        )
    result = client_of(None).get(f"/vote/FORUM27/{stages.award_id}/result")
    assert (result.status_code, "Session 1" in result.text, "Kind words." in result.text) == (200, True, False)
    assert client_of(None).get(f"/vote/FORUM27/{stages.award_id}/award.json").status_code == 404
    assert client_of(None).get(f"/vote/FORUM27/{stages.award_id}/").status_code == 200
    assert "The result is public." in client.get(f"{path}/stages").text


def test_the_wrong_person_is_told_nothing_and_no_token_changes_nothing(db, desk, client_of):
    with writing():
        stages = build.open_for_nominations(cast.an_edition("OTHER27"))
        work = build.nominated(stages)
    client, path = client_of(desk["dara"]), f"{desk['path']}/stages"
    assert client_of(desk["farid"]).get(path).status_code == 404
    assert client_of(desk["farid"]).post(path, data=FORM).status_code == 404
    assert client.post(path, data=FORM, csrf=False).status_code == 400
    assert client.get(f"{desk['path']}/works/{work.id}").status_code == 404
    assert client.post(f"{path}/nominations").status_code == 404
    assert client.post(f"{desk['path']}/jury/result").status_code == 404
    assert one(db, AwardStages).phase is Phase.nominating
