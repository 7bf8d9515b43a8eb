"""What keeps a text and a reviewer apart: topics, words, the same organisation; and words not understood."""

import pytest

from conference.rules.abstracts.content_warnings import Topic, keeps_away
from conference.rules.people.organisations import plain_name
from conference.rules.reviews.glossary import MOST_TERMS, problem, term_of, terms_in


@pytest.mark.parametrize(
    ("topics", "typed", "told", "text", "apart"),
    [
        ([Topic.suicide], "", ["suicide"], "", True),
        ([Topic.suicide], "", ["eating"], "", False),
        ([], "fire, Stroke", [], "After a stroke at home", True),
        ([], "fire", [], "The firefighters came", False),
        ([], "sudden  death", [], "A sudden\ndeath".replace("\n", " "), True),
        ([], " , ;", ["death"], "anything", False),
    ],
)
def test_a_text_is_kept_from_whoever_would_rather_not_read_it(topics, typed, told, text, apart):
    assert keeps_away(topics, typed).from_text(told, text) is apart


def test_whoever_says_nothing_keeps_away_from_nothing():
    assert not keeps_away([], " ,\n")
    assert keeps_away([], "a")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("University of Leeds", "the university of Leeds", True),
        ("Erasmus MC & Co", "Erasmus MC and Co.", True),
        ("Hôpital Nord", "Hopital Nord", True),
        ("Harbour Clinic", "Harbour Trust", False),
    ],
)
def test_names_of_organisations(one, other, same):
    assert (plain_name(one) == plain_name(other)) is same


@pytest.mark.parametrize("name", ["NHS", "nhs.net", "gmail.com", "Independent", "self-employed", "", "–", "Patient"])
def test_what_many_write_makes_nobody_a_colleague(name):
    assert plain_name(name) == ""


def test_words_are_counted_once_however_they_are_written():
    assert terms_in("Cohort, “cohort”;\nP-value., ") == ("cohort", "p-value")
    assert term_of("  Relative   Risk ") == "relative risk"


@pytest.mark.parametrize(
    ("typed", "passed"),
    [("a, b", None), (",".join(map(str, range(MOST_TERMS + 1))), "many"), ("x" * 61, "long")],
)
def test_the_limits_of_words(typed, passed):
    assert problem(terms_in(typed)) == passed
