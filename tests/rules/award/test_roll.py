"""The registration list: what is taken, how a wrong line is named, and who may stand on it twice."""

import pytest

from conference.engines import table_files
from conference.engines.tables import read
from conference.rules.award.counting import VoterClass
from conference.rules.award.duplicates import Listed, look_alikes, may_be_one, name_parts, plain_email
from conference.rules.award.roll import Badge, left, plain, read_roll, with_makers
from conference.rules.tables import Unreadable


@pytest.mark.parametrize("parted_by", [",", ";", "\t"])
def test_badges_and_classes_are_read(parted_by):
    text = "Badge,Name,Class\nA-1,Ann,LE\nA-2,Bo,other\n".replace(",", parted_by)
    assert read_roll(read(b"\xef\xbb\xbf" + text.encode())).badges == [
        Badge("A-1", VoterClass.lived_experience),
        Badge("A-2", VoterClass.other),
    ]


def test_a_workbook_with_columns_of_other_names_is_read():
    book = table_files.workbook_of("List", ("Ticket no", "Kind"), [("7", "LE"), ("8", "other")])
    found = read_roll(read(book), {"badge": "Ticket no", "class": "Kind"})
    assert ([badge.number for badge in found.badges], found.is_clean) == (["7", "8"], True)
    with pytest.raises(Unreadable, match="no column"):
        read_roll(read(book))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a1,other", "The badge a1 stands on line 2 already."),
        (",LE", "“” is no badge number of 1 to 40 letters and numbers."),
        ("A-3,nurse", "The class must be LE or other, not “nurse”."),
        ("A-3,LE,x", "This row has 3 cells; the headings have 2."),
    ],
)
def test_a_wrong_row_is_named_and_the_good_ones_stay(row, reason):
    found = read_roll(read(f"badge,class\nA-1,LE\n{row}\nA-4,other\n".encode()))
    assert [(wrong.line, wrong.reason) for wrong in found.refused] == [(3, reason)]
    assert ([badge.number for badge in found.badges], found.is_clean) == (["A-1", "A-4"], False)


@pytest.mark.parametrize("data", [b"", b"badge\nA\n", b"\xff", b'badge,class\n"A'])
def test_a_file_that_is_no_roll_is_refused_whole(data):
    with pytest.raises(Unreadable):
        read_roll(read(data))


def test_rows_that_may_be_one_person_are_named_by_line_and_the_organiser_leaves_out():
    rows = ("badge,class,first name,surname", "1,LE,Jan,de Vries", "2,other,J.,de Vries", "3,other,Bo,Ek")
    found = read_roll(read("\n".join(rows).encode()))
    assert [(alike.lines, alike.reason) for alike in found.alike] == [((2, 3), "names that may be one person’s")]
    [(_alike, rows)] = found.told()
    assert [(person.name, badge.number) for person, badge in rows] == [("Jan de Vries", "1"), ("J. de Vries", "2")]
    assert [badge.number for badge in left(found.rows, [3])] == ["1", "3"]


def test_how_a_badge_is_compared():
    assert plain("B-000") == plain("b 000") == plain("B–000")
    assert len({plain(number) for number in ("B-7", "B-7 (2)", "B-72", "B-7 (3)")}) == 4
    assert plain("b 7(2)") == plain("B-7 (2)")
    assert plain("- (-)") == ""


# -- Look-alikes ----------------------------------------------------------------------------------

NAMES = [
    ("Jan de Vries", "JAN DE  VRIES", True),
    ("Jan de Vries", "de Vries, Jan", True),
    ("Ján Łukasz", "Jan Lukasz", True),
    ("Dr. Jan de Vries", "Jan de Vries", True),
    ("J. de Vries", "Jan de Vries", True),
    ("J.P. de Vries", "Jan Piet de Vries", True),
    ("Jan P. de Vries", "Jan de Vries", True),
    ("Siobhán O’Neill", "Siobhan ONeill", True),
    ("K. de Vries", "Jan de Vries", False),
    ("Jan de Vries", "Piet de Vries", False),
    ("Jan de Vries", "Jan de Boer", False),
    ("J. de V.", "Jan de Vries", False),  # no whole name in common
    ("Jan", "Jan de Vries", False),
]


@pytest.mark.parametrize(("one", "other", "alike"), NAMES)
def test_names_that_may_be_one(one, other, alike):
    for a, b in ((one, other), (other, one)):
        assert may_be_one(name_parts(a), name_parts(b)) is alike


@pytest.mark.parametrize(
    ("email", "plain"),
    [
        (" J.deVries+forum@GMail.com ", "jdevries@gmail.com"),
        ("jan@googlemail.com", "jan@gmail.com"),
        ("no address", ""),
    ],
)
def test_addresses_that_reach_one_person(email, plain):
    assert plain_email(email) == plain


def told(*rows: Listed) -> list[tuple[tuple[int, ...], str]]:
    return [(alike.lines, alike.reason) for alike in look_alikes(rows)]


def test_each_pair_is_told_once_with_its_strongest_reason():
    same = [Listed(n, "Ann Bo", "ann@example.org") for n in (2, 3, 4)]
    assert told(*same) == [((2, 3, 4), "the same email")]
    assert told(Listed(2, "A", "a.b@example.org"), Listed(3, "B", "ab+x@example.org")) == [
        ((2, 3), "the same email but for dots or what follows a plus")
    ]


def test_another_organisation_speaks_against_it_and_none_does_not():
    a, b = Listed(2, "Jan de Vries", organisation="Leiden UMC"), Listed(3, "J. de Vries", organisation="Utrecht UMC")
    assert told(a, b) == []
    assert told(a, Listed(3, "J. de Vries", organisation="leiden umc")) == [((2, 3), "names that may be one person’s")]
    assert told(a, Listed(3, "Jan de Vries")) == [((2, 3), "the same name")]
    assert told(Listed(2), Listed(3)) == []


def test_a_list_of_thousands_with_common_names_is_looked_through_at_once():
    first = [f"{chr(97 + n % 26)}{chr(97 + n // 26)}na" for n in range(300)]
    rows = [Listed(n, f"{first[n % 300]} {'Smith' if n % 3 else 'de Vries'} {n // 300}x") for n in range(3000)]
    assert told(*rows, Listed(9000, "aana Smith 0y"), Listed(9001, "a. Smith 0y")) == [
        ((9000, 9001), "names that may be one person’s")
    ]


# -- Own entries ----------------------------------------------------------------------------------


def test_who_made_an_entry_is_barred_from_it_by_address_or_by_the_list():
    text = "badge,class,email,entries\n1,LE,Amina+x@example.org,\n2,LE,,A-2; A-1\n3,LE,,A-9\n4,LE,,\n"
    found = read_roll(read(text.encode()))
    with_makers(found, {"amina@example.org": {"A-1"}}, ["A-1", "A-2"])
    assert [badge.barred_line for badge in found.badges] == ["A-1", "A-1 > A-2", ""]
    assert [(wrong.line, wrong.reason) for wrong in found.refused] == [(4, "“A-9” is no entry of this award.")]


def test_of_three_look_alikes_one_is_refused_and_the_other_two_are_still_told():
    rows = [f"{number},LE,ann@example.org,{entry}\n" for number, entry in ((1, "A-9"), (2, ""), (3, ""))]
    text = "badge,class,email,entries\n" + "".join(rows)
    found = read_roll(read(text.encode()))
    assert [alike.lines for alike in found.alike] == [(2, 3, 4)]
    with_makers(found, {}, ["A-1"])
    assert ([wrong.line for wrong in found.refused], [alike.lines for alike in found.alike]) == ([2], [(3, 4)])
