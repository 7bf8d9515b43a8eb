"""Plans: drawn up, published, replaced; and what the database itself refuses, each guard with its control."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from conference import triggers
from conference.actions.reviewers import assignment
from conference.actions.reviewers.review_forms import prepare
from conference.actions.reviewers.reviewers import decline
from conference.db import db, writing
from conference.models.abstracts.abstracts import Abstract
from conference.models.audit import AuditEntry
from conference.models.editions.editions import Edition
from conference.models.outbox import Message
from conference.models.reviewers.assignment import Assignment, AssignmentProposal, AssignmentShortfall
from conference.models.reviewers.reviewers import Conflict, Reviewer
from conference.models.reviews.reviews import Review
from conference.queries.people import people
from conference.queries.reviewers import assignment as find
from conference.queries.reviews import reviews
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.people.duties import Kind
from conference.rules.refusals import Refused
from conference.rules.reviewers.assignment import Cause, ConflictStatus, ProposalState, ReviewerState, Seat, Seats
from conference.rules.reviews.reviews import ReviewState
from tests.builders.abstracts import a_conflict, a_proposal, a_reviewer, an_abstract, an_assignment
from tests.cast import AT, a_person, a_stream, an_edition
from tests.guards import drop


def a_house(db: Any, lived: int = 2, professional: int = 3, abstracts: int = 4, **facts: Any) -> Edition:
    edition = an_edition()
    for n in range(lived + professional):
        kind = Kind.lived_experience if n < lived else Kind.professional
        a_reviewer(edition, a_person(f"R{n}", sign_in_email=f"r{n}@example.org"), kind, **facts)
    for n in range(abstracts):
        an_abstract(edition, f"Title {n}")
    return edition


def draw_up(edition: Edition, name: str = "First", seats: Seats = Seats()) -> AssignmentProposal:
    return assignment.draw_up(edition, name=name, seats=seats, by=people.system(), at=AT)


def test_a_plan_is_drawn_up_published_and_replaced(db: Any) -> None:
    with writing():
        edition = a_house(db)
        first = draw_up(edition)
        assert (first.state, find.pair_count(first), find.shortfalls(first)) == ("draft", 12, [])
        assert db.session.query(Message).count() == 0
        assignment.publish(first, by=people.system(), at=AT)
        assert {one.state for one in db.session.query(Abstract)} == {"under_review"}
        assert db.session.query(Message).count() == 5
        second = draw_up(edition, "Second")
        assignment.publish(second, by=people.system(), at=AT)
    assert [one.state for one in find.proposals(edition)] == ["published", "superseded"]
    assert find.published(edition).name == "Second"
    assert [entry.event for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)] == [
        "assignment.drawn_up",
        "assignment.published",
    ] * 2
    seats = Counter((row["abstract"], row["seat"]) for row in find.exported(second))
    assert set(seats.values()) == {1}


def test_the_empty_seats_are_kept_with_their_cause(db: Any) -> None:
    with writing():
        edition = an_edition()
        safe, kind = a_stream(edition, "Safe"), a_stream(edition, "Kind", 2)
        a_reviewer(edition, a_person("A"), streams=[safe])
        for n in range(3):
            a_reviewer(edition, a_person(f"P{n}"), Kind.professional)
        an_abstract(edition, stream=safe)
        starved = an_abstract(edition, stream=kind)
        plan = draw_up(edition)
        short = find.shortfalls(plan)
    assert [(one.abstract_id, one.seat, one.cause) for one in short] == [
        (starved.id, Seat.lived_experience, Cause.nobody_in_stream)
    ]
    assert find.reason(short[0]) == "There is no lived-experience reviewer in the stream “Kind”."


def test_the_plan_never_uses_who_has_not_said_yes(db: Any) -> None:
    with writing():
        edition = a_house(db, lived=1, professional=2, abstracts=1)
        a_reviewer(edition, a_person("Not yet"), state=ReviewerState.invited)
        a_reviewer(edition, a_person("No"), state=ReviewerState.declined)
        plan = draw_up(edition)
        assert find.pair_count(plan) == 3


def a_review(assignment_row: Assignment, state: ReviewState = ReviewState.started) -> None:
    row = assignment_row
    review = Review(
        assignment_id=row.id,
        abstract_id=row.abstract_id,
        reviewer_id=row.reviewer_id,
        kind=row.kind,
        form_id=reviews.form_of(row.abstract.edition, row.kind).id,
        saved_at=AT,
    )
    db.session.add(review)
    db.session.flush()
    if state == ReviewState.skipped:
        review.state, review.skipped_at = state, AT
        db.session.flush()


def test_a_later_plan_keeps_what_has_begun_and_gives_a_skipped_one_to_somebody_else(db: Any) -> None:
    with writing():
        edition = a_house(db, lived=3, professional=6, abstracts=6)
        prepare(edition, at=AT)
        first = draw_up(edition)
        assignment.publish(first, by=people.system(), at=AT)
        rows = db.session.query(Assignment).order_by(Assignment.id).all()
        begun, skipped, decided = rows[0], rows[1], rows[-1]
        a_review(begun)
        a_review(skipped, ReviewState.skipped)
        decided.abstract.state = AbstractState.accepted
        told = db.session.query(Message).count()
        second = draw_up(edition, "Second")
        assignment.publish(second, by=people.system(), at=AT)
        now_there = find.pairs_of(second)
    assert (begun.abstract_id, begun.reviewer_id) in now_there
    assert (skipped.abstract_id, skipped.reviewer_id) not in now_there
    assert (decided.abstract_id, decided.reviewer_id) in now_there
    assert len(now_there) == 18
    moved = len(now_there - {(row.abstract_id, row.reviewer_id) for row in rows})
    assert 1 <= db.session.query(Message).count() - told <= moved <= 4


def test_a_plan_that_lacks_a_begun_review_is_not_published(db: Any) -> None:
    with writing():
        edition = a_house(db, lived=3, professional=6)
        prepare(edition, at=AT)
        assignment.publish(draw_up(edition), by=people.system(), at=AT)
        row = db.session.query(Assignment).order_by(Assignment.id).first()
        empty = a_proposal(edition, "Empty")
        a_review(row)
        with pytest.raises(Refused, match="^has_begun$"):
            assignment.publish(empty, by=people.system(), at=AT)


def test_nobody_is_asked_to_read_their_own_abstract(db: Any) -> None:
    with writing():
        edition = a_house(db, lived=1, professional=2, abstracts=2)
        person_id = db.session.query(Reviewer).filter_by(kind=Kind.lived_experience).one().person_id
        own, written = db.session.query(Abstract).order_by(Abstract.id)
        own.submitter_id = person_id
        written.authors[0].person_id = person_id
        db.session.flush()
        plan = draw_up(edition)
        causes = [(one.abstract_id, one.seat, one.cause) for one in find.shortfalls(plan) if one.seat != Seat.any]
    assert causes == [
        (own.id, Seat.lived_experience, Cause.all_conflicted),
        (written.id, Seat.lived_experience, Cause.all_conflicted),
    ]


def test_no_more_keeps_what_was_sent(db: Any) -> None:
    with writing():
        edition = a_house(db, lived=1, professional=2, abstracts=3)
        prepare(edition, at=AT)
        assignment.publish(draw_up(edition), by=people.system(), at=AT)
        reviewer = db.session.query(Reviewer).filter_by(kind=Kind.lived_experience).one()
        sent = db.session.query(Assignment).filter_by(reviewer_id=reviewer.id).order_by(Assignment.id).first()
        a_review(sent)
        review = db.session.query(Review).one()
        review.overall, review.score, review.co_production = 4, 4_000_000, 3
        review.state, review.submitted_at, review.version = ReviewState.submitted, AT, 1
        db.session.flush()
        decline(reviewer, reason="", by=people.system(), at=AT)
        held = db.session.query(Assignment).filter_by(reviewer_id=reviewer.id, released_at=None).all()
    assert [row.id for row in held] == [sent.id]
    assert (reviewer.state, reviewer.max_load) == (ReviewerState.accepted, 1)


def test_a_name_is_used_once_and_a_draft_can_be_thrown_away(db: Any) -> None:
    with writing():
        edition = a_house(db)
        plan = draw_up(edition)
        with pytest.raises(Refused, match="^name_taken$"):
            draw_up(edition)
        assignment.throw_away(plan, by=people.system(), at=AT)
        assert db.session.query(Assignment).count() == 0
        again = draw_up(edition)
        assignment.publish(again, by=people.system(), at=AT)
        with pytest.raises(Refused, match="^not_a_draft$"):
            assignment.publish(again, by=people.system(), at=AT)
        with pytest.raises(Refused, match="^not_a_draft$"):
            assignment.throw_away(again, by=people.system(), at=AT)


def test_a_number_made_smaller_since_stops_the_publishing(db: Any) -> None:
    with writing():
        edition = a_house(db, lived=1, professional=2)
        plan = draw_up(edition)
        db.session.query(Reviewer).filter_by(kind=Kind.lived_experience).one().max_load = 1
        db.session.flush()
        with pytest.raises(Refused, match="^over_limit$"):
            assignment.publish(plan, by=people.system(), at=AT)


# -- What the database refuses, whatever the path; without the guard it happens -------------------


def onto_a_conflict(db: Any) -> None:
    edition = a_house(db, 1, 0, 1)
    reviewer, abstract = db.session.query(Reviewer).one(), db.session.query(Abstract).one()
    a_conflict(reviewer, abstract)
    an_assignment(a_proposal(edition), abstract, reviewer)


def conflict_on_a_held_pair(db: Any) -> None:
    edition = a_house(db, 1, 0, 1)
    reviewer, abstract = db.session.query(Reviewer).one(), db.session.query(Abstract).one()
    an_assignment(a_proposal(edition, published=True), abstract, reviewer)
    a_conflict(reviewer, abstract)


def conflict_confirmed_on_a_held_pair(db: Any) -> None:
    edition = a_house(db, 1, 0, 1)
    reviewer, abstract = db.session.query(Reviewer).one(), db.session.query(Abstract).one()
    conflict = a_conflict(reviewer, abstract, status=ConflictStatus.cleared)
    an_assignment(a_proposal(edition), abstract, reviewer)
    conflict.status = ConflictStatus.confirmed
    db.session.flush()


def one_above_the_number(db: Any) -> None:
    edition = a_house(db, 1, 0, 2, max_load=1)
    plan, reviewer = a_proposal(edition, published=True), db.session.query(Reviewer).one()
    for abstract in db.session.query(Abstract).order_by(Abstract.id):
        an_assignment(plan, abstract, reviewer)


def publish_above_the_number(db: Any) -> None:
    edition = a_house(db, 1, 0, 2, max_load=1)
    plan, reviewer = a_proposal(edition), db.session.query(Reviewer).one()
    for abstract in db.session.query(Abstract).order_by(Abstract.id):
        an_assignment(plan, abstract, reviewer)
    plan.state, plan.published_at, plan.published_by = ProposalState.published, AT, people.system().id
    db.session.flush()


def number_below_the_load(db: Any) -> None:
    edition = a_house(db, 1, 0, 2)
    plan, reviewer = a_proposal(edition, published=True), db.session.query(Reviewer).one()
    for abstract in db.session.query(Abstract).order_by(Abstract.id):
        an_assignment(plan, abstract, reviewer)
    reviewer.max_load = 1
    db.session.flush()


def leaves_with_reviews(db: Any) -> None:
    edition = a_house(db, 1, 0, 1)
    reviewer = db.session.query(Reviewer).one()
    an_assignment(a_proposal(edition, published=True), db.session.query(Abstract).one(), reviewer)
    reviewer.state = ReviewerState.declined
    db.session.flush()


def to_somebody_who_said_no(db: Any) -> None:
    edition = a_house(db, 0, 0, 1)
    reviewer = a_reviewer(edition, a_person("No"), state=ReviewerState.declined)
    an_assignment(a_proposal(edition), db.session.query(Abstract).one(), reviewer)


def across_editions(db: Any) -> None:
    a_house(db, 1, 0, 1)
    other = an_edition("FORUM28")
    an_assignment(a_proposal(other), db.session.query(Abstract).one(), db.session.query(Reviewer).one())


def delete_from_a_published_plan(db: Any) -> None:
    edition = a_house(db, 1, 0, 1)
    plan = a_proposal(edition, published=True)
    an_assignment(plan, db.session.query(Abstract).one(), db.session.query(Reviewer).one())
    db.session.execute(sa.delete(Assignment))


def back_to_draft(db: Any) -> None:
    plan = a_proposal(an_edition(), published=True)
    plan.state, plan.published_at, plan.published_by = ProposalState.draft, None, None
    db.session.flush()


def onto_own_abstract(db: Any) -> None:
    edition = a_house(db, 1, 0, 0)
    reviewer = db.session.query(Reviewer).one()
    an_assignment(a_proposal(edition), an_abstract(edition, submitter_id=reviewer.person_id), reviewer)


def onto_abstract_they_wrote(db: Any) -> None:
    edition = a_house(db, 1, 0, 1)
    reviewer, abstract = db.session.query(Reviewer).one(), db.session.query(Abstract).one()
    abstract.authors[0].person_id = reviewer.person_id
    db.session.flush()
    an_assignment(a_proposal(edition), abstract, reviewer)


GUARDS: list[tuple[str, Callable[[Any], None]]] = [
    ("assignment_never_onto_a_conflict", onto_a_conflict),
    ("assignment_never_onto_own_work", onto_own_abstract),
    ("assignment_never_onto_own_work", onto_abstract_they_wrote),
    ("conflict_only_when_released_insert", conflict_on_a_held_pair),
    ("conflict_only_when_released_update", conflict_confirmed_on_a_held_pair),
    ("assignment_within_limit", one_above_the_number),
    ("assignment_proposal_within_limits", publish_above_the_number),
    ("reviewer_limit_not_below_load", number_below_the_load),
    ("reviewer_leaves_without_reviews", leaves_with_reviews),
    ("assignment_only_to_accepted", to_somebody_who_said_no),
    ("assignment_in_one_edition", across_editions),
    ("assignment_kept", delete_from_a_published_plan),
    ("assignment_proposal_never_back", back_to_draft),
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


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("ck_assignment_seat_fits_kind", {"seat": Seat.professional}),
        ("ck_assignment_affinity_0_to_1", {"affinity": 1.5}),
        ("fk_assignment_reviewer_id_kind", {"kind": Kind.professional}),
    ],
)
def test_a_wrong_seat_a_wrong_fit_and_a_wrong_kind_are_refused(db: Any, name: str, facts: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError) as refused, writing():
        edition = a_house(db, 1, 0, 1)
        an_assignment(a_proposal(edition), db.session.query(Abstract).one(), db.session.query(Reviewer).one(), **facts)
    words = triggers.refused_by(refused.value)
    assert name in words or "FOREIGN KEY" in words


def test_one_reviewer_once_an_abstract_and_plan_and_one_published_plan(db: Any) -> None:
    with pytest.raises(IntegrityError), writing():
        edition = a_house(db, 1, 0, 1)
        plan = a_proposal(edition)
        for _ in range(2):
            an_assignment(plan, db.session.query(Abstract).one(), db.session.query(Reviewer).one())
    with pytest.raises(IntegrityError), writing():
        other = an_edition("FORUM28")
        a_proposal(other, "One", published=True)
        a_proposal(other, "Two", published=True)
    assert db.session.query(AssignmentShortfall).count() == db.session.query(Conflict).count() == 0
