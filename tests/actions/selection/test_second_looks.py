"""Where one lived-experience score alone would keep work from the top, a second reader is asked by itself."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from conference.actions.reviewers import reviewers as reviewer_list
from conference.models.outbox import Message
from conference.models.reviewers.assignment import Assignment
from conference.queries.reviewers import reviewers
from conference.queries.reviews import reviews as find
from conference.queries.selection import ranking, second_looks
from conference.rules.people.duties import Kind
from tests import cast
from tests.builders import reviews as build
from tests.cast import AT


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    cast.dara(edition)
    return edition


def looks(db, abstract):
    rows = db.session.scalars(
        sa.select(Assignment).where(Assignment.abstract_id == abstract.id, Assignment.kind == Kind.lived_experience)
    )
    return [each.reviewer.person.called for each in rows]


def test_a_second_reader_is_asked_once_and_their_score_can_lift_the_cap(db, edition):
    ben = build.a_reviewer(cast.ben(), edition)
    capped = build.reviewed(edition, (5, 1), 5)
    build.reviewed(edition, (5, 3), 5)  # not capped
    build.reviewed(edition, (2, 1), 2)  # no contender
    build.ranked(edition)
    assert looks(db, capped) == ["Amina Yusuf", "Ben Okoro"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Assignment)) == 7
    letter = db.session.scalars(sa.select(Message).where(Message.kind == "reviews_assigned")).one()
    assert letter.person_id == ben.person_id
    assert second_looks.standing(edition) == second_looks.Standing(1, 1)
    build.ranked(edition)
    assert looks(db, capped) == ["Amina Yusuf", "Ben Okoro"]  # once
    pair, _review, _settings = find.pair_of(ben.person, edition, capped.reference)
    build.sent(pair, 5, 4)
    build.ranked(edition)
    band = {row[0].reference: row[1].band for row in ranking.all_ranked(edition)}
    assert band[capped.reference] == "top"


def test_nobody_with_a_conflict_or_a_full_number_is_asked_and_the_desk_says_so(db, edition):
    ben = build.a_reviewer(cast.ben(), edition)
    capped = build.reviewed(edition, (5, 1), 5)
    reviewer_list.declare_conflict(ben, capped, by=ben.person, at=AT)
    build.ranked(edition)
    assert (looks(db, capped), second_looks.standing(edition)) == (["Amina Yusuf"], second_looks.Standing(1, 0))


def test_nobody_is_asked_after_reviews_have_closed(db, edition):
    build.a_reviewer(cast.ben(), edition)
    capped = build.reviewed(edition, (5, 1), 5)
    settings = reviewers.settings(edition)
    settings.closes_at = AT - timedelta(days=1)
    db.session.add(settings)
    build.ranked(edition)
    assert looks(db, capped) == ["Amina Yusuf"]
