"""Draw up a plan of who reviews what, and put one in force."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from conference import audit, mail
from conference.actions.reviewers import review_forms
from conference.db import db
from conference.engines import solver
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.models.reviewers.assignment import Assignment, AssignmentProposal, AssignmentShortfall
from conference.models.reviewers.reviewers import Conflict
from conference.queries.reviewers import (
    assignment as queries,
    conflicts,
    question as planning,
    reviewers,
    take_back as taken_back,
)
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.refusals import Refused
from conference.rules.reviewers.assignment import ConflictSource, ConflictStatus, Plan, ProposalState, Question, Seats
from conference.rules.reviewers.reasons import ReviewerReason


def draw_up(
    edition: Edition, *, name: str, seats: Seats, fair: bool = False, by: Person, at: datetime
) -> AssignmentProposal:
    """Draw up the best plan there is for today's abstracts and reviewers, as a draft."""
    if queries.named(edition, name):
        raise Refused(ReviewerReason.name_taken)
    _suspect_organisations(edition, by=by, at=at)
    question, settled = planning.question(edition, seats, at=at), planning.settled_pairs(edition)
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
        raise Refused(ReviewerReason.not_a_draft)
    _lock_abstracts(proposal.edition)
    loads = queries.loads(proposal)
    people = {one.id: one for one in reviewers.whole(proposal.edition)}
    if any(people[one].max_load < load for one, load in loads.items()):
        raise Refused(ReviewerReason.over_limit)
    if not planning.begun_in_force(proposal.edition) <= queries.pairs_of(proposal):
        raise Refused(ReviewerReason.has_begun)
    former, before = queries.published(proposal.edition), reviewers.pairs_held(proposal.edition, published=True)
    proposal.former_id = former.id if former else None
    if former:
        former.state = ProposalState.superseded
    db.session.flush()
    proposal.state, proposal.published_at, proposal.published_by = ProposalState.published, at, by.id
    db.session.flush()
    _put_under_review(proposal)
    review_forms.prepare(proposal.edition, at=at)
    settings = reviewers.settings(proposal.edition)
    news = {reviewer for reviewer, _abstract in reviewers.pairs_held(proposal.edition, published=True) - before}
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


def take_back(proposal: AssignmentProposal, *, by: Person, at: datetime) -> None:
    """Undo a publication while nothing new in it was begun: the plan before is in force again.

    Only those whose list changes get a letter. What the plan before can no longer hold is given back in it.
    """
    if proposal.state != ProposalState.published:
        raise Refused(ReviewerReason.not_in_force)
    edition = proposal.edition
    _lock_abstracts(edition)
    if taken_back.begun(proposal):
        raise Refused(ReviewerReason.begun_in_it)
    held = reviewers.pairs_held(edition, published=True)
    former = taken_back.former_of(proposal)
    proposal.state, proposal.taken_back_at, proposal.taken_back_by = ProposalState.superseded, at, by.id
    if former:
        for one in taken_back.no_longer_theirs(former, proposal):
            one.released_at, one.released_by = at, by.id
        db.session.flush()
        numbers = {one.id: one.max_load for one in reviewers.whole(edition)}
        if any(numbers[one] < load for one, load in queries.loads(former).items()):
            raise Refused(ReviewerReason.limit_before)
        former.state = ProposalState.published
    db.session.flush()
    _back_to_submitted(proposal, former)
    again = reviewers.pairs_held(edition, published=True)
    told = _tell_what_changes(proposal, held, again, at=at)
    audit.record(
        "assignment.taken_back",
        about=proposal,
        by=by,
        at=at,
        edition=edition,
        former=former.id if former else None,
        told=told,
    )


def throw_away(proposal: AssignmentProposal, *, by: Person, at: datetime) -> None:
    """Delete a draft; a plan that was ever in force is kept."""
    if proposal.state != ProposalState.draft:
        raise Refused(ReviewerReason.not_a_draft)
    for table in (Assignment, AssignmentShortfall):
        db.session.execute(sa.delete(table).where(table.proposal_id == proposal.id))
    audit.record("assignment.thrown_away", about=proposal, by=by, at=at, edition=proposal.edition)
    db.session.delete(proposal)


def _suspect_organisations(edition: Edition, *, by: Person, at: datetime) -> None:
    """Whoever comes from an author's organisation may not read the work, until an organiser says otherwise.

    What is noted already stays as it was left, and so does whoever holds the work already.
    """
    shared = conflicts.same_organisation_in(edition)
    if not shared:
        return
    known = reviewers.conflicts_in(edition).keys() | reviewers.pairs_held(edition)
    rows = [
        {
            "reviewer_id": reviewer,
            "abstract_id": abstract,
            "source": ConflictSource.organisation,
            "status": ConflictStatus.suspected,
            "noted_at": at,
            "noted_by": by.id,
        }
        for reviewer, abstract in sorted(shared - known)
    ]
    if rows:
        db.session.execute(sa.insert(Conflict), rows)


def _keep(proposal: AssignmentProposal, question: Question, plan: Plan, settled: list[Assignment]) -> None:
    """Store the plan in two statements, however large it is."""
    kinds = {reviewer.id: reviewer.kind for reviewer in question.reviewers}
    names = ("abstract_id", "reviewer_id", "kind", "seat", "affinity")
    rows = [(pair.abstract, pair.reviewer, kinds[pair.reviewer], pair.seat, pair.affinity) for pair in plan.pairs]
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
                    "abstract_id": short.abstract,
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


def _lock_abstracts(edition: Edition) -> None:
    """Nobody begins a review while a plan comes into force or goes."""
    rows = sa.select(Abstract.id).where(Abstract.edition_id == edition.id).order_by(Abstract.id).with_for_update()
    db.session.execute(rows).all()


def _tell_what_changes(
    proposal: AssignmentProposal, held: set[tuple[int, int]], again: set[tuple[int, int]], *, at: datetime
) -> int:
    """Write to each whose list changes: what they need not read, and what is theirs again. How many were told."""
    edition = proposal.edition
    titles = taken_back.titles(edition)
    loads = Counter(reviewer for reviewer, _abstract in again)
    people = {one.id: one.person for one in reviewers.whole(edition)}
    changed: dict[int, set[int]] = defaultdict(set)
    for reviewer, abstract in held ^ again:
        changed[reviewer].add(abstract)
    place = {abstract: number for number, abstract in enumerate(titles)}
    for reviewer, abstracts in sorted(changed.items()):
        mine = sorted(abstracts, key=place.__getitem__)
        mail.queue(
            "reviews_taken_back",
            to=people[reviewer],
            edition=edition,
            key=str(proposal.id),
            at=at,
            gone=[titles[abstract] for abstract in mine if (reviewer, abstract) not in again],
            back=[titles[abstract] for abstract in mine if (reviewer, abstract) in again],
            load=loads[reviewer],
        )
    return len(changed)


def _back_to_submitted(proposal: AssignmentProposal, former: AssignmentProposal | None) -> None:
    """What only the plan taken back put under review waits for a plan again."""

    def planned(plan_id: int | None) -> sa.Select[int]:
        return sa.select(Assignment.abstract_id).where(Assignment.proposal_id == plan_id)

    db.session.execute(
        sa.update(Abstract)
        .where(
            Abstract.id.in_(planned(proposal.id)),
            Abstract.id.not_in(planned(former.id if former else None)),
            Abstract.state == AbstractState.under_review,
        )
        .values(state=AbstractState.submitted)
    )


def _put_under_review(proposal: AssignmentProposal) -> None:
    planned = sa.select(Assignment.abstract_id).where(Assignment.proposal_id == proposal.id)
    db.session.execute(
        sa.update(Abstract)
        .where(Abstract.id.in_(planned), Abstract.state == AbstractState.submitted)
        .values(state=AbstractState.under_review)
    )
