"""Two worlds that differ in every secret of the review that somebody may not know are the same for that person."""

import pytest
from flask import request
from sqlalchemy import func, select

from conference.db import db, now
from conference.models.abstracts.abstracts import Abstract, AbstractAuthor
from conference.models.keys import FrozenSet
from conference.models.outbox import Message
from conference.models.people.people import Person
from conference.models.reviewers.reviewers import Conflict
from conference.models.reviews.discussion import Remark
from conference.models.reviews.reviews import Review
from conference.models.selection import AbstractDecision
from conference.rules.reviews.reviews import ReviewState
from conference.views.reviews import off_line
from tests.builders import worlds

WHO = [name for name in worlds.WHO if name != "dara"]  # the organiser sees names, scores and decisions by duty


def two_worlds(app, client_of, counted, name, secrets, wanted=""):
    """What each of two worlds shows to this person; the second differs in these secrets."""
    seen = []
    for other in ((), secrets):
        worlds.made(app, other)
        seen.append(worlds.sweep(app, client_of, counted, name, wanted))
    return seen


@pytest.mark.parametrize("name", WHO)
def test_nobody_can_tell_two_worlds_apart_by_what_they_may_not_know(app, db, client_of, counted, name):
    secrets = {secret for secret, known in worlds.SECRETS.items() if name not in known}
    a, b = two_worlds(app, client_of, counted, name, secrets)
    assert sum(one.status == 200 for one in a) > 40
    assert [(one, other) for one, other in zip(a, b, strict=True) if one != other][:1] == []


def told(found):
    """That the database holds this, as a word."""
    return str(db.session.scalar(found))


def in_the_page(found):
    return lambda answer: answer.set_data(answer.get_data() + told(found).encode())


def in_a_header(found):
    return lambda answer: answer.headers.add("Content-Language", told(found))


def in_the_status(found):
    def leak(answer):
        answer.status_code = 403 if db.session.scalar(found) else answer.status_code

    return leak


def in_a_statement_more(found):
    return lambda answer: told(found) if db.session.scalar(found) else None


def in_the_order(found):
    """The works, the one with the highest first."""

    def leak(answer):
        first = db.session.scalars(select(Abstract.reference).order_by(Abstract.id == found.scalar_subquery()))
        answer.set_data(answer.get_data() + ", ".join(first).encode())

    return leak


def in_a_letter(found):
    """To Noor, once, when a form is sent."""

    def leak(answer):
        if request.method == "POST" and db.session.scalar(select(Message.id).where(Message.kind == "leak")) is None:
            noor = db.session.scalar(select(Person.id).where(Person.sign_in_email == "noor@example.org"))
            facts = {"kind": "leak", "dedupe_key": "leak", "message_id": "leak", "lang": "en", "subject": "Thank you"}
            way = {"channel": "email", "address": "noor@example.org", "due_at": now(), "created_at": now()}
            db.session.add(Message(person_id=noor, body=told(found), **facts, **way))
            db.session.commit()

    return leak


SENT = select(func.count()).select_from(Review).where(Review.state == ReviewState.submitted)
SAID = select(func.count()).select_from(Remark)
BEGUN = select(func.count()).select_from(Review)
CHIDIS = select(Person.name).where(Person.sign_in_email == "chidi@example.org")
MEAN = select(func.avg(Review.score))
BEST = select(Review.abstract_id).where(Review.co_production == 0)
# Each secret, planted in a way of its own where it may not be seen: by whom, and on which pages.
LEAKS = {
    "a score": ("noor", "/submit", in_the_page(MEAN)),
    "a co-production answer": ("assessor", "/panel", in_the_order(BEST)),
    "a comment": ("greta", "/review/FORUM27/became", in_the_page(select(func.max(Review.comment)))),
    "whether somebody has sent": ("amina", "/review/FORUM27/abstract", in_a_header(SENT)),
    "what somebody has begun or skipped": ("greta", "/review/FORUM27/", in_the_page(BEGUN)),
    "what is said in a talk, and a changed mind": ("amina", "/review/FORUM27/talk", in_the_page(SAID)),
    "a reviewer's name": ("noor", "/submit", in_a_letter(CHIDIS)),
    "an author's name": ("guest", "/programme", in_the_page(select(func.max(AbstractAuthor.name)))),
    "a conflict": ("farid", "/desk/FORUM27/reviewers", in_the_status(select(Conflict.id).offset(1).limit(1))),
    "what an author said of working together": (
        "vera",
        "/submit",
        in_the_page(select(Abstract.involved_changed).where(Abstract.number == 1)),
    ),
    "the text of a work": (
        "ben",
        "/review/FORUM27/invitation",
        in_the_page(select(Abstract.plain_summary).where(Abstract.number == 2)),
    ),
    "a drafted decision": ("co-chair", "/stream", in_a_statement_more(select(AbstractDecision.id).limit(1))),
    "a frozen decision": ("tomas", "/desk/FORUM27/", in_a_statement_more(select(FrozenSet.id).offset(2).limit(1))),
}


def test_every_secret_has_its_planted_leak():
    assert LEAKS.keys() == worlds.SECRETS.keys()


@pytest.mark.parametrize("secret", LEAKS)
def test_control_a_planted_leak_is_found(app, db, client_of, counted, monkeypatch, secret):
    name, wanted, leak = LEAKS[secret]
    assert name not in worlds.SECRETS[secret]
    monkeypatch.setitem(app.after_request_funcs, None, [*app.after_request_funcs[None], lambda a: (leak(a), a)[1]])
    a, b = two_worlds(app, client_of, counted, name, {secret}, wanted)
    assert any(one != other for one, other in zip(a, b, strict=True))


def test_control_a_leak_in_an_export_is_found(app, db, client_of, counted, monkeypatch):
    """The sheet for those who work off line, with an author in it."""
    monkeypatch.setattr(off_line, "as_read", lambda title: title + told(select(func.max(AbstractAuthor.name))))
    a, b = two_worlds(app, client_of, counted, "amina", {"an author's name"}, "/review/FORUM27/paper/sheet")
    assert a != b
