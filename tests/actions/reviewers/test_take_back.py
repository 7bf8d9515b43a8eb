"""A published plan is taken back until somebody begins; each guard of the database with its control."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from conference import triggers
from conference.actions.reviewers import assignment, reviewers
from conference.actions.reviews import reviews
from conference.db import db, writing
from conference.models.abstracts.abstracts import Abstract
from conference.models.audit import AuditEntry
from conference.models.editions.editions import Edition
from conference.models.outbox import Message
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviewers.reviewers import Reviewer
from conference.queries.people import people
from conference.queries.reviewers import assignment as find, take_back as taken_back
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.languages import Lang
from conference.rules.refusals import Refused
from conference.rules.reviewers.assignment import ProposalState
from conference.rules.reviews.reviews import Answers
from tests.builders.abstracts import a_conflict, a_proposal, a_reviewer, an_abstract, an_assignment
from tests.cast import AT, a_person, an_edition
from tests.guards import drop

LATER = AT + timedelta(hours=1)


def take_back(plan: AssignmentProposal) -> None:
    assignment.take_back(plan, by=people.system(), at=LATER)


def publish(plan: AssignmentProposal) -> None:
    assignment.publish(plan, by=people.system(), at=AT)


def two_plans() -> tuple[Edition, AssignmentProposal, AssignmentProposal]:
    """Ann reads Hands in both; Sleep goes from Bo to Cas, and Pain is new. The second is in force."""
    edition = an_edition()
    ann, bo, cas = (a_reviewer(edition, a_person(name, sign_in_email=f"{name}@example.org")) for name in NAMES)
    hands, sleep, pain = (an_abstract(edition, title) for title in ("Hands", "Sleep", "Pain"))
    first, second = a_proposal(edition, "First"), a_proposal(edition, "Second")
    for plan, pairs in (
        (first, ((hands, ann), (sleep, bo))),
        (second, ((hands, ann), (sleep, cas), (pain, cas))),
    ):
        for work, reader in pairs:
            an_assignment(plan, work, reader)
        publish(plan)
    return edition, first, second


NAMES = ("Ann", "Bo", "Cas")


def pair(plan: AssignmentProposal, title: str) -> Assignment:
    found: Assignment = (
        db.session.query(Assignment).join(Assignment.abstract).filter(
            Assignment.proposal_id == plan.id, Abstract.title == title
        ).one()
    )  # fmt: skip
    return found


def letters() -> dict[str, str]:
    rows = db.session.query(Message).filter_by(kind="reviews_taken_back")
    return {letter.person.name: letter.body for letter in rows}


def test_the_plan_before_is_in_force_again_and_only_those_whose_list_changes_are_told(db: Any) -> None:
    with writing():
        edition, first, second = two_plans()
        db.session.query(Reviewer).order_by(Reviewer.id.desc()).first().person.lang = Lang.nl
        take_back(second)
    assert (first.state, second.state, second.taken_back_at) == ("published", "superseded", LATER)
    assert find.published(edition) is first
    told = letters()
    assert sorted(told) == ["Bo", "Cas"]
    assert "This one is on your list again:\n\n- A-0002: Sleep" in told["Bo"]
    assert "You now have 1 abstract to review." in told["Bo"]
    assert "Deze teksten hoeft u niet te lezen:\n\n- A-0002: Sleep\n- A-0003: Pain" in told["Cas"]
    assert "U hebt nu niets te lezen." in told["Cas"]
    entry = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (entry.event, entry.about_id) == ("assignment.taken_back", second.id)
    assert [one.state for one in db.session.query(Abstract).order_by(Abstract.number)] == [
        AbstractState.under_review,
        AbstractState.under_review,
        AbstractState.submitted,
    ]


def test_without_a_plan_before_none_is_in_force(db: Any) -> None:
    with writing():
        edition = an_edition()
        plan = a_proposal(edition)
        an_assignment(plan, an_abstract(edition), a_reviewer(edition, a_person("Ann")))
        publish(plan)
        take_back(plan)
        again = assignment.draw_up(edition, name="Next", seats=plan.seats, by=people.system(), at=LATER)
        assignment.publish(again, by=people.system(), at=LATER)
    assert (plan.state, find.published(edition)) == ("superseded", again)
    assert "You do not have to read this one" in letters()["Ann"]


def test_work_on_what_is_new_keeps_the_plan_and_work_on_what_stays_does_not(db: Any) -> None:
    with writing():
        _edition, first, second = two_plans()
        reviews.save(pair(second, "Hands"), Answers(overall=3), at=AT)
        assert taken_back.begun(second) == 0
        reviews.skip(pair(second, "Pain"), by=people.system(), at=AT)
        assert taken_back.begun(second) == 0
        reviews.save(pair(second, "Sleep"), Answers(overall=3), at=AT)
        assert taken_back.begun(second) == 1
        with pytest.raises(Refused, match="^begun_in_it$"):
            take_back(second)
    assert (first.state, second.state) == ("superseded", "published")
    assert letters() == {}


def test_a_review_begun_of_what_stays_goes_on_after_it(db: Any) -> None:
    with writing():
        _edition, _first, second = two_plans()
        kept = pair(second, "Hands")
        reviews.save(kept, Answers(overall=3), at=AT)
        take_back(second)
        reviews.save(kept, Answers(overall=4), at=LATER)
        with pytest.raises(Refused, match="^closed$"):
            reviews.save(pair(second, "Sleep"), Answers(overall=3), at=LATER)


def test_who_gave_a_text_back_since_does_not_get_it_again(db: Any) -> None:
    with writing():
        edition, first, second = two_plans()
        ann, bo = db.session.query(Reviewer).order_by(Reviewer.id).limit(2)
        by = people.system()
        reviewers.declare_conflict(ann, pair(second, "Hands").abstract, by=by, at=AT)
        reviewers.decline(bo, reason="", by=by, at=AT)
        take_back(second)
    assert find.pairs_of(first) == set()
    assert sorted(letters()) == ["Cas"]
    assert find.published(edition) is first


def test_a_smaller_number_since_stops_it(db: Any) -> None:
    with writing():
        edition, first, second = two_plans()
        third = a_proposal(edition, "Third")
        an_assignment(third, pair(second, "Hands").abstract, pair(second, "Hands").reviewer)
        publish(third)
        cas = pair(second, "Sleep").reviewer
        cas.max_load = 1
        db.session.flush()
        with pytest.raises(Refused, match="^limit_before$"):
            take_back(third)
        db.session.rollback()


def test_plans_are_taken_back_one_after_the_other_and_each_once(db: Any) -> None:
    with writing():
        edition, first, second = two_plans()
        take_back(second)
        with pytest.raises(Refused, match="^not_in_force$"):
            take_back(second)
        third = assignment.draw_up(edition, name="Third", seats=first.seats, by=people.system(), at=LATER)
        assignment.publish(third, by=people.system(), at=LATER)
        assert third.former_id == first.id
        take_back(third)
        assert find.published(edition) is first
        take_back(first)
    assert find.published(edition) is None
    assert [one.taken_back_at for one in find.proposals(edition)] == [LATER] * 3


# -- What the database refuses, whatever the path; without the guard it happens -------------------


def set_back(plan: AssignmentProposal) -> None:
    plan.state, plan.taken_back_at, plan.taken_back_by = ProposalState.superseded, LATER, people.system().id
    db.session.flush()


def after_work_began(db: Any) -> None:
    _edition, _first, second = two_plans()
    reviews.save(pair(second, "Sleep"), Answers(overall=3), at=AT)
    set_back(second)


def back_while_the_next_was_not_taken_back(db: Any) -> None:
    _edition, first, second = two_plans()
    second.state = ProposalState.superseded
    db.session.flush()
    first.state = ProposalState.published
    db.session.flush()


def back_though_taken_back_itself(db: Any) -> None:
    _edition, _first, second = two_plans()
    set_back(second)
    db.session.execute(
        sa.update(AssignmentProposal)
        .where(AssignmentProposal.id == second.id)
        .values(state=ProposalState.published, taken_back_at=None, taken_back_by=None)
    )


def back_onto_a_conflict(db: Any) -> None:
    _edition, first, second = two_plans()
    a_conflict(pair(first, "Sleep").reviewer, pair(first, "Sleep").abstract)
    set_back(second)
    first.state = ProposalState.published
    db.session.flush()


def back_to_somebody_who_said_no(db: Any) -> None:
    _edition, first, second = two_plans()
    reviewers.decline(pair(first, "Sleep").reviewer, reason="", by=people.system(), at=AT)
    set_back(second)
    first.state = ProposalState.published
    db.session.flush()


def taken_back_at_another_time(db: Any) -> None:
    _edition, _first, second = two_plans()
    set_back(second)
    second.taken_back_at = AT
    db.session.flush()


def after_another_plan(db: Any) -> None:
    _edition, _first, second = two_plans()
    second.former_id = None
    db.session.flush()


GUARDS: list[tuple[str, Callable[[Any], None]]] = [
    ("assignment_proposal_not_taken_back_once_begun", after_work_began),
    ("assignment_proposal_never_back", back_while_the_next_was_not_taken_back),
    ("assignment_proposal_only_who_may_read", back_onto_a_conflict),
    ("assignment_proposal_only_who_may_read", back_to_somebody_who_said_no),
    ("assignment_proposal_taken_back_for_good", taken_back_at_another_time),
    ("assignment_proposal_follows_one", after_another_plan),
]


@pytest.mark.parametrize(("guard", "attempt"), GUARDS, ids=[attempt.__name__ for _, attempt in GUARDS])
def test_the_database_refuses(db: Any, guard: str, attempt: Callable[[Any], None]) -> None:
    with pytest.raises(IntegrityError) as refused, writing():
        attempt(db)
    assert guard in triggers.refused_by(refused.value)


@pytest.mark.parametrize(("guard", "attempt"), GUARDS, ids=[attempt.__name__ for _, attempt in GUARDS])
def test_without_the_guard_it_would_happen(db: Any, guard: str, attempt: Callable[[Any], None]) -> None:
    """The control: the same attempt with that one trigger gone, in a transaction that is dropped."""
    db.session.execute(drop(guard))
    attempt(db)
    db.session.rollback()


def test_a_plan_taken_back_is_never_in_force_again(db: Any) -> None:
    with pytest.raises(IntegrityError), writing():
        back_though_taken_back_itself(db)
    with pytest.raises(IntegrityError) as refused, writing():
        plan = a_proposal(an_edition("FORUM28"), published=True)
        plan.taken_back_at, plan.taken_back_by = AT, people.system().id
        db.session.flush()
    assert "taken_back_not_in_force" in triggers.refused_by(refused.value)


def test_one_plan_is_in_force_even_while_one_is_taken_back(db: Any) -> None:
    """The unique index alone: the plan before cannot come back beside the one that replaced it."""
    db.session.execute(drop("assignment_proposal_never_back"))
    _edition, first, _second = two_plans()
    first.state = ProposalState.published
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
