"""Abstracts under review, their reviewers and what these say: ready for a test in one line each."""

from datetime import datetime
from itertools import count
from typing import Any

from conference.actions import decisions, ranking, reviews
from conference.db import db
from conference.models.abstracts import Abstract, AbstractAuthor, AbstractSection
from conference.models.assignment import Assignment, AssignmentProposal
from conference.models.decisions import DecisionSet
from conference.models.editions import Edition, Stream
from conference.models.people import Person
from conference.models.reviewers import Reviewer
from conference.models.reviews import Review
from conference.queries import people as find
from conference.queries import reviews as queries
from conference.queries import rule_sets
from conference.rules.abstracts import AbstractState
from conference.rules.assignment import ProposalState, ReviewerState, Seat
from conference.rules.decisions import Kind as SetKind
from conference.rules.people import Duty, Kind
from conference.rules.ranking import Outcome
from conference.rules.reviews import Answers, Fact
from tests import cast
from tests.cast import AT

NUMBERS = count(1)
LEVELS = {
    0: {Fact.none},
    1: {Fact.told},
    2: {Fact.consulted},
    3: {Fact.designed},
    4: {Fact.decided, Fact.delivered},
}


def an_abstract(edition: Edition, title: str = "Walking groups that patients lead", **facts: Any) -> Abstract:
    number = next(NUMBERS)
    system = find.any_system()
    given = {"state": AbstractState.under_review, "reference": f"A-{number:04d}", "number": number, **facts}
    abstract = Abstract(
        edition_id=edition.id,
        title=title,
        created_at=AT,
        created_by=system.id,
        updated_at=AT,
        updated_by=system.id,
        sections=[AbstractSection(position=1, label="CONTEXT", text="Patients asked for it.")],
        authors=[AbstractAuthor(position=1, name="Wilhelmina Authorname")],
        **given,
    )
    db.session.add(abstract)
    db.session.flush()
    return abstract


def a_plan(edition: Edition) -> AssignmentProposal:
    """The published plan, empty to begin with."""
    found = db.session.query(AssignmentProposal).filter_by(edition_id=edition.id).first()
    if found:
        return found
    system = find.any_system()
    plan = AssignmentProposal(
        edition_id=edition.id,
        name="Plan",
        per_abstract=3,
        lived_experience=1,
        professional=1,
        affinity=0.0,
        objective=0,
        created_at=AT,
        created_by=system.id,
    )
    db.session.add(plan)
    db.session.flush()
    plan.state, plan.published_at, plan.published_by = ProposalState.published, AT, system.id
    db.session.flush()
    reviews.prepare(edition, at=AT)
    return plan


def a_reviewer(person: Person, edition: Edition, kind: Kind = Kind.lived_experience) -> Reviewer:
    found = db.session.query(Reviewer).filter_by(edition_id=edition.id, person_id=person.id).first()
    if found:
        return found
    if Duty.reviewer not in find.duties_of(person, edition):
        cast.a_role(person, edition, Duty.reviewer)
    reviewer = Reviewer(
        edition_id=edition.id,
        person_id=person.id,
        kind=kind,
        max_load=500,
        state=ReviewerState.accepted,
        answered_at=AT,
        answered_by=person.id,
    )
    db.session.add(reviewer)
    db.session.flush()
    return reviewer


def a_pair(abstract: Abstract, reviewer: Reviewer) -> Assignment:
    pair = Assignment(
        proposal_id=a_plan(abstract.edition).id,
        abstract_id=abstract.id,
        reviewer_id=reviewer.id,
        kind=reviewer.kind,
        seat=Seat(reviewer.kind.value),
        affinity=0.5,
    )
    db.session.add(pair)
    db.session.flush()
    return pair


def answers(pair: Assignment, overall: int = 4, level: int = 3, comment: str = "A clear piece of work.") -> Answers:
    form = queries.form_of(pair.abstract.edition, pair.kind)
    keys = [criterion.key for criterion in queries.criteria_of(form)] if form else []
    return Answers(overall, frozenset(LEVELS[level]), dict.fromkeys(keys, overall), comment, "")


def sent(
    pair: Assignment, overall: int = 4, level: int = 3, comment: str = "A clear piece of work.", at: datetime = AT
) -> Review:
    return reviews.submit(pair, answers(pair, overall, level, comment), by=pair.reviewer.person, at=at)


def reviewed(edition: Edition, lived: tuple[int, int], professional: int, **facts: Any) -> Abstract:
    """An abstract with one lived-experience review (overall, co-production) and one professional one."""
    abstract = an_abstract(edition, **facts)
    le = a_reviewer(cast.amina(), edition)
    clinician = a_reviewer(cast.chidi(), edition, Kind.professional)
    sent(a_pair(abstract, le), *lived, comment=f"Lived words on {abstract.reference}.")
    sent(a_pair(abstract, clinician), professional, 2, comment=f"Clinical words on {abstract.reference}.")
    return abstract


def both_keys(frozen: DecisionSet, edition: Edition) -> None:
    for person in (cast.dara(edition), cast.lena(edition)):
        decisions.turn_key(frozen, digest=frozen.digest, by=person, at=AT)


def slots(edition: Edition, stream: Stream | None, oral: int, poster: int) -> None:
    """Slots agreed by both keys."""
    dara = cast.dara(edition)
    cast.lena(edition)
    wanted = {stream.id if stream else None: {Outcome.oral: oral, Outcome.poster: poster}}
    content = rule_sets.slots_content(edition, wanted)
    both_keys(decisions.freeze(edition, SetKind.slots, edition.id, content=content, by=dara, at=AT), edition)


def ranked(edition: Edition) -> int:
    return ranking.rank(edition, by=cast.dara(edition), at=AT)
