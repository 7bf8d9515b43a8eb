from dataclasses import replace
from datetime import timedelta

import pytest

from conference.rules.abstracts import submissions as rules
from conference.rules.abstracts.abstracts import AbstractState, Answer, Involvement
from conference.rules.abstracts.submissions import Page, PassFor, Thin, Work
from tests.cast import AT

DAY = timedelta(days=1)
WHOLE = Work(
    title="T", has_type=True, authors=2, presenters=1, lived_experience_authors=1, lived_experience_presenters=1,
    parts=("a b", "c"), summary="Plain words.", involvement=Involvement.design, who="Six people with asthma",
    chosen="by their own group", changed="they asked for a letter that a tired person can read", paid=Answer.yes,
    patient_data=Answer.yes, agreed=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({}, []),
        ({"title": " "}, [Page.about]),
        ({"presenters": 0}, [Page.authors]),
        ({"parts": ("a", "")}, [Page.text]),
        ({"parts": ("a " * 4, "b " * 4)}, [Page.text]),
        ({"summary": "w " * 4}, [Page.summary]),
        ({"involvement": Involvement.not_asked}, [Page.together]),
        ({"involvement": Involvement.none}, [Page.together]),
        ({"involvement": Involvement.none, "none_because": "No time."}, []),
        ({"changed": ""}, [Page.together]),
        ({"agreed": False}, [Page.declare]),
    ],
)
def test_work_is_sent_whole_and_an_honest_none_is_whole_with_its_reason(facts, missing):
    assert rules.missing(replace(WHOLE, **facts), most_words=7, summary_words=3) == missing


@pytest.mark.parametrize(
    ("facts", "thin"),
    [
        ({}, []),
        ({"involvement": Involvement.not_asked}, []),
        ({"involvement": Involvement.none}, [Thin.none]),
        ({"involvement": Involvement.sharing}, [Thin.late]),
        ({"who": "some", "chosen": "", "changed": "a lot"}, [Thin.who, Thin.chosen, Thin.changed]),
        ({"paid": Answer.no}, [Thin.paid]),
        ({"lived_experience_authors": 0, "lived_experience_presenters": 0}, [Thin.author, Thin.presenter]),
        ({"lived_experience_presenters": 0, "pass_for": PassFor.later}, []),
    ],
)
def test_thin_facts_are_told_and_nothing_is_guessed_from_the_text(facts, thin):
    assert rules.thin(replace(WHOLE, **facts)) == thin
    assert rules.thin(replace(WHOLE, parts=("co-produced with patients",), **facts)) == thin


def test_the_last_day_moves_for_who_was_given_more_time_and_for_nobody_else():
    closes = AT + DAY
    assert rules.may_edit(AbstractState.draft, AT, closes, None, AT)
    assert not rules.may_edit(AbstractState.draft, AT, closes, None, closes)
    assert rules.may_edit(AbstractState.draft, AT, closes, closes + DAY, closes)
    assert rules.may_edit(AbstractState.submitted, AT, closes, AT - DAY, AT)  # never less time than all have
    assert not rules.may_edit(AbstractState.under_review, AT, closes, closes + DAY, AT)


def test_an_author_moves_one_place_and_stays_in_the_list():
    assert rules.moved([1, 2, 3], 3, up=True) == [1, 3, 2]
    assert (rules.moved([1, 2], 1, up=True), rules.moved([1, 2], 2, up=False)) == ([1, 2], [1, 2])
