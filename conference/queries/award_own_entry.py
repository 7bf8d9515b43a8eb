"""Who made which entry, and which entries a card may not choose: only where the award says that it matters."""

from collections import defaultdict

from sqlalchemy import select

from conference.db import db
from conference.models.abstracts import Abstract, AbstractAuthor
from conference.models.award import Award, AwardEntry, RollRow
from conference.models.award_stages import AwardWork
from conference.models.people import Person
from conference.rules.award import Method, marks_kept


def makers(award: Award) -> dict[str, set[str]]:
    """Sign-in address to entries: co-presenters, nominees, who submitted the abstract, and its authors who sign in."""
    entry = AwardEntry
    ways = (
        select(entry.reference, Person.sign_in_email).join(Person, Person.id == entry.co_presenter_id),
        select(entry.reference, Person.sign_in_email)
        .join(Abstract, Abstract.id == entry.abstract_id)
        .join(Person, Person.id == Abstract.submitter_id),
        select(entry.reference, Person.sign_in_email)
        .join(AbstractAuthor, AbstractAuthor.abstract_id == entry.abstract_id)
        .join(Person, Person.id == AbstractAuthor.person_id),
        select(entry.reference, Person.sign_in_email)
        .join(AwardWork, (AwardWork.award_id == entry.award_id) & (AwardWork.reference == entry.reference))
        .join(Person, Person.id == AwardWork.nominee_id),
    )
    found: dict[str, set[str]] = defaultdict(set)
    for way in ways:
        for reference, address in db.session.execute(way.where(entry.award_id == award.id)):
            if address:
                found[address].add(reference)
    return dict(found)


def barred(row: RollRow | None) -> set[str]:
    """The entries that the holder of this card made."""
    return set(marks_kept(row.barred)) if row and row.barred else set()


def bars(award: Award, row: RollRow, choice: str) -> bool:
    """Whether the ballot names an entry that the holder of this card made."""
    marks = marks_kept(choice)
    named = {mark.rpartition("=")[0] for mark in marks} if award.method == Method.score else set(marks)
    return bool(named & barred(row))
