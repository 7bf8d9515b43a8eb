"""Two worlds that differ in one secret give a reviewer who has not sent the same bytes, everywhere."""

import re

import pytest
from sqlalchemy import func, select

from conference.actions import abstract_decisions, decisions, people
from conference.actions import reviews as write
from conference.db import db, now, writing
from conference.models.abstracts import Abstract
from conference.models.reviews import Review, ReviewTally
from conference.queries import abstract_decisions as decided
from conference.queries import ranking
from conference.queries import reviews as queries
from conference.rules.decisions import Kind as SetKind
from conference.rules.people import Kind
from conference.rules.reviews import ReviewState
from tests import cast
from tests.builders import reviews as build
from tests.cast import AT
from tests.conftest import empty

# Each secret: what happens in world A and in world B, given (edition, the abstract, the other reviewer's pair).
SECRETS = {
    "another's score": (lambda e, w, p: build.sent(p, 1, 3), lambda e, w, p: build.sent(p, 5, 3)),
    "another's co-production": (lambda e, w, p: build.sent(p, 4, 0), lambda e, w, p: build.sent(p, 4, 4)),
    "another's comment": (
        lambda e, w, p: build.sent(p, comment="Weak."),
        lambda e, w, p: build.sent(p, comment="Strong."),
    ),
    "whether another has sent": (lambda e, w, p: None, lambda e, w, p: build.sent(p)),
    "whether another has begun": (lambda e, w, p: None, lambda e, w, p: write.save(p, build.answers(p), at=AT)),
    "whether another has skipped": (lambda e, w, p: None, lambda e, w, p: write.skip(p, by=cast.chidi(), at=AT)),
    "the author's name": (
        lambda e, w, p: setattr(w.authors[0], "name", "Wilhelmina Authorname"),
        lambda e, w, p: setattr(w.authors[0], "name", "Somebody Else"),
    ),
    "a drafted decision": (lambda e, w, p: reviewed(e, w, p, 3), lambda e, w, p: reviewed(e, w, p, 5)),
    "a frozen decision": (lambda e, w, p: reviewed(e, w, p, 5), lambda e, w, p: frozen(e, w, p)),
}


def reviewed(edition, work, pair, score):
    """Everybody else has sent, and the decision is drafted."""
    build.sent(pair, score, 4)
    build.sent(build.a_pair(work, build.a_reviewer(cast.ben(), edition)), score, 4)
    build.slots(edition, None, 5, 5)
    build.ranked(edition)
    digest = decided.digest_of(decided.suggestions(edition, ranking.NO_STREAM))
    abstract_decisions.draft(edition, ranking.NO_STREAM, digest=digest, by=cast.dara(edition), at=AT)


def frozen(edition, work, pair):
    reviewed(edition, work, pair, 5)
    found = decisions.freeze(edition, SetKind.abstract_decisions, edition.id, by=cast.dara(edition), at=AT)
    decisions.turn_key(found, digest=found.digest, by=cast.dara(edition), at=AT)


def world(app, client_of, counted, secret):
    """All that Amina, who has not sent, can get to see: status, headers, bytes, and the statements it took."""
    empty(app)
    with writing():
        people.make_system(at=now())
    edition = cast.an_edition()
    cast.dara(edition), cast.lena(edition)
    amina = build.a_reviewer(cast.amina(), edition)
    chidi = build.a_reviewer(cast.chidi(), edition, Kind.professional)
    works = [build.an_abstract(edition, f"Work {n}") for n in range(3)]
    mine = [build.a_pair(work, amina) for work in works]
    secret(edition, works[1], build.a_pair(works[1], chidi))
    done = build.a_pair(build.an_abstract(edition, "Sent by Amina"), amina)
    build.sent(done, at=AT)
    db.session.commit()
    client = client_of(cast.amina())
    base = f"/review/{edition.code}"
    seen = []
    paths = ["/", "/?page=2", "/?sort=score", "/?q=Weak", "/became", "/abstract/A-9999", "/abstract/a-0002"]
    paths += [f"/abstract/{pair.abstract.reference}" for pair in (*mine, done)]
    for path in paths:
        with counted() as sent:
            answer = client.get(base + path)
        seen.append((path, answer.status_code, sorted(answer.headers.keys()), plain(answer.text), len(sent)))
    for path in ("/together/", f"/desk/{edition.code}/ranking/", f"/keys/{edition.code}/"):
        answer = client.get(path)
        seen.append((path, answer.status_code, plain(answer.text)))
    answer = client.post(f"{base}/abstract/{works[1].reference}", data={"do": "send", "comment": "Only this"})
    seen.append(("unfinished", answer.status_code, plain(answer.text)))
    return seen


def plain(text):
    """Without what is new in every page: tokens, and the day the edition runs."""
    return re.sub(r'name="csrf_token"[^>]*value="[^"]*"', "", text)


@pytest.mark.parametrize("name", SECRETS)
def test_a_reviewer_who_has_not_sent_cannot_tell_two_worlds_apart(app, db, client_of, counted, name):
    a, b = (world(app, client_of, counted, secret) for secret in SECRETS[name])
    assert a == b


REAL_BLIND = queries.blind


def with_credit(pair):
    shown = REAL_BLIND(pair)
    return type(shown)(**{**vars(shown), "plain_summary": pair.abstract.credit})


def with_count(pair):
    shown = REAL_BLIND(pair)
    sent = db.session.scalar(
        select(func.count()).where(Review.abstract_id == pair.abstract_id, Review.state == ReviewState.submitted)
    )
    return type(shown)(**{**vars(shown), "stream": f"{sent} sent"})


def best_first(reviewer):
    rows = select(Abstract.reference).outerjoin(ReviewTally, ReviewTally.abstract_id == Abstract.id)
    return db.session.scalar(rows.order_by(ReviewTally.professional_total.desc().nulls_last(), Abstract.number))


def hurried(assignment, *, at):
    told = db.session.scalar(select(Review.comment).where(Review.abstract_id == assignment.abstract_id))
    return told != "Strong."


# Each planted leak, and the secret that it gives away.
LEAKS = {
    "blind": (with_credit, "the author's name"),
    "blind, a count": (with_count, "whether another has sent"),
    "next_reference": (best_first, "whether another has sent"),
    "is_open": (hurried, "another's comment"),
}


@pytest.mark.parametrize("name", LEAKS)
def test_control_a_planted_leak_is_found(app, db, client_of, counted, monkeypatch, name):
    leak, secret = LEAKS[name]
    monkeypatch.setattr(queries, name.split(",")[0], leak)
    a, b = (world(app, client_of, counted, one) for one in SECRETS[secret])
    assert a != b
