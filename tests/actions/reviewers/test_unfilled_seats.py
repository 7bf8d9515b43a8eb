"""A seat that came free is named at the desk with the next best person, and one press gives it to them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from conference.actions.reviewers import assignment, reviewers, unfilled_seats
from conference.actions.reviews import reviews
from conference.db import db, writing
from conference.models.abstracts.abstracts import Abstract
from conference.models.audit import AuditEntry
from conference.models.editions.editions import Edition
from conference.models.outbox import Message
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviewers.reviewers import Reviewer
from conference.queries.people import people
from conference.queries.reviewers import reviewers as find, unfilled_seats as uncovered
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.people.duties import Kind
from conference.rules.refusals import Refused
from conference.rules.reviewers.assignment import ReviewerState, Seat, Seats
from conference.signposts.lines import Waiting
from conference.signposts.reviewers import assignment as review_desk, unfilled_seats as unfilled_seats_signposts
from tests.actions.reviews.test_review_race import at_once
from tests.builders.abstracts import a_reviewer, an_abstract
from tests.cast import AT, a_person, an_edition

LATER = AT + timedelta(days=1)


def a_plan(lived: int = 2, abstracts: int = 1) -> AssignmentProposal:
    """A plan in force: one person with lived experience and one professional read each abstract."""
    edition = an_edition()
    for n in range(lived):
        a_reviewer(edition, a_person(f"Lived {n}", sign_in_email=f"l{n}@example.org"), max_load=5)
    a_reviewer(edition, a_person("Pro"), Kind.professional)
    for n in range(abstracts):
        an_abstract(edition, f"Title {n}")
    plan = assignment.draw_up(edition, name="First", seats=Seats(2, 1, 1), by=people.system(), at=AT)
    assignment.publish(plan, by=people.system(), at=AT)
    return plan


def lived_pair() -> Assignment:
    pair: Assignment = (
        db.session.query(Assignment).filter_by(kind=Kind.lived_experience).order_by(Assignment.id).first()
    )
    return pair


def other_than(pair: Assignment) -> Reviewer:
    found: Reviewer = (
        db.session.query(Reviewer)
        .filter(Reviewer.kind == Kind.lived_experience, Reviewer.id != pair.reviewer_id)
        .order_by(Reviewer.id)
        .first()
    )
    return found


def steps_back(pair: Assignment) -> None:
    reviewers.decline(pair.reviewer, reason="", by=pair.reviewer.person, at=AT)


def has_a_conflict(pair: Assignment) -> None:
    reviewers.declare_conflict(pair.reviewer, pair.abstract, by=pair.reviewer.person, at=AT)


def skips(pair: Assignment) -> None:
    reviews.skip(pair, by=pair.reviewer.person, at=AT)


def alarms(edition: Edition, at: Any = AT) -> list[Waiting]:
    return unfilled_seats_signposts.waiting(edition, at=at)


def give(plan: AssignmentProposal, to: Reviewer, seat: Seat = Seat.lived_experience, at: Any = LATER) -> Assignment:
    return unfilled_seats.give(plan, db.session.query(Abstract).first(), to, seat=seat, by=people.system(), at=at)


@pytest.mark.parametrize("what", [steps_back, has_a_conflict, skips])
def test_the_desk_names_the_abstract_and_the_next_best_and_one_press_gives_the_seat(
    db: Any, what: Callable[[Assignment], None]
) -> None:
    with writing():
        plan = a_plan()
        edition, pair = plan.edition, lived_pair()
        other = other_than(pair)
        assert alarms(edition) == []
        what(pair)
        (line,) = alarms(edition)
        assert line.text == (
            f"A-0001: needs a new lived-experience reviewer. Next best: {other.person.name}, who reviews 0 of 5."
        )
        assert line.press is not None
        assert line.press.fields == {"reviewer": other.id, "seat": "lived_experience"}
        before = db.session.query(Message).count()
        given = give(plan, other)
        assert alarms(edition) == []
    assert (given.proposal_id, given.seat, given.kind, given.affinity) == (
        plan.id,
        "lived_experience",
        other.kind,
        0.45,
    )
    letters = db.session.query(Message).order_by(Message.id).all()[before:]
    assert [(one.kind, one.person_id) for one in letters] == [("reviews_assigned", other.person_id)]
    assert "You have 1 abstract to review" in letters[0].body
    entry = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (entry.event, entry.about_id) == ("assignment.seat_given", given.id)
    assert find.published_load(other) == 1


def test_where_nobody_is_free_the_nearest_is_named_without_a_button(db: Any) -> None:
    with writing():
        plan = a_plan(lived=1)
        steps_back(lived_pair())
        (line,) = alarms(plan.edition)
        assert (line.press, line.text.endswith("There is no one else to ask.")) == (None, True)
        full = a_reviewer(plan.edition, a_person("Asked"), state=ReviewerState.invited)
        (line,) = alarms(plan.edition)
        assert (line.press, "The nearest person is Asked" in line.text) == (None, True)
        with pytest.raises(Refused, match="^seat_taken$"):
            give(plan, full)


def test_the_first_three_are_named_and_the_others_counted(db: Any) -> None:
    with writing():
        plan = a_plan(abstracts=5)
        for pair in db.session.query(Assignment).filter_by(kind=Kind.lived_experience).all():
            skips(pair)
        lines = alarms(plan.edition)
    assert [line.count for line in lines] == [1, 1, 1, 2]
    assert lines[-1].text == "More abstracts that lost a reviewer"
    assert uncovered.page(plan, number=1).total == 5


def test_a_seat_given_is_no_longer_waited_for_nor_one_of_a_decided_abstract(db: Any) -> None:
    with writing():
        edition = an_edition()
        a_reviewer(edition, a_person("Pro"), Kind.professional)
        an_abstract(edition)
        plan = assignment.draw_up(edition, name="First", seats=Seats(2, 1, 1), by=people.system(), at=AT)
        assignment.publish(plan, by=people.system(), at=AT)

        def nobody_fills() -> list[int]:
            lines = review_desk.waiting(edition, at=AT)
            return [line.count for line in lines if line.text == "Reviews still without a reviewer"]

        assert (nobody_fills(), alarms(edition)) == ([1], [])
        db.session.query(Abstract).one().state = AbstractState.accepted
        db.session.flush()
        assert nobody_fills() == []
        db.session.query(Abstract).one().state = AbstractState.under_review
        give(plan, a_reviewer(edition, a_person("New")))
        assert nobody_fills() == []


def test_who_may_not_sit_there_is_refused_in_words(db: Any) -> None:
    with writing():
        plan = a_plan(lived=3)
        pair = lived_pair()
        skips(pair)
        free = other_than(pair)
        pro = db.session.query(Reviewer).filter_by(kind=Kind.professional).one()
        for reviewer, seat in ((pair.reviewer, Seat.lived_experience), (pro, Seat.lived_experience), (free, Seat.any)):
            with pytest.raises(Refused, match="^seat_taken$"):
                give(plan, reviewer, seat)
        settings = find.settings(plan.edition)
        settings.closes_at = AT
        db.session.add(settings)
        db.session.flush()
        (line,) = alarms(plan.edition)
        assert line.press is None
        with pytest.raises(Refused, match="^seat_taken$"):
            give(plan, free)


def test_two_presses_at_once_give_the_seat_once(app: Any, db: Any) -> None:
    with writing():
        plan = a_plan(lived=3)
        skips(lived_pair())
        two = [one.id for one in db.session.query(Reviewer).filter_by(kind=Kind.lived_experience)]
        two.remove(lived_pair().reviewer_id)
        plan_id = plan.id

    def press(reviewer_id: int) -> Callable[[], None]:
        def task() -> None:
            with writing():
                give(db.session.get_one(AssignmentProposal, plan_id), db.session.get_one(Reviewer, reviewer_id))

        return task

    wrong = at_once(app, [press(one) for one in two])
    db.session.rollback()
    assert [str(error) for error in wrong] == ["seat_taken"]
    assert db.session.query(Assignment).filter_by(kind=Kind.lived_experience).count() == 2


def test_the_last_place_of_somebody_is_given_once(app: Any, db: Any) -> None:
    """Two abstracts lose their reader and the same person has one place left: the reviewer's row is locked too."""
    with writing():
        plan = a_plan(lived=3, abstracts=2)
        for pair in db.session.query(Assignment).filter_by(kind=Kind.lived_experience).all():
            skips(pair)
        reviewers = {one.reviewer_id for one in db.session.query(Assignment)}
        (free,) = db.session.query(Reviewer).filter(Reviewer.id.not_in(reviewers))
        free.max_load = 1
        db.session.flush()
        plan_id, free_id, keys = plan.id, free.id, [one.id for one in db.session.query(Abstract)]

    def press(abstract_id: int) -> Callable[[], None]:
        def task() -> None:
            with writing():
                facts = (AssignmentProposal, plan_id), (Abstract, abstract_id), (Reviewer, free_id)
                plan, abstract, reviewer = (db.session.get_one(table, key) for table, key in facts)
                unfilled_seats.give(plan, abstract, reviewer, seat=Seat.lived_experience, by=people.system(), at=LATER)

        return task

    wrong = at_once(app, [press(one) for one in keys])
    db.session.rollback()
    assert [str(error) for error in wrong] == ["seat_taken"]
    assert db.session.query(Assignment).filter_by(reviewer_id=free_id).count() == 1
