"""Abstracts under review, their reviewers and what these say: ready for a test in one line each."""

from datetime import datetime
from typing import Any

from conference.actions import frozen_sets
from conference.actions.reviewers import review_forms
from conference.actions.reviews import reviews
from conference.actions.selection import ranking
from conference.db import Page
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition, Stream
from conference.models.keys import FrozenSet
from conference.models.people.people import Person
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviewers.reviewers import Reviewer
from conference.models.reviews.reviews import Review
from conference.queries.reviewers import assignment, reviewers
from conference.queries.reviews import progress, reviews as queries
from conference.queries.selection import cap_and_slots
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.keys import Kind as SetKind
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import Seat
from conference.rules.reviews.reviews import Answers, Fact
from conference.rules.selection.ranking import Outcome
from tests import cast
from tests.builders import abstracts as build
from tests.cast import AT

LEVELS = {
    0: {Fact.none},
    1: {Fact.told},
    2: {Fact.consulted},
    3: {Fact.designed},
    4: {Fact.decided, Fact.delivered},
}


def an_abstract(edition: Edition, title: str = "Walking groups that patients lead", **facts: Any) -> Abstract:
    """An abstract under review, by an author whose name must not be seen."""
    abstract = build.an_abstract(edition, title, **{"state": AbstractState.under_review, **facts})
    abstract.authors[0].name = "Wilhelmina Authorname"
    return abstract


def a_plan(edition: Edition) -> AssignmentProposal:
    """The published plan, empty to begin with, and the forms that come with it."""
    found = assignment.published(edition)
    if found is None:
        found = build.a_proposal(edition, published=True)
        review_forms.prepare(edition, at=AT)
    return found


def a_reviewer(person: Person, edition: Edition, kind: Kind = Kind.lived_experience) -> Reviewer:
    found = reviewers.of_person(person, edition)
    return found or build.a_reviewer(edition, person, kind, max_load=500)


def a_pair(abstract: Abstract, reviewer: Reviewer) -> Assignment:
    return build.an_assignment(a_plan(abstract.edition), abstract, reviewer, Seat(reviewer.kind.value))


def answers(pair: Assignment, overall: int = 4, level: int = 3, comment: str = "A clear piece of work.") -> Answers:
    form = queries.form_of(pair.abstract.edition, pair.kind)
    keys = [criterion.key for criterion in queries.criteria_of(form.id)] if form else []
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


def both_keys(frozen: FrozenSet, edition: Edition) -> None:
    for person in (cast.dara(edition), cast.lena(edition)):
        frozen_sets.turn_key(frozen, digest=frozen.digest, by=person, at=AT)


def slots(edition: Edition, stream: Stream | None, oral: int, poster: int) -> None:
    """Slots agreed by both keys."""
    dara = cast.dara(edition)
    cast.lena(edition)
    wanted = {stream.id if stream else None: {Outcome.oral: oral, Outcome.poster: poster}}
    content = cap_and_slots.slots_content(edition, wanted)
    both_keys(frozen_sets.freeze(edition, SetKind.slots, edition.id, content=content, by=dara, at=AT), edition)


def ranked(edition: Edition) -> int:
    return ranking.rank(edition, by=cast.dara(edition), at=AT)


def queue(reviewer: Reviewer, number: int = 1) -> Page:
    settings = reviewers.settings(reviewer.edition)
    return progress.queue_of(reviewer, settings, number=number)[0]
