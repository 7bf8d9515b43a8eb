"""Add people, give and take their duties."""

from datetime import datetime

from conference import audit, mail
from conference.actions.people import sign_in
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.keys import KeyHolder
from conference.models.people.people import Person, Role
from conference.queries import keys
from conference.queries.people import people
from conference.rules.languages import Lang
from conference.rules.people.duties import Channel, Duty, Rank, Side, canonical_email
from conference.rules.refusals import Refused


def make_system(*, at: datetime) -> Person:
    """Make the person who acts for the clock; once, before anything else."""
    person = Person(name="Alongside", is_system=True, created_at=at)
    db.session.add(person)
    db.session.flush()
    return person


def add(
    name: str,
    *,
    by: Person,
    at: datetime,
    sign_in_email: str | None = None,
    contact_email: str | None = None,
    phone: str | None = None,
    postal_address: str | None = None,
    channel: Channel = Channel.email,
    lang: Lang = Lang.en,
) -> Person:
    """Add a person; a sign-in address is one person's only, a contact address may be shared."""
    person = _new(
        name,
        at,
        sign_in_email=canonical_email(sign_in_email) if sign_in_email else None,
        contact_email=contact_email,
        phone=phone,
        postal_address=postal_address,
        channel=channel,
        lang=lang,
    )
    audit.record("person.added", about=person, by=by, at=at, channel=channel)
    return person


def _new(name: str, at: datetime, **facts: object) -> Person:
    person = Person(name=name, created_at=at, **facts)
    db.session.add(person)
    db.session.flush()
    return person


def join(name: str, address: str, *, by: Person, at: datetime) -> Person:
    """Somebody who is new gives a name and an address to sign in with; who is known already stays as they are."""
    person = people.whose_address(address)
    if person is None:
        person = _new(name, at, sign_in_email=canonical_email(address))
        audit.record("person.joined", about=person, by=by, at=at)
    return person


def appoint(name: str, address: str, edition: Edition, duty: Duty, *, by: Person, at: datetime) -> Role:
    """Give a duty to whoever signs in with that address; somebody new becomes a person of the house."""
    person = people.whose_address(address) or _new(name, at, sign_in_email=canonical_email(address))
    role = Role(person_id=person.id, edition_id=edition.id, duty=duty, granted_at=at, granted_by=by.id)
    db.session.add(role)
    sign_in.end_sessions(person, at=at)
    audit.record("person.role_granted", about=person, by=by, at=at, edition=edition, duty=duty)
    mail.queue("duty_given", to=person, edition=edition, key=f"{duty}:{role.id}", at=at, duty=duty)
    if duty in (Duty.organiser, Duty.treasurer):  # nobody makes a second pair of hands for themselves unseen
        others = {holder.person_id: holder.person for holder in keys.key_holders(edition)}
        for other in (each for each in others.values() if each.id not in (by.id, person.id)):
            mail.queue("desk_duty_given", to=other, edition=edition, key=str(role.id), at=at, person=person, duty=duty)
    return role


def grant(person: Person, edition: Edition, duty: Duty, *, by: Person, at: datetime) -> Role:
    """Give a person a duty in an edition; their open sessions end, so that the new rights start clean."""
    role = Role(person_id=person.id, edition_id=edition.id, duty=duty, granted_at=at, granted_by=by.id)
    db.session.add(role)
    sign_in.end_sessions(person, at=at)
    audit.record("person.role_granted", about=person, by=by, at=at, edition=edition, duty=duty)
    return role


def revoke(role: Role, *, by: Person, at: datetime) -> None:
    """Take a duty back; it ends at once, in every browser."""
    person, edition, duty = role.person, role.edition, role.duty
    db.session.delete(role)
    sign_in.end_sessions(person, at=at)
    audit.record("person.role_revoked", about=person, by=by, at=at, edition=edition, duty=duty)


def disable(person: Person, *, edition: Edition | None = None, by: Person, at: datetime) -> None:
    """Close a person's account at once, in every browser; their duties stand, for when it is opened again."""
    if why := keys.stays_open(person, edition, by=by, at=at):
        raise Refused(why, name=person.name)
    person.disabled_at, person.disabled_by = at, by.id
    sign_in.end_sessions(person, at=at)
    audit.record("person.disabled", about=person, by=by, at=at, edition=edition)


def enable(person: Person, *, edition: Edition | None = None, by: Person, at: datetime) -> None:
    """Open a person's account again: they sign in as before, with what they may do now."""
    person.disabled_at = person.disabled_by = None
    audit.record("person.enabled", about=person, by=by, at=at, edition=edition)


def change_address(person: Person, address: str, *, by: Person, at: datetime) -> None:
    """Change where a person signs in. For a key holder the database refuses: that takes both keys."""
    sign_in.tell_old_address(person, edition=None, at=at)
    person.sign_in_email = canonical_email(address)
    sign_in.end_sessions(person, at=at)
    audit.record("person.address_changed", about=person, by=by, at=at)


def name_first_holder(
    person: Person, edition: Edition, side: Side, rank: Rank, *, by: Person, at: datetime
) -> KeyHolder:
    """Name the first holder of a key when the edition is made; later ones take both keys."""
    seat = KeyHolder(edition_id=edition.id, person_id=person.id, side=side, rank=rank, named_at=at)
    db.session.add(seat)
    audit.record("key_holder.first_named", about=person, by=by, at=at, edition=edition, side=side, rank=rank)
    return seat
