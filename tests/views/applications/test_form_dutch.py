"""A Dutch page holds no English words of ours; every letter speaks the language of its person."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa
from babel.messages.pofile import read_po

from conference.actions import outbox
from conference.actions.applications import applications
from conference.actions.funding import draft, offers, withdrawal
from conference.db import now
from conference.models.outbox import Message
from conference.queries.applications import scoring as sheets
from conference.queries.funding.offers import offer_of
from conference.queries.people import people
from conference.rules.applications.applications import PAGES
from conference.rules.funding.offers import Outcome, Reason
from conference.rules.languages import Lang
from tests import cast
from tests.builders import applications as build

BASE = "/apply/FORUM27"
DAY = timedelta(days=1)
OPEN = {"opens_at": min(cast.AT, datetime.now(UTC)) - DAY, "closes_at": max(cast.AT, datetime.now(UTC)) + DAY}


def english():
    """Our English sentences that read otherwise in Dutch; a lone word may be the same in both."""
    found = set()
    for file in sorted((Path(__file__).parents[3] / "translations" / "nl").glob("*.po")):
        with file.open("rb") as opened:
            found |= {m.id for m in read_po(opened) if isinstance(m.id, str) and " " in m.id and m.id != m.string}
    return {" ".join(re.sub(r"%\(\w+\)s|<[^>]+>", "", each).split()) for each in found}


def words_of(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(script|style).*?</\1>", " ", page))).split())


def assert_dutch(page, where):
    text = words_of(page)
    assert 'lang="nl"' in page, where
    assert sorted(each for each in english() if len(each) > 6 and each in text) == [], where


@pytest.fixture
def dutch(db, client_of):
    edition = cast.an_edition()
    build.settings(edition, **OPEN)
    build.pots(edition)
    db.session.commit()

    def arrive(person=None):
        client = client_of(person)
        with client.session_transaction() as session:
            session["lang"] = "nl"
        return edition, client

    return arrive


def test_every_page_of_the_form_with_its_errors_is_dutch(dutch):
    _edition, client = dutch()
    for path in ("/", "/start", "/back", "/lost-code"):
        assert_dutch(client.get(BASE + path).text, path)
    assert_dutch(client.post(f"{BASE}/start", data={"name": ""}).text, "start, empty")
    client.post(f"{BASE}/start", data={"name": "Noor Bakker"})
    everything = ["ticket", "travel", "hotel", "meals", "companion", "childcare", "replacement_care", "visa"]
    client.post(f"{BASE}/form/applying-for", data={"applying_for": everything})
    client.post(f"{BASE}/form/for-whom", data={"for_another": "yes"})
    client.post(f"{BASE}/form/age", data={"under_18": "yes"})
    for page in PAGES:
        assert_dutch(client.get(f"{BASE}/form/{page}").text, page)
        broken = {"nights": "x", "last_funded_year": "1", "arrives_on-day": "x", "about_me": "woord " * 300}
        answer = client.post(f"{BASE}/form/{page}", data=broken)
        if answer.status_code == 422:
            assert_dutch(answer.text, f"{page}, broken")
    for path in ("/saved", "/check", "/mine"):
        assert_dutch(client.get(BASE + path).text, path)
    assert_dutch(client.post(f"{BASE}/send").text, "send, incomplete")


def test_control_the_same_check_finds_english_on_an_english_page(dutch):
    _edition, client = dutch()
    with client.session_transaction() as session:
        session["lang"] = "en"
    text = words_of(client.get(f"{BASE}/").text)
    assert len([each for each in english() if len(each) > 6 and each in text]) > 10


def test_the_offer_and_the_panel_are_dutch(db, dutch):
    edition, _client = dutch()
    application = build.scored(build.sent(edition))
    build.costed(application)
    reference, person = application.reference, application.person
    person.sign_in_email = "amina@example.org"
    frozen = build.frozen(edition)
    set_id = frozen.id
    dara, lena, ben = cast.dara(edition), cast.lena(edition), cast.ben()
    db.session.commit()
    _edition, key = dutch(lena)
    assert_dutch(key.get(f"/keys/FORUM27/{set_id}").text, "keys")
    for holder in (dara, lena):
        build.frozen_sets.turn_key(frozen, digest=frozen.digest, by=holder, at=now())
    later = build.sent(edition, "Sam Lee")
    build.scoring.share_out(edition, by=dara, at=cast.AT)
    waiting = sheets.scores_of(later)[0].application.reference
    db.session.commit()
    _edition, client = dutch(person)
    for path in ("/mine", "/offer", "/letters/offer.pdf"):
        answer = client.get(BASE + path)
        if answer.mimetype == "text/html":
            assert_dutch(answer.text, path)
    _edition, reader = dutch(ben)
    for path in ("/", f"/{waiting}", "/ranking"):
        assert_dutch(reader.get(f"/panel/FORUM27{path}").text, path)
    assert_dutch(reader.post(f"/panel/FORUM27/{waiting}", data={}).text, "sheet, empty")
    assert reference != waiting


KINDS = {
    "application_received", "application_code", "application_withdrawn", "offer_made", "offer_accepted",
    "offer_refused", "offer_more_days", "offer_reminder", "offer_ring", "offer_lapsed", "waiting_list", "not_offered",
}  # fmt: skip


@pytest.mark.parametrize("lang", list(Lang))
def test_every_letter_is_written_in_the_persons_language(db, lang):
    edition = cast.an_edition(place="Harbourtown")
    found = build.round_of(edition, 10_000, 10_000, 10_000, 95_000, 1_000, places=4)
    for application in found:
        application.person.lang = lang
    yes, no, silent, waits, declined = found
    dara = cast.dara(edition)
    draft.draft(edition, by=dara, at=cast.AT)
    draft.decide(declined, Outcome.not_offered, reason=Reason.money_ran_out, by=dara, at=cast.AT)
    frozen = build.frozen_sets.freeze(edition, build.SetKind.offers, edition.id, by=dara, at=cast.AT)
    for person in (dara, cast.lena(edition)):
        build.frozen_sets.turn_key(frozen, digest=frozen.digest, by=person, at=cast.AT)
    applications.send_new_code(yes, by=yes.person, at=cast.AT)
    offers.ask_for_more_days(offer_of(yes), by=yes.person, at=cast.AT)
    offers.accept(offer_of(yes), by=yes.person, at=cast.AT)
    offers.refuse(offer_of(no), by=no.person, at=cast.AT)
    withdrawal.withdraw(waits, by=waits.person, at=cast.AT)
    end = offer_of(silent).lapses_at
    for moment in (end - 5 * DAY, end - 2 * DAY):
        offers.look_after(by=people.system(), at=moment)
    outbox.mark_done(
        db.session.scalars(sa.select(Message).where(Message.kind == "offer_ring")).one(), by=dara, at=moment
    )
    offers.look_after(by=people.system(), at=end)
    ids = [each.person_id for each in found]
    written = db.session.scalars(sa.select(Message).where(Message.person_id.in_(ids))).all()
    assert {letter.kind for letter in written} == KINDS
    told = [letter for letter in written if letter.kind != "application_received"]
    assert {letter.lang for letter in told} == {lang}
    other = ("Hello", "Your ", "reference is") if lang is Lang.nl else ("Dag ", " uw ", "nummer is")
    assert [letter.kind for letter in told if any(word in letter.body for word in other)] == []
    assert all(letter.subject.startswith("Care Together Forum: ") and "\n" not in letter.subject for letter in written)
