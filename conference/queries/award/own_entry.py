"""Who made which entry, and which entries a card may not choose: only where the award says that it matters."""

from collections import defaultdict

from sqlalchemy import select

from conference.db import db
from conference.models.abstracts.abstracts import Abstract, AbstractAuthor
from conference.models.award.awards import Award, AwardEntry, RollRow
from conference.models.award.stages import AwardWork
from conference.models.people.people import Person
from conference.queries.award import awards
from conference.rules.award.ballot_files import digest
from conference.rules.award.counting import own_entries, why_not_taken
from conference.rules.award.reasons import VoteReason


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


def mark(award: Award) -> str:
    """Letters that stand for who made which entry: others as soon as an entry or a maker is another."""
    if not award.own_entry_barred:
        return ""
    made = {address: sorted(references) for address, references in makers(award).items()}
    return digest([sorted(awards.references(award)), made])


def barred(row: RollRow | None) -> set[str]:
    """The entries that this card may not choose."""
    return own_entries(row.barred, spent=bool(row.spent), blocked=bool(row.blocked)) if row else set()


def why_not(award: Award, row: RollRow | None, choice: str) -> VoteReason | None:
    """Why the card of this row cannot be used for this ballot; None where it can."""
    if row is None:
        return VoteReason.unknown_code
    return why_not_taken(award.method, choice, barred=row.barred, spent=bool(row.spent), blocked=bool(row.blocked))
