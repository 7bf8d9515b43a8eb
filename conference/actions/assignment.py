"""Draw up a plan of who reviews what, and put one in force."""

from datetime import datetime

import sqlalchemy as sa

from conference import audit, mail
from conference.actions import reviews
from conference.db import db
from conference.models.abstracts import Abstract
from conference.models.assignment import Assignment, AssignmentProposal, AssignmentShortfall
from conference.models.editions import Edition
from conference.models.people import Person
from conference.queries import assignment as queries
from conference.queries import reviewers
from conference.rules import solver
from conference.rules.abstracts import AbstractState
from conference.rules.assignment import Plan, ProposalState, Question, Seats


class NameTaken(Exception):
    """Another plan of the edition has that name."""


class NotADraft(Exception):
    """Only a draft can be published or thrown away."""


class OverLimit(Exception):
    """Since the plan was drawn up a reviewer chose a smaller number: draw it up again."""


def draw_up(edition: Edition, *, name: str, seats: Seats, by: Person, at: datetime) -> AssignmentProposal:
    """Draw up the best plan there is for today's abstracts and reviewers, as a draft."""
    if queries.named(edition, name):
        raise NameTaken
    question = queries.question(edition, seats)
    plan = solver.plan(question)
    proposal = AssignmentProposal(
        edition_id=edition.id,
        name=name,
        per_abstract=seats.per_abstract,
        lived_experience=seats.lived_experience,
        professional=seats.professional,
        affinity=plan.affinity,
        objective=plan.objective,
        created_at=at,
        created_by=by.id,
    )
    db.session.add(proposal)
    db.session.flush()
    _keep(proposal, question, plan)
    audit.record(
        "assignment.drawn_up",
        about=proposal,
        by=by,
        at=at,
        edition=edition,
        pairs=len(plan.pairs),
        short=sum(one.missing for one in plan.shortfalls),
    )
    return proposal


def publish(proposal: AssignmentProposal, *, by: Person, at: datetime) -> None:
    """Put a plan in force: the former one becomes history, its abstracts are under review, each reviewer is told."""
    if proposal.state != ProposalState.draft:
        raise NotADraft
    loads = queries.loads(proposal)
    people = {one.id: one for one in reviewers.whole(proposal.edition)}
    if any(people[one].max_load < load for one, load in loads.items()):
        raise OverLimit
    former = queries.published(proposal.edition)
    if former:
        former.state = ProposalState.superseded
        db.session.flush()
    proposal.state, proposal.published_at, proposal.published_by = ProposalState.published, at, by.id
    db.session.flush()
    _put_under_review(proposal)
    reviews.prepare(proposal.edition, at=at)
    settings = reviewers.settings(proposal.edition)
    for one, load in sorted(loads.items()):
        mail.queue(
            "reviews_assigned",
            to=people[one].person,
            edition=proposal.edition,
            key=str(proposal.id),
            at=at,
            load=load,
            settings=settings,
        )
    audit.record(
        "assignment.published",
        about=proposal,
        by=by,
        at=at,
        edition=proposal.edition,
        pairs=sum(loads.values()),
        former=former.id if former else None,
    )


def throw_away(proposal: AssignmentProposal, *, by: Person, at: datetime) -> None:
    """Delete a draft; a plan that was ever in force is kept."""
    if proposal.state != ProposalState.draft:
        raise NotADraft
    for table in (Assignment, AssignmentShortfall):
        db.session.execute(sa.delete(table).where(table.proposal_id == proposal.id))
    audit.record("assignment.thrown_away", about=proposal, by=by, at=at, edition=proposal.edition)
    db.session.delete(proposal)


def _keep(proposal: AssignmentProposal, question: Question, plan: Plan) -> None:
    """Store the plan in two statements, however large it is."""
    kinds = {reader.id: reader.kind for reader in question.readers}
    if plan.pairs:
        db.session.execute(
            sa.insert(Assignment),
            [
                {
                    "proposal_id": proposal.id,
                    "abstract_id": pair.work,
                    "reviewer_id": pair.reader,
                    "kind": kinds[pair.reader],
                    "seat": pair.seat,
                    "affinity": pair.affinity,
                }
                for pair in plan.pairs
            ],
        )
    if plan.shortfalls:
        db.session.execute(
            sa.insert(AssignmentShortfall),
            [
                {
                    "proposal_id": proposal.id,
                    "abstract_id": short.work,
                    "seat": short.seat,
                    "missing": short.missing,
                    "cause": short.cause,
                    "eligible": short.eligible,
                    "full": short.full,
                    "conflicted": short.conflicted,
                }
                for short in plan.shortfalls
            ],
        )


def _put_under_review(proposal: AssignmentProposal) -> None:
    planned = sa.select(Assignment.abstract_id).where(Assignment.proposal_id == proposal.id)
    db.session.execute(
        sa.update(Abstract)
        .where(Abstract.id.in_(planned), Abstract.state == AbstractState.submitted)
        .values(state=AbstractState.under_review)
    )
