"""Lists of abstracts, reviewers and plans: their order, and as many statements for 1 row as for 30."""

from datetime import timedelta
from typing import Any

import pytest

from conference.actions.reviewers import review_forms
from conference.actions.reviews import reviews
from conference.db import writing
from conference.models.editions.editions import Edition
from conference.models.reviewers.assignment import AssignmentShortfall
from conference.models.reviewers.reviewers import Preference, ReviewSettings
from conference.queries.abstracts import abstracts
from conference.queries.reviewers import assignment, question as planning, reviewers
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import Bid, Cause, ReviewerState, Seat, Seats
from tests.builders.abstracts import a_conflict, a_proposal, a_reviewer, an_abstract, an_assignment
from tests.cast import AT, a_person, a_stream, an_edition


def a_full_edition(db: Any, code: str, rows: int) -> Edition:
    edition = an_edition(code)
    stream = a_stream(edition)
    plan = a_proposal(edition, published=True)
    for n in range(rows):
        kind = Kind.lived_experience if n % 2 else Kind.professional
        reviewer = a_reviewer(edition, a_person(f"R{n:02d}"), kind, streams=[stream])
        abstract = an_abstract(edition, f"Title {n}", stream)
        an_assignment(plan, abstract, reviewer)
        db.session.add(
            AssignmentShortfall(
                proposal_id=plan.id,
                abstract_id=abstract.id,
                seat=Seat.professional,
                missing=1,
                cause=Cause.all_full,
                eligible=2,
                full=2,
                conflicted=0,
            )
        )
    return edition


def lists(edition: Edition) -> None:
    """Every list page of this subject, read as its page reads it."""
    for one in abstracts.listed(edition, number=1, search="title").rows:
        assert one.stream
    for reviewer, load in reviewers.listed(edition, number=1).rows:
        assert (reviewer.person.name[0], load, len(reviewer.streams)) == ("R", 1, 1)
    plan = assignment.published(edition)
    assert plan is not None
    for short in assignment.shortfall_page(plan, number=1).rows:
        assert "Safer care" in assignment.reason(short)
    for pair in assignment.pairs_page(plan, number=1).rows:
        assert pair.reviewer.person.name and pair.abstract.title
    mine = reviewers.of_person(reviewers.whole(edition)[0].person, edition)
    assert mine is not None
    assert reviewers.titles_for(mine, number=1).total


def test_lists_send_as_many_statements_for_1_row_as_for_30(db: Any, counted: Any) -> None:
    with writing():
        one, thirty = a_full_edition(db, "ONE27", 1), a_full_edition(db, "THIRTY27", 30)
    sent = []
    for edition in (one, thirty):
        db.session.expire_all()
        assert edition.code
        with counted() as statements:
            lists(edition)
        sent.append(len(statements))
    assert sent[0] == sent[1] <= 24


def test_the_order_is_by_number_and_by_name(db: Any) -> None:
    with writing():
        edition = an_edition()
        for title in ("b", "a", "c"):
            an_abstract(edition, title)
        for name in ("Zoe", "Ann"):
            a_reviewer(edition, a_person(name))
    assert [one.title for one in abstracts.listed(edition, number=1).rows] == ["b", "a", "c"]
    assert [one.person.name for one, _load in reviewers.listed(edition, number=1).rows] == ["Ann", "Zoe"]


@pytest.mark.parametrize(("search", "found"), [("HAND", 1), ("hand well", 1), ("100%", 1), ("_", 0), ("zzz", 0)])
def test_a_search_takes_words_as_they_are(db: Any, search: str, found: int) -> None:
    with writing():
        edition = an_edition()
        an_abstract(edition, "Hand washing, well done 100%")
        an_abstract(edition, "Sleep")
    assert abstracts.listed(edition, number=1, search=search).total == found


def test_a_question_holds_only_what_this_edition_may_use(db: Any) -> None:
    with writing():
        edition, other = an_edition(), an_edition("FORUM28")
        stream = a_stream(edition)
        yes = a_reviewer(edition, a_person("Yes"), streams=[stream], max_load=4)
        a_reviewer(edition, a_person("Asked"), state=ReviewerState.invited)
        a_reviewer(other, a_person("Elsewhere"))
        one, two = an_abstract(edition, stream=stream), an_abstract(edition)
        an_abstract(other)
        an_abstract(edition, state="withdrawn")
        a_conflict(yes, one)
        a_conflict(yes, two, status="cleared")
        db.session.add(Preference(reviewer_id=yes.id, abstract_id=two.id, bid=Bid.yes))
    question = planning.question(edition, Seats(), at=AT)
    assert [(abstract.id, abstract.stream) for abstract in question.abstracts] == [(one.id, stream.id), (two.id, None)]
    assert [(r.id, r.limit, r.streams) for r in question.reviewers] == [(yes.id, 4, frozenset({stream.id}))]
    assert question.conflicts == frozenset({(one.id, yes.id)})
    assert question.bids == {(two.id, yes.id): Bid.yes}


@pytest.mark.parametrize(
    ("facts", "new"),
    [
        ({}, 4),
        ({"in_reserve": True}, 0),
        ({"paused_at": AT, "paused_by": 1}, 0),
        ({"away_from": AT.date(), "away_until": AT.date() + timedelta(days=90)}, 0),
        ({"pace": 1}, 2),
    ],
)
def test_who_rests_or_stands_in_reserve_keeps_what_they_hold_and_gets_nothing_new(
    db: Any, facts: dict[str, Any], new: int
) -> None:
    with writing():
        edition, person = an_edition(), a_person("Steady")
        db.session.add(ReviewSettings(edition_id=edition.id, closes_at=AT + timedelta(days=15)))
        for reviewer in (a_reviewer(edition, person, max_load=4), a_reviewer(edition, a_person("Busy"), max_load=4)):
            for name, value in facts.items():
                setattr(reviewer, name, person.id if name == "paused_by" else value)
        an_assignment(a_proposal(edition, published=True), an_abstract(edition), reviewer)
    found = planning.question(edition, Seats(), at=AT)
    limits = {one.id: one.limit for one in found.reviewers}
    assert limits.pop(reviewer.id) == max(new, 1)
    assert sum(limits.values()) == new
    held = {(one.id, reviewer.id) for one in found.abstracts}
    assert (found.held, found.begun) == (held, set() if new else held)  # and they keep that very text


def test_who_rests_gets_nothing_in_place_of_a_text_that_they_skipped(db: Any) -> None:
    with writing():
        edition, person = an_edition(), a_person("Steady")
        reviewer = a_reviewer(edition, person, paused_at=AT, paused_by=person.id)
        pair = an_assignment(a_proposal(edition, published=True), an_abstract(edition), reviewer)
        review_forms.prepare(edition, at=AT)
        reviews.skip(pair, by=person, at=AT)
    assert planning.question(edition, Seats(), at=AT).reviewers == ()


def test_another_editions_things_are_not_found(db: Any) -> None:
    with writing():
        edition, other = an_edition(), an_edition("FORUM28")
        abstract, reviewer, plan = an_abstract(edition), a_reviewer(edition), a_proposal(edition)
    assert abstracts.one(edition, abstract.reference) is not None
    assert abstracts.one(other, abstract.reference) is None
    assert reviewers.one(other, reviewer.id) is None
    assert reviewers.of_person(reviewer.person, other) is None
    assert assignment.one(other, plan.id) is None
    assert assignment.named(other, plan.name) is None
    assert AT
