"""A plan gives nobody what they keep away from, what comes from their own organisation, or anything while away."""

from datetime import date, timedelta

import pytest

from conference.actions.reviewers import assignment, reviewers
from conference.db import db, writing
from conference.models.reviewers.assignment import Assignment
from conference.models.reviewers.reviewers import Conflict, Preference, ReviewSettings
from conference.queries.people import people
from conference.rules.abstracts.abstracts import Answer
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import Bid, ConflictSource, ConflictStatus, Seats
from tests.builders.abstracts import a_reviewer, an_abstract
from tests.cast import AT, a_person, an_edition

TOLD = {
    "organisation": "",
    "away": None,
    "avoids": (),
    "avoids_words": "",
    "wants_fee": Answer.not_asked,
    "pace": None,
    "in_reserve": False,
}


@pytest.fixture
def house(db):
    """Two reviewers with lived experience, one text that the first would like; one of each kind reads it."""
    with writing():
        edition = an_edition()
        db.session.add(ReviewSettings(edition_id=edition.id, closes_at=AT + timedelta(days=30)))
        first, second = (a_reviewer(edition, a_person(name)) for name in ("First", "Second"))
        a_reviewer(edition, a_person("Pro"), Kind.professional)
        work = an_abstract(edition, "After the fire", topics=["violence"])
        db.session.add(Preference(reviewer_id=first.id, abstract_id=work.id, bid=Bid.yes))
    return edition, first, second, work


def readers(edition, name="Plan"):
    with writing():
        plan = assignment.draw_up(edition, name=name, seats=Seats(2, 1, 1), by=people.system(), at=AT)
        return {
            row.reviewer_id
            for row in db.session.query(Assignment).filter_by(proposal_id=plan.id, kind=Kind.lived_experience)
        }


def tell(reviewer, **facts):
    with writing():
        reviewers.tell(reviewer, **{**TOLD, **facts}, by=reviewer.person, at=AT)


def test_control_who_says_nothing_gets_the_first_text(house):
    edition, first, _second, _work = house
    assert readers(edition) == {first.id}


@pytest.mark.parametrize(
    "facts",
    [
        {"avoids": ["violence"]},
        {"avoids_words": "Fire"},
        {"in_reserve": True},
        {"away": (date(2027, 1, 10), date(2027, 2, 20))},
        {"organisation": "The Trust"},
    ],
    ids=["a topic", "a word", "in reserve", "away to the end", "the same organisation"],
)
def test_the_text_goes_to_somebody_else(house, facts):
    edition, first, second, _work = house
    tell(first, **facts)
    assert readers(edition) == {second.id}


@pytest.mark.parametrize(
    "facts",
    [
        {"avoids": ["eating"]},
        {"avoids_words": "flood"},
        {"away": (date(2027, 1, 10), date(2027, 1, 20))},
        {"organisation": "NHS"},
        {"pace": 50},
    ],
)
def test_what_has_nothing_to_do_with_it_keeps_nobody_away(house, facts):
    edition, first, _second, _work = house
    tell(first, **facts)
    assert readers(edition) == {first.id}


def test_an_organiser_says_that_a_name_misled_and_it_stays_said(house):
    edition, first, second, work = house
    tell(first, organisation="Trust")
    assert readers(edition) == {second.id}
    noted = db.session.query(Conflict).filter_by(reviewer_id=first.id, abstract_id=work.id).one()
    assert (noted.source, noted.status) == (ConflictSource.organisation, ConflictStatus.suspected)
    with writing():
        reviewers.take_back_conflict(noted, by=people.system(), at=AT)
    assert readers(edition, "Second") == {first.id}
    assert noted.status == ConflictStatus.cleared
