"""The cards at the desk: asked for once, progress, files on the record; the wrong person; gone when the vote opens."""

import re

import pytest
import sqlalchemy as sa

from conference import card_files, pdf
from conference.actions.award import awards, cards as acts
from conference.cli import worker
from conference.cli.award import cards as making
from conference.db import now, writing
from conference.models.audit import AuditEntry
from conference.models.award.awards import Award
from conference.models.award.cards import AwardCards
from conference.models.outbox import Job, JobState
from conference.models.people.people import Person
from tests import cast
from tests.builders import award as build
from tests.printed import codes_on

DESK = "/desk/FORUM27/award"


@pytest.fixture
def frozen(db):
    with writing():
        edition = cast.an_edition()
        award, codes = build.a_frozen_award(edition, voters=300)
        people = {"dara": cast.dara(edition), "amina": cast.amina(), "farid": cast.farid()}
        return {**people, "award": award, "codes": codes, "path": f"{DESK}/{award.id}/cards"}


@pytest.fixture
def without_pdf(monkeypatch):
    monkeypatch.setattr(pdf, "available", lambda: False)


def test_one_press_and_the_worker_makes_every_card(frozen, client_of, without_pdf):
    client, path = client_of(frozen["dara"]), frozen["path"]
    assert "Make all cards" in client.get(path).text
    assert client.post(path).headers["Location"] == path
    waiting = client.get(path)
    assert waiting.headers["Refresh"] == "3"
    waiting = waiting.text
    assert ("0 of 300 cards" in waiting, 'value="0" max="300"' in waiting) == (True, True)
    assert client.post(f"{path}/1").status_code == 404
    worker.do_jobs()
    done = client.get(path)
    assert "Refresh" not in done.headers
    done = done.text
    assert re.search(r"300 cards in \d+ seconds, \d+ ms a card", done)
    assert ("file 2 of 2" in done, "file 3" in done) == (True, False)
    found = set()
    for number in (1, 2):
        assert client.get(f"{path}/{number}").status_code == 404
        taken = client.post(f"{path}/{number}")
        assert (taken.status_code, taken.headers["Location"]) == (303, f"{path}/{number}")
        page = client.get(taken.headers["Location"]).text
        assert "<style" not in page
        found |= {code.replace("-", "") for code in re.findall(r'class="code">([\w-]+)<', page)}
    assert found == set(frozen["codes"])
    assert client.post(f"{path}/3").status_code == 404


def test_the_cards_are_a_pdf_and_every_code_on_it_can_be_read(frozen, client_of):
    if not pdf.available():
        pytest.skip("WeasyPrint's system library is missing.")
    client, path = client_of(frozen["dara"]), frozen["path"]
    client.post(path)
    worker.do_jobs()
    read = []
    for number in (1, 2):
        made = client.get(client.post(f"{path}/{number}").headers["Location"])
        assert (made.mimetype, made.data[:5]) == ("application/pdf", b"%PDF-")
        read += codes_on(made.data)
    assert sorted(line.rsplit("/", 1)[1] for line in read) == sorted(frozen["codes"])


def test_progress_in_the_middle_and_no_card_once_the_vote_has_opened_under_it(
    db, frozen, client_of, without_pdf, monkeypatch
):
    client, seen = client_of(frozen["dara"]), []
    keep, award_id, dara = card_files.keep, frozen["award"].id, frozen["dara"].id

    def and_then_open(cards, number, data):
        keep(cards, number, data)
        seen.append(client.get(frozen["path"]).text)
        if number == 2:
            with writing():
                award = db.session.get_one(Award, award_id)
                awards.open_poll(award, by=db.session.get_one(Person, dara), at=now())

    monkeypatch.setattr(card_files, "keep", and_then_open)
    client.post(frozen["path"])
    worker.do_jobs()
    assert ["240 of 300 cards" in page for page in seen] == [False, True]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AwardCards)) == 0
    assert list(card_files.path_of("", 0).parent.glob("*/*")) == []
    assert "Back to the award" in client.get(frozen["path"]).text
    late = client.post(frozen["path"])
    assert (late.status_code, "It is now: open for voting" in late.text) == (422, True)


def test_another_award_is_closed_and_sealed_while_cards_are_made(db, frozen, client_of, without_pdf, monkeypatch):
    with writing():
        edition, at = db.session.get_one(Award, frozen["award"].id).edition, now()
        times = {"opens_at": at - build.timedelta(days=2), "closes_at": at - build.timedelta(days=1)}
        other, codes = build.an_open_award(edition, name="Other", **times)
        build.vote(other, codes[0], at=times["opens_at"])
        other_id = other.id
    client_of(frozen["dara"]).post(frozen["path"])
    seen, keep = [], card_files.keep

    def look(cards, number, data):
        keep(cards, number, data)
        seen.append(db.session.scalar(sa.select(Award.state).where(Award.id == other_id)))

    monkeypatch.setattr(card_files, "keep", look)
    monkeypatch.setattr(worker, "CLOCK_SECONDS", 0.0)
    worker.do_jobs()
    assert seen == ["open", "sealed"]
    assert "300 cards in" in client_of(frozen["dara"]).get(frozen["path"]).text


def test_work_that_fails_is_said_and_can_be_asked_for_again(db, frozen, client_of, without_pdf, monkeypatch):
    client = client_of(frozen["dara"])
    client.post(frozen["path"])
    with monkeypatch.context() as broken:
        broken.setattr(making, "sheets", lambda *_args, **_facts: iter([(1, 300, None)]))
        worker.do_jobs()
    assert "Making the cards" in client.get(frozen["path"]).text  # it will be tried again
    with writing():
        db.session.scalars(sa.select(Job).where(Job.kind == "award_cards")).one().state = JobState.failed
    assert "could not be made" in client.get(frozen["path"]).text
    client.post(frozen["path"])
    worker.do_jobs()
    assert "300 cards in" in client.get(frozen["path"]).text


@pytest.mark.parametrize("path", ["", "/1", "/delete"])
def test_the_wrong_person_is_told_nothing_and_no_token_changes_nothing(db, frozen, client_of, without_pdf, path):
    with writing():
        acts.ask(frozen["award"], as_pdf=False, by=frozen["dara"], at=now())
    worker.do_jobs()
    for person in (frozen["farid"], frozen["amina"]):
        assert client_of(person).get(frozen["path"]).status_code == 404
        assert client_of(person).post(frozen["path"] + path).status_code == 404
    assert client_of(None).get(frozen["path"]).headers["Location"] == "/account/sign-in"
    before = db.session.scalar(sa.select(AwardCards.folder))
    assert client_of(frozen["dara"]).post(frozen["path"] + path, csrf=False).status_code == 400
    assert db.session.scalar(sa.select(AwardCards.folder)) == before


def test_another_organisers_file_is_not_opened_by_its_address(frozen, client_of, without_pdf):
    client = client_of(frozen["dara"])
    client.post(frozen["path"])
    worker.do_jobs()
    client.post(f"{frozen['path']}/1")
    assert client.get(f"{frozen['path']}/1").status_code == 200
    assert client_of(frozen["dara"]).get(f"{frozen['path']}/1").status_code == 404


def test_the_organiser_deletes_the_files_before_their_day_is_over(db, frozen, client_of, without_pdf):
    client = client_of(frozen["dara"])
    client.post(frozen["path"])
    worker.do_jobs()
    assert client.post(f"{frozen['path']}/delete").status_code == 303
    assert "Make all cards" in client.get(frozen["path"]).text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AwardCards)) == 0


def test_a_file_that_is_gone_is_said_and_nothing_is_recorded_of_it(db, frozen, client_of, without_pdf):
    client = client_of(frozen["dara"])
    client.post(frozen["path"])
    worker.do_jobs()
    card_files.path_of(db.session.scalar(sa.select(AwardCards.folder)), 1).unlink()
    answer = client.post(f"{frozen['path']}/1")
    assert (answer.status_code, "This file has been deleted." in answer.text) == (422, True)
    taken = sa.select(sa.func.count()).where(AuditEntry.event == "award.cards_printed")
    assert db.session.scalar(taken) == 0
    client.post(f"{frozen['path']}/2")
    assert db.session.scalar(taken) == 1
