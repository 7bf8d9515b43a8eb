"""Give a seat that came free to the next best person."""

from datetime import datetime

import sqlalchemy as sa

from conference import audit, mail
from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.people.people import Person
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviewers.reviewers import Reviewer
from conference.queries.reviewers import next_best, reviewers
from conference.rules.abstracts.abstracts import IN_REVIEW, AbstractState
from conference.rules.refusals import Refused
from conference.rules.reviewers import next_best as rules
from conference.rules.reviewers.assignment import ProposalState, Seat
from conference.rules.reviewers.reasons import ReviewerReason


def give(
    proposal: AssignmentProposal, abstract: Abstract, reviewer: Reviewer, *, seat: Seat, by: Person, at: datetime
) -> Assignment:
    """Give an empty seat of the plan in force to somebody who may take it at once; they get the usual letter."""
    for table, key in ((Abstract, abstract.id), (Reviewer, reviewer.id)):
        db.session.execute(sa.select(table.id).where(table.id == key).with_for_update())
    for row in (proposal, abstract, reviewer):
        db.session.refresh(row)
    settings = reviewers.settings(proposal.edition)
    known = next_best.around(proposal, [abstract])[abstract.id]
    late = settings.closes_at is not None and at >= settings.closes_at
    in_force = proposal.state == ProposalState.published
    if late or not in_force or abstract.state not in IN_REVIEW or not rules.may_sit(known, seat, reviewer.id):
        raise Refused(ReviewerReason.seat_taken)
    given = Assignment(
        proposal_id=proposal.id,
        abstract_id=abstract.id,
        reviewer_id=reviewer.id,
        kind=reviewer.kind,
        seat=seat,
        affinity=known.fit(known.reviewers[reviewer.id]),
    )
    db.session.add(given)
    abstract.state = AbstractState.under_review
    db.session.flush()
    mail.queue(
        "reviews_assigned",
        to=reviewer.person,
        edition=proposal.edition,
        key=f"seat:{given.id}",
        at=at,
        load=reviewers.published_load(reviewer),
        settings=settings,
    )
    audit.record(
        "assignment.seat_given",
        about=given,
        by=by,
        at=at,
        edition=proposal.edition,
        abstract=abstract.id,
        seat=seat,
    )
    return given
