"""Letters: whose, when, in which language, as page, text and PDF; and what the desk still has to write."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
import sqlalchemy as sa

from conference import pdf
from conference.actions.editions import letter_facts
from conference.actions.funding import draft, offers
from conference.db import now
from conference.models.editions.editions import Edition
from conference.queries.funding import offers as find, paper_letters
from conference.rules.funding.offers import Outcome, Reason
from conference.rules.funding.paper_letters import Fact, PaperLetter
from conference.rules.languages import Lang
from tests import cast
from tests.builders import applications as build

BASE = "/apply/FORUM27/letters"


@pytest.fixture
def edition(db):
    edition = cast.an_edition(place="Leeds")
    build.settings(edition)
    build.pots(edition)
    return edition


def write_all(edition):
    for fact in Fact:
        for lang in Lang:
            letter_facts.write(edition, fact, lang, f"{fact} {lang}", by=cast.dara(edition), at=cast.AT)


def accepted(edition, **facts):
    application = build.costed(build.scored(build.sent(edition, "Amina Yusuf", **facts)))
    application.person.sign_in_email = "amina@example.org"
    build.carried(edition)
    offer = find.live_offer(application)
    offer.lapses_at = now() + timedelta(days=5)
    offers.accept(offer, by=application.person, at=now())
    return application


def test_letters_with_a_hole_are_not_given_out_and_the_person_reads_that_we_are_writing(db, edition, client_of):
    application = accepted(edition)
    db.session.commit()
    client = client_of(application.person)
    text = client.get(f"{BASE}/").text
    assert "Your offer" in text and "We are still writing" in text
    assert [client.get(f"{BASE}/{letter}").status_code for letter in ("offer", "jobcentre", "arrival", "visa")] == [
        200, 404, 404, 404,
    ]  # fmt: skip


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize(
    ("letter", "says"),
    [
        ("offer", "100"), ("visa", "Amina Yusuf"), ("jobcentre", "100"), ("arrival", "quiet_room"),
        ("certificate", "Amina Yusuf"),
    ],
)  # fmt: skip
def test_each_letter_is_a_page_a_text_and_a_tagged_pdf_in_the_persons_language(
    db, edition, client_of, letter, says, lang
):
    write_all(edition)
    applying = ["ticket", "travel", "visa"]
    application = accepted(edition, applying_for=applying)
    application.person.lang = lang
    if letter == "certificate":
        db.session.execute(sa.update(Edition).values(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2)))
    db.session.commit()
    client = client_of(application.person)
    page, text = client.get(f"{BASE}/{letter}").text, client.get(f"{BASE}/{letter}.txt")
    assert f'lang="{lang}"' in page and says in page
    assert text.mimetype == "text/plain" and says in text.text and "{" not in text.text and "None" not in text.text
    printed = client.get(f"{BASE}/{letter}.pdf")
    if not pdf.available():
        assert printed.mimetype == "text/html"
        return
    with pikepdf.open(io.BytesIO(printed.data)) as opened:
        root, meta = opened.Root, opened.open_metadata()
        assert str(root.Lang) == lang and bool(root.MarkInfo.Marked) and meta.get("pdfuaid:part") == "1"


def test_a_no_says_why_and_what_is_free_online(db, edition, client_of):
    write_all(edition)
    application = build.scored(build.sent(edition))
    application.person.sign_in_email = "amina@example.org"
    told = {"reason": Reason.in_our_words, "reason_text": "We ran out of hotel rooms."}
    draft.decide(application, Outcome.not_offered, **told, by=cast.dara(edition), at=cast.AT)
    build.carried_as_drafted(edition)
    db.session.commit()
    client = client_of(application.person)
    text = client.get(f"{BASE}/regret.txt").text
    assert "We ran out of hotel rooms." in text and "online_free en" in text
    assert "online_free en" in client.get("/apply/FORUM27/mine").text


def test_a_letter_for_the_jobcentre_gives_facts_and_no_advice(db, edition, client_of):
    write_all(edition)
    application = accepted(edition)
    db.session.commit()
    text = client_of(application.person).get(f"{BASE}/jobcentre.txt").text
    for fact in ("Your travel: up to £100", "pay back costs", "may take it, take a part of it, or say no", "no advice"):
        assert fact in text


def test_nobody_else_has_the_letters(db, edition, client_of):
    write_all(edition)
    application = accepted(edition)
    cast.farid()
    db.session.commit()
    assert client_of(None).get(f"{BASE}/offer.pdf").status_code == 303
    assert client_of(cast.farid()).get(f"{BASE}/offer").status_code == 303
    assert client_of(application.person).get(f"{BASE}/nonsense").status_code == 404


def test_the_desk_writes_what_is_missing_and_prints_or_reads_out(db, edition, client_of):
    application = accepted(edition)
    path = f"/desk/FORUM27/applications/{application.id}"
    dara = cast.dara(edition)
    db.session.commit()
    desk = client_of(dara)
    assert "some details are missing" in desk.get(path).text
    assert "Visa letter. Still missing: signer in English" in desk.get("/desk/FORUM27/texts/").text
    filled = {f"{fact}_{lang}": f"{fact} {lang}" for fact in Fact for lang in Lang}
    assert desk.post("/desk/FORUM27/texts/", data=filled).status_code == 303
    assert "Nothing is missing." in desk.get("/desk/FORUM27/texts/").text
    assert "some details are missing" not in desk.get(path).text
    said = desk.get(f"{path}/letters/arrival.aloud").text
    assert "May I speak to" in said and "meets_me en" in said and "http" not in said.split("<article", 1)[1]
    assert desk.get(f"{path}/letters/arrival.txt").mimetype == "text/plain"
    assert desk.get(f"{path}/letters/arrival.odd").status_code == 404
    assert desk.get(f"{path}/letters/certificate.pdf").status_code == 404


def test_a_text_taken_away_is_missing_again(db, edition):
    write_all(edition)
    assert not any(paper_letters.holes(edition).values())
    letter_facts.write(edition, Fact.host, Lang.nl, "", by=cast.dara(edition), at=cast.AT)
    assert paper_letters.holes(edition)[PaperLetter.visa] == [(Fact.host, Lang.nl)]
    assert paper_letters.facts_in(edition, Lang.nl)[Fact.host] == "host en"  # better in English than a hole
