"""Scales turned onto ours, and rows refused in words."""

from fractions import Fraction

import pytest

from conference.rules.people.duties import Kind
from conference.rules.reviews.imported import FIELDS, NoScale, Scale, read_review
from conference.rules.tables import BadRow, Row

COLUMNS = {field.name: field.name for field in FIELDS}


@pytest.mark.parametrize(
    ("scale", "given", "ours"),
    [("5:1", "4", 4_000_000), ("1:5", "2.3", 3_700_000), ("10:1", "10", 5_000_000), ("10:1", "4", 2_333_333),
     ("-1:1", "0", 3_000_000), ("0:100", "100", 1_000_000)],
)  # fmt: skip
def test_the_best_is_five_and_the_worst_is_one(scale: str, given: str, ours: int) -> None:
    assert Scale.of(scale).turned(Fraction(given)) == ours


@pytest.mark.parametrize("words", ["", "5", "5:5", "a:b", "1:5:9", "1e3:1", "nan:1"])
def test_a_scale_that_is_none_is_refused(words: str) -> None:
    with pytest.raises(NoScale):
        Scale.of(words)


def row(**cells: str) -> Row:
    return Row(2, {"abstract": "A-1", "reviewer": "7", "score": "2.5", **cells})


def test_a_row_is_read_as_it_stands() -> None:
    told = read_review(row(co_production="3", comment="Clear."), COLUMNS, Scale.of("1:5"), Kind.professional)
    assert (told.score, told.given, told.kind) == (3_500_000, 2_500_000, Kind.professional)
    assert (told.co_production, told.comment) == (3, "Clear.")
    assert read_review(row(kind="LE"), COLUMNS, Scale.of("1:5"), Kind.professional).kind is Kind.lived_experience


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"score": ""}, "is not a score"),
        ({"score": "2,5"}, "is not a score"),
        ({"score": "1e1"}, "is not a score"),
        ({"score": "1.0000001"}, "is not a score"),
        ({"score": "6"}, "is not between 1:5"),
        ({"abstract": ""}, "names no abstract"),
        ({"reviewer": " "}, "names no reviewer"),
        ({"kind": "clinician"}, "is not a kind of reviewer"),
        ({"co_production": "5"}, "is not a co-production score"),
    ],
)
def test_a_wrong_row_is_refused_in_words(cells: dict[str, str], words: str) -> None:
    with pytest.raises(BadRow, match=words):
        read_review(row(**cells), COLUMNS, Scale.of("1:5"), None)
