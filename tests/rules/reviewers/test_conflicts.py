"""What keeps a text and a reviewer apart: topics, words, the same organisation; and words not understood."""

import pytest

from conference.rules.abstracts.content_warnings import Topic, keeps_away
from conference.rules.people.organisations import plain_name
from conference.rules.reviewers import conflicts
from conference.rules.reviewers.assignment import ConflictStatus
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


def test_only_a_cleared_conflict_may_meet_and_own_work_never():
    noted = [(1, 7, ConflictStatus.suspected), (2, 7, ConflictStatus.confirmed), (3, 7, ConflictStatus.cleared)]
    assert conflicts.apart([*noted, (3, 8, None)], {}, []) == {(1, 7), (2, 7), (3, 8)}
    assert conflicts.apart([*noted, (3, 7, None)], {}, []) == {(1, 7), (2, 7), (3, 7)}


def test_what_somebody_keeps_away_from_keeps_the_text_from_them_alone():
    away = {7: keeps_away([Topic.suicide], "fire"), 8: keeps_away([], "water")}
    texts = [conflicts.Text(1, [Topic.suicide], ("Sleep",)), conflicts.Text(2, [], ("A fire", "")), conflicts.Text(3)]
    assert conflicts.apart([], away, texts) == {(1, 7), (2, 7)}


def test_one_organisation_is_told_by_its_name_and_no_name_tells_nothing():
    belong = [(7, "The Trust"), (8, " "), (9, "Elsewhere")]
    places = [(1, [{"org": "the trust"}, {"org": None}]), (2, [{}])]
    assert conflicts.of_one_organisation(belong, places) == {(7, 1)}
