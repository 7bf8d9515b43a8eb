"""Two worlds that differ in one secret of the review are the same for everybody who may not know it, on every page."""

import re

import pytest
from sqlalchemy import func, select

from conference.actions import abstract_decisions, people
from conference.actions import reviewers as reviewer_list
from conference.db import db, now, writing
from conference.models.reviews import Review
from conference.queries import abstract_decisions as decided
from conference.queries import ranking
from conference.queries import submissions as author_pages
from conference.rules.abstracts import AbstractState
from conference.rules.people import Kind
from conference.rules.reviews import ReviewState
from tests import cast
from tests.builders import reviews as build
from tests.builders import submissions as build_work
from tests.conftest import empty

# Each secret: what happens in world A and in world B, given (edition, the author's abstract, two reviewers' pairs).
SECRETS = {
    "a score": (lambda e, w, p: build.sent(p[0], 1, 3), lambda e, w, p: build.sent(p[0], 5, 3)),
    "a co-production answer": (lambda e, w, p: build.sent(p[0], 4, 0), lambda e, w, p: build.sent(p[0], 4, 4)),
    "whether somebody has sent": (lambda e, w, p: None, lambda e, w, p: build.sent(p[0])),
    "a reviewer's name": (
        lambda e, w, p: setattr(p[0].reviewer.person, "name", "Wilhelmina Reader"),
        lambda e, w, p: setattr(p[0].reviewer.person, "name", "Somebody Else"),
    ),
    "a conflict": (
        lambda e, w, p: None,
        lambda e, w, p: reviewer_list.declare_conflict(p[1].reviewer, w, by=p[1].reviewer.person, at=cast.AT),
    ),
    "a drafted decision": (lambda e, w, p: drafted(e, p, 1), lambda e, w, p: drafted(e, p, 5)),
}


def drafted(edition, pairs, score):
    for pair in pairs:
        build.sent(pair, score, 4)
    build.slots(edition, None, 5, 5)
    build.ranked(edition)
    digest = decided.digest_of(decided.suggestions(edition, ranking.NO_STREAM))
    abstract_decisions.draft(edition, ranking.NO_STREAM, digest=digest, by=cast.dara(edition), at=cast.AT)


def paths(app):
    """Every page that is read, with this edition and the author's abstract in its address; files and doors apart."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "account.one_time_code":  # a secret of chance stands on it
            continue
        if "GET" in rule.methods and rule.arguments <= {"edition", "reference", "word"}:
            words = ("about", "text", "together") if "word" in rule.arguments else ("",)
            for word in words:
                yield app.url_map.bind("x").build(
                    rule.endpoint, {"edition": "FORUM27", "reference": "A-0001", "word": word} if rule.arguments else {}
                )


def world(app, client_of, counted, secret):
    """All that the author and a guest who is signed in get to see of every page, and the statements it took."""
    empty(app)
    with writing():
        people.make_system(at=now())
    edition = cast.an_edition()
    cast.dara(edition), cast.lena(edition), cast.farid()
    build_work.call(edition)
    noor = cast.someone("noor", "Noor Bakker")
    work = build_work.sent(edition, noor).abstract
    work.state = AbstractState.under_review
    pairs = [
        build.a_pair(work, build.a_reviewer(person, edition, kind))
        for person, kind in ((cast.amina(), Kind.lived_experience), (cast.chidi(), Kind.professional))
    ]
    db.session.commit()
    secret(edition, work, pairs)
    db.session.commit()
    seen = []
    for person in (noor, cast.farid()):
        client = client_of(person)
        for path in sorted(set(paths(app))):
            with counted() as sent:
                answer = client.get(path)
            told = (answer.status_code, answer.location, sorted(answer.headers.keys()), plain(answer.get_data()))
            seen.append((person.called, path, *told, len(sent)))
    return seen


def plain(data):
    """Without what is new in every answer: tokens."""
    return re.sub(rb'(name="csrf_token"[^>]*value="[^"]*"|"[\w.-]{60,}")', b"", data)


@pytest.mark.parametrize("name", SECRETS)
def test_the_author_and_a_guest_cannot_tell_two_worlds_apart(app, db, client_of, counted, name):
    a, b = (world(app, client_of, counted, secret) for secret in SECRETS[name])
    assert len(a) > 60 and sum(row[2] == 200 for row in a) > 20
    assert [one for one, other in zip(a, b, strict=True) if one != other] == []


def sent_so_far(_edition):
    count = select(func.count()).select_from(Review).where(Review.state == ReviewState.submitted)
    return str(db.session.scalar(count))


def highest(_edition):
    return str(db.session.scalar(select(func.max(Review.score))))


@pytest.mark.parametrize(("leak", "secret"), [(sent_so_far, "whether somebody has sent"), (highest, "a score")])
def test_control_a_planted_leak_is_found(app, db, client_of, counted, monkeypatch, leak, secret):
    monkeypatch.setattr(author_pages, "needed_for_the_top", leak)
    a, b = (world(app, client_of, counted, each) for each in SECRETS[secret])
    assert {one[1] for one, other in zip(a, b, strict=True) if one != other} >= {"/submit/FORUM27/A-0001/together"}
