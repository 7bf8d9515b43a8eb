"""The book of accepted work, a stream at a time, as tagged PDF; and what an author reads of the decision."""

import io

import pikepdf
import pytest

from conference.actions import frozen_sets
from conference.actions.selection import decisions as abstract_decisions
from conference.db import writing
from conference.models.abstracts.abstracts import Abstract
from conference.queries.selection import decisions as decided, ranking
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.keys import Kind as SetKind
from conference.rules.people.duties import Kind
from tests import cast
from tests.builders import reviews as build, submissions as build_work


@pytest.fixture
def edition(db):
    """Noor's work: read by one of each kind, ranked, decided by both keys."""
    with writing():
        edition = cast.an_edition()
        cast.dara(edition), cast.lena(edition)
        stream = cast.a_stream(edition, "Safer care")
        build_work.call(edition, shows_accepted=True)
        work = build_work.sent(edition, cast.someone("noor", "Noor Bakker")).abstract
        work.stream_id, work.state = stream.id, AbstractState.under_review
        for person, kind in ((cast.amina(), Kind.lived_experience), (cast.chidi(), Kind.professional)):
            build.sent(build.a_pair(work, build.a_reviewer(person, edition, kind)), 4, 1, "Tell us more.")
        build.slots(edition, stream, 1, 1)
        build.ranked(edition)
        digest = decided.digest_of(decided.suggestions(edition, stream.id))
        abstract_decisions.draft(edition, stream.id, digest=digest, by=cast.dara(edition), at=cast.AT)
    return edition


def decide(edition):
    with writing():
        found = frozen_sets.freeze(edition, SetKind.abstract_decisions, edition.id, by=cast.dara(edition), at=cast.AT)
        build.both_keys(found, edition)


def test_an_author_reads_how_it_was_scored_once_both_keys_are_turned(db, edition, client_of):
    noor = client_of(cast.someone("noor", "Noor Bakker"))
    before = noor.get("/submit/FORUM27/A-0001").text
    assert "How it was scored" not in before and "Tell us more." not in before
    decide(edition)
    after = noor.get("/submit/FORUM27/A-0001").text
    for words in ("How it was scored", "4.00 of 5", "1.00 of 4", "at least 2", "Tell us more.", "Accepted as a poster"):
        assert words in after
    assert ranking.rule_of(edition).threshold == 2


def test_the_book_of_a_stream_is_a_tagged_file_and_an_unknown_stream_is_not_found(db, edition, client_of):
    guest = client_of(None)
    assert guest.get("/programme/FORUM27/book-1.pdf").status_code == 404
    decide(edition)
    stream = db.session.query(Abstract).one().stream_id
    page = guest.get("/programme/FORUM27/book").text
    assert f"/programme/FORUM27/book-{stream}.pdf" in page
    made = guest.get(f"/programme/FORUM27/book-{stream}.pdf")
    assert made.mimetype in ("application/pdf", "text/html")
    if made.mimetype == "application/pdf":
        with pikepdf.open(io.BytesIO(made.data)) as found:
            assert found.open_metadata()["pdfuaid:part"] == "1" and found.Root.MarkInfo.Marked
    else:
        assert "Letters that help" in made.text
    assert guest.get("/programme/FORUM27/book-0.pdf").status_code == 404
