"""Find frozen sets and who may turn which key."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from conference.db import db
from conference.models.audit import AuditEntry
from conference.models.decisions import DecisionSet, KeyInterest
from conference.models.editions import Edition
from conference.models.people import Person
from conference.queries import editions, people
from conference.rules import decisions as rules
from conference.rules.decisions import Kind, State
from conference.rules.people import Rank
from conference.rules.together import Part, Waiting

KIND_NAMES = {
    Kind.offers: _l("Funded places to offer"),
    Kind.abstract_decisions: _l("Decisions on abstracts"),
    Kind.co_chairs: _l("Co-chairs of the streams"),
    Kind.award_result: _l("Result of the award"),
    Kind.cap_rule: _l("A change of the co-production rule"),
    Kind.slots: _l("How many places each stream has"),
    Kind.pot_size: _l("How much a pot holds"),
    Kind.key_holder: _l("Who holds a key"),
    Kind.sign_in_address: _l("A key holder’s sign-in address"),
    Kind.one_time_code: _l("A key holder’s one-time code"),
    Kind.two_key_setting: _l("Which decisions need two keys"),
    Kind.award_addition: _l("A voting code after the freeze"),
}


def of_edition(edition: Edition) -> list[DecisionSet]:
    """Every frozen set: those that wait first, then the newest."""
    return list(
        db.session.scalars(
            select(DecisionSet)
            .options(
                joinedload(DecisionSet.freezer),
                joinedload(DecisionSet.organiser),
                joinedload(DecisionSet.lived_experience),
                joinedload(DecisionSet.returner),
            )
            .where(DecisionSet.edition_id == edition.id)
            .order_by((DecisionSet.state == State.waiting).desc(), DecisionSet.frozen_at.desc(), DecisionSet.id.desc())
        )
    )


def one(edition: Edition, set_id: int) -> DecisionSet | None:
    """The set of that id, if it belongs to the edition."""
    return db.session.scalar(select(DecisionSet).where(DecisionSet.id == set_id, DecisionSet.edition_id == edition.id))


def waiting_set(edition: Edition, kind: Kind, about_id: int) -> DecisionSet | None:
    """The set about this that waits for its keys."""
    return db.session.scalar(
        select(DecisionSet).where(
            DecisionSet.edition_id == edition.id,
            DecisionSet.kind == kind,
            DecisionSet.about_id == about_id,
            DecisionSet.state == State.waiting,
        )
    )


def key_for(person: Person, edition: Edition, set_id: int | None = None) -> rules.Key | None:
    """The key that this person holds, as the rules see it, on that set."""
    held = people.key_of(person, edition)
    if held is None:
        return None
    principal = people.holder(edition, held.side, Rank.principal)
    concerned = set(db.session.scalars(select(KeyInterest.person_id).where(KeyInterest.set_id == set_id)))
    return rules.Key(
        person.id,
        held.side,
        held.rank,
        handed_over=bool(principal and principal.handed_over_at),
        principal_has_interest=bool(principal and principal.person_id in concerned),
        has_interest=person.id in concerned,
    )


def why_not(found: DecisionSet, person: Person, *, at: datetime) -> str | None:
    """Why this person may not turn a key on this set now; None when they may."""
    key = key_for(person, found.edition, found.id)
    return rules.why_not(found.frozen, key, at=at, zone=found.edition.zone, holidays=editions.holidays(found.edition))


def waiting(edition: Edition, *, at: datetime) -> list[Waiting]:
    """The desk's lines about sets that wait for a key: red after three working days; silence approves nothing."""
    holidays = editions.holidays(edition)
    return [
        Waiting(
            text=f"{KIND_NAMES[found.kind]}: waits for {_missing(found)}",
            count=1,
            endpoint="keys.show",
            args={"set_id": found.id},
            due=rules.due(found.frozen_at, edition.zone, holidays),
        )
        for found in of_edition(edition)
        if found.state == State.waiting
    ]


def part_of(person: Person, edition: Edition, *, at: datetime) -> list[Part]:
    """Each list that waits for this person's key, with the day on which the desk goes red."""
    key, holidays = key_for(person, edition), editions.holidays(edition)
    return [
        Part(
            title=KIND_NAMES[found.kind],
            state=_("This list waits for your key."),
            next_step=_("Read it, then say yes or no."),
            endpoint="keys.show",
            args={"edition": edition.code, "set_id": found.id},
            by=rules.due(found.frozen_at, edition.zone, holidays),
        )
        for found in (of_edition(edition) if key else [])
        if rules.why_not(found.frozen, key, at=at, zone=edition.zone, holidays=holidays) is None
    ]


def _missing(found: DecisionSet) -> str:
    if found.organiser_by is None and found.lived_experience_by is None:
        return "both keys"
    return "the organiser's key" if found.organiser_by is None else "the lived-experience lead's key"


def history(edition: Edition, about: str, about_id: int) -> list[AuditEntry]:
    """What was done about one thing, in order."""
    return list(
        db.session.scalars(
            select(AuditEntry)
            .where(AuditEntry.edition_id == edition.id, AuditEntry.about == about, AuditEntry.about_id == about_id)
            .order_by(AuditEntry.id)
        )
    )
