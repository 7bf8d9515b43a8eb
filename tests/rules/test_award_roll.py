"""The roll file: what is taken, and how a wrong line is named."""

import pytest

from conference.rules.award import VoterClass
from conference.rules.award_roll import Badge, UnreadableRoll, read_roll


@pytest.mark.parametrize("parted_by", [",", ";", "\t"])
def test_badges_and_classes_are_read(parted_by):
    text = "Badge,Name,Class\nA-1,Ann,LE\nA-2,Bo,other\n".replace(",", parted_by)
    assert read_roll(b"\xef\xbb\xbf" + text.encode()).badges == [
        Badge("A-1", VoterClass.lived_experience),
        Badge("A-2", VoterClass.other),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a1,other", "The badge a1 stands on line 2 already."),
        (",LE", "“” is no badge number of 1 to 40 letters and numbers."),
        ("A-3,nurse", "The class must be LE or other, not “nurse”."),
        ("A-3,LE,x", "The row has more cells than the header."),
    ],
)
def test_a_wrong_row_is_named_and_the_good_ones_stay(row, reason):
    found = read_roll(f"badge,class\nA-1,LE\n{row}\nA-4,other\n".encode())
    assert [(wrong.line, wrong.reason) for wrong in found.refused] == [(3, reason)]
    assert [badge.number for badge in found.badges] == ["A-1", "A-4"]


@pytest.mark.parametrize("data", [b"", b"badge\nA\n", b"\xff", b'badge,class\n"A'])
def test_a_file_that_is_no_roll_is_refused_whole(data):
    with pytest.raises(UnreadableRoll):
        read_roll(data)
