"""Draw up a plan of who reviews what, and put one in force."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from conference import audit, mail
from conference.actions import reviews
from conference.db import db
from conference.models.abstracts import Abstract
from conference.models.assignment import Assignment, AssignmentProposal, AssignmentShortfall
from conference.models.editions import Edition
from conference.models.people import Person
from conference.models.reviewers import Conflict
from conference.queries import assignment as queries
from conference.queries import kept_apart, reviewers
from conference.rules import solver
from conference.rules.abstracts import AbstractState
from conference.rules.assignment import ConflictSource, ConflictStatus, Plan, ProposalState, Question, Seats


class NameTaken(Exception):
    """Another plan of the edition has that name."""


class HasBegun(Exception):
    """Since the plan was drawn up a review was begun that it does not hold: draw it up again."""


class NotADraft(Exception):
    """Only a draft can be published or thrown away."""


class OverLimit(Exception):
    """Since the plan was drawn up a reviewer chose a smaller number: draw it up again."""


def draw_up(
    edition: Edition, *, name: str, seats: Seats, fair: bool = False, by: Person, at: datetime
) -> AssignmentProposal:
    """Draw up the best plan there is for today's abstracts and reviewers, as a draft."""
    if queries.named(edition, name):
        raise NameTaken
    _suspect_organisations(edition, by=by, at=at)
    question, settled = queries.question(edition, seats), queries.settled_pairs(edition)
    plan = solver.plan(replace(question, fair=fair))
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
    _keep(proposal, question, plan, settled)
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
    """Put a plan in force: the former one becomes history, and whoever has something new to read is told."""
    if proposal.state != ProposalState.draft:
        raise NotADraft
    loads = queries.loads(proposal)
    people = {one.id: one for one in reviewers.whole(proposal.edition)}
    if any(people[one].max_load < load for one, load in loads.items()):
        raise OverLimit
    if not queries.begun_in_force(proposal.edition) <= queries.pairs_of(proposal):
        raise HasBegun
    former, before = queries.published(proposal.edition), reviewers.pairs_held(proposal.edition, published=True)
    if former:
        former.state = ProposalState.superseded
        db.session.flush()
    proposal.state, proposal.published_at, proposal.published_by = ProposalState.published, at, by.id
    db.session.flush()
    _put_under_review(proposal)
    reviews.prepare(proposal.edition, at=at)
    settings = reviewers.settings(proposal.edition)
    news = {reader for reader, _work in reviewers.pairs_held(proposal.edition, published=True) - before}
    for one in sorted(news):
        mail.queue(
            "reviews_assigned",
            to=people[one].person,
            edition=proposal.edition,
            key=str(proposal.id),
            at=at,
            load=loads[one],
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


def _suspect_organisations(edition: Edition, *, by: Person, at: datetime) -> None:
    """Whoever comes from an author's organisation may not read the work, until an organiser says otherwise.

    What is noted already stays as it was left, and so does whoever holds the work already.
    """
    known = reviewers.conflicts_in(edition).keys() | reviewers.pairs_held(edition)
    rows = [
        {
            "reviewer_id": reader,
            "abstract_id": work,
            "source": ConflictSource.organisation,
            "status": ConflictStatus.suspected,
            "noted_at": at,
            "noted_by": by.id,
        }
        for reader, work in sorted(kept_apart.same_organisation_in(edition) - known)
    ]
    if rows:
        db.session.execute(sa.insert(Conflict), rows)


def _keep(proposal: AssignmentProposal, question: Question, plan: Plan, settled: list[Assignment]) -> None:
    """Store the plan in two statements, however large it is."""
    kinds = {reader.id: reader.kind for reader in question.readers}
    names = ("abstract_id", "reviewer_id", "kind", "seat", "affinity")
    rows = [(pair.work, pair.reader, kinds[pair.reader], pair.seat, pair.affinity) for pair in plan.pairs]
    rows += [(one.abstract_id, one.reviewer_id, one.kind, one.seat, one.affinity) for one in settled]
    if rows:
        db.session.execute(
            sa.insert(Assignment),
            [{"proposal_id": proposal.id, **dict(zip(names, row, strict=True))} for row in rows],
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
