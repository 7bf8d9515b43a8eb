"""What both keys do to the keys themselves. Each step is done under a carried set; its entry is the record."""

from datetime import datetime

from conference import mail
from conference.actions import accounts
from conference.db import db
from conference.models.decisions import DecisionSet, KeyHolder
from conference.models.people import Person
from conference.queries import people
from conference.rules.people import Rank, Side, canonical_email


def seat(under: DecisionSet, *, at: datetime) -> None:
    """Seat the person both keys named, ending whoever sat there; a set without a person only ends."""
    facts = under.facts
    side, rank = Side(facts["side"]), Rank(facts["rank"])
    before = people.holder(under.edition, side, rank)
    if before:
        before.ended_at, before.ended_by_set = at, under.id
        db.session.flush()
        accounts.end_sessions(before.person, at=at)
    if facts["person_id"] is not None:
        named = db.session.get_one(Person, facts["person_id"])
        db.session.add(
            KeyHolder(
                edition_id=under.edition_id,
                person_id=named.id,
                side=side,
                rank=rank,
                named_by_set=under.id,
                named_at=at,
            )
        )
        db.session.flush()
        accounts.end_sessions(named, at=at)
        mail.queue("key_named", to=named, edition=under.edition, key=str(under.id), at=at, side=side, rank=rank)


def change_address(under: DecisionSet, *, at: datetime) -> None:
    """Change a key holder's sign-in address; the old address is told."""
    person = db.session.get_one(Person, under.about_id)
    mail.queue("address_changed", to=person, edition=under.edition, key=str(under.id), at=at)
    person.sign_in_email, person.sign_in_set = canonical_email(under.facts["address"]), under.id
    accounts.end_sessions(person, at=at)


def forget_one_time_code(under: DecisionSet, *, at: datetime) -> None:
    """Let a key holder who lost phone and printed codes set up a new one-time code."""
    person = db.session.get_one(Person, under.about_id)
    person.one_time_secret, person.one_time_set = None, under.id
    accounts.end_sessions(person, at=at)


def set_one_key_kinds(under: DecisionSet, *, at: datetime) -> None:
    """Set which decisions need one key only in this edition (none by default)."""
    under.edition.one_key_kinds = " ".join(under.facts["kinds"])
