"""Keep the promises about deleting: recordings, access needs, unsent claims, and those without a place."""

from datetime import datetime

import sqlalchemy as sa

from conference import audit
from conference.actions.applications import recordings as audio_notes
from conference.actions.award import stages
from conference.actions.payments import claims
from conference.db import db
from conference.models.applications.applications import AccessNeeds, Application
from conference.models.applications.scoring import ApplicationScore
from conference.models.funding.offers import FrozenReason
from conference.models.funding.pots import DraftOutcome
from conference.models.outbox import Message
from conference.models.people.people import Person
from conference.queries import retention
from conference.queries.applications import applications as queries, recordings
from conference.queries.award import stages as award_nominations
from conference.rules.outbox import MessageState

TEXTS = (
    "pronouns", "best_times", "relation_words", "about_me", "experience_area", "why_come", "bring", "take_back",
    "travel_place", "travel_country", "selection_statement", "reason_text",
    "helper_name", "helper_relation", "helper_contact", "guardian_name", "guardian_contact",
)  # fmt: skip


def forget_access_needs(access: AccessNeeds, *, by: Person, at: datetime) -> None:
    """Delete what a person needed, once the time they were told of has passed."""
    application = access.application
    db.session.delete(access)
    audit.record("access_needs.deleted", about=application, by=by, at=at, edition=application.edition)


def forget_practical(application: Application, *, by: Person, at: datetime) -> None:
    """Take away what was needed to look after a person at the conference, also from those who came."""
    _empty_practical(application)
    audit.record("application.practical_forgotten", about=application, by=by, at=at, edition=application.edition)


def _empty_practical(application: Application) -> None:
    for name in retention.PRACTICAL:
        setattr(application, name, "")
    for name in retention.PRACTICAL_NUMBERS:
        setattr(application, name, None)
    companion = queries.companion_of(application)
    if companion:
        companion.needs = ""
    db.session.flush()


def forget_applicant(application: Application, *, by: Person, at: datetime) -> None:
    """Take a person's name and words off an application that got no place; a person with an account keeps theirs."""
    application.forgotten_at = at
    for name in TEXTS:
        setattr(application, name, "")
    application.routes = {}
    _empty_practical(application)
    _blank_words_about(application, by=by, at=at)
    audio_notes.drop_all(application, at=at)
    companion, person = queries.companion_of(application), application.person
    if companion:
        db.session.delete(companion)
    if person.claimed_at is None and person.sign_in_email is None and not retention.is_still_known(person):
        person.name, person.preferred_name = "-", ""
        person.contact_email = person.phone = person.postal_address = None
    audit.record("application.forgotten", about=application, by=by, at=at, edition=application.edition)


def _blank_words_about(application: Application, *, by: Person, at: datetime) -> None:
    """Blank the panel's words and the letters; a letter that still waited has nothing left to say."""
    db.session.execute(
        sa.update(ApplicationScore).where(ApplicationScore.application_id == application.id).values(comment="")
    )
    db.session.execute(
        sa.update(DraftOutcome).where(DraftOutcome.application_id == application.id).values(reason_text="", salt="")
    )
    db.session.execute(
        sa.update(FrozenReason).where(FrozenReason.application_id == application.id).values(text="", salt="")
    )
    theirs = sa.update(Message).where(
        Message.person_id == application.person_id, Message.edition_id == application.edition_id
    )
    waits = Message.state.in_((MessageState.queued, MessageState.failed))
    db.session.execute(theirs.where(waits).values(state=MessageState.done, done_at=at, done_by=by.id))
    db.session.execute(theirs.values(address="", subject="", body="", last_error=""))


def keep_promises(*, by: Person, at: datetime) -> None:
    """Delete all that is due for deletion now."""
    for access in retention.access_needs_due(at=at):
        forget_access_needs(access, by=by, at=at)
    for application in retention.practical_due(at=at):
        forget_practical(application, by=by, at=at)
    for note in recordings.due(at=at):
        audio_notes.delete_sound(note, by=by, at=at)
    for nomination in award_nominations.to_forget(before=at - retention.SIXTY_DAYS):
        stages.forget_nominator(nomination, by=by, at=at)
    for claim in retention.claims_due(at=at):
        claims.drop(claim, by=by, at=at)
    for application in retention.applications_due(at=at):
        forget_applicant(application, by=by, at=at)
