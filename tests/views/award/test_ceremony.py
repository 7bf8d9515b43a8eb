"""The ceremony: who may see a result before its moment, what nobody else learns, and each person's own page."""

import io
import re
from datetime import timedelta

import pikepdf
import pytest
import sqlalchemy as sa

from conference import pdf
from conference.actions import frozen_sets
from conference.actions.award import awards, ceremony
from conference.cli.award import seal
from conference.db import now, writing
from conference.models.award.awards import Award
from conference.models.award.ceremony import AwardShown, AwardWitness
from conference.models.people.people import Person
from conference.queries.award import awards as queries
from conference.rules.award.additions import Reason
from conference.rules.award.ceremony import WitnessSays
from conference.rules.award.counting import AwardState
from conference.rules.award.stages import Stages
from conference.rules.keys import Kind
from conference.rules.languages import Lang
from tests import cast
from tests.actions.award import test_additions as additions
from tests.builders import award as build, award_ceremony as build_ceremony, award_stages as build_stages

VOTES = {"A-1": 3, "A-2": 12, "A-3": 9}


@pytest.fixture
def waiting(db):
    """Both keys are turned, and it is announced in a month; Amina agreed to what is shown of her on two of three."""
    award = build.a_sealed_award(VOTES)
    with writing():
        edition = award.edition
        edition.place = "Harbourtown"
        who = {"dara": cast.dara(edition), "lena": cast.lena(edition), "amina": cast.amina(), "farid": cast.farid()}
        for reference, name in (("A-1", "Amina Y."), ("A-2", "Amina of ward nine")):
            build_ceremony.agreed(award, reference, cast.amina(), name=name)
        build_ceremony.approved(award, now() + timedelta(days=30), at=now())
        entry = queries.entry(award, "A-2")
        found = {**who, "award": award, "entry": entry, "own": f"/vote/FORUM27/entry/{entry.id}"}
        return found | {"base": f"/ceremony/FORUM27/{award.id}", "vote": f"/vote/FORUM27/{award.id}"}


def announced(waiting):
    with writing():
        award = waiting["award"]
        ceremony.announce(award, by=cast.dara(award.edition), at=now())


PAGES = ("/", "/screen", "/certificates.pdf")


def test_before_both_keys_there_is_no_screen_and_no_certificate_for_anybody(db, client_of):
    award = build.a_sealed_award(VOTES)
    with writing():
        dara, lena = cast.dara(award.edition), cast.lena(award.edition)
        base = f"/ceremony/FORUM27/{award.id}"
    for step in range(2):
        for person in (dara, lena):
            assert [client_of(person).get(base + page).status_code for page in PAGES] == [404] * 3
            assert client_of(person).post(f"{base}/announce").status_code == 404
        if step == 0:
            with writing():
                build_ceremony.asked(award)


def test_after_both_keys_organisers_and_key_holders_see_it_and_nobody_else(waiting, client_of):
    for name in ("dara", "lena"):
        client = client_of(waiting[name])
        assert [client.get(waiting["base"] + page).status_code for page in PAGES] == [200] * 3
    for name in ("amina", "farid"):
        client = client_of(waiting[name])
        assert [client.get(waiting["base"] + page).status_code for page in PAGES] == [404] * 3
        assert client.post(f"{waiting['base']}/announce").status_code == 404
    guest = client_of(None)
    assert {guest.get(waiting["base"] + page).headers["Location"] for page in PAGES} == {"/account/sign-in"}


def test_until_its_moment_nothing_of_the_result_is_anywhere_else(waiting, client_of):
    """Everything that a stranger, an entrant or somebody signed in can open says no more than when it comes."""
    paths = ("/result", "/award.json", "/", "/kept", "/used")
    for person in (None, waiting["farid"], waiting["amina"]):
        client = client_of(person)
        answers = [client.get(waiting["vote"] + path) for path in paths]
        assert [answer.status_code for answer in answers][:3] == [404, 404, 200]
        assert "The result is announced on" in answers[2].text
        pages = [answer.text for answer in answers] + [client.get(path).text for path in ("/", "/together/")]
        assert [page for page in pages if "The winner is" in page or "See the result" in page] == []
    own = client_of(waiting["amina"])
    assert own.get(f"{waiting['own']}/certificate.pdf").status_code == 404
    assert "certificate" not in own.get(waiting["own"]).text.lower().replace("on the certificate", "")


def test_the_screen_holds_all_of_it_with_names_as_equals_and_asks_for_our_own_files_only(waiting, client_of):
    page = client_of(waiting["lena"]).get(f"{waiting['base']}/screen").text
    order = [
        "Choosing together",
        "And now the result",
        'class="bars"',
        "The winner is",
        "Nothing about us",
        "Thank you",
    ]
    places = [page.rindex(words) if words == "Nothing about us" else page.index(words) for words in order]
    assert places == sorted(places)
    names = re.search(r'slide--winner">.*?<ul class="names">(.*?)</ul>', page, re.S)[1]
    assert re.findall(r"<li[^>]*>(.*?)</li>", names) == ["Amina Yusuf and others", "Amina of ward nine"]
    assert build_ceremony.STORY not in page
    asked = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert [address for address in asked if not address.startswith("/static/")] == []


def test_announce_it_now(db, waiting, client_of):
    client = client_of(waiting["lena"])
    assert client.post(f"{waiting['base']}/announce", csrf=False).status_code == 400
    assert db.session.get_one(Award, waiting["award"].id).state == AwardState.sealed
    assert client.post(f"{waiting['base']}/announce").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Award, waiting["award"].id).state == AwardState.published
    assert client_of(None).get(f"{waiting['vote']}/result").status_code == 200
    again = client.post(f"{waiting['base']}/announce", follow_redirects=True)
    assert "The result is already announced." in again.text


def test_the_winners_story_is_shown_from_the_announcement_on_and_gone_when_it_is_taken_back(db, waiting, client_of):
    announced(waiting)
    guest, own = client_of(None), client_of(waiting["amina"])
    page = guest.get(f"{waiting['vote']}/result").text
    shown = ("Amina of ward nine", build_ceremony.STORY, build_ceremony.VIDEO)
    assert [words in page for words in shown] == [True] * 3
    assert own.post(f"{waiting['own']}/shown/back").status_code == 303
    page = guest.get(f"{waiting['vote']}/result").text
    assert [words in page for words in shown] == [False] * 3
    assert [words in client_of(waiting["dara"]).get(f"{waiting['base']}/screen").text for words in shown] == [False] * 3
    assert db.session.scalars(sa.select(AwardShown.reference)).all() == ["A-1"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"video": "http://video.example.org/x"}, "Enter an address that starts with https://."),
        ({"video": "javascript:alert(1)"}, "Enter an address that starts with https://."),
        ({"video": "https://[half"}, "Enter an address that starts with https://."),
        ({"name": "A" * 121}, "Use at most 120 characters."),
        ({}, "Fill in one of the three, or remove what is there."),
    ],
)
def test_what_cannot_be_shown_comes_back_with_words(db, waiting, client_of, typed, words):
    before = db.session.scalars(sa.select(AwardShown.agreed_at)).all()
    answer = client_of(waiting["amina"]).post(f"{waiting['own']}/shown", data=typed)
    assert (answer.status_code, words in answer.text) == (422, True)
    db.session.expire_all()
    assert db.session.scalars(sa.select(AwardShown.agreed_at)).all() == before


def test_nobody_else_says_what_is_shown_of_somebody(db, waiting, client_of):
    for name in ("dara", "lena", "farid"):
        client = client_of(waiting[name])
        for path in ("/shown", "/shown/back"):
            assert client.post(waiting["own"] + path, data={"name": "Somebody else"}).status_code == 404
    assert (
        client_of(waiting["amina"]).post(f"{waiting['own']}/shown", data={"name": "A"}, csrf=False).status_code == 400
    )
    assert set(db.session.scalars(sa.select(AwardShown.name))) == {"Amina Y.", "Amina of ward nine"}


# -- Certificates ---------------------------------------------------------------------------------


def test_certificates_name_the_people_as_equals_with_place_day_and_both_keys(waiting, client_of, monkeypatch):
    monkeypatch.setattr(pdf, "available", lambda: False)  # the same as a page
    page = client_of(waiting["dara"]).get(f"{waiting['base']}/certificates.pdf").text
    sections = page.split("<section")[1:]
    assert [re.search(r"<h2[^>]*>(.*?)</h2>", each)[1] for each in sections] == [
        "Nothing about us",
        "Choosing together",
        "The night shift",
    ]
    assert ["Winner" in each for each in sections] == [True, False, False]
    assert ["Amina of ward nine" in each for each in sections] == [True, False, False]
    assert ["Amina Y.</li>" in each for each in sections] == [False, True, False]
    for words in ("Harbourtown", "Lena Marsh", "Dara Quill", "Care Together Forum", "Patients Choice Award"):
        assert [words in each for each in sections] == [True] * 3


def test_an_entrant_takes_their_own_certificate_once_it_is_out(waiting, client_of):
    announced(waiting)
    own = client_of(waiting["amina"])
    assert "Your certificate (PDF)" in own.get(waiting["own"]).text
    answer = own.get(f"{waiting['own']}/certificate.pdf")
    assert answer.status_code == 200
    if pdf.available():
        assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")
        with pikepdf.open(io.BytesIO(answer.data)) as made:
            assert (made.Root.MarkInfo.Marked, "/StructTreeRoot" in made.Root, len(made.pages)) == (True, True, 1)
    assert client_of(waiting["farid"]).get(f"{waiting['own']}/certificate.pdf").status_code == 404


def test_where_a_jury_alone_decides_both_people_of_a_work_have_their_page_and_one_says_what_is_shown(db, client_of):
    with writing():
        marks = [[(5, 5, 5), (4, 4, 4)], [(3, 3, 3), (3, 3, 3)]]
        stages, works = build_stages.shortlisted(cast.an_edition(), marks, path=Stages.jury_only)
        award, work_id = stages.award, works[0].id
        amina, chidi, ben = cast.amina(), cast.chidi(), cast.ben()
        own = f"/vote/FORUM27/entry/work/{work_id}"
    for person, may_say in ((amina, 303), (chidi, 404), (ben, 404)):
        answer = client_of(person).post(f"{own}/shown", data={"name": "Amina of ward nine"})
        assert answer.status_code == may_say
    assert "On the shortlist" in client_of(chidi).get("/together/").text
    assert own in client_of(amina).get("/together/").text
    certificate, everybody = f"{own}/certificate.pdf", (amina, chidi, ben)
    assert [client_of(each).get(certificate).status_code for each in everybody] == [404] * 3
    with writing():
        build_ceremony.approved(award)
        dara = cast.dara(award.edition)
    assert [client_of(each).get(f"{own}/certificate.pdf").status_code for each in (amina, chidi, ben)] == [
        200,
        200,
        404,
    ]
    assert "What can we show about you?" not in client_of(chidi).get(own).text
    assert "Amina of ward nine" in client_of(None).get(f"/vote/FORUM27/{award.id}/result").text
    screen = client_of(dara).get(f"/ceremony/FORUM27/{award.id}/screen").text
    assert ("Points" in screen, "A jury of 2 people with lived experience decided." in screen) == (True, True)
    again = client_of(dara).post(f"/desk/FORUM27/award/{award.id}/jury/result")
    assert again.status_code == 422


# -- One's own page, and the way back to it ---------------------------------------------------------


def test_a_link_from_a_letter_leads_to_sign_in_and_tells_nothing_of_what_exists(waiting, client_of):
    for path in (waiting["own"], "/vote/FORUM27/entry/99999", "/vote/FORUM27/witness/99999"):
        guest = client_of(None)
        answer = guest.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/account/sign-in")
        with guest.session_transaction() as session:
            assert session["next"] == path
        assert client_of(None).post(path).status_code == 303
        assert client_of(waiting["farid"]).get(path).status_code == 404


def test_a_witness_says_on_their_own_page_whether_they_are_named(db, client_of):
    with writing():
        edition = cast.an_edition()
        award, _codes = build.a_frozen_award(edition)
        ben, farid = cast.ben(), cast.farid()
        ceremony.name_witness(award, person=ben, by=cast.dara(edition), at=cast.AT)
        path = f"/vote/FORUM27/witness/{award.id}"
        digest = award.frozen_digest
    client = client_of(ben)
    page = client.get(path)
    assert (page.status_code, digest in page.text) == (200, True)
    assert "Witness of Patients Choice Award" in client.get("/together/").text
    assert client.post(path, data={}).status_code == 422
    assert client.post(path, data={"says": "named"}, csrf=False).status_code == 400
    assert db.session.scalar(sa.select(AwardWitness.says)) == WitnessSays.waiting
    assert client.post(path, data={"says": "named"}).status_code == 303
    assert client_of(farid).post(path, data={"says": "no"}).status_code == 404
    db.session.expire_all()
    assert db.session.scalar(sa.select(AwardWitness.says)) == WitnessSays.named


# -- Witnesses at the desk ------------------------------------------------------------------------


def test_an_organiser_names_witnesses_and_takes_them_out(db, client_of):
    with writing():
        edition = cast.an_edition()
        dara = cast.dara(edition)
        award = build.a_draft(edition, dara)
        cast.ben()
        farid = cast.farid()
        path = f"/desk/FORUM27/award/{award.id}/witnesses/"
    client = client_of(dara)
    assert "Add at least one witness with lived experience." in client.get(path).text
    wrong = {
        "": "Choose someone, or enter an email address.",
        "nobody@example.org": "We do not know anyone with this email address yet.",
    }
    for typed, words in wrong.items():
        answer = client.post(path, data={"email": typed})
        assert (answer.status_code, words in answer.text) == (422, True)
    answer = client.post(path, data={"email": "dara@example.org"})
    assert (answer.status_code, "so they cannot be a witness" in answer.text) == (422, True)
    assert client.post(path, data={"email": "ben@example.org"}).status_code == 303
    assert "Ben Okoro" in client.get(path).text
    assert client_of(farid).get(path).status_code == 404
    assert client_of(farid).post(path, data={"email": "farid@example.org"}).status_code == 404
    witness_id = db.session.scalar(sa.select(AwardWitness.id))
    assert client_of(farid).post(f"{path}{witness_id}/remove").status_code == 404
    assert client.post(f"{path}{witness_id}/remove").status_code == 303
    assert db.session.scalar(sa.select(AwardWitness.id)) is None


def test_an_organiser_asks_both_keys_for_a_moment_on_the_clock_of_the_conference(db, client_of):
    award = build.a_sealed_award(VOTES)
    with writing():
        dara, lena = cast.dara(award.edition), cast.lena(award.edition)
    desk, path = client_of(dara), f"/desk/FORUM27/award/{award.id}/result"
    answer = desk.post(path, data={"announce_at": "0001-01-01T00:00"})
    assert (answer.status_code, "Enter a year from 2000 to 2100." in answer.text) == (422, True)
    assert desk.post(path, data={"announce_at": "2099-05-12T17:30"}).status_code == 303
    page = client_of(lena).get("/keys/FORUM27/1").text
    assert "12 May 2099, 17:30" in page
    for holder in (dara, lena):
        client = client_of(holder)
        digest = re.search(r'name="digest"[^>]*value="([^"]+)"', client.get("/keys/FORUM27/1").text)[1]
        assert client.post("/keys/FORUM27/1/turn", data={"digest": digest}).status_code == 303
    assert db.session.get_one(Award, award.id).announce_at.isoformat() == "2099-05-12T16:30:00+00:00"
    assert f"/ceremony/FORUM27/{award.id}/" in desk.get(f"/desk/FORUM27/award/{award.id}").text
    assert "sealed: freeze the result" not in desk.get("/desk/FORUM27/").text


def test_while_another_moment_is_asked_for_and_after_it_is_sent_back_the_desk_reads_the_one_that_holds(
    db, waiting, client_of
):
    award, desk = waiting["award"], client_of(waiting["dara"])
    path, link = f"/desk/FORUM27/award/{award.id}", f"{waiting['base']}/"
    assert desk.post(f"{path}/result", data={"announce_at": "2099-05-12T17:30"}).status_code == 303
    page = desk.get(path).text
    assert ("It will be announced on" in page, link in page, "2099" in page) == (True, True, False)
    assert ("A new announcement time is waiting for both keys" in page, "No one else can see it." in page) == (
        True,
        False,
    )
    with writing():
        second = frozen_sets.queries.waiting_set(award.edition, Kind.award_result, award.id)
        frozen_sets.send_back(second, reason="Too late for the press.", by=cast.lena(award.edition), at=now())
    page = desk.get(path).text
    assert ("It will be announced on" in page, link in page, "Too late for the press." in page) == (True, True, True)
    assert "A new announcement time is waiting" not in page
    assert desk.post(f"{path}/result", data={"announce_at": "2099-05-12T17:30"}).status_code == 303
    announced(waiting)
    assert "A newer list has taken its place, or the result was announced first." in desk.get("/keys/FORUM27/3").text


def test_as_many_could_vote_as_had_a_code_with_those_given_after_the_freeze(db, client_of):
    with writing():
        edition = cast.an_edition()
        dara, _lena = cast.dara(edition), cast.lena(edition)
        award, codes = build.an_open_award(edition)
        codes = [*codes[:20], *codes[21:]]
        for badge, reason in (("L-1", "late_registration"), ("L-2", "left_out"), ("B-020", "lost_card")):
            codes.append(additions.give(additions.allowed(award, badge, Reason(reason))))
        additions.allowed(award, "L-4")
        for code in codes:
            build.vote(award, code)
        awards.close(award, by=dara, at=build.CLOSES)
        award_id = award.id
    seal.finish({"award": award_id})
    with writing():
        award = db.session.get_one(Award, award_id)
        frozen = build_ceremony.approved(award)
        dara, lena = cast.dara(award.edition), cast.lena(award.edition)
    for client, path in (
        (client_of(None), f"/vote/FORUM27/{award_id}/result"),
        (client_of(dara), f"/ceremony/FORUM27/{award_id}/screen"),
        (client_of(lena), f"/keys/FORUM27/{frozen.id}"),
    ):
        assert "32 votes count, of 32 people who could vote." in client.get(path).text
    assert (
        "These codes were approved after the voter list" in client_of(None).get(f"/vote/FORUM27/{award_id}/result").text
    )
    with writing():
        db.session.get_one(Person, dara.id).lang = Lang.nl
    assert "Deze codes zijn goedgekeurd" in client_of(dara).get(f"/vote/FORUM27/{award_id}/result").text


@pytest.mark.parametrize("entries", [1, 12])
def test_the_screen_costs_the_same_for_few_and_many_entries(db, client_of, counted, entries, monkeypatch):
    monkeypatch.setattr(build, "TITLES", {f"A-{n}": f"Work {n}" for n in range(1, entries + 2)})
    award = build.a_sealed_award({"A-1": 9, "A-2": 3})
    with writing():
        for number in range(1, entries + 2):
            build_ceremony.agreed(award, f"A-{number}", cast.amina())
        build_ceremony.approved(award)
        dara, path = cast.dara(award.edition), f"/ceremony/FORUM27/{award.id}/screen"
    client = client_of(dara)
    with counted() as sent:
        assert client.get(path).status_code == 200
    assert len(sent) == 6
