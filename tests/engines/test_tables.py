"""A file of rows: what is read, what is refused with its line, what stops the whole file."""

import gzip

import pytest

from conference.engines.tables import read
from conference.rules.tables import BadRow, Field, Refusal, Unreadable, clean, columns_of, text_in

FIELDS = (Field("source_id", ("id", "#"), required=True), Field("title", required=True), Field("stream", ("track",)))


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte-order mark"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_however_it_is_parted(mark: bytes, delimiter: str) -> None:
    table = read(mark + f"id{delimiter}title\n1{delimiter}Hand washing\n".encode())
    assert table.columns == ("id", "title")
    assert [(row.line, dict(row.cells)) for row in table.rows] == [(2, {"id": "1", "title": "Hand washing"})]


def test_the_line_is_where_the_record_begins() -> None:
    table = read(b'id,title\n1,"two\nlines, and a comma"\n\n2,next\n')
    assert [(row.line, row.cells["title"]) for row in table.rows] == [(2, "two\nlines, and a comma"), (5, "next")]


def test_the_line_in_a_file_of_windows() -> None:
    table = read(b'id,title\r\n1,"two\r\nlines"\r\n2,next\r\n')
    assert [row.line for row in table.rows] == [2, 4]
    assert text_in(table.rows[0].cells, "title") == "two\nlines"


def test_a_row_of_another_length_and_a_repeated_heading_are_named() -> None:
    table = read(b"id,title\n1,a,b\nid,title\n2,c\n3\n")
    assert [row.line for row in table.rows] == [4]
    assert table.refused == (
        Refusal(2, "This row has 3 cells; the headings have 2."),
        Refusal(3, "This row repeats the headings of line 1."),
        Refusal(5, "This row has 1 cells; the headings have 2."),
    )


def test_json_lines_with_a_bad_line_between_good_ones() -> None:
    table = read('{"id": "1", "title": "a\u2028b"}\nnot json\n[1]\n\n{"id": "2", "title": "c"}\n'.encode())
    assert [(row.line, row.cells["id"]) for row in table.rows] == [(1, "1"), (5, "2")]
    assert [one.line for one in table.refused] == [2, 3]


def test_gzip_is_known_by_its_first_bytes() -> None:
    assert read(gzip.compress(b"id,title\n1,a\n")).rows[0].cells["title"] == "a"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\x1f\x8bno", "cannot be unpacked"),
        (gzip.compress(b"id,title\n1,a\n" * 50, mtime=0)[:-9], "cannot be unpacked"),
        ("id,title\n1,é\n".encode("latin-1"), "not in UTF-8: line 2"),
        (b"{nonsense\n", "No line of the file is a JSON object"),
        (b"id,id\n1,2\n", "same heading"),
        (b'id,title\n1,a\n2,"never closed\n3,b\n', "line 3 is never closed"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read(data)


def test_a_quotation_mark_inside_a_plain_cell_is_no_harm() -> None:
    assert read(b'id,title\n1,a 5" screen\n').rows[0].cells["title"] == 'a 5" screen'


def test_columns_are_found_by_any_of_their_names_and_by_what_the_caller_says() -> None:
    table = read(b"#,Title,Theme\n1,a,b\n")
    assert columns_of(FIELDS, table, {}) == {"source_id": "#", "title": "Title"}
    assert columns_of(FIELDS, table, {"track": "Theme"})["stream"] == "Theme"


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"colour": "title"}, "no field “colour”"),
        ({"title": "Heading"}, "no column “Heading”"),
    ],
)
def test_a_mapping_to_nowhere_stops_the_file(mapping: dict[str, str], words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        columns_of(FIELDS, read(b"id,title\n1,a\n"), mapping)


def test_a_missing_column_stops_the_file_and_says_how_to_go_on() -> None:
    with pytest.raises(Unreadable, match="--map title=COLUMN"):
        columns_of(FIELDS, read(b"id,name\n1,a\n"), {})


def test_what_no_page_can_carry_is_left_out() -> None:
    assert clean(" a\x00b\x07c\td ") == "abc\td"
    with pytest.raises(BadRow, match="half of a character"):
        clean("\ud83d")
