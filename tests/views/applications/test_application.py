"""The apply door: works, whose is it, what if wrong, a post without a token changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from conference import pdf
from conference.actions.applications import applications
from conference.actions.funding import rates
from conference.db import now, writing
from conference.models.applications.applications import Application
from conference.models.funding.offers import Offer
from conference.models.outbox import Message
from conference.rules.applications.applications import CameBy, State
from conference.rules.funding.rates import RateKind, Unit
from conference.rules.languages import Lang
from tests import cast
from tests.builders import applications as build

DAY = timedelta(days=1)
BASE = "/apply/FORUM27"
# Open now, and open at the time in which the builders live.
OPEN = {"opens_at": min(cast.AT, datetime.now(UTC)) - DAY, "closes_at": max(cast.AT, datetime.now(UTC)) + DAY}


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    cast.farid()
    build.settings(edition, **OPEN)
    db.session.commit()
    return edition


@pytest.fixture
def visitor(edition, client_of):
    """Somebody without an account who has just started, on page two."""
    client = client_of(None)
    client.post(f"{BASE}/start", data={"name": "Noor Bakker"})
    return client


def the_one(db):
    return db.session.scalars(sa.select(Application)).one()


def answer_all(client):
    for page, given in build.ANSWERS.items():
        data = {name: "yes" if value is True and name != "consent" else value for name, value in given.items()}
        data = {name: "no" if value is False else value for name, value in data.items() if value is not None}
        for name in ("arrives_on", "leaves_on"):
            data.pop(name, None)
        if page == "costs":
            data = given["routes"]
        if page == "agree":
            data = {"agree": "y"}
        assert client.post(f"{BASE}/form/{page}", data=data).status_code == 303, page


def test_start_gives_reference_and_code_and_no_account_is_needed(db, edition, client_of):
    client = client_of(None)
    answer = client.post(f"{BASE}/start", data={"name": "Noor Bakker", "preferred_name": "Noor"})
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).text
    application = the_one(db)
    assert application.reference in page and page.count("big-code") == 2
    assert (application.person.name, application.person.called) == ("Noor Bakker", "Noor")


def test_the_whole_form_is_sent_and_acknowledged(db, visitor):
    answer_all(visitor)
    check = visitor.get(f"{BASE}/check").text
    assert "kidney patient" in check and "This still needs an answer" not in check
    assert visitor.post(f"{BASE}/send").status_code == 303
    assert the_one(db).state is State.sent
    assert db.session.scalars(sa.select(Message.kind)).all() == ["application_received"]
    assert "We have your application" in visitor.get(f"{BASE}/mine").text


def test_sending_twice_sends_once(db, visitor):
    answer_all(visitor)
    visitor.post(f"{BASE}/send")
    again = visitor.post(f"{BASE}/send")
    assert (again.status_code, "You have already sent this" in again.text) == (422, True)
    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 1


@pytest.mark.parametrize("path", ["/form/contact", "/check", "/mine", "/offer", "/letters/offer.pdf", "/saved"])
def test_nothing_is_shown_without_reference_and_code(db, edition, client_of, path):
    build.filled(edition)
    db.session.commit()
    for person in (None, cast.farid()):
        answer = client_of(person).get(BASE + path)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{BASE}/back")


def test_an_unknown_edition_and_page_are_not_found(visitor):
    assert visitor.get("/apply/NOWHERE/").status_code == 404
    assert visitor.get(f"{BASE}/form/secrets").status_code == 404


def test_an_application_of_another_edition_does_not_open_here(db, edition, client_of):
    other = cast.an_edition("OTHER27")
    build.settings(other, **OPEN)
    db.session.commit()
    with writing():
        application, code = applications.start(other, name="Sam", lang=Lang.en, at=cast.AT)
        reference = application.reference
    answer = client_of(None).post(f"{BASE}/back", data={"reference": reference, "code": code})
    assert (answer.status_code, "do not match" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("page", "data", "words", "field"),
    [
        ("contact", {"phone": "1", "channel": "email"}, "Enter your email, or choose another way.", "contact_email"),
        ("contact", {"phone": "1"}, "Choose how you would like us to contact you.", "channel"),
        ("applying-for", {}, "Tick at least one thing.", "applying_for"),
        ("relation", {}, "Tick at least one, or say it in your own words.", "relation"),
        ("about-you", {"about_me": "word " * 251}, "You wrote 251 words. Use at most 250.", "about_me"),
        ("experience", {"experience_area": "Dialysis"}, "Tick the box to let us keep this", "consent"),
        ("why-come", {"why_come": "Only one."}, "Answer at least two of the three questions.", "why_come"),
        ("before", {}, "Choose yes or no.", "attended_before"),
        ("travel", {"travel_place": "Leeds"}, "Enter a country.", "travel_country"),
        ("weigh", {"selection_statement": "Please."}, "Tick the box to let the panel read this", "consent"),
        ("access", {"dietary": "no nuts"}, "Tick the box to let us keep this", "consent"),
        ("agree", {}, "Without it we may not keep your application.", "agree"),
    ],
)
def test_a_bad_page_is_422_with_words_a_link_to_the_field_and_what_was_typed(visitor, page, data, words, field):
    answer = visitor.post(f"{BASE}/form/{page}", data=data)
    assert answer.status_code == 422
    assert words in answer.text and f'href="#{field}"' in answer.text and f'id="{field}"' in answer.text
    assert all(value.split()[0] in answer.text for value in data.values())


def test_a_post_without_a_token_changes_nothing_and_loses_nothing(db, visitor):
    answer = visitor.post(f"{BASE}/form/about-you", data={"about_me": "My own words."}, csrf=False)
    assert answer.status_code == 400 and "My own words." in answer.text
    assert the_one(db).about_me == ""
    for path in ("/start", "/send", "/withdraw", "/leave", "/send-code", "/offer/accept"):
        assert visitor.post(BASE + path, data={"name": "X"}, csrf=False).status_code == 400
    assert the_one(db).state is State.draft


def test_two_windows_are_told_of_each_other(db, visitor):
    page = visitor.get(f"{BASE}/form/about-you").text
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    visitor.post(f"{BASE}/form/about-you", data={"about_me": "second window", "seen": seen})
    answer = visitor.post(f"{BASE}/form/about-you", data={"about_me": "first window", "seen": seen})
    assert answer.status_code == 409 and "second window" in answer.text and "first window" in answer.text
    assert the_one(db).about_me == "second window"


def test_codes_are_not_guessed_for_ever(db, edition, client_of):
    application = build.filled(edition)
    reference = application.reference
    db.session.commit()
    client = client_of(None)
    for _try in range(10):
        client.post(f"{BASE}/back", data={"reference": reference, "code": "AAAABBBBCCCC"})
    assert "Too many tries" in client.post(f"{BASE}/back", data={"reference": reference, "code": "A"}).text


def test_a_lost_code_is_sent_to_the_person_and_the_page_tells_nobody_whether_it_exists(db, edition, client_of):
    application = build.filled(edition)
    reference = application.reference
    db.session.commit()
    known = client_of(None).post(f"{BASE}/lost-code", data={"reference": reference})
    unknown = client_of(None).post(f"{BASE}/lost-code", data={"reference": "LE-2222-2222"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert db.session.scalars(sa.select(Message.kind)).all() == ["application_code"]


def test_asking_for_a_code_does_not_lock_the_applicant_out(db, edition, client_of):
    application, code = applications.start(edition, name="Noor", lang=Lang.en, at=now())
    application.person.contact_email = "noor@example.org"
    reference = application.reference
    db.session.commit()
    for _time in range(2):
        assert client_of(None).post(f"{BASE}/lost-code", data={"reference": reference}).status_code == 303
    [letter] = db.session.scalars(sa.select(Message)).all()
    new = letter.body.split("Code: ")[1].split()[0]
    for typed, status in ((code, 303), (new, 303), (code, 422)):
        answer = client_of(None).post(f"{BASE}/back", data={"reference": reference, "code": typed})
        assert answer.status_code == status


@pytest.mark.parametrize("ended_by", ["leaving", "a new code"])
def test_a_copy_of_what_the_browser_remembers_opens_nothing_afterwards(db, visitor, client_of, ended_by):
    with visitor.session_transaction() as session:
        copied = dict(session)
    thief = client_of(None)
    with thief.session_transaction() as session:
        session.update(copied)
    assert thief.get(f"{BASE}/form/contact").status_code == 200
    if ended_by == "leaving":
        visitor.post(f"{BASE}/leave")
    else:
        application = the_one(db)
        application.person.contact_email, reference = "noor@example.org", application.reference
        db.session.commit()
        visitor.post(f"{BASE}/send-code")
        body = db.session.scalars(sa.select(Message.body)).one()
        code = body.split("Code: ")[1].split()[0]
        visitor.post(f"{BASE}/back", data={"reference": reference, "code": code})
        assert visitor.get(f"{BASE}/form/contact").status_code == 200
    assert thief.get(f"{BASE}/form/contact").headers["Location"] == f"{BASE}/back"


def test_what_was_typed_is_shown_to_the_one_who_typed_it_only(db, edition, client_of):
    codes = {}
    for name in ("Noor", "Rosa"):
        application, code = applications.start(edition, name=name, lang=Lang.en, at=now())
        codes[name] = {"reference": application.reference, "code": code}
    db.session.commit()
    for person, sees in (("Rosa", False), ("Noor", True)):
        client = client_of(None)
        client.post(f"{BASE}/back", data=codes["Noor"])
        client.post(f"{BASE}/leave")
        client.post(f"{BASE}/form/about-you", data={"about_me": "Noor's own words."})
        opened = client.post(f"{BASE}/back", data=codes[person])
        assert ("own words" in opened.text) is sees
        assert "own words" not in client.post(f"{BASE}/back", data=codes[person]).text


def test_after_the_last_day_nothing_starts_and_the_page_says_whom_to_ring(db, edition, client_of):
    build.find.settings_of(edition).closes_at = now() - timedelta(hours=1)
    db.session.commit()
    client = client_of(None)
    assert client.post(f"{BASE}/start", data={"name": "Late"}).status_code == 303
    assert db.session.scalars(sa.select(Application)).all() == []
    assert "+44 20 7946 0123" in client.get(f"{BASE}/").text


def test_before_the_first_day_the_page_says_when_it_opens(db, edition, client_of):
    settings = build.find.settings_of(edition)
    settings.opens_at, settings.closes_at = now() + DAY, now() + 9 * DAY
    db.session.commit()
    client = client_of(None)
    assert "Opens on" in client.get(f"{BASE}/").text
    assert client.get(f"{BASE}/start").status_code == 303


def test_staff_type_for_somebody_and_must_read_it_back(db, edition, client_of):
    dara = cast.dara(edition)
    db.session.commit()
    client = client_of(dara)
    client.post("/desk/FORUM27/applications/new", data={"came_by": "phone", "name": "Rosa Lind", "lang": "en"})
    answer_all(client)
    refused = client.post(f"{BASE}/send")
    assert (refused.status_code, "Read the answers back" in refused.text) == (422, True)
    assert client.post(f"{BASE}/send", data={"read_back": "y"}).status_code == 303
    application = the_one(db)
    assert (application.came_by, application.entered_by, application.state) == (CameBy.phone, dara.id, State.sent)
    assert application.person.name == "Rosa Lind"


# -- The offer ------------------------------------------------------------------------------------


@pytest.fixture
def offered(db, client_of):
    """Amina has an open offer and is signed in; her offer opened just now."""
    edition = cast.an_edition()
    cast.farid()
    build.settings(edition, **OPEN)
    build.pots(edition)
    application = build.scored(build.sent(edition))
    application.person.sign_in_email = "amina@example.org"
    build.costed(application, money=12_000)
    frozen = build.frozen(edition)
    for person in (cast.dara(edition), cast.lena(edition)):
        build.frozen_sets.turn_key(frozen, digest=frozen.digest, by=person, at=now())
    db.session.commit()
    return client_of(application.person)


def test_the_offer_says_what_is_paid_and_until_when(offered):
    page = offered.get(f"{BASE}/offer").text
    assert "up to £120" in page and "Please answer by the end of" in page and "Ask for more time" in page


def test_yes(db, offered):
    assert offered.post(f"{BASE}/offer/accept").status_code == 303
    assert the_one(db).state is State.accepted
    again = offered.post(f"{BASE}/offer/refuse")
    assert (again.status_code, "too late" in again.text) == (422, True)


def test_no(db, offered):
    assert offered.post(f"{BASE}/offer/refuse").status_code == 303
    assert the_one(db).state is State.refused


def test_more_days_once(db, offered):
    before = db.session.scalars(sa.select(Offer.lapses_at)).one()
    assert offered.post(f"{BASE}/offer/more-days").status_code == 303
    assert db.session.scalars(sa.select(Offer.lapses_at)).one() - before > timedelta(days=4)
    assert offered.post(f"{BASE}/offer/more-days").status_code == 422


def test_a_late_yes_is_refused_by_the_clock_in_words(db, offered):
    db.session.execute(sa.update(Offer).values(lapses_at=now() - timedelta(minutes=1)))
    db.session.commit()
    late = offered.post(f"{BASE}/offer/accept")
    assert (late.status_code, "too late" in late.text) == (422, True)
    assert the_one(db).state is State.offered


def test_the_letter_can_be_printed(offered):
    letter = offered.get(f"{BASE}/letters/offer.pdf")
    assert letter.status_code == 200
    assert letter.mimetype == "text/html" or letter.data.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("press", "told"),
    [
        ("offer/accept", "You accepted your place on"),
        ("offer/refuse", "You turned down your place on"),
        ("withdraw", "This offer has ended."),
    ],
)
def test_after_the_answer_the_letter_asks_for_no_answer(offered, monkeypatch, press, told):
    monkeypatch.setattr(pdf, "render", lambda *_args, **_facts: None)  # the same letter as a page
    letter = offered.get(f"{BASE}/letters/offer.pdf").text
    assert "Please answer by" in letter and told not in letter
    offered.post(f"{BASE}/{press}")
    letter = offered.get(f"{BASE}/letters/offer.pdf").text
    assert "Please answer by" not in letter and told in letter and told in offered.get(f"{BASE}/offer").text


def test_nobody_else_sees_or_answers_the_offer(db, offered, client_of):
    farid = client_of(cast.farid())
    assert farid.get(f"{BASE}/offer").status_code == 303
    assert farid.post(f"{BASE}/offer/accept").status_code == 303
    assert the_one(db).state is State.offered


def test_stepping_back(db, offered):
    assert offered.post(f"{BASE}/withdraw").status_code == 303
    assert the_one(db).state is State.withdrawn
    assert "You have withdrawn" in offered.get(f"{BASE}/mine").text


def test_stop_here_saves_the_page_or_says_that_it_did_not(db, visitor):
    wrong = visitor.post(f"{BASE}/form/about-you", data={"about_me": "", "stop": "1"})
    assert (wrong.status_code, "We cannot save this page" in wrong.text) == (422, True)
    answer = visitor.post(f"{BASE}/form/about-you", data={"about_me": "I walk with a stick.", "stop": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{BASE}/saved")
    assert the_one(db).about_me == "I walk with a stick."


def test_costs_are_worked_out_and_nothing_is_paid_first_unless_it_is_chosen(db, visitor, edition):
    facts = {"source": "A rate card", "valid_from": edition.starts_on, "source_on": edition.starts_on, "at": cast.AT}
    rates.add(edition, RateKind.car, Unit.mile, 45, by=cast.dara(edition), **facts)
    db.session.commit()
    answer_all(visitor)
    travel = {"travel_place": "Hull", "travel_country": "England", "travel_mode": "car", "nights": "2"}
    onward = visitor.post(f"{BASE}/form/travel", data=travel)
    assert onward.headers["Location"] == f"{BASE}/form/car"
    visitor.post(f"{BASE}/form/car", data={"distance": "100"})
    page = visitor.get(f"{BASE}/form/costs").text
    assert "Your travel: about £90" in page and "Own car: 200 × £0.45 (A rate card, from " in page
    assert "not have to pay anything first" in page and "We pay you before you travel" in page
    visitor.post(f"{BASE}/form/costs", data={"travel": "reimburse", "hotel": "booked"})
    assert "You chose to pay about £90 yourself first" in visitor.get(f"{BASE}/form/costs").text
    assert visitor.post(f"{BASE}/form/costs", data={"travel": "booked", "hotel": "booked"}).status_code == 422
    assert the_one(db).routes == {"travel": "reimburse", "hotel": "booked"}


def test_only_who_needs_them_is_asked_for_a_helper_and_a_guardian(db, visitor):
    answer_all(visitor)
    assert "Your parent or guardian" not in visitor.get(f"{BASE}/check").text
    visitor.post(f"{BASE}/form/age", data={"under_18": "yes"})
    visitor.post(f"{BASE}/form/for-whom", data={"for_another": "yes"})
    assert visitor.get(f"{BASE}/check").text.count("This still needs an answer") == 2
    assert visitor.post(f"{BASE}/send").status_code == 422
    visitor.post(f"{BASE}/form/helper", data={"helper_name": "Sam Lee", "helper_relation": "nurse"})
    facts = {"guardian_name": "Rosa Lee", "guardian_contact": "01632 960003"}
    assert visitor.post(f"{BASE}/form/guardian", data=facts).status_code == 422
    visitor.post(f"{BASE}/form/guardian", data={**facts, "consent": "y"})
    assert visitor.post(f"{BASE}/send").status_code == 303
    assert the_one(db).guardian_consent_at is not None
