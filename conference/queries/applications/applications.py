"""Find applications: a person's own, those of an edition, and what each page of the form holds."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from conference.db import db
from conference.models.applications.applications import AccessNeeds, Application, Companion, FundingSettings
from conference.models.editions.editions import Edition, Stream
from conference.models.funding.offers import Offer
from conference.models.people.people import Person
from conference.queries.applications import recordings
from conference.rules.applications import applications as rules, scoring
from conference.rules.applications.applications import State, Travel
from conference.rules.applications.recordings import NotePage
from conference.rules.digests import mark
from conference.rules.funding.offers import OfferState

PERSON_FIELDS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "preferred_name"),
    "contact": ("contact_email", "phone", "postal_address", "channel"),
}
FIELDS: Mapping[str, tuple[str, ...]] = {
    "name": ("pronouns",),
    "for-whom": ("for_another",),
    "helper": ("helper_name", "helper_relation", "helper_contact"),
    "age": ("under_18",),
    "guardian": ("guardian_name", "guardian_contact"),
    "contact": ("best_times",),
    "applying-for": ("applying_for",),
    "relation": ("relation", "relation_words"),
    "about-you": ("about_me",),
    "experience": ("experience_area",),
    "why-come": ("why_come", "bring", "take_back"),
    "interests": ("interests", "streams"),
    "before": ("attended_before", "funded_before", "last_funded_year"),
    "other-funder": ("other_funder",),
    "travel": ("travel_place", "travel_country", "travel_mode", "arrives_on", "leaves_on", "nights"),
    "car": ("distance", "passengers"),
    "meals": ("breakfasts", "lunches", "dinners"),
    "childcare": ("childcare_days",),
    "care": ("care_days",),
    "visa": ("passport_country", "passport_name"),
    "costs": ("routes",),
    "weigh": ("selection_statement",),
    "support": ("support_person", "emergency_contact"),
}
CONSENT = {
    "experience": "experience_consent_at",
    "weigh": "weigh_consent_at",
    "guardian": "guardian_consent_at",
}
COMPANION_FIELDS = ("name", "badge_name", "relation", "needs")
ACCESS_FIELDS = ("needs", "more", "dietary")


def settings_of(edition: Edition) -> FundingSettings | None:
    """How this edition runs its funded places, or nothing where it has none."""
    return db.session.get(FundingSettings, edition.id)


def is_open(edition: Edition, *, at: datetime, typed_by_staff: bool = False) -> bool:
    """May an application be sent now?"""
    settings = settings_of(edition)
    if settings is None:
        return False
    grace = timedelta(days=settings.grace_days)
    return rules.may_send(settings.opens_at, settings.closes_at, grace, typed_by_staff=typed_by_staff, at=at)


def one(edition: Edition, application_id: int | None) -> Application | None:
    """An application of this edition."""
    if application_id is None:
        return None
    return db.session.scalar(
        sa.select(Application).where(Application.id == application_id, Application.edition_id == edition.id)
    )


def by_reference(edition: Edition, reference: str) -> Application | None:
    """The application with this reference, however it was typed."""
    return db.session.scalar(
        sa.select(Application).where(Application.reference == reference, Application.edition_id == edition.id)
    )


def application_of(person: Person, edition: Edition) -> Application | None:
    """A person's own application in this edition, the one that was not withdrawn first."""
    return db.session.scalar(
        sa.select(Application)
        .where(Application.person_id == person.id, Application.edition_id == edition.id)
        .order_by(Application.state == State.withdrawn, Application.id.desc())
        .limit(1)
    )


def code_hash(reference: str, code: str) -> str:
    """What we keep of a code; it fits one application only."""
    return hashlib.sha256(f"{reference}:{code}".encode()).hexdigest()


def opens_with(application: Application, code: str) -> bool:
    """Does this code open this application? A new one and the one before both do until the new one is used."""
    typed = code_hash(application.reference, code)
    return any(hmac.compare_digest(kept, typed) for kept in (application.code_hash, application.new_code_hash) if kept)


def mark_of(application: Application) -> str:
    """What a browser keeps to show that it opened this application: worth nothing after a new code or a closing."""
    return hashlib.sha256(f"{application.code_hash}:{application.times_closed}".encode()).hexdigest()[:20]


def companion_of(application: Application) -> Companion | None:
    """Who comes along, if anybody."""
    return db.session.get(Companion, application.id)


def access_needs_of(application: Application) -> AccessNeeds | None:
    """What the person needs to take part, if they let us keep it."""
    return db.session.get(AccessNeeds, application.id)


def answers(application: Application, page: str) -> dict[str, Any]:
    """What a page of the form holds now."""
    found = {name: getattr(application.person, name) for name in PERSON_FIELDS.get(page, ())}
    found |= {name: getattr(application, name) for name in FIELDS.get(page, ())}
    if page == "companion":
        companion = companion_of(application)
        found |= {f"companion_{name}": getattr(companion, name, "") for name in COMPANION_FIELDS}
    if page == "access":
        access = access_needs_of(application)
        found |= {name: getattr(access, name) if access else [] if name == "needs" else "" for name in ACCESS_FIELDS}
        found["consent"] = access is not None
    if page in CONSENT:
        found["consent"] = getattr(application, CONSENT[page]) is not None
    if page == "agree":
        found["agree"] = application.consent_at is not None
    return found


def seen(application: Application, page: str) -> str:
    """A short mark of what a page held, so that two windows cannot overwrite each other without a word."""
    return mark({name: str(value) for name, value in answers(application, page).items()})


def missing_pages(application: Application) -> list[str]:
    """The pages that still need an answer before the application can go."""
    person, spoken = application.person, recordings.notes_of(application)
    travel = application.travel_place and application.travel_country and application.travel_mode
    answered = {
        "name": bool(person.name.strip()),
        "contact": rules.can_reach(person.contact_email, person.phone, person.postal_address),
        "applying-for": bool(application.applying_for),
        "relation": bool(application.relation or application.relation_words),
        "about-you": bool(application.about_me.strip()) or NotePage.about_you in spoken,
        "why-come": rules.enough_told(application.why_come, application.bring, application.take_back)
        or NotePage.why_come in spoken,
        "interests": bool(application.interests),
        "before": application.attended_before is not None and application.funded_before is not None,
        "other-funder": application.other_funder is not None,
        "travel": bool(travel),
        "for-whom": application.for_another is not None,
        "helper": bool(application.helper_name and application.helper_relation),
        "age": application.under_18 is not None,
        "guardian": bool(application.guardian_name and application.guardian_contact)
        and application.guardian_consent_at is not None,
        "meals": any((application.breakfasts, application.lunches, application.dinners)),
        "childcare": application.childcare_days is not None,
        "care": application.care_days is not None,
        "visa": bool(application.passport_country),
        "agree": application.consent_at is not None,
    }
    return [each.page for each in rules.missing(answered, facts_of(application))]


def pages_of(application: Application) -> tuple[str, ...]:
    """The pages of the form that this person is asked, in order."""
    return rules.pages_for(facts_of(application))


def facts_of(application: Application) -> frozenset[str]:
    """What decides which pages this person is asked."""
    return rules.told(
        application.applying_for,
        for_another=application.for_another,
        under_18=application.under_18,
        by_car=application.travel_mode == Travel.car,
    )


def streams_of(edition: Edition) -> list[Stream]:
    """The themes of the edition in their order."""
    return list(
        db.session.scalars(
            sa.select(Stream).where(Stream.edition_id == edition.id).order_by(Stream.position, Stream.id)
        )
    )


def listed(edition: Edition, state: State | None = None, words: str = "") -> sa.Select[Application]:
    """The applications of an edition for the desk, newest first, with the person of each."""
    select = (
        sa.select(Application)
        .join(Application.person)
        .options(contains_eager(Application.person))
        .where(Application.edition_id == edition.id)
        .order_by(sa.func.coalesce(Application.sent_at, Application.created_at).desc(), Application.id.desc())
    )
    if state:
        select = select.where(Application.state == state)
    if words:
        like = f"%{words.strip()}%"
        select = select.where(sa.or_(Person.name.ilike(like), Application.reference.ilike(like)))
    return select


def counts(edition: Edition) -> dict[State, int]:
    """How many applications stand where."""
    rows = db.session.execute(
        sa.select(Application.state, sa.func.count())
        .where(Application.edition_id == edition.id)
        .group_by(Application.state)
    )
    found = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in State}


@dataclass(frozen=True)
class Record:
    """What our own records and the person's memory say about earlier years."""

    applied: bool
    attended: bool
    funded: bool
    years_since: int | None

    @property
    def newness(self) -> int:
        return scoring.newness(self.applied, self.attended, self.funded, self.years_since)


def records(edition: Edition, applications: list[Application]) -> dict[int, Record]:
    """Newness of each: from our records where they know, else as far as the person remembers; never checked."""
    earlier: dict[int, list[tuple[bool, int]]] = defaultdict(list)
    stayed_away = sa.select(Offer.id).where(Offer.application_id == Application.id, Offer.state == OfferState.no_show)
    ids = [each.person_id for each in applications]
    rows = db.session.execute(
        sa.select(Application.person_id, Application.state == State.accepted, ~stayed_away.exists(), Edition.starts_on)
        .join(Application.edition)
        .where(Application.person_id.in_(ids), Edition.starts_on < edition.starts_on, Application.sent_at.is_not(None))
    )
    for person_id, accepted, came, starts_on in rows:
        earlier[person_id].append((accepted and came, starts_on.year))
    return {each.id: _record(each, earlier[each.person_id], edition.starts_on.year) for each in applications}


def _record(application: Application, earlier: list[tuple[bool, int]], year: int) -> Record:
    """`earlier`: for each application sent before, whether it brought the person there, and the year."""
    funded = [then for came, then in earlier if came]
    if application.funded_before and application.last_funded_year:
        funded.append(application.last_funded_year)
    return Record(
        applied=bool(earlier),
        attended=bool(application.attended_before) or bool(funded),
        funded=bool(funded) or bool(application.funded_before),
        years_since=year - max(funded) if funded else None,
    )
