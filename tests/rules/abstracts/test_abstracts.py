"""How a row of somebody else's file is read as an abstract."""

import pytest

from conference.engines.tables import read
from conference.rules.abstracts import abstracts
from conference.rules.abstracts.abstracts import (
    Author,
    Involvement,
    Section,
    authors_after,
    credit,
    in_one_piece,
    sections_after,
    sections_of,
)
from conference.rules.tables import BadRow, Row, columns_of

COLUMNS = {
    "contact_email": "mail",
    "involvement": "involved",
    "involved_paid": "paid",
    "source_id": "id",
    "title": "title",
    "authors": "authors",
    "abstract": "abstract",
    "type": "type",
}


def reading(**cells: object) -> abstracts.Reading:
    whole = {
        "id": "7",
        "title": "Hand washing",
        "authors": "Ann Lee; Bo Chi",
        "abstract": "We washed.",
        "type": "",
        "involved": "",
    }
    return abstracts.read(Row(2, whole | cells), COLUMNS)


def test_a_plain_row() -> None:
    found = reading()
    assert (found.source_id, found.facts["title"]) == ("7", "Hand washing")
    assert found.authors == (Author("Ann Lee"), Author("Bo Chi"))
    assert found.sections == (Section("", "We washed."),)
    assert found.stream is None


def test_what_authors_said_of_co_production_is_kept_and_not_asked_is_not_none() -> None:
    assert reading(involved="design", paid="Yes", mail="ann@example.org").facts["involvement"] == Involvement.design
    assert reading(involved="none", paid="").facts["involvement"] == Involvement.none
    assert reading(involved="", paid="").facts["involvement"] == Involvement.not_asked
    assert abstracts.read(Row(2, {"id": "7", "title": "a"}), {"source_id": "id", "title": "title"}).facts == {
        "title": "a"
    }


def test_headings_in_capitals_part_a_text() -> None:
    words = "BACKGROUND: Why.\n\nMore why.\n\nMETHODS: How: so."
    sections = sections_of(words)
    assert sections == (Section("BACKGROUND", "Why.\n\nMore why."), Section("METHODS", "How: so."))
    assert in_one_piece(sections) == words


def test_one_word_in_capitals_alone_is_no_heading() -> None:
    assert sections_of("IMPORTANCE: Only this.") == (Section("", "IMPORTANCE: Only this."),)


def test_parts_of_a_json_line_are_kept_as_they_are() -> None:
    found = reading(
        authors=[{"name": "Ann Lee", "affiliations": [{"org": "Trust", "country": "GB"}]}],
        abstract=[{"label": "Aim", "text": "Less pain"}],
    )
    assert found.authors == (Author("Ann Lee", ({"org": "Trust", "country": "GB"},)),)
    assert found.sections == (Section("Aim", "Less pain"),)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"id": " "}, "no number of its own"),
        ({"title": ""}, "no title"),
        ({"title": "x" * 1001}, "1001 characters"),
        ({"title": ["a"]}, "is a list"),
        ({"abstract": ""}, "no text"),
        ({"abstract": [{"label": "Aim"}]}, "not an object with a label"),
        ({"authors": [{"affiliations": []}]}, "has no name"),
        ({"authors": [{"name": "Ann", "affiliations": "Trust"}]}, "not a list"),
        ({"involved": "a bit"}, "not an answer we know for involvement"),
        ({"mail": "ann"}, "not an email address"),
        ({"type": "song"}, "not an answer we know for type: oral"),
    ],
)
def test_a_wrong_row_is_refused_in_words(cells: dict[str, object], words: str) -> None:
    with pytest.raises(BadRow, match=words):
        reading(**cells)


def test_names_alone_take_no_affiliation_away() -> None:
    known = (Author("Ann Lee", ({"org": "Trust", "country": "GB"},)), Author("Bo Chi"))
    names = (Author("Ann Lee"), Author("Bo Chi"))
    assert authors_after(known, names, names_only=True) == known
    assert authors_after(known, names, names_only=False) == names
    assert authors_after(known, names[:1], names_only=True) == names[:1]


def test_one_piece_takes_no_heading_away() -> None:
    known = (Section("AIM", "Less pain."),)
    in_a_cell, other = (Section("", "AIM: Less pain."),), (Section("", "Other."),)
    assert sections_after(known, in_a_cell, one_cell=True) == known
    assert sections_after(in_a_cell, known, one_cell=False) == known
    assert sections_after(known, other, one_cell=True) == other


def test_credit_names_the_work_and_its_licence() -> None:
    assert credit(("Ann Lee", "Bo Chi", "Cy"), "Hands.", "Forum", "2021", "10.1/x", "CC BY") == (
        "Ann Lee and others. Hands. Forum 2021. https://doi.org/10.1/x. CC BY."
    )


def test_both_layouts_of_the_real_abstracts_tell_the_same(real_abstracts: dict[str, bytes]) -> None:
    told = {}
    for name in ("abstracts.jsonl", "abstracts.csv"):
        table = read(real_abstracts[name])
        columns = columns_of(abstracts.FIELDS, table, {})
        told[name] = {one.source_id: one for one in (abstracts.read(row, columns) for row in table.rows)}
        assert table.refused == ()
    json_lines, csv = told.values()
    assert len(json_lines) == len(csv) == 1024
    for source, one in json_lines.items():
        other = csv[source]
        assert one.facts["title"] == other.facts["title"]
        assert authors_after(one.authors or (), other.authors or (), names_only=True) == one.authors
        assert sections_after(one.sections or (), other.sections or (), other.one_cell) == one.sections


@pytest.mark.parametrize(
    ("kept", "read"),
    [("&lt;3 days", "<3 days"), ("R&amp;D", "R&D"), ("5 < 6 & 7", "5 < 6 & 7"), ("&amp;lt;", "&lt;")],
)
def test_signs_that_a_file_wrote_out_are_read_as_signs(kept, read):
    assert abstracts.as_read(kept) == read
