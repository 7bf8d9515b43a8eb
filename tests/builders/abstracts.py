"""Builders of abstracts, reviewers and plans."""

from collections.abc import Sequence
from typing import Any

from conference.db import db
from conference.models.abstracts.abstracts import Abstract, AbstractAuthor, AbstractSection
from conference.models.editions.editions import Edition, Stream
from conference.models.people.people import Person
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviewers.reviewers import Conflict, Reviewer
from conference.queries.abstracts import abstracts as find
from conference.queries.people import people
from conference.rules.abstracts.abstracts import reference
from conference.rules.people.duties import Duty, Kind
from conference.rules.reviewers.assignment import ConflictSource, ProposalState, ReviewerState, Seat
from tests.cast import AT, a_person, a_role


def an_abstract(edition: Edition, title: str = "Hand washing", stream: Stream | None = None, **facts: Any) -> Abstract:
    number = find.last_number(edition) + 1
    by = people.system().id
    given = {"source_id": f"S{number}", "created_by": by, "updated_by": by, "created_at": AT, "updated_at": AT}
    abstract = Abstract(
        edition_id=edition.id,
        number=number,
        reference=reference(number),
        title=title,
        stream_id=stream.id if stream else None,
        authors=[AbstractAuthor(position=1, name="Ann Lee", affiliations=[{"org": "Trust", "country": "GB"}])],
        sections=[AbstractSection(position=1, label="AIM", text="Less pain.")],
        **{**given, **facts},
    )
    db.session.add(abstract)
    db.session.flush()
    return abstract


def a_reviewer(
    edition: Edition,
    person: Person | None = None,
    kind: Kind = Kind.lived_experience,
    streams: Sequence[Stream] = (),
    state: ReviewerState = ReviewerState.accepted,
    max_load: int = 25,
    **facts: Any,
) -> Reviewer:
    """A reviewer behind the reviewers' door; they have said yes unless told otherwise."""
    person = person or a_person(f"Reviewer {edition.id}")
    answered = None if state == ReviewerState.invited else AT
    reviewer = Reviewer(
        edition_id=edition.id,
        person_id=person.id,
        kind=kind,
        max_load=max_load,
        state=state,
        answered_at=answered,
        answered_by=person.id if answered else None,
        streams=list(streams),
        **facts,
    )
    db.session.add(reviewer)
    db.session.flush()
    if Duty.reviewer not in people.duties_of(person, edition):
        a_role(person, edition, Duty.reviewer)
    return reviewer


def a_conflict(reviewer: Reviewer, abstract: Abstract, **facts: Any) -> Conflict:
    given = {"source": ConflictSource.declared, "noted_at": AT, "noted_by": reviewer.person_id}
    conflict = Conflict(reviewer_id=reviewer.id, abstract_id=abstract.id, **{**given, **facts})
    db.session.add(conflict)
    db.session.flush()
    return conflict


def a_proposal(edition: Edition, name: str = "First plan", published: bool = False) -> AssignmentProposal:
    by = people.system().id
    proposal = AssignmentProposal(
        edition_id=edition.id,
        name=name,
        per_abstract=3,
        lived_experience=1,
        professional=1,
        affinity=0.0,
        objective=0,
        created_at=AT,
        created_by=by,
    )
    db.session.add(proposal)
    db.session.flush()
    if published:
        proposal.state, proposal.published_at, proposal.published_by = ProposalState.published, AT, by
        db.session.flush()
    return proposal


def an_assignment(
    proposal: AssignmentProposal, abstract: Abstract, reviewer: Reviewer, seat: Seat = Seat.any, **facts: Any
) -> Assignment:
    assignment = Assignment(
        proposal_id=proposal.id,
        abstract_id=abstract.id,
        reviewer_id=reviewer.id,
        **{"kind": reviewer.kind, "seat": seat, "affinity": 0.5, **facts},
    )
    db.session.add(assignment)
    db.session.flush()
    return assignment
