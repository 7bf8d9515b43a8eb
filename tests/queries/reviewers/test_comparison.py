"""Two plans beside each other: what they differ in, and as many statements for 1 row as for 30."""

from typing import Any

from conference.actions.reviews import reviews
from conference.db import writing
from conference.models.editions.editions import Edition
from conference.models.reviewers.assignment import AssignmentProposal
from conference.queries.reviewers import comparison
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import ReviewerState, Seat
from tests.builders import reviews as build
from tests.builders.abstracts import a_proposal, a_reviewer, an_abstract, an_assignment
from tests.cast import AT, a_person, an_edition


def two_plans(code: str, rows: int) -> tuple[Edition, AssignmentProposal, AssignmentProposal]:
    """Each abstract is read by the same professional in both, and by another person with lived experience in each."""
    edition = an_edition(code)
    left, right = a_proposal(edition, "Left"), a_proposal(edition, "Right")
    for n in range(rows):
        abstract = an_abstract(edition, f"Title {n}")
        both = a_reviewer(edition, a_person(f"P{n:02d}"), Kind.professional, max_load=4)
        for plan in (left, right):
            an_assignment(plan, abstract, both, Seat.professional, affinity=0.5)
        for plan, fit in ((left, 0.9), (right, 0.3)):
            reviewer = a_reviewer(edition, a_person(f"L{n:02d} {plan.name}"), max_load=1)
            an_assignment(plan, abstract, reviewer, Seat.lived_experience, affinity=fit)
    return edition, left, right


def read(left: AssignmentProposal, right: AssignmentProposal) -> list[Any]:
    """The page, read as it is shown."""
    comparison.figures(left), comparison.figures(right), comparison.moves(left, right)
    return comparison.differing_page(left, right, number=1).rows


def test_it_is_as_many_statements_for_1_row_as_for_30(db: Any, counted: Any) -> None:
    with writing():
        pairs = [two_plans("ONE27", 1), two_plans("THIRTY27", 30)]
    sent = []
    for edition, left, right in pairs:
        db.session.expire_all()
        assert [edition.code, left.name, right.name, edition.id, left.edition_id]
        with counted() as statements:
            rows = read(left, right)
        sent.append((len(statements), len(rows)))
    assert sent == [(9, 2), (9, 50)]


def test_what_two_plans_differ_in(db: Any) -> None:
    with writing():
        edition, left, right = two_plans("FORUM27", 2)
        an_abstract(edition, "Came in later")
        an_abstract(edition, "Decided", state=AbstractState.accepted)
        a_reviewer(edition, a_person("Idle"), Kind.professional)
        a_reviewer(edition, a_person("No"), Kind.professional, state=ReviewerState.declined)
        moves = comparison.moves(left, right)
        found = comparison.figures(left)
        rows = [(row.reference, row.reviewer, row.change) for row in read(left, right)]
    assert (moves.kept, moves.new, moves.gone, moves.people_new, moves.people_gone) == (2, 2, 2, 2, 2)
    assert rows == [
        ("A-0001", "L00 Left", "gone"),
        ("A-0001", "L00 Right", "new"),
        ("A-0002", "L01 Left", "gone"),
        ("A-0002", "L01 Right", "new"),
    ]
    assert (found.abstracts, found.pairs, found.without_lived, found.with_empty, found.empty) == (3, 4, 1, 3, 5)
    assert (found.worst, round(found.mean or 0, 3)) == (0.5, 0.7)
    lived, professional = (found.spreads[kind] for kind in (Kind.lived_experience, Kind.professional))
    assert (lived.people, lived.smallest, lived.largest, lived.mean) == (4, 0, 1, 0.5)
    assert (professional.people, professional.smallest, professional.largest) == (3, 0, 1)


def test_who_gave_it_back_or_skipped_it_reads_nothing(db: Any) -> None:
    with writing():
        edition = an_edition()
        plan, abstract = build.a_plan(edition), build.an_abstract(edition)
        reviewers = [a_reviewer(edition, a_person(f"L{n}")) for n in range(2)]
        back, skipped = (an_assignment(plan, abstract, one, Seat.any) for one in reviewers)
        assert comparison.figures(plan).without_lived == 0
        back.released_at, back.released_by = AT, reviewers[0].person_id
        reviews.skip(skipped, by=reviewers[1].person, at=AT)
        db.session.flush()
        found = comparison.figures(plan)
    assert (found.without_lived, found.pairs, found.empty) == (1, 0, 3)


def test_the_same_plan_twice_differs_in_nothing(db: Any) -> None:
    with writing():
        _edition, left, _right = two_plans("FORUM27", 1)
        moves = comparison.moves(left, left)
    assert (moves.kept, moves.new, moves.gone) == (2, 0, 0)
    assert comparison.differing_page(left, left, number=1).rows == []
