"""Find the call for work, one's own submissions, and what each page of one holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.abstracts.submissions import AbstractCall, Submission
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.rules.abstracts import submissions as rules
from conference.rules.abstracts.abstracts import Answer
from conference.rules.abstracts.submissions import Page, Work
from conference.rules.digests import mark

ABSTRACT_FIELDS = {
    Page.about: ("title", "type", "stream_id", "keywords"),
    Page.summary: ("plain_summary", "topics"),
    Page.together: ("involvement", "involved_who", "involved_changed", "involved_none_because", "involved_paid"),
}
FIELDS = {
    Page.about: ("second_stream_id",),
    Page.together: ("how_chosen", "pass_for", "pass_name"),
    Page.declare: ("patient_data", "interests", "ai_use", "shown_before"),
}


def call_of(edition: Edition) -> AbstractCall | None:
    """What the edition asks of authors, once the organisers wrote it down."""
    return db.session.get(AbstractCall, edition.id)


def of_person(person: Person, edition: Edition) -> Sequence[Submission]:
    """One's own submissions, in the order they were begun."""
    return db.session.scalars(_mine(person, edition).order_by(Abstract.number)).all()


def one(person: Person, edition: Edition, reference: str) -> Submission | None:
    """One's own submission of that reference; of somebody else there is none."""
    return db.session.scalar(_mine(person, edition).where(Abstract.reference == reference))


def of_abstract(abstract: Abstract) -> Submission | None:
    """What its author said, where the work was offered here."""
    return db.session.get(Submission, abstract.id)


def _mine(person: Person, edition: Edition) -> sa.Select[Submission]:
    return (
        sa.select(Submission)
        .join(Submission.abstract)
        .options(
            contains_eager(Submission.abstract).selectinload(Abstract.authors),
            contains_eager(Submission.abstract).selectinload(Abstract.sections),
            contains_eager(Submission.abstract).joinedload(Abstract.stream),
            joinedload(Submission.second_stream),
        )
        .where(Abstract.edition_id == edition.id, Abstract.submitter_id == person.id)
    )


def may_edit(submission: Submission, *, at: datetime) -> bool:
    """May the author still write?"""
    call, abstract = call_of(submission.abstract.edition), submission.abstract
    return call is not None and rules.may_edit(
        abstract.state, call.opens_at, call.closes_at, submission.grace_until, at
    )


def last_moment(submission: Submission) -> datetime | None:
    """Until when this author may write."""
    call = call_of(submission.abstract.edition)
    if call is None:
        return None
    return max(call.closes_at, submission.grace_until) if submission.grace_until else call.closes_at


def answers(submission: Submission, page: Page) -> dict[str, Any]:
    """What a page holds now."""
    found = {name: getattr(submission.abstract, name) for name in ABSTRACT_FIELDS.get(page, ())}
    found |= {name: getattr(submission, name) for name in FIELDS.get(page, ())}
    if page is Page.declare:
        found["agree"] = submission.agreed_at is not None
    return found


def seen(submission: Submission, page: Page) -> str:
    """A short mark of what a page held, so that two windows cannot overwrite each other without a word."""
    return mark({name: str(value) for name, value in answers(submission, page).items()})


def parts_of(submission: Submission, call: AbstractCall) -> list[tuple[str, str, str]]:
    """Label, hint and text of each part of the call, as far as it is written."""
    written = {section.label: section.text for section in submission.abstract.sections}
    return [(label, hint, written.get(label, "")) for label, hint in call.parts]


def work_of(submission: Submission, call: AbstractCall) -> Work:
    """What the submission says so far, for the rules."""
    abstract = submission.abstract
    lived = [author for author in abstract.authors if author.lived_experience is Answer.yes]
    return Work(
        title=abstract.title,
        has_type=abstract.type is not None,
        authors=len(abstract.authors),
        presenters=sum(author.presents for author in abstract.authors),
        lived_experience_authors=len(lived),
        lived_experience_presenters=sum(author.presents for author in lived),
        parts=tuple(text for _label, _hint, text in parts_of(submission, call)),
        summary=abstract.plain_summary,
        involvement=abstract.involvement,
        who=abstract.involved_who,
        chosen=submission.how_chosen,
        changed=abstract.involved_changed,
        none_because=abstract.involved_none_because,
        paid=abstract.involved_paid,
        pass_for=submission.pass_for,
        patient_data=submission.patient_data,
        agreed=submission.agreed_at is not None,
    )


def missing_pages(submission: Submission) -> list[Page]:
    """The pages that still need something."""
    call = call_of(submission.abstract.edition)
    return rules.missing(work_of(submission, call), call.most_words, call.summary_words) if call else list(Page)
