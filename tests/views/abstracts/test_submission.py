"""Authors at their own work: no account to begin, drafts of one's own, two windows, thin facts told before sending."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.db import now
from conference.models.abstracts.abstracts import Abstract, AbstractAuthor
from conference.models.abstracts.submissions import Submission
from conference.models.outbox import Message
from conference.models.people.people import Person
from conference.queries.abstracts import submissions as find
from conference.rules.abstracts.abstracts import AbstractState, Answer
from conference.rules.abstracts.submissions import PassFor
from tests import cast
from tests.builders import submissions as build

BASE = "/submit/FORUM27"


@pytest.fixture
def edition(db):
    edition = cast.an_edition(contact_name="Dara Quill", contact_phone="020 7946 0123")
    cast.a_stream(edition)
    build.call(edition, opens_at=now() - timedelta(days=1))
    cast.amina(), cast.ben(), cast.dara(edition)
    db.session.commit()
    return edition


@pytest.fixture
def author(edition, client_of):
    client = client_of(cast.amina())
    client.post(f"{BASE}/", data={"title": "Letters that help"})
    return client


def the_one(db):
    db.session.expire_all()
    return db.session.scalars(sa.select(Submission)).one()


def fill_in(client):
    reference = "A-0001"
    about = {"title": "Letters that help", "type": "poster", "stream_id": "1", "second_stream_id": "0"}
    made = client.post(f"{BASE}/{reference}/about", data=about)
    assert made.status_code == 303
    client.post(f"{BASE}/{reference}/authors/", data={"name": "Noor Bakker", "organisation": "Clinic", "presents": "y"})
    page = client.get(f"{BASE}/{reference}/text").text
    marks = dict(re.findall(r'name="(seen_\d)"[^>]*value="([0-9a-f]+)"', page))
    client.post(f"{BASE}/{reference}/text", data={"part_0": "We did this.", "part_1": "Do it too.", **marks})
    client.post(f"{BASE}/{reference}/summary", data={"plain_summary": "We write letters that help."})
    together = {"involvement": "sharing", "involved_who": "some", "involved_changed": "a lot", "involved_paid": "no",
                "pass_for": "nobody"}  # fmt: skip
    client.post(f"{BASE}/{reference}/together", data=together)
    client.post(f"{BASE}/{reference}/declare", data={"patient_data": "yes", "interests": "nobody", "agree": "y"})


def test_anybody_reads_the_call_and_begins_with_a_name_and_an_address(db, edition, client_of):
    client = client_of(None)
    page = client.get("/call/FORUM27/").text
    assert "Submit your abstract by the end of Sunday 31 January 2027" in page and "you need 2 or more" in page
    assert "Submit an abstract" in client.get("/edition/FORUM27").text
    client.post("/call/FORUM27/", data={"name": "Noor Bakker", "email": "Noor@example.org"})
    noor = db.session.scalars(sa.select(Person).where(Person.sign_in_email == "noor@example.org")).one()
    letter = db.session.scalars(sa.select(Message).where(Message.person_id == noor.id)).one()
    assert (noor.name, letter.kind) == ("Noor Bakker", "sign_in")
    client.post("/call/FORUM27/", data={"name": "Somebody else", "email": "noor@example.org"})
    db.session.expire_all()
    assert noor.name == "Noor Bakker"  # who is known stays as they are
    assert client.post("/call/FORUM27/", data={"name": "", "email": "no"}).status_code == 422


def test_a_whole_piece_of_work_is_sent_with_its_thin_facts_told_first(db, author):
    assert "6 of 6" in author.get(f"{BASE}/A-0001").text or "5 of 6" in author.get(f"{BASE}/A-0001").text
    assert author.post(f"{BASE}/A-0001/send").status_code == 422
    fill_in(author)
    page = author.get(f"{BASE}/A-0001").text
    assert "All pages are filled in." in page
    for thin in (
        "People came in late",
        "say how many people",
        "give an example",
        "not offered pay",
        "will present it with you",
    ):
        assert thin in page
    assert "But to be given an oral presentation, you need 2 or more" in page
    assert author.post(f"{BASE}/A-0001/send").status_code == 303
    assert the_one(db).abstract.state is AbstractState.submitted
    assert "Abstract submitted" in author.get(f"{BASE}/A-0001").text
    assert "Your abstract" in author.get("/together/").text


def test_two_windows_are_shown_side_by_side_and_only_the_part_in_question(db, author):
    fill_in(author)
    page = author.get(f"{BASE}/A-0001/text").text
    marks = dict(re.findall(r'name="(seen_\d)"[^>]*value="([0-9a-f]+)"', page))
    first = {"part_0": "Written in the first window.", "part_1": "Do it too.", **marks}
    second = {"part_0": "Written in the second.", "part_1": "Changed here only.", **marks}
    author.post(f"{BASE}/A-0001/text", data=first)
    clash = author.post(f"{BASE}/A-0001/text", data=second)
    assert clash.status_code == 409
    assert "Written in the first window." in clash.text and "Written in the second." in clash.text
    again = {**second, **dict(re.findall(r'name="(seen_\d)"[^>]*value="([0-9a-f]+)"', clash.text))}
    assert author.post(f"{BASE}/A-0001/text", data=again).status_code == 303
    assert [s.text for s in the_one(db).abstract.sections] == ["Written in the second.", "Changed here only."]
    stale = find.seen(the_one(db), "summary")
    author.post(f"{BASE}/A-0001/summary", data={"plain_summary": "One.", "seen": stale})
    clash = author.post(f"{BASE}/A-0001/summary", data={"plain_summary": "Two.", "seen": stale})
    assert clash.status_code == 409 and "One." in clash.text and "Two." in clash.text


def test_the_text_is_saved_as_it_is_typed_but_never_over_another_window(db, author):
    fill_in(author)
    page = author.get(f"{BASE}/A-0001/text").text
    marks = dict(re.findall(r'name="(seen_\d)"[^>]*value="([0-9a-f]+)"', page))
    typed = {"part_0": "As I type.", "part_1": "Do it too.", **marks}
    saved = author.post(f"{BASE}/A-0001/text", data=typed, headers={"X-Autosave": "1"})
    assert (list(saved.json["marks"]), saved.json["conflict"]) == (["seen_0"], False)
    other = author.post(f"{BASE}/A-0001/text", data={**typed, "part_0": "Stale."}, headers={"X-Autosave": "1"})
    assert (other.json["marks"], other.json["conflict"]) == ({}, True)
    assert the_one(db).abstract.sections[0].text == "As I type."


def test_a_draft_is_nobody_elses_to_see_or_change(db, author, client_of):
    other = client_of(cast.ben())
    for path in ("", "/about", "/authors/", "/text", "/take-back"):
        assert other.get(f"{BASE}/A-0001{path}").status_code == 404
    assert other.post(f"{BASE}/A-0001/about", data={"title": "Mine"}).status_code == 404
    assert other.post(f"{BASE}/A-0001/send").status_code == 404
    assert client_of(None).get(f"{BASE}/A-0001").status_code == 303


def test_authors_stand_in_order_and_leave_without_a_trace_of_anybody_else(db, author):
    for name in ("First", "Second"):
        author.post(f"{BASE}/A-0001/authors/", data={"name": name, "presents": "y", "lived_experience": "y"})
    first, second = the_one(db).abstract.authors
    author.post(f"{BASE}/A-0001/authors/{second.id}/up")
    assert [each.name for each in the_one(db).abstract.authors] == ["Second", "First"]
    author.post(f"{BASE}/A-0001/authors/{first.id}", data={"name": "First of all", "country": "Ghana"})
    author.post(f"{BASE}/A-0001/authors/{second.id}/out")
    assert [(each.name, each.presents) for each in the_one(db).abstract.authors] == [("First of all", False)]
    assert "Enter the name." in author.post(f"{BASE}/A-0001/authors/", data={"name": ""}).text


@pytest.mark.parametrize(
    ("page", "data", "words"),
    [
        ("about", {"title": "x" * 121}, "Use at most 120 characters."),
        ("summary", {"plain_summary": "w " * 101}, "You wrote 101 words. Use at most 100."),
        ("together", {"pass_for": "named", "pass_name": ""}, "Enter the name, or choose to name them later."),
    ],
)
def test_a_bad_page_is_422_with_words_and_what_was_typed(author, page, data, words):
    answer = author.post(f"{BASE}/A-0001/{page}", data=data)
    assert answer.status_code == 422 and words in answer.text


def test_the_desk_opens_the_call_and_gives_more_time(db, edition, author, client_of):
    desk = client_of(cast.dara(edition))
    given = {"opens_on-day": "1", "opens_on-month": "11", "opens_on-year": "2026", "closes_on-day": "2",
             "closes_on-month": "11", "closes_on-year": "2026", "hear_by_on-day": "1", "hear_by_on-month": "2",
             "hear_by_on-year": "2027", "types": ["poster"], "most_words": "300", "summary_words": "50",
             "parts": "What we did | In short\nWhat we learned | For others"}  # fmt: skip
    assert "Each line needs a heading" in desk.post("/desk/FORUM27/call/", data={**given, "parts": "A\nA"}).text
    assert desk.post("/desk/FORUM27/call/", data=given).status_code == 303
    db.session.expire_all()
    assert find.call_of(edition).parts == [["What we did", "In short"], ["What we learned", "For others"]]
    assert "Submissions have closed." in author.get(f"{BASE}/A-0001").text
    assert author.post(f"{BASE}/A-0001/about", data={"title": "Late"}).status_code == 422
    assert "Give 72 hours more" in desk.get("/desk/FORUM27/abstracts/A-0001").text
    desk.post("/desk/FORUM27/call/more-time/A-0001")
    assert author.post(f"{BASE}/A-0001/about", data={"title": "In time"}).status_code == 303
    assert db.session.scalars(sa.select(Abstract.title)).one() == "In time"


def test_what_was_sent_keeps_a_presenting_author_and_says_so(db, author):
    fill_in(author)
    author.post(f"{BASE}/A-0001/send")
    [only] = the_one(db).abstract.authors
    words, other = "Name at least one presenting author.", "Submissions have closed."
    changed = author.post(f"{BASE}/A-0001/authors/{only.id}", data={"name": "Noor Bakker"})
    assert (changed.status_code, words in changed.text, other in changed.text) == (422, True, False)
    assert author.post(f"{BASE}/A-0001/authors/{only.id}/out").status_code == 303
    assert words in author.get(f"{BASE}/A-0001/authors/").text
    emptied = author.post(f"{BASE}/A-0001/summary", data={"plain_summary": ""})
    assert (emptied.status_code, "so it must stay complete" in emptied.text) == (422, True)
    assert [each.presents for each in the_one(db).abstract.authors] == [True]


def test_what_comes_too_late_is_answered_with_words(db, edition, author, client_of):
    find.call_of(edition).closes_at = now() - timedelta(hours=1)
    db.session.commit()
    closed = "Submissions have closed. If something held you up, ask us for more time."
    for path, data in (("A-0001/send", {}), ("A-0001/authors/", {"name": "Sam Lee"})):
        answer = author.post(f"{BASE}/{path}", data=data)
        assert (answer.status_code, closed in answer.text) == (422, True)
    assert author.post(f"{BASE}/", data={"title": "Too late"}).headers["Location"] == "/call/FORUM27/"
    assert closed in author.get("/account/").text
    the_one(db).abstract.state = AbstractState.accepted
    db.session.commit()
    author.post(f"{BASE}/A-0001/take-back")
    assert "It is too late for this." in author.get("/account/").text
    desk = client_of(cast.dara(edition))
    assert desk.post("/desk/FORUM27/call/more-time/A-0001").headers["Location"] == "/desk/FORUM27/abstracts/A-0001"
    page = desk.get("/desk/FORUM27/abstracts/A-0001").text
    assert "The author can no longer change this abstract. Nothing was changed." in page


def test_taking_back_asks_first(db, author):
    fill_in(author)
    author.post(f"{BASE}/A-0001/send")
    assert "You do not have to give a reason." in author.get(f"{BASE}/A-0001/take-back").text
    author.post(f"{BASE}/A-0001/take-back")
    assert the_one(db).abstract.state is AbstractState.withdrawn
    assert "You have withdrawn this abstract" in author.get(f"{BASE}/A-0001").text


def test_accepted_work_is_shown_to_everybody_once_the_organisers_say_so(db, edition, client_of):
    made = build.sent(edition)
    other = build.sent(edition, cast.ben(), pass_for=PassFor.nobody)
    for each in (made, other):
        each.abstract.state = AbstractState.accepted
    build.sent(edition).abstract.title = "Not accepted"
    for name, label in (("Sam Lee", True), ("Robin Day", False)):
        made.abstract.authors.append(AbstractAuthor(position=9 + label, name=name, lived_experience=Answer.yes,
                                                    consents_to_label=label))  # fmt: skip
    other.abstract.title = "Beds that move"
    db.session.commit()
    guest, base = client_of(None), "/programme/FORUM27/"
    assert guest.get(base).status_code == guest.get(f"{base}A-0001").status_code == 404
    find.call_of(edition).shows_accepted = True
    db.session.commit()
    page = guest.get(base).text
    assert "Letters that help" in page and "Beds that move" in page and "Not accepted" not in page
    assert "Beds that move" not in guest.get(f"{base}?together=1").text
    assert "Letters that help" not in guest.get(f"{base}?words=beds&kind=poster&stream=0").text
    work = guest.get(f"{base}A-0001").text
    assert re.search(r"Sam Lee[^<]*</span> · lived experience", work)
    assert not re.search(r"Robin Day[^<]*</span> · lived experience", work)  # not without their yes
    assert guest.get(f"{base}A-0003").status_code == 404
    book = guest.get(f"{base}book").text
    assert "We write letters that help." in book and "Beds that move" in book
    assert "Browse accepted abstracts" in guest.get("/edition/FORUM27").text
