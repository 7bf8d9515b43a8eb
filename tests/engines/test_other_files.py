"""Other systems' files: workbooks, lists of JSON, schedules, a row for each author, rows marked deleted."""

import base64
import io
import json
import zipfile

import pytest

from conference.engines import child
from conference.engines.tables import read
from conference.rules.abstracts import abstracts
from conference.rules.abstracts.rows import names_in, one_row_each, without_deleted
from conference.rules.tables import Refusal, Row, Table, Unreadable, columns_of


def workbook(rows):
    made = child.ask("workbook", {"write": rows, "title": "Abstracts"}, seconds=60)
    return base64.b64decode(made)


def readings(table, mapping=None):
    table = without_deleted(table)
    columns = columns_of(abstracts.FIELDS, table, mapping or {})
    table = one_row_each(table, columns)
    if "family_name" in columns:
        columns.setdefault("authors", "authors")
    return [abstracts.read(row, columns) for row in table.rows]


def test_a_child_that_hangs_is_ended_in_words():
    with pytest.raises(child.SolverFailed, match="No answer within 1 seconds."):
        list(child.each("workbook", [b"{}"], seconds=1))  # it waits for more, and so do we


def test_a_workbook_is_read_as_it_looks_and_keeps_its_lines():
    table = read(workbook([["ID", "Title", "Year"], [7, "=1+1", 2024.0], [None, None, None], [8, "Two\nlines", "x"]]))
    assert [(row.line, dict(row.cells)) for row in table.rows] == [
        (2, {"ID": "7", "Title": "=1+1", "Year": "2024"}),
        (4, {"ID": "8", "Title": "Two\nlines", "Year": "x"}),
    ]


def test_a_word_that_begins_like_a_formula_stays_a_word_in_a_workbook():
    made = workbook([["=HYPERLINK(1)", "+1", "@x", 5]])
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert read(made).columns == ("=HYPERLINK(1)", "+1", "@x", "5")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 not a workbook", "The workbook cannot be read."),
        (b'[{"id": 1}, 2]', "something else than objects"),
        (b"[]", "something else than objects"),
        (b'{"results": [', "cannot be read as JSON"),
        (b"<schedule/>", "no event of a schedule"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><schedule>&a;</schedule>", "words of its own"),
        (b"<schedule", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(data, words):
    with pytest.raises(Unreadable, match=words):
        read(data)


EVENT = {"id": 4, "title": "Hands", "track": "Safe", "abstract": "We washed.", "persons": [{"public_name": "Ann Lee"}]}
SCHEDULE = {"schedule": {"conference": {"days": [{"rooms": {"Blue": [EVENT]}}]}}}
XML = """<?xml version="1.0"?><schedule><day><room name="Blue"><event id="4" guid="g"><title>Hands</title>
<track>Safe</track><abstract>We washed.</abstract><persons><person id="1">Ann Lee</person></persons></event></room>
</day></schedule>"""
PRETALX = [{"ID": "4", "Proposal title": {"en": "Hands"}, "Track": {"en": "Safe"}, "Abstract": "We washed.",
            "Speaker names": ["Ann Lee"]}]  # fmt: skip
EASYCHAIR = "#,title,authors,abstract,track,deleted?\n4,Hands,Ann Lee,We washed.,Safe,no\n5,Gone,Bo,x,Safe,yes\n"
HOTCRP = "paper,title,given_name,family_name,affiliation,abstract,track\n4,Hands,Ann,Lee,,We washed.,Safe\n"
GERMAN = [["Nr", "Überschrift", "Wer", "Text", "Thema"], [4, "Hands", "Ann Lee", "We washed.", "Safe"]]


@pytest.mark.parametrize(
    ("data", "mapping"),
    [
        (json.dumps(SCHEDULE).encode(), {}),
        (XML.encode(), {}),
        (json.dumps(PRETALX, indent=2).encode(), {}),
        (json.dumps({"count": 1, "results": PRETALX}).encode(), {}),
        (b"\xef\xbb\xbf" + EASYCHAIR.encode(), {}),
        (HOTCRP.encode(), {}),
        (None, {"source_id": "Nr", "title": "Überschrift", "authors": "Wer", "abstract": "Text", "stream": "Thema"}),
    ],
    ids=["frab json", "frab xml", "pretalx list", "pretalx answer", "EasyChair", "HotCRP", "workbook in German"],
)
def test_each_layout_tells_the_same(data, mapping):
    (one,) = readings(read(data or workbook(GERMAN)), mapping)
    assert (one.source_id, one.facts["title"], one.stream) == ("4", "Hands", "Safe")
    assert [author.name for author in one.authors] == ["Ann Lee"]
    assert [section.text for section in one.sections] == ["We washed."]


def test_rows_marked_deleted_are_named():
    assert without_deleted(read(EASYCHAIR.encode())).refused == (Refusal(3, "This row is marked deleted in the file."),)


def test_a_row_for_each_author_becomes_one_paper_in_their_order():
    rows = HOTCRP + '4,Hands,Bo,"Ray, Jr",Clinic,We washed.,Safe\n9,Sleep,Cy,Moss,,Rest.,Safe\n'
    first, second = readings(read(rows.encode()))
    assert [author.name for author in first.authors] == ["Ann Lee", "Bo Ray, Jr"]
    assert first.authors[1].affiliations == ({"org": "Clinic", "country": ""},)
    assert [author.name for author in second.authors] == ["Cy Moss"]


def test_a_hundred_authors_and_a_title_of_495_letters_are_taken_in():
    rows = "".join(f"4,{'t' * 495},Ann{number},Lee,,We washed.,Safe\n" for number in range(100))
    (one,) = readings(read((HOTCRP.split("\n", 1)[0] + "\n" + rows).encode()))
    assert (len(one.authors), len(one.facts["title"])) == (100, 495)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ann Lee; Bo Ray", ["Ann Lee", "Bo Ray"]),
        ("Ann Lee, Bo Ray and Cy Moss", ["Ann Lee", "Bo Ray", "Cy Moss"]),
        ("Lee, Ann", ["Lee, Ann"]),
        ("Lee, Ann; Ray, Bo", ["Lee, Ann", "Ray, Bo"]),
        ("", []),
    ],
)
def test_names_of_one_cell(cell, names):
    assert names_in(cell) == names


def test_the_real_abstracts_in_three_layouts_give_the_same_rows(real_abstracts):
    ours = read(real_abstracts["abstracts.jsonl"])
    told = readings(ours)
    book = [["Nr", "Überschrift", "Wer", "Text"]]
    book += [[one.source_id, one.facts["title"], "; ".join(a.name for a in one.authors),
              abstracts.in_one_piece(one.sections)] for one in told]  # fmt: skip
    mapping = {"source_id": "Nr", "title": "Überschrift", "authors": "Wer", "abstract": "Text"}
    rows = [{"ID": one.source_id, "Proposal title": one.facts["title"], "Speaker names": [a.name for a in one.authors],
             "Abstract": abstracts.in_one_piece(one.sections)} for one in told]  # fmt: skip
    by_author = Table(
        ("paper", "title", "family_name", "abstract"),
        tuple(row for one in told for row in rows_of(one)),
    )
    layouts = [readings(read(workbook(book)), mapping), readings(read(json.dumps(rows).encode())), readings(by_author)]
    names = [(one.source_id, one.facts["title"], [a.name for a in one.authors]) for one in told]
    texts = [abstracts.in_one_piece(one.sections) for one in told]
    assert len(told) == 1024
    for layout in layouts:
        assert [(one.source_id, one.facts["title"], [a.name for a in one.authors]) for one in layout] == names
        assert [abstracts.in_one_piece(one.sections) for one in layout] == texts


def rows_of(one):
    text = abstracts.in_one_piece(one.sections)
    cells = {"paper": one.source_id, "title": one.facts["title"], "abstract": text}
    return [Row(1, {**cells, "family_name": author.name}) for author in one.authors] or [
        Row(1, {**cells, "family_name": ""})
    ]
