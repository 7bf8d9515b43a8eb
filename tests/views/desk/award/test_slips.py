"""Slips at the desk: works, the wrong person gets 404, a bad form 422 with words, no token no change."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference import pdf
from conference.actions.award import slips
from conference.db import now, writing
from conference.models.award.awards import Award, Ballot, RollRow
from conference.models.award.slips import SlipReading
from conference.models.people.people import Person
from conference.rules.award.counting import Method
from conference.rules.people.duties import Duty
from tests import cast
from tests.builders import award as build
from tests.printed import words_of


@pytest.fixture
def desk(db):
    return a_desk()


def a_desk(**facts):
    with writing():
        edition, at = cast.an_edition(), now()
        times = {"opens_at": at - timedelta(days=1), "closes_at": at + timedelta(days=1)}
        award, codes = build.an_open_award(edition, **times, voters=70, **facts)
        otto = cast.someone("otto", "Otto Bell")
        cast.a_role(otto, edition, Duty.organiser)
        people = {"dara": cast.dara(edition), "otto": otto, "farid": cast.farid(), "lena": cast.lena(edition)}
        path = f"/desk/{edition.code}/award/{award.id}"
        return {"award": award, "award_id": award.id, "codes": codes, "path": path, **people}


def type_in(client, desk, code: str, **marks):
    return client.post(f"{desk['path']}/slips", data={"code": code, **marks})


def said(client, desk) -> str:
    return client.get(f"{desk['path']}/slips").text


def count(db, kind) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(kind))


def test_two_organisers_type_a_slip_and_it_is_a_vote(db, desk, client_of):
    dara, otto = client_of(desk["dara"]), client_of(desk["otto"])
    code = desk["codes"][0]
    assert type_in(dara, desk, code, choice="A-2").status_code == 303
    page = said(dara, desk)
    assert "Saved. Put the slip into the tray" in page
    assert "Saved. Put the slip into the tray" not in said(dara, desk), "said once"
    assert (count(db, Ballot), count(db, SlipReading)) == (0, 1)
    assert type_in(otto, desk, code, choice="A-2").status_code == 303
    page = said(otto, desk)
    assert "the vote is recorded" in page
    assert (count(db, Ballot), count(db, SlipReading)) == (1, 0)
    tracker = db.session.scalar(sa.select(Ballot.tracker))
    assert not [word for word in (tracker, code) if word in page], "who types learns no tracker"


def test_neither_sees_what_the_other_typed_only_that_it_differs(db, desk, client_of):
    dara, otto = client_of(desk["dara"]), client_of(desk["otto"])
    code = desk["codes"][0]
    type_in(dara, desk, code, choice="A-2")
    before = said(otto, desk)
    type_in(otto, desk, code, choice="A-1")
    for client, told in ((otto, True), (dara, False)):
        page = said(client, desk)
        assert ("Two people entered this slip differently" in page, code in page, "checked" in page) == (
            told,
            False,
            False,
        )
        assert re.search(r"Entered differently[^<]*</th><td[^>]*>1</td>", page)
    assert not re.search(r"checked|Dara Quill typed", before)
    type_in(dara, desk, code, choice="A-1")
    assert "the vote is recorded" in said(dara, desk)
    db.session.rollback()
    assert list(db.session.scalars(sa.select(Ballot.choice))) == ["A-1"]


def test_what_the_first_person_typed_changes_no_page_of_the_second(db, desk, client_of):
    """Two worlds that differ in the first reading alone."""
    pages = []
    for choice in ("A-1", "A-3"):
        with writing():
            db.session.execute(sa.delete(SlipReading))
            facts = {"code": desk["codes"][0], "choice": choice, "by": db.session.get_one(Person, desk["dara"].id)}
            slips.type_slip(db.session.get_one(Award, desk["award_id"]), **facts, at=now())
        client = client_of(desk["otto"])
        seen = [client.get(f"{desk['path']}/{page}").text for page in ("slips", "ways")]
        answer = type_in(client, desk, desk["codes"][0], choice="A-2")
        seen += [str(answer.status_code), said(client, desk), client.get("/desk/FORUM27/").text]
        pages.append([re.sub(r'name="csrf_token"[^>]*>', "", page) for page in seen])
    assert pages[0] == pages[1]


def test_blank_or_not_to_be_read_needs_the_code_alone(db, desk, client_of):
    dara, otto = client_of(desk["dara"]), client_of(desk["otto"])
    page = type_in(dara, desk, "", no_vote="1")
    assert (page.status_code, "Enter the code on your card." in page.text) == (422, True)
    assert type_in(dara, desk, desk["codes"][0], no_vote="1").status_code == 303
    assert type_in(otto, desk, desk["codes"][0], no_vote="1").status_code == 303
    assert "Two people could not read a vote on this slip" in said(otto, desk)
    assert (count(db, Ballot), count(db, SlipReading)) == (0, 0)
    assert db.session.scalar(sa.select(sa.func.sum(RollRow.spent))) == 0


def test_a_code_that_was_used_elsewhere_is_said(db, desk, client_of):
    with writing():
        build.vote(db.session.get_one(Award, desk["award_id"]), desk["codes"][0], at=now())
    dara = client_of(desk["dara"])
    type_in(dara, desk, desk["codes"][0], choice="A-2")
    assert "Someone has already voted with this code" in said(dara, desk)
    assert count(db, Ballot) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"code": "", "choice": "A-1"}, "Enter the code on your card."),
        ({"code": "CODE"}, "Choose one before you continue."),
        ({"code": "347834783478", "choice": "A-1"}, "We do not know this code."),
        ({"code": "CODE", "choice": "A-9"}, "Not a valid choice"),
    ],
)
def test_a_wrong_slip_is_422_with_words(db, desk, client_of, data, words):
    if data["code"] == "CODE":
        data = data | {"code": desk["codes"][0]}
    page = client_of(desk["dara"]).post(f"{desk['path']}/slips", data=data)
    assert (page.status_code, words in page.text) == (422, True)
    assert count(db, SlipReading) == 0


@pytest.mark.parametrize("who", ["farid", "lena"])
def test_only_organisers_type_slips_or_make_a_kiosk(db, desk, client_of, who):
    client, path = client_of(desk[who]), desk["path"]
    for page in ("ways", "slips", "slip.pdf"):
        assert client.get(f"{path}/{page}").status_code == 404
    for press in ("slips", "kiosk", "kiosk/end"):
        assert client.post(f"{path}/{press}", data={"code": desk["codes"][0], "choice": "A-1"}).status_code == 404
    assert count(db, SlipReading) == 0


def test_a_post_without_a_token_changes_nothing(db, desk, client_of):
    client = client_of(desk["dara"])
    data = {"code": desk["codes"][0], "choice": "A-1"}
    assert client.post(f"{desk['path']}/slips", data=data, csrf=False).status_code == 400
    assert client.post(f"{desk['path']}/kiosk", csrf=False).status_code == 400
    assert (count(db, SlipReading), client.get(f"{desk['path']}/ways").status_code) == (0, 200)


def test_a_draft_and_another_edition_have_no_such_page(db, desk, client_of):
    with writing():
        award = db.session.get_one(Award, desk["award_id"])
        draft = build.a_draft(award.edition, desk["dara"], name="Second").id
        other = cast.an_edition("OTHER27")
        cast.a_role(db.session.get_one(Person, desk["dara"].id), other, Duty.organiser)
    client = client_of(desk["dara"])
    for path in (f"/desk/FORUM27/award/{draft}", f"/desk/OTHER27/award/{desk['award_id']}"):
        assert [client.get(f"{path}/{page}").status_code for page in ("ways", "slips", "slip.pdf")] == [404] * 3


def test_a_kiosk_is_made_an_ordinary_browser_again(desk, client_of):
    client = client_of(desk["dara"])
    client.post(f"{desk['path']}/kiosk")
    again = client_of(desk["dara"])
    again.set_cookie("kiosk", client.get_cookie("kiosk").value)
    assert "This browser is a kiosk." in again.get(f"{desk['path']}/ways").text
    again.post(f"{desk['path']}/kiosk/end")
    assert "This browser is a kiosk." not in again.get(f"{desk['path']}/ways").text


@pytest.mark.parametrize("page", ["slips", "ways"])
def test_one_slip_and_thirty_take_the_same_statements(db, desk, client_of, counted, page):
    client, sent = client_of(desk["dara"]), []
    for codes in (desk["codes"][:1], desk["codes"][1:30]):
        with writing():
            award, otto = db.session.get_one(Award, desk["award_id"]), db.session.get_one(Person, desk["otto"].id)
            for code in codes:
                slips.type_slip(award, code=code, choice="A-1", by=otto, at=now())
        client.get(f"{desk['path']}/{page}")
        with counted() as statements:
            client.get(f"{desk['path']}/{page}")
        sent.append(len(statements))
    assert sent[0] == sent[1] <= 10


@pytest.mark.skipif(not pdf.available(), reason="needs Pango")
@pytest.mark.parametrize(("entries", "pages"), [(7, 1), (11, 1), (16, 1)])
def test_code_and_marks_stand_on_one_page(db, client_of, entries, pages):
    with writing():
        edition = cast.an_edition()
        dara = cast.dara(edition)
        award = build.a_draft(edition, dara)
        for number in range(entries):
            facts = {"title": f"Number {number}, with a title as long as titles are", "presenters": "Amina and Ben"}
            entry = build.awards.add_entry(
                award, reference=f"A-{number}", **facts, co_presenter=cast.amina(), by=dara, at=cast.AT
            )
            build.awards.confirm_entry(entry, by=dara, at=cast.AT)
        build.with_roll(award, dara)
        build.awards.freeze(award, by=dara, at=cast.AT)
        path = f"/desk/FORUM27/award/{award.id}/slip.pdf"
    told = words_of(client_of(dara).get(path).data)
    assert (len(told), f"Number {entries - 1}" in told[0]) == (pages, True)


@pytest.mark.skipif(not pdf.available(), reason="needs Pango")
@pytest.mark.parametrize(
    ("lang", "method", "words"),
    [
        (
            "en",
            Method.choice,
            ("Put one cross", "a draw that was fixed before the vote decides", "before ", "12 letters and numbers"),
        ),
        ("nl", Method.choice, ("Publieksprijs", "Zet één kruisje", "Doe het in de stembus", "12 tekens")),
        ("en", Method.approval, ("Put a cross beside each", "Choose up to 2.")),
        ("nl", Method.ranked, ("Zet een 1 bij het beste",)),
        ("en", Method.score, ("Beside each one, circle its points", "0 1 2 3 4 5")),
    ],
)
def test_the_slip_to_print(db, client_of, lang, method, words):
    desk = a_desk(method=method, most=2)
    answer = client_of(desk["dara"]).get(f"{desk['path']}/slip.pdf?lang={lang}")
    assert answer.mimetype == "application/pdf"
    text = " ".join(" ".join(words_of(answer.data)).split())
    assert [word for word in words if word not in text] == []
    titles = [text.index(title) for title in build.TITLES.values()]
    assert titles == sorted(titles), "the entries stand in the published order"
    assert not [code for code in desk["codes"] if code in text], "a slip carries nobody's code"
