"""Find reviewers: with their load, their conflicts, and the abstracts of their streams."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from conference.db import Page, db, page_of
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviewers.reviewers import Conflict, Preference, Reviewer, ReviewSettings
from conference.models.reviews.reviews import Review
from conference.rules.abstracts.abstracts import IN_REVIEW
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import ConflictStatus, ProposalState, ReviewerState
from conference.rules.reviews.reviews import ReviewState


def settings(edition: Edition) -> ReviewSettings:
    """What the edition asks of its reviewers; the usual numbers where nobody has said otherwise."""
    return db.session.get(ReviewSettings, edition.id) or usual(edition)


def usual(edition: Edition) -> ReviewSettings:
    """The numbers of an edition that has not said what it asks of its reviewers."""
    return ReviewSettings(edition_id=edition.id, fee=0, minutes_each=20, default_load=25)


def of_person(person: Person, edition: Edition) -> Reviewer | None:
    """This person as a reviewer of the edition."""
    return db.session.scalar(
        select(Reviewer)
        .options(selectinload(Reviewer.streams), joinedload(Reviewer.person))
        .where(Reviewer.edition_id == edition.id, Reviewer.person_id == person.id)
    )


def one(edition: Edition, reviewer_id: int) -> Reviewer | None:
    """The reviewer of that id, if they belong to the edition."""
    return db.session.scalar(
        select(Reviewer)
        .options(selectinload(Reviewer.streams), joinedload(Reviewer.person))
        .where(Reviewer.edition_id == edition.id, Reviewer.id == reviewer_id)
    )


def whole(edition: Edition) -> list[Reviewer]:
    """Every reviewer with person and streams, in the order they were added."""
    return list(
        db.session.scalars(
            select(Reviewer)
            .options(selectinload(Reviewer.streams), joinedload(Reviewer.person))
            .where(Reviewer.edition_id == edition.id)
            .order_by(Reviewer.id)
        )
    )


def listed(edition: Edition, *, number: int, kind: str = "", state: str = "", search: str = "") -> Page:
    """The reviewers of one page, 50, by name, each with their load in the published plan."""
    load = (
        select(func.count())
        .select_from(Assignment)
        .join(AssignmentProposal, AssignmentProposal.id == Assignment.proposal_id)
        .where(
            Assignment.reviewer_id == Reviewer.id,
            Assignment.released_at.is_(None),
            AssignmentProposal.state == ProposalState.published,
        )
        .correlate(Reviewer)
        .scalar_subquery()
    )
    found = (
        select(Reviewer, load.label("load"))
        .join(Reviewer.person)
        .options(selectinload(Reviewer.streams), joinedload(Reviewer.person))
        .where(Reviewer.edition_id == edition.id)
    )
    if kind in set(Kind):
        found = found.where(Reviewer.kind == Kind(kind))
    if state in set(ReviewerState):
        found = found.where(Reviewer.state == ReviewerState(state))
    for word in search.split():
        found = found.where(Person.name.icontains(word, autoescape=True))
    return page_of(found.order_by(Person.name, Reviewer.id), number)


def people_by_address(addresses: set[str]) -> dict[str, Person]:
    """Who signs in with these addresses."""
    found = db.session.scalars(select(Person).where(Person.sign_in_email.in_(addresses)))
    return {person.sign_in_email: person for person in found if person.sign_in_email}


def conflicts_of(reviewer: Reviewer) -> list[Conflict]:
    """The abstracts this reviewer may not read, by reference."""
    return list(
        db.session.scalars(
            select(Conflict)
            .join(Conflict.abstract)
            .options(joinedload(Conflict.abstract))
            .where(Conflict.reviewer_id == reviewer.id, Conflict.status != ConflictStatus.cleared)
            .order_by(Abstract.number)
        )
    )


def conflict(reviewer: Reviewer, abstract: Abstract) -> Conflict | None:
    """What is known of a conflict between these two."""
    return db.session.scalar(
        select(Conflict).where(Conflict.reviewer_id == reviewer.id, Conflict.abstract_id == abstract.id)
    )


def conflicts_in(edition: Edition) -> dict[tuple[int, int], Conflict]:
    """Every conflict of the edition by reviewer and abstract, cleared ones too."""
    found = db.session.scalars(
        select(Conflict).join(Conflict.reviewer).where(Reviewer.edition_id == edition.id).order_by(Conflict.id)
    )
    return {(one.reviewer_id, one.abstract_id): one for one in found}


def preferences_in(edition: Edition) -> dict[tuple[int, int], Preference]:
    """Every preference of the edition by reviewer and abstract."""
    found = db.session.scalars(
        select(Preference)
        .join(Reviewer, Reviewer.id == Preference.reviewer_id)
        .where(Reviewer.edition_id == edition.id)
        .order_by(Preference.reviewer_id, Preference.abstract_id)
    )
    return {(one.reviewer_id, one.abstract_id): one for one in found}


def held(reviewer: Reviewer, abstract: Abstract) -> list[Assignment]:
    """The places this reviewer has on this abstract in plans that are not yet history."""
    return list(
        db.session.scalars(
            select(Assignment)
            .join(Assignment.proposal)
            .options(joinedload(Assignment.proposal))
            .where(
                Assignment.reviewer_id == reviewer.id,
                Assignment.abstract_id == abstract.id,
                Assignment.released_at.is_(None),
                AssignmentProposal.state != ProposalState.superseded,
            )
            .order_by(Assignment.id)
        )
    )


def assignments_of(reviewer: Reviewer) -> list[Assignment]:
    """Every place this reviewer has in plans that are not yet history."""
    return list(
        db.session.scalars(
            select(Assignment)
            .join(Assignment.proposal)
            .options(joinedload(Assignment.proposal))
            .where(
                Assignment.reviewer_id == reviewer.id,
                Assignment.released_at.is_(None),
                AssignmentProposal.state != ProposalState.superseded,
            )
            .order_by(Assignment.id)
        )
    )


def preferences_of(reviewer: Reviewer, abstracts: Iterable[int]) -> list[Preference]:
    """What this reviewer said of these abstracts."""
    said = select(Preference).where(Preference.reviewer_id == reviewer.id, Preference.abstract_id.in_(list(abstracts)))
    return list(db.session.scalars(said))


def sent_by(reviewer: Reviewer) -> set[int]:
    """The abstracts whose review this reviewer has sent."""
    return set(
        db.session.scalars(
            select(Review.abstract_id).where(Review.reviewer_id == reviewer.id, Review.state == ReviewState.submitted)
        )
    )


def published_load(reviewer: Reviewer) -> int:
    """How many reviews this reviewer has in the plan in force."""
    return sum(1 for one in assignments_of(reviewer) if one.proposal.state == ProposalState.published)


def pairs_held(edition: Edition, *, published: bool = False) -> set[tuple[int, int]]:
    """Reviewer and abstract of every place in plans that are not yet history, or only in the plan in force."""
    states = [ProposalState.published] if published else [ProposalState.published, ProposalState.draft]
    rows = db.session.execute(
        select(Assignment.reviewer_id, Assignment.abstract_id)
        .join(Assignment.proposal)
        .where(
            AssignmentProposal.edition_id == edition.id,
            AssignmentProposal.state.in_(states),
            Assignment.released_at.is_(None),
        )
    )
    return {(reviewer, abstract) for reviewer, abstract in rows}


def ids_by_name(edition: Edition) -> dict[str, int]:
    """Each reviewer by e-mail address and by the number they came with."""
    rows = db.session.execute(
        select(Reviewer.id, Reviewer.external_id, Person.sign_in_email)
        .join(Reviewer.person)
        .where(Reviewer.edition_id == edition.id)
        .order_by(Reviewer.id)
    ).all()
    by_address = {email: one for one, _external, email in rows if email}
    return by_address | {external: one for one, external, _email in rows if external}


def titles_for(reviewer: Reviewer, *, number: int, search: str = "") -> Page:
    """The titles in a reviewer's streams, 50 a page, without authors: review is blind."""
    found = select(Abstract).where(Abstract.edition_id == reviewer.edition_id, Abstract.state.in_(IN_REVIEW))
    if reviewer.streams:
        ids = [stream.id for stream in reviewer.streams]
        found = found.where(Abstract.stream_id.in_(ids) | Abstract.stream_id.is_(None))
    for word in search.split():
        found = found.where(Abstract.title.icontains(word, autoescape=True))
    return page_of(found.order_by(Abstract.number), number)
