"""Named people with stories, and one builder a model. Everybody is invented."""

from datetime import UTC, date, datetime
from typing import Any

from conference.db import db
from conference.models.editions.editions import Edition, Stream
from conference.models.keys import KeyHolder
from conference.models.people.people import Person, Role
from conference.queries import keys
from conference.queries.people import people as find
from conference.rules.people.duties import Duty, Rank, Side

AT = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)  # a Monday


def a_person(name: str = "Noor Bakker", **facts: Any) -> Person:
    person = Person(name=name, created_at=AT, **facts)
    db.session.add(person)
    db.session.flush()
    return person


def an_edition(code: str = "FORUM27", **facts: Any) -> Edition:
    given = {
        "name": "Care Together Forum",
        "starts_on": date(2027, 5, 10),
        "ends_on": date(2027, 5, 12),
        "zone": "Europe/London",
        "currency": "GBP",
        "contact_name": "Dara Quill",
        "contact_phone": "+44 20 7946 0123",
        "created_at": AT,
        "is_demo": True,
    }
    edition = Edition(code=code, **{**given, **facts})
    db.session.add(edition)
    db.session.flush()
    return edition


def a_stream(edition: Edition, name: str = "Safer care", position: int = 1) -> Stream:
    stream = Stream(edition_id=edition.id, name=name, position=position)
    db.session.add(stream)
    db.session.flush()
    return stream


def a_role(person: Person, edition: Edition, duty: Duty) -> Role:
    role = Role(person_id=person.id, edition_id=edition.id, duty=duty, granted_at=AT)
    db.session.add(role)
    db.session.flush()
    return role


def a_holder(person: Person, edition: Edition, side: Side, rank: Rank = Rank.principal) -> KeyHolder:
    seat = KeyHolder(edition_id=edition.id, person_id=person.id, side=side, rank=rank, named_at=AT)
    db.session.add(seat)
    db.session.flush()
    return seat


def someone(key: str, name: str) -> Person:
    address = f"{key}@example.org"
    return find.by_sign_in_address(address) or a_person(name, sign_in_email=address)


def amina() -> Person:
    """LE applicant, then reviewer and co-chair."""
    return someone("amina", "Amina Yusuf")


def ben() -> Person:
    """LE reviewer with a conflict."""
    return someone("ben", "Ben Okoro")


def chidi() -> Person:
    """Clinician reviewer."""
    return someone("chidi", "Chidi Eze")


def eve() -> Person:
    """Attendee; votes once."""
    return someone("eve", "Eve Janssen")


def farid() -> Person:
    """Signed in, no role: must see nothing."""
    return someone("farid", "Farid Haddad")


def dara(edition: Edition) -> Person:
    """Organiser; holds the organisers' key."""
    person = someone("dara", "Dara Quill")
    if Duty.organiser not in find.duties_of(person, edition):
        a_role(person, edition, Duty.organiser)
        a_holder(person, edition, Side.organiser)
    return person


def lena(edition: Edition) -> Person:
    """LE lead; holds the second key."""
    person = someone("lena", "Lena Marsh")
    if keys.key_of(person, edition) is None:
        a_holder(person, edition, Side.lived_experience)
    return person


def tomas(edition: Edition) -> Person:
    """Treasurer."""
    person = someone("tomas", "Tomas Brandt")
    if Duty.treasurer not in find.duties_of(person, edition):
        a_role(person, edition, Duty.treasurer)
    return person
