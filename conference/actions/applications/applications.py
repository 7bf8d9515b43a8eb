"""Start, fill in, send and withdraw an application for a funded place."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from conference import audit, mail
from conference.actions.people import sign_in
from conference.db import db
from conference.models.applications.applications import AccessNeeds, Application, Companion, FundingSettings
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.applications import applications as queries
from conference.rules.applications import applications as rules
from conference.rules.applications.applications import CameBy, State
from conference.rules.applications.reasons import ApplicationReason
from conference.rules.languages import Lang
from conference.rules.refusals import Refused

TERMS_VERSION = "2026-11"
PRIVACY_VERSION = "2026-11"
ACCESS_KEPT = timedelta(days=60)
CODE_LENGTH = 12


def set_up(edition: Edition, *, by: Person, at: datetime, **facts: Any) -> FundingSettings:
    """Say when an edition's funded places open and close, how long people have, and what things roughly cost."""
    settings = queries.settings_of(edition)
    if settings is None:
        settings = FundingSettings(edition=edition, **facts)
        db.session.add(settings)
    for name, value in facts.items():
        setattr(settings, name, value)
    audit.record("funding.set_up", about=edition, by=by, at=at, edition=edition)
    return settings


def start(
    edition: Edition,
    *,
    name: str,
    lang: Lang,
    at: datetime,
    by: Person | None = None,
    came_by: CameBy = CameBy.web,
    person: Person | None = None,
) -> tuple[Application, str]:
    """Start an application, with or without an account; the code to come back with is shown once."""
    typed_by_staff = came_by is not CameBy.web
    if not queries.is_open(edition, at=at, typed_by_staff=typed_by_staff):
        raise Refused(ApplicationReason.closed_on_paper if typed_by_staff else ApplicationReason.closed)
    if person is None:
        person = Person(name=name, lang=lang, created_at=at)
        db.session.add(person)
        db.session.flush()
    elif (own := queries.application_of(person, edition)) and own.state is not State.withdrawn:
        raise Refused(ApplicationReason.one_each)
    by = by or person
    code = sign_in.new_code(CODE_LENGTH)
    application = Application(
        edition=edition,
        person=person,
        reference=_new_reference(edition),
        came_by=came_by,
        entered_by=None if came_by is CameBy.web else by.id,
        lang=lang,
        state=State.draft,
        created_at=at,
        code_hash="",
    )
    application.code_hash = queries.code_hash(application.reference, code)
    db.session.add(application)
    audit.record("application.started", about=application, by=by, at=at, edition=edition, came_by=came_by)
    return application, rules.grouped(code)


def _new_reference(edition: Edition) -> str:
    while True:
        reference = rules.grouped(sign_in.new_code(8), "LE")
        if queries.by_reference(edition, reference) is None:
            return reference


def send_new_code(application: Application, *, by: Person, at: datetime) -> None:
    """Send a new code by the way the person chose. Anyone can ask, so the old one works until the new one is used."""
    if not rules.may_ask_code(application.new_code_at, at):
        raise Refused(ApplicationReason.code_sent)
    code = sign_in.new_code(CODE_LENGTH)
    application.new_code_hash, application.new_code_at = queries.code_hash(application.reference, code), at
    mail.queue(
        "application_code",
        to=application.person,
        edition=application.edition,
        key=application.new_code_hash,
        at=at,
        application=application,
        code=rules.grouped(code),
    )
    audit.record("application.code_renewed", about=application, by=by, at=at, edition=application.edition)


def take_code(application: Application, code: str, *, at: datetime) -> None:
    """A new code that was used takes the place of the old one. Opening a form leaves no audit entry."""
    if application.new_code_hash == queries.code_hash(application.reference, code):
        application.code_hash, application.new_code_hash, application.new_code_at = (
            application.new_code_hash,
            None,
            None,
        )


def close(application: Application, *, by: Person, at: datetime) -> None:
    """Close the form wherever it is open; reference and code open it again."""
    application.times_closed += 1
    audit.record("application.closed", about=application, by=by, at=at, edition=application.edition)


def save(application: Application, page: str, given: Mapping[str, Any], *, by: Person, at: datetime) -> None:
    """Keep what was typed on one page. Saving a draft leaves no audit entry (a named exception)."""
    if application.state is not State.draft:
        raise Refused(ApplicationReason.already_sent)
    _keep(application, page, given, at=at)


def put_right(application: Application, page: str, given: Mapping[str, Any], *, by: Person, at: datetime) -> None:
    """Change what was sent, on a page that nobody scores, or take a consent back."""
    if application.state is State.draft or not rules.may_change(application.state, page):
        raise Refused(ApplicationReason.already_sent)
    _keep(application, page, given, at=at)
    audit.record("application.put_right", about=application, by=by, at=at, edition=application.edition, page=page)


def _keep(application: Application, page: str, given: Mapping[str, Any], *, at: datetime) -> None:
    application.revision += 1
    for name in queries.PERSON_FIELDS.get(page, ()):
        setattr(application.person, name, given[name])
    for name in queries.FIELDS.get(page, ()):
        setattr(application, name, given[name])
    if page in queries.CONSENT:
        before = getattr(application, queries.CONSENT[page])
        setattr(application, queries.CONSENT[page], (before or at) if given["consent"] else None)
    if page == "companion":
        _save_companion(application, given)
    if page == "access":
        _save_access_needs(application, given, at)
    if page == "agree":
        application.consent_at = at
        application.agreed_text_version, application.privacy_version = TERMS_VERSION, PRIVACY_VERSION


def _save_companion(application: Application, given: Mapping[str, Any]) -> None:
    companion = queries.companion_of(application) or Companion(application=application)
    db.session.add(companion)
    for name in queries.COMPANION_FIELDS:
        setattr(companion, name, given[f"companion_{name}"])


def _save_access_needs(application: Application, given: Mapping[str, Any], at: datetime) -> None:
    access = queries.access_needs_of(application)
    if not given["consent"]:
        if access:
            db.session.delete(access)
        return
    if access is None:
        ends_on = application.edition.ends_on
        access = AccessNeeds(application=application, consent_at=at, delete_after=ends_on + ACCESS_KEPT)
        db.session.add(access)
    for name in queries.ACCESS_FIELDS:
        setattr(access, name, given[name])


def send(application: Application, *, by: Person, at: datetime, read_back: bool = False) -> None:
    """Send an application; the same minute the person gets a letter that says what happens next and by when."""
    typed_by_staff = application.came_by is not CameBy.web
    if application.state is not State.draft:
        raise Refused(ApplicationReason.already_sent)
    if queries.missing_pages(application):
        raise Refused(ApplicationReason.missing)
    if not queries.is_open(application.edition, at=at, typed_by_staff=typed_by_staff):
        raise Refused(ApplicationReason.closed)
    if typed_by_staff and not read_back:
        raise Refused(ApplicationReason.read_back)
    _drop_unasked(application)
    application.read_back_at = at if typed_by_staff else None
    application.sent_at, application.state = at, State.sent
    mail.queue(
        "application_received",
        to=application.person,
        edition=application.edition,
        key=str(application.id),
        at=at,
        application=application,
        settings=queries.settings_of(application.edition),
    )
    audit.record(
        "application.sent", about=application, by=by, at=at, edition=application.edition, came_by=application.came_by
    )


def _drop_unasked(application: Application) -> None:
    """What was typed on a page that does not count any more is not kept."""
    columns = Application.__table__.columns
    for page in set(rules.PAGES) - set(queries.pages_of(application)):
        for name in queries.FIELDS.get(page, ()):
            setattr(application, name, None if columns[name].nullable else {} if name == "routes" else "")
        if page in queries.CONSENT:
            setattr(application, queries.CONSENT[page], None)
        if page == "companion" and (companion := queries.companion_of(application)):
            db.session.delete(companion)
