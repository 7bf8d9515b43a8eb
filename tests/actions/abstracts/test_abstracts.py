"""Taking abstracts in: what is created, what stays, what is refused, and the one audit entry."""

from typing import Any

import pytest

from conference.actions.abstracts import abstracts
from conference.db import writing
from conference.engines.tables import read
from conference.models.abstracts.abstracts import Abstract
from conference.models.audit import AuditEntry
from conference.models.editions.editions import Stream
from conference.queries.abstracts import abstracts as find
from conference.queries.people import people
from conference.rules.abstracts.abstracts import AbstractState, Answer, Involvement
from conference.rules.tables import Unreadable
from tests.builders.abstracts import an_abstract
from tests.cast import AT, a_stream, an_edition

CSV = (
    "id,title,authors,abstract,track\n"
    "1,Hands,Ann Lee; Bo Chi,We washed.,safer care\n"
    '2,Sleep,Cy Do,"AIM: Rest.\n\nEND: Good.",\n'
)


def take_in(edition: Any, text: str, **more: Any) -> dict[str, Any]:
    return abstracts.take_in(edition, read(text.encode()), by=people.system(), at=AT, **more).in_words()


def test_a_file_is_taken_in_and_a_second_time_changes_nothing(db: Any) -> None:
    with writing():
        edition = an_edition()
        stream = a_stream(edition)
        assert take_in(edition, CSV) == {"created": 2, "updated": 0, "unchanged": 0, "refused": []}
    with writing():
        assert take_in(edition, CSV) == {"created": 0, "updated": 0, "unchanged": 2, "refused": []}
    first, second = find.whole(edition)
    assert (first.reference, first.stream_id, second.stream_id) == ("A-0001", stream.id, None)
    assert [author.name for author in first.authors] == ["Ann Lee", "Bo Chi"]
    assert [(part.label, part.text) for part in second.sections] == [("AIM", "Rest."), ("END", "Good.")]
    assert (first.involvement, first.lived_experience_author) == (Involvement.not_asked, Answer.not_asked)
    assert [entry.event for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)] == ["abstracts.imported"] * 2


def test_what_changed_is_brought_up_to_date_and_what_a_file_does_not_tell_stays(db: Any) -> None:
    with writing():
        edition = an_edition()
        a_stream(edition)
        take_in(edition, CSV)
    with writing():
        counts = take_in(edition, "id,title,authors\n1,Clean hands,Bo Chi\n2,Sleep,Cy Do\n")
        assert counts == {"created": 0, "updated": 1, "unchanged": 1, "refused": []}
    first = find.whole(edition)[0]
    assert (first.title, [a.name for a in first.authors], first.sections[0].text) == (
        "Clean hands",
        ["Bo Chi"],
        "We washed.",
    )
    assert first.stream_id is not None


def test_names_alone_keep_the_affiliations(db: Any) -> None:
    with writing():
        edition = an_edition()
        an_abstract(edition, "Hands", source_id="1")
        assert take_in(edition, "id,title,authors\n1,Hands,Ann Lee\n")["unchanged"] == 1
    assert find.whole(edition)[0].authors[0].affiliations == [{"org": "Trust", "country": "GB"}]


def test_a_wrong_row_is_named_and_the_others_are_taken_in(db: Any) -> None:
    with writing():
        edition = an_edition()
        counts = take_in(edition, 'id,title,track\n1,"Two\nlines",\n2,,\n3,Ears,Nowhere\n1,Again,\n4,Nose,\n')
    assert (counts["created"], [one["line"] for one in counts["refused"]]) == (2, [4, 5, 6])
    assert counts["refused"][1]["reason"] == "There is no stream “Nowhere”. This edition has: none."
    assert counts["refused"][2]["reason"] == "“1” stands on line 2 already."
    assert [one.title for one in find.whole(edition)] == ["Two\nlines", "Nose"]


def test_streams_are_made_only_where_that_is_asked(db: Any) -> None:
    with writing():
        edition = an_edition()
        counts = take_in(edition, "id,title,stream\n1,a,New\n2,b,NEW\n3,c,Other\n", create_streams=True)
    assert counts["created"] == 3
    assert [(s.name, s.position) for s in db.session.query(Stream).order_by(Stream.position)] == [
        ("New", 1),
        ("Other", 2),
    ]


@pytest.mark.parametrize(("state", "called"), [("accepted", "accepted"), ("waitlisted", "on the waiting list")])
def test_a_decided_abstract_is_not_changed_by_a_file(db: Any, state: str, called: str) -> None:
    with writing():
        edition = an_edition()
        an_abstract(edition, "Hands", source_id="1", state=AbstractState(state))
        counts = take_in(edition, "id,title\n1,Feet\n")
    words = f"A-0001 is {called} already; a file can no longer change it."
    assert counts["refused"] == [{"line": 2, "reason": words}]
    assert db.session.query(Abstract).one().title == "Hands"


def test_a_missing_column_takes_nothing_in(db: Any) -> None:
    with writing():
        edition = an_edition()
        with pytest.raises(Unreadable, match="no column “title”"):
            take_in(edition, "id,name\n1,a\n")
    assert db.session.query(Abstract).count() == 0


def test_the_same_number_may_stand_in_two_editions(db: Any) -> None:
    with writing():
        one, other = an_edition(), an_edition("FORUM28")
        assert take_in(one, "id,title\n1,a\n")["created"] == take_in(other, "id,title\n1,b\n")["created"] == 1


def test_an_abstract_is_placed_in_a_stream_and_taken_out_again(db: Any) -> None:
    with writing():
        edition = an_edition()
        abstract, stream = an_abstract(edition), a_stream(edition)
        abstracts.place(abstract, stream, by=people.system(), at=AT)
        assert abstract.stream_id == stream.id
        abstracts.place(abstract, None, by=people.system(), at=AT)
        assert abstract.stream_id is None
    assert [entry.event for entry in db.session.query(AuditEntry)] == ["abstract.placed"] * 2


def test_the_real_abstracts_twice_and_whole(db: Any, real_abstracts: dict[str, bytes]) -> None:
    table = read(real_abstracts["abstracts.jsonl"])
    with writing():
        edition = an_edition()
        first = abstracts.take_in(edition, table, by=people.system(), at=AT)
    with writing():
        second = abstracts.take_in(edition, table, by=people.system(), at=AT)
    assert (first.created, second.created, second.updated, second.unchanged) == (1024, 0, 0, 1024)
    told = {row.cells["id"]: row.cells for row in table.rows}
    kept = find.exported(edition)
    assert len(kept) == 1024
    for one in kept:
        row = told[one["source_id"]]
        assert (one["title"], one["authors"], one["sections"]) == (row["title"], row["authors"], row["abstract"])
