"""Find plans: what a plan must solve, what was planned, and which seats stayed empty."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from conference.db import Page, db, page_of
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.models.reviewers.assignment import Assignment, AssignmentProposal, AssignmentShortfall
from conference.models.reviewers.reviewers import Reviewer
from conference.rules.abstracts.abstracts import IN_REVIEW
from conference.rules.reviewers.assignment import (
    ProposalState,
    Seat,
    Shortfall,
    in_words,
)


def pairs_of(proposal: AssignmentProposal) -> set[tuple[int, int]]:
    """Abstract and reviewer of every pair of a plan."""
    rows = db.session.execute(
        select(Assignment.abstract_id, Assignment.reviewer_id).where(
            Assignment.proposal_id == proposal.id, Assignment.released_at.is_(None)
        )
    )
    return {(abstract, reviewer) for abstract, reviewer in rows}


def worst_fit(proposal: AssignmentProposal) -> float | None:
    """The affinity of the reviewers of the abstract where they fit worst, of those with no empty seat."""
    short = select(AssignmentShortfall.abstract_id).where(AssignmentShortfall.proposal_id == proposal.id)
    sums = (
        select(func.sum(Assignment.affinity).label("fit"))
        .where(Assignment.proposal_id == proposal.id, Assignment.abstract_id.not_in(short))
        .group_by(Assignment.abstract_id)
        .subquery()
    )
    found = db.session.scalar(select(func.min(sums.c.fit)))
    return None if found is None else round(found, 4)


def proposals(edition: Edition) -> list[AssignmentProposal]:
    """Every plan of the edition, the newest first."""
    return list(
        db.session.scalars(
            select(AssignmentProposal)
            .where(AssignmentProposal.edition_id == edition.id)
            .order_by(AssignmentProposal.id.desc())
        )
    )


def published(edition: Edition) -> AssignmentProposal | None:
    """The plan that is in force."""
    return db.session.scalar(
        select(AssignmentProposal).where(
            AssignmentProposal.edition_id == edition.id, AssignmentProposal.state == ProposalState.published
        )
    )


def named(edition: Edition, name: str) -> AssignmentProposal | None:
    """The plan of that name."""
    return db.session.scalar(
        select(AssignmentProposal).where(AssignmentProposal.edition_id == edition.id, AssignmentProposal.name == name)
    )


def one(edition: Edition, proposal_id: int) -> AssignmentProposal | None:
    """The plan of that id, if it belongs to the edition."""
    return db.session.scalar(
        select(AssignmentProposal).where(
            AssignmentProposal.edition_id == edition.id, AssignmentProposal.id == proposal_id
        )
    )


def exported(proposal: AssignmentProposal) -> list[dict[str, str | None]]:
    """Every pair of a plan, by abstract, then seat, then reviewer."""
    rows = db.session.execute(
        select(
            Abstract.reference,
            Abstract.source_id,
            func.coalesce(Person.sign_in_email, Person.contact_email, Reviewer.external_id),
            Assignment.kind,
            Assignment.seat,
        )
        .join(Abstract, Abstract.id == Assignment.abstract_id)
        .join(Reviewer, Reviewer.id == Assignment.reviewer_id)
        .join(Person, Person.id == Reviewer.person_id)
        .where(Assignment.proposal_id == proposal.id, Assignment.released_at.is_(None))
        .order_by(Abstract.number, Assignment.seat == Seat.any, Assignment.seat, Assignment.reviewer_id)
    )
    return [
        {
            "abstract": reference,
            "source_id": source,
            "reviewer": email,
            "kind": kind.value,
            "seat": seat.value,
        }
        for reference, source, email, kind, seat in rows
    ]


def shortfall_page(proposal: AssignmentProposal, *, number: int) -> Page:
    """The empty seats of a plan, 50 a page, by abstract."""
    return page_of(_shortfalls(proposal), number)


def shortfalls(proposal: AssignmentProposal) -> list[AssignmentShortfall]:
    """Every empty seat of a plan, by abstract."""
    return list(db.session.scalars(_shortfalls(proposal)))


def reason(short: AssignmentShortfall) -> str:
    """Why this seat is empty, in plain words."""
    stream = short.abstract.stream
    told = Shortfall(
        short.abstract_id, short.seat, short.missing, short.cause, short.eligible, short.full, short.conflicted
    )
    return in_words(told, stream.name if stream else None)


def pairs_page(proposal: AssignmentProposal, *, number: int) -> Page:
    """Who reads what in a plan, 50 pairs a page, by abstract."""
    return page_of(
        select(Assignment)
        .join(Assignment.abstract)
        .options(joinedload(Assignment.abstract), joinedload(Assignment.reviewer).joinedload(Reviewer.person))
        .where(Assignment.proposal_id == proposal.id, Assignment.released_at.is_(None))
        .order_by(Abstract.number, Assignment.seat == Seat.any, Assignment.seat, Assignment.reviewer_id),
        number,
    )


def reviewers_of(abstract: Abstract) -> list[Assignment]:
    """Who reads this abstract in the plan in force: by seat, then by name."""
    return list(
        db.session.scalars(
            select(Assignment)
            .join(Assignment.proposal)
            .join(Assignment.reviewer)
            .join(Reviewer.person)
            .options(joinedload(Assignment.reviewer).joinedload(Reviewer.person))
            .where(
                Assignment.abstract_id == abstract.id,
                Assignment.released_at.is_(None),
                AssignmentProposal.state == ProposalState.published,
            )
            .order_by(Assignment.seat == Seat.any, Assignment.seat, Person.name, Assignment.id)
        )
    )


def abstract_count(edition: Edition) -> int:
    """How many abstracts wait for a plan or are under review."""
    return (
        db.session.scalar(select(func.count()).where(Abstract.edition_id == edition.id, Abstract.state.in_(IN_REVIEW)))
        or 0
    )


def pair_count(proposal: AssignmentProposal) -> int:
    """How many pairs a plan holds."""
    return (
        db.session.scalar(
            select(func.count()).where(Assignment.proposal_id == proposal.id, Assignment.released_at.is_(None))
        )
        or 0
    )


def loads(proposal: AssignmentProposal) -> dict[int, int]:
    """How many reviews each reviewer has in a plan."""
    rows = db.session.execute(
        select(Assignment.reviewer_id, func.count())
        .where(Assignment.proposal_id == proposal.id, Assignment.released_at.is_(None))
        .group_by(Assignment.reviewer_id)
    )
    return {reviewer: load for reviewer, load in rows}  # noqa: C416 - dict(rows) is not typed


def _shortfalls(proposal: AssignmentProposal) -> Select[AssignmentShortfall]:
    return (
        select(AssignmentShortfall)
        .join(AssignmentShortfall.abstract)
        .options(joinedload(AssignmentShortfall.abstract).joinedload(Abstract.stream))
        .where(AssignmentShortfall.proposal_id == proposal.id)
        .order_by(Abstract.number, AssignmentShortfall.seat)
    )
