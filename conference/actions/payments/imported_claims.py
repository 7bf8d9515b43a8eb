"""Take in claims that were made and paid elsewhere: history to look at, never payable here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conference import audit
from conference.actions.people import sign_in
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.payments.claims import Claim, ClaimLine
from conference.models.people.people import Person
from conference.queries.payments import claims as queries
from conference.queries.people import people
from conference.rules.applications.applications import grouped
from conference.rules.editions.dates import end_of_day
from conference.rules.payments.claims import ClaimState, Flag
from conference.rules.payments.imported_claims import FIELDS, ClaimReading, read_claim
from conference.rules.tables import BadRow, Counts, Table, columns_of


@dataclass
class ClaimCounts(Counts):
    """What an import of claims did, and which claims look like an earlier one."""

    flagged: tuple[Flag, ...] = ()

    def in_words(self) -> dict[str, Any]:
        found = super().in_words()
        words = {"same_day_and_sum": "the same person, amount and day"}
        flagged = [
            {"claim": f.claim, "with": f.other, "reason": words.get(f.doubt, f.doubt.replace("_", " "))}
            for f in self.flagged
        ]
        return {name: found[name] for name in ("created", "unchanged", "refused")} | {"flagged": flagged}


def take_in(
    edition: Edition, table: Table, *, by: Person, at: datetime, mapping: Mapping[str, str] | None = None
) -> ClaimCounts:
    """Take in every good row of a file: new claims kept as history, known ones left alone, wrong rows named."""
    columns = columns_of(FIELDS, table, mapping or {})
    counts, seen = ClaimCounts(refused=list(table.refused)), dict[str, int]()
    known = {claim.external_id: claim for claim in queries.history(edition)}
    persons = {claim.source["claimant"]: claim.person for claim in known.values()}
    for row in table.rows:
        try:
            reading = read_claim(row, columns)
            if reading.external_id in seen:
                raise BadRow(f"“{reading.external_id}” stands on line {seen[reading.external_id]} already.")
            if reading.external_id in known:
                _must_say_the_same(known[reading.external_id], reading, edition)
                counts.unchanged += 1
            else:
                person = persons.get(reading.claimant) or _person(reading.claimant, at)
                persons[reading.claimant] = person
                _keep(edition, person, reading, by=by, at=at)
                counts.created += 1
            seen[reading.external_id] = row.line
        except BadRow as problem:
            counts.refuse(row.line, str(problem))
    db.session.flush()
    counts.flagged = tuple(flag for flag in queries.doubts_in(edition) if flag.claim in seen)
    refused = len(counts.refused)
    audit.record(
        "claims.imported", about=edition, by=by, at=at, edition=edition, created=counts.created, refused=refused
    )
    return counts


def _person(claimant: str, at: datetime) -> Person:
    """Whoever signs in with that address, else somebody new whom nobody has claimed to be."""
    found = people.by_sign_in_address(claimant) if "@" in claimant else None
    if found:
        return found
    person = Person(name=claimant, contact_email=claimant if "@" in claimant else None, created_at=at)
    db.session.add(person)
    db.session.flush()
    return person


def _keep(edition: Edition, person: Person, reading: ClaimReading, *, by: Person, at: datetime) -> None:
    submitted = reading.submitted_on
    claim = Claim(
        edition_id=edition.id,
        person=person,
        pay_to=person,
        reference=grouped(sign_in.new_code(8), "CL"),
        state=ClaimState.history,
        currency=reading.currency,
        came_by="paper",
        entered_by=by.id,
        read_back_at=at,
        started_at=at,
        submitted_at=end_of_day(submitted, edition.zone) if submitted else None,
        external_id=reading.external_id,
        source=reading.source,
    )
    db.session.add(claim)
    db.session.flush()
    db.session.add(
        ClaimLine(
            claim_id=claim.id,
            item=reading.item,
            incurred_on=reading.incurred_on,
            details=reading.details,
            amount=reading.amount,
            currency=reading.currency,
            base=reading.amount,
        )
    )


def _must_say_the_same(claim: Claim, reading: ClaimReading, edition: Edition) -> None:
    (line,) = claim.lines
    kept = (line.amount, line.currency, line.incurred_on, line.details, claim.source)
    if kept != (reading.amount, reading.currency, reading.incurred_on, reading.details, reading.source):
        raise BadRow(f"“{reading.external_id}” was taken in before and says something else now. It stays as it was.")
