"""Ten reviewers send or change their minds at once, and one does so from five tabs: each counted, once."""

import threading

import pytest
from sqlalchemy import func, select

from conference.actions.reviewers import assignment
from conference.actions.reviews import discussion, reviews
from conference.db import db, writing
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviews.reviews import Review, ReviewTally, ReviewVersion
from conference.queries.people import people
from conference.queries.reviews import reviews as queries
from conference.rules.reviewers.reasons import ReviewerReason
from conference.rules.reviews.reasons import ReviewReason
from conference.rules.reviews.reviews import Answers, Fact
from tests import cast
from tests.builders import reviews as build, talks as build_talk
from tests.cast import AT

TEN = 10


@pytest.fixture
def pairs(db):
    edition = cast.an_edition()
    work = build.an_abstract(edition)
    people = [cast.a_person(f"Reader {n}") for n in range(TEN)]
    ids = [build.a_pair(work, build.a_reviewer(person, edition)).id for person in people]
    db.session.commit()
    return work.id, ids


def at_once(app, tasks):
    start, wrong = threading.Barrier(len(tasks)), []

    def run(task):
        with app.app_context():
            start.wait(60)
            try:
                task()
            except Exception as error:
                wrong.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=[task]) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return wrong


def send(pair_id, overall=4):
    def task():
        with writing():
            pair = db.session.get_one(Assignment, pair_id)
            queries.review_of(pair)  # as the page does, before the lock
            reviews.submit(pair, build.answers(pair, overall), by=pair.reviewer.person, at=AT)

    return task


def test_ten_reviewers_at_once_are_all_counted(app, db, pairs):
    work, ids = pairs
    assert at_once(app, [send(pair, 1 + n % 5) for n, pair in enumerate(ids)]) == []
    db.session.rollback()
    tally = db.session.get_one(ReviewTally, work)
    assert (tally.le_count, tally.le_total) == (TEN, 30_000_000)
    assert db.session.scalar(select(func.count()).where(Review.state == "submitted")) == TEN


def test_control_adding_one_to_what_was_read_loses_reviews(app, db, pairs):
    work, ids = pairs
    db.session.add(ReviewTally(abstract_id=work, changed_at=AT))
    db.session.commit()
    read = threading.Barrier(TEN)

    def naive():
        tally = db.session.get_one(ReviewTally, work)
        count = tally.le_count
        read.wait(60)
        tally.le_count = count + 1
        db.session.commit()

    at_once(app, [naive] * TEN)
    db.session.rollback()
    assert db.session.get_one(ReviewTally, work).le_count < TEN


def change(pair_id, overall, facts):
    def task():
        with writing():
            pair = db.session.get_one(Assignment, pair_id)
            queries.review_of(pair)  # as the page does, before the lock
            by = pair.reviewer.person
            discussion.change_mind(pair, overall=overall, facts=facts, reason="So.", by=by, at=AT)

    return task


def test_minds_changed_at_once_are_all_counted_and_one_changed_in_five_tabs_once(app, db):
    work = build_talk.apart(cast.an_edition())
    mine, theirs = build_talk.pair_of(work).id, build_talk.pair_of(work, lived=False).id
    work = work.id
    db.session.commit()
    wrong = at_once(app, [*[change(mine, 4, [Fact.designed])] * 5, change(theirs, 1, [Fact.none])])
    assert [getattr(error, "reason", error) for error in wrong] == [ReviewReason.same_mind] * 4
    db.session.rollback()
    tally = db.session.get_one(ReviewTally, work)
    assert (tally.le_total, tally.professional_total) == (4_000_000, 1_000_000)
    assert sorted(db.session.scalars(select(Review.version))) == [2, 2]
    assert db.session.scalar(select(func.count()).select_from(ReviewVersion)) == 4


def test_one_review_sent_from_five_tabs_is_sent_once(app, db, pairs):
    work, ids = pairs
    with writing():
        reviews.save(db.session.get_one(Assignment, ids[0]), Answers(overall=2), at=AT)
    wrong = at_once(app, [send(ids[0])] * 5)
    assert [getattr(error, "reason", error) for error in wrong] == [ReviewReason.closed] * 4
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(ReviewVersion)) == 1
    assert db.session.get_one(ReviewTally, work).le_count == 1


@pytest.mark.parametrize("_round", range(4))
def test_a_plan_is_taken_back_or_somebody_begins_and_never_both(app, db, pairs, _round):
    _work, ids = pairs
    plan_id = db.session.get_one(Assignment, ids[0]).proposal_id
    db.session.commit()

    def back():
        with writing():
            plan = db.session.get_one(AssignmentProposal, plan_id)
            assignment.take_back(plan, by=people.system(), at=AT)

    def begin():
        with writing():
            reviews.save(db.session.get_one(Assignment, ids[0]), Answers(overall=2), at=AT)

    wrong = at_once(app, [back, begin])
    db.session.rollback()
    begun = db.session.scalar(select(func.count()).select_from(Review))
    state = db.session.get_one(AssignmentProposal, plan_id).state
    assert ([error.reason for error in wrong], begun, state) in (
        ([ReviewerReason.begun_in_it], 1, "published"),
        ([ReviewReason.closed], 0, "superseded"),
    )
