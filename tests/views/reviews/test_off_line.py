"""Reviewing off line: a pack in large letters, a sheet that comes back as it left, and nothing of anybody else."""

import io

import pikepdf
import pytest

from conference import pdf
from conference.actions.reviews import reviews as write
from conference.engines.table_files import workbook_of
from conference.engines.tables import read
from conference.models.abstracts.abstracts import Abstract
from conference.queries.reviews import off_line, reviews as find
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.people.duties import Kind
from conference.rules.reviews.reviews import ReviewState
from tests import cast
from tests.builders import reviews as build
from tests.cast import AT
from tests.conftest import must_run

BASE = "/review/FORUM27/paper"


@pytest.fixture
def pairs(db):
    """Three abstracts for Amina: one begun, one new, one sent; another reviewer has said something."""
    edition = cast.an_edition()
    amina = build.a_reviewer(cast.amina(), edition)
    works = [build.an_abstract(edition, f"=Work {number}") for number in range(3)]
    found = [build.a_pair(work, amina) for work in works]
    write.save(found[0], build.answers(found[0], 4, 3, "=Half written."), at=AT)
    build.sent(found[2])
    build.sent(build.a_pair(works[1], build.a_reviewer(cast.chidi(), edition, Kind.professional)), comment="Weak.")
    cast.farid()
    db.session.commit()
    return found


@pytest.fixture
def amina(pairs, client_of):
    return client_of(cast.amina())


def hand_back(client, columns, rows):
    made = workbook_of("x", columns, rows)
    return client.post(f"{BASE}/", data={"file": (io.BytesIO(made), "sheet.xlsx")})


def test_the_sheet_comes_back_as_it_left_and_nothing_is_sent(db, pairs, amina):
    table = read(amina.get(f"{BASE}/sheet.xlsx").data)
    assert [row.cells["Abstract"] for row in table.rows] == ["A-0001", "A-0002"]
    assert [row.cells["Title"] for row in table.rows] == ["=Work 0", "=Work 1"]
    before = off_line.saved_of(pairs[0].reviewer, [pairs[0].abstract_id])
    rows = [[row.cells[name] for name in table.columns] for row in table.rows]
    answer = hand_back(amina, table.columns, rows)
    assert (answer.status_code, answer.location) == (303, "/review/FORUM27/")
    db.session.expire_all()
    assert off_line.saved_of(pairs[0].reviewer, [pairs[0].abstract_id]) == before
    assert find.review_of(pairs[1]) is None  # an empty row begins nothing
    rows[1][-3] = "I would use this."
    rows[1][2] = "5"
    hand_back(amina, table.columns, rows)
    db.session.expire_all()
    saved = off_line.saved_of(pairs[1].reviewer, [pairs[1].abstract_id])[pairs[1].abstract_id]
    assert (saved.comment, list(saved.ratings.values())) == ("I would use this.", [5])
    assert find.review_of(pairs[1]).state is ReviewState.started


def test_a_wrong_row_is_named_with_its_line_and_the_others_are_kept(db, pairs, amina):
    table = read(amina.get(f"{BASE}/sheet.xlsx").data)
    rows = [[row.cells[name] for name in table.columns] for row in table.rows]
    rows[0][2], rows[1][-3] = "nine", "Kept."
    rows.append(["A-0003", *rows[0][1:2], *rows[1][2:]])
    answer = hand_back(amina, table.columns, rows)
    assert answer.status_code == 422
    assert "Line 2:" in answer.text and "“nine” is not a score" in answer.text
    assert "A-0003 is not yours to review" in answer.text
    db.session.expire_all()
    assert find.review_of(pairs[1]).comment == "Kept."


def test_a_sheet_never_undoes_what_was_written_here_after_it_was_taken(db, pairs, amina):
    table = read(amina.get(f"{BASE}/sheet.xlsx").data)
    rows = [[row.cells[name] for name in table.columns] for row in table.rows]
    write.save(pairs[0], build.answers(pairs[0], 4, 3, "Written at the screen."), at=AT)
    db.session.commit()
    rows[0][-3], rows[1][-3] = "Written off line.", "Kept."
    answer = hand_back(amina, table.columns, rows)
    assert answer.status_code == 422 and "A-0001 was changed here after you downloaded the spreadsheet." in answer.text
    db.session.expire_all()
    assert [find.review_of(pair).comment for pair in pairs[:2]] == ["Written at the screen.", "Kept."]
    rows[0][-1] = read(amina.get(f"{BASE}/sheet.xlsx").data).rows[0].cells[table.columns[-1]]
    assert hand_back(amina, table.columns, rows).status_code == 303  # control: with the state of today it is taken
    db.session.expire_all()
    assert find.review_of(pairs[0]).comment == "Written off line."
    rows[0][-3] = "The same sheet, some days later."
    assert hand_back(amina, table.columns, rows).status_code == 303
    write.save(pairs[0], build.answers(pairs[0], 4, 3, "At the screen again."), at=AT)
    db.session.commit()
    assert hand_back(amina, table.columns, rows).status_code == 422


def test_a_review_that_closes_during_the_upload_says_so_at_its_line(db, pairs, amina, monkeypatch):
    table = read(amina.get(f"{BASE}/sheet.xlsx").data)
    rows = [[row.cells[name] for name in table.columns] for row in table.rows]
    rows[0][-3], rows[1][-3] = "Kept.", "Too late."
    sheets, second = off_line.sheets_of, pairs[1].abstract_id

    def meanwhile(assignments):
        db.session.get_one(Abstract, second).state = AbstractState.accepted
        db.session.flush()
        return sheets(assignments)

    monkeypatch.setattr(off_line, "sheets_of", meanwhile)
    answer = hand_back(amina, table.columns, rows)
    assert answer.status_code == 422
    assert "Line 3: It is too late to change this review. Call us if you need help." in answer.text
    db.session.expire_all()
    assert (find.review_of(pairs[0]).comment, find.review_of(pairs[1])) == ("Kept.", None)


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"a,b\n1,2\n", "it has other columns"), (b"", "Nothing was saved."), (b"PK\x03\x04x", "cannot be read")],
)
def test_another_file_changes_nothing(pairs, amina, data, words):
    answer = amina.post(f"{BASE}/", data={"file": (io.BytesIO(data), "x.xlsx")})
    assert answer.status_code == 422 and words in answer.text


def test_the_pack_holds_what_is_left_with_its_questions_and_nothing_of_others(pairs, amina, monkeypatch):
    monkeypatch.setattr("conference.pdf.available", lambda: False)
    page = amina.get(f"{BASE}/pack-1.pdf").text
    assert "A-0001: =Work 0" in page and "A-0003" not in page and page.count("Your comment for the author") == 2
    assert "Weak." not in page and "Wilhelmina" not in page
    assert amina.get(f"{BASE}/pack-2.pdf").status_code == amina.get(f"{BASE}/pack-0.pdf").status_code == 404


def test_the_pack_is_a_tagged_pdf(pairs, amina):
    if not pdf.available():
        must_run("Letters cannot be made as PDF here")
    made = amina.get(f"{BASE}/pack-1.pdf")
    assert made.mimetype == "application/pdf"
    with pikepdf.open(io.BytesIO(made.data)) as opened:
        assert "/StructTreeRoot" in opened.Root and len(opened.pages) >= 3


def test_nobody_else_gets_a_pack_or_a_sheet(pairs, client_of):
    for path in ("/", "/pack-1.pdf", "/sheet.xlsx"):
        assert client_of(cast.farid()).get(BASE + path).status_code == 404
    assert read(client_of(cast.chidi()).get(f"{BASE}/sheet.xlsx").data).rows == ()
