"""A registration list at the desk: loaded when nothing is in doubt, else looked at first; and no name is kept."""

import html
import io
import re

import pytest
import sqlalchemy as sa

from conference.actions.award import awards
from conference.db import Base, now, writing
from conference.models.award.awards import Award, RollRow
from tests import cast
from tests.builders import award as build

LIST = (
    "nr,class,name,email,organisation\n"
    "B-1,LE,Zebulon Quirke,zeb@example.org,Leiden\n"
    "B-2,other,Z. Quirke,zeb+2@example.org,Leiden\n"
    "B-3,other,Other Person,,\n"
)


@pytest.fixture
def desk(db, client_of):
    with writing():
        edition = cast.an_edition()
        award = build.a_draft(edition, cast.dara(edition))
        path, dara, farid = f"/desk/FORUM27/award/{award.id}/roll", cast.dara(edition), cast.farid()
    return {"client": client_of(dara), "path": path, "award": award, "farid": farid}


def post(desk, text: str | bytes, mapping: str = "badge = nr"):
    data = text.encode() if isinstance(text, str) else text
    return desk["client"].post(desk["path"], data={"file": (io.BytesIO(data), "list.csv"), "mapping": mapping})


def on_roll(db) -> list[str]:
    return list(db.session.scalars(sa.select(RollRow.badge).order_by(RollRow.badge)))


def read_in(page: str) -> str:
    return html.unescape(re.search(r'name="read"[^>]*value="([^"]+)"', page)[1])


def test_a_list_with_nothing_to_ask_is_loaded_at_once_and_its_columns_are_known_the_next_time(db, desk):
    first = post(desk, "nr,class\nB-1,LE\nB-2,other\n")
    assert (first.status_code, on_roll(db)) == (303, ["B-1", "B-2"])
    assert "badge = nr" in desk["client"].get(desk["path"]).text
    assert (post(desk, "nr,class\nB-9,LE\n", mapping="").status_code, on_roll(db)) == (303, ["B-9"])


def test_look_alikes_are_named_first_and_the_organiser_says_which_are_one(db, desk):
    page = post(desk, LIST)
    assert (page.status_code, on_roll(db)) == (200, [])
    assert "Lines 2 and 3: the same email but for dots or what follows a plus" in page.text
    assert "Leave out line 3: badge B-2, Z. Quirke, Leiden, zeb+2@example.org" in page.text
    done = desk["client"].post(f"{desk['path']}/load", data={"read": read_in(page.text), "without": ["3"]})
    assert (done.status_code, on_roll(db)) == (303, ["B-1", "B-3"])
    desk["client"].post(f"{desk['path']}/load", data={"read": read_in(page.text)})
    assert on_roll(db) == ["B-1", "B-2", "B-3"]


def test_wrong_rows_are_named_before_anything_is_loaded(db, desk):
    page = post(desk, "badge,class\nB-1,LE\nb 1,other\nB-2,nurse\n", mapping="")
    assert (page.status_code, on_roll(db)) == (200, [])
    assert "Line 3: The badge b 1 stands on line 2 already." in page.text
    assert "Import 1 badges" in page.text
    desk["client"].post(f"{desk['path']}/load", data={"read": read_in(page.text)})
    assert on_roll(db) == ["B-1"]


def test_no_name_and_no_address_is_kept_and_none_goes_round_in_the_page(db, desk):
    page = post(desk, LIST)
    desk["client"].post(f"{desk['path']}/load", data={"read": read_in(page.text), "without": ["3"]})
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            assert not [value for value in row if "Quirke" in str(value) or "zeb" in str(value)]
    assert "Quirke" not in desk["client"].get(desk["path"]).text


@pytest.mark.parametrize(
    ("text", "mapping", "words"),
    [
        ("number,kind\n1,LE\n", "", "The file has no column “badge”"),
        ("badge,class\n1,LE\n", "badge", "Enter “our field = their column”"),
        (b"\xff", "", "not in UTF-8"),
    ],
)
def test_a_file_that_is_no_list_is_422_with_words(db, desk, text, mapping, words):
    page = post(desk, text, mapping)
    assert (page.status_code, words in page.text, on_roll(db)) == (422, True, [])


def test_what_was_read_for_another_award_or_was_changed_is_not_loaded(db, desk, client_of):
    page = post(desk, LIST)
    with writing():
        other = build.a_draft(desk["award"].edition, cast.dara(desk["award"].edition), name="Other")
        elsewhere = f"/desk/FORUM27/award/{other.id}/roll/load"
    for path, read in ((elsewhere, read_in(page.text)), (f"{desk['path']}/load", read_in(page.text)[:-2])):
        answer = desk["client"].post(path, data={"read": read})
        assert (answer.status_code, "Upload the list again" in answer.text, on_roll(db)) == (422, True, [])


def test_what_was_read_before_the_entries_changed_is_not_loaded_after(db, desk):
    """Its makers are not barred in it: the list is read once more."""
    with writing():
        award = db.session.get_one(Award, desk["award"].id)
        award.own_entry_barred = True
    page = post(desk, LIST)
    with writing():
        award = db.session.get_one(Award, award.id)
        build.with_entries(award, cast.dara(award.edition), cast.someone("zeb", "Zebulon Quirke"))
    answer = desk["client"].post(f"{desk['path']}/load", data={"read": read_in(page.text)})
    assert (answer.status_code, "Upload the list again" in answer.text, on_roll(db)) == (422, True, [])
    again = post(desk, LIST)
    done = desk["client"].post(f"{desk['path']}/load", data={"read": read_in(again.text)})
    barred = dict(db.session.execute(sa.select(RollRow.badge, RollRow.barred)).all())
    assert (done.status_code, barred["B-1"], barred["B-3"]) == (303, "A-1 > A-2 > A-3", "")


def test_the_wrong_person_is_told_nothing_and_a_frozen_roll_stays(db, desk, client_of):
    assert client_of(desk["farid"]).get(desk["path"]).status_code == 404
    page = post(desk, LIST)
    with writing():
        award = db.session.get_one(Award, desk["award"].id)
        build.with_entries(award, cast.dara(award.edition), cast.amina())
        build.with_roll(award, cast.dara(award.edition), voters=2, le=1)
        awards.freeze(award, by=cast.dara(award.edition), at=now())
    late = desk["client"].post(f"{desk['path']}/load", data={"read": read_in(page.text)})
    assert (late.status_code, "It is now: frozen" in late.text) == (422, True)
    assert (post(desk, LIST).status_code, on_roll(db)) == (422, ["B-000", "B-001"])
