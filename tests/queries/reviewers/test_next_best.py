"""What is known around an abstract: who reads it, who must not, who could; the same statements for 1 and for 30."""

from typing import Any

from conference.actions.reviews import reviews
from conference.db import writing
from conference.models.reviewers.reviewers import Preference
from conference.queries.reviewers import next_best
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import Bid, ReviewerState, Seat
from conference.rules.reviewers.next_best import openings
from conference.rules.reviews.reviews import Answers
from tests.builders import reviews as build
from tests.builders.abstracts import a_conflict, a_reviewer, an_assignment
from tests.cast import AT, a_person, an_edition


def test_all_that_is_known_around_an_abstract(db: Any) -> None:
    with writing():
        edition = an_edition()
        plan, abstract = build.a_plan(edition), build.an_abstract(edition)
        reads, back, skips, conflict, wrote, offered, silent, no, free = (
            a_reviewer(edition, a_person(f"R{n}"), state=state)
            for n, state in enumerate(
                [ReviewerState.accepted] * 6 + [ReviewerState.invited, ReviewerState.declined, ReviewerState.accepted]
            )
        )
        pairs = [an_assignment(plan, abstract, one, Seat.lived_experience) for one in (reads, back, skips)]
        pairs[1].released_at, pairs[1].released_by = AT, back.person_id
        reviews.save(pairs[0], Answers(overall=3), at=AT)
        reviews.skip(pairs[2], by=skips.person, at=AT)
        a_conflict(conflict, abstract)
        abstract.authors[0].person_id, abstract.submitter_id = wrote.person_id, offered.person_id
        db.session.add(Preference(reviewer_id=free.id, abstract_id=abstract.id, bid=Bid.maybe))
        db.session.flush()
        known = next_best.around(plan, [abstract])[abstract.id]
    assert [(one.reviewer, one.begun) for one in known.held] == [(reads.id, True)]
    assert known.barred == {back.id, skips.id, conflict.id, wrote.id, offered.id}
    assert (known.silent, no.id in known.reviewers) == ({silent.id}, False)
    assert (known.bids, known.load(reads.id), known.load(back.id)) == ({free.id: Bid.maybe}, 1, 0)
    near = {one.seat: one.nearest.reviewer for one in openings(known) if one.nearest}
    assert near == {Seat.any: free.id}
    assert next_best.people(near.values())[free.id].person.name == "R8"


def test_it_is_as_many_statements_for_1_abstract_as_for_30(db: Any, counted: Any) -> None:
    sent = []
    for code, rows in (("ONE27", 1), ("THIRTY27", 30)):
        with writing():
            edition = an_edition(code)
            plan = build.a_plan(edition)
            abstracts = [build.an_abstract(edition, f"Title {n}") for n in range(rows)]
            for n, abstract in enumerate(abstracts):
                an_assignment(plan, abstract, a_reviewer(edition, a_person(f"{code} {n}"), Kind.professional))
        assert [plan.per_abstract, plan.edition_id, [(one.id, one.reference, one.stream_id) for one in abstracts]]
        with counted() as statements:
            known = next_best.around(plan, abstracts)
        sent.append((len(statements), len(known)))
    assert sent == [(10, 1), (10, 30)]
