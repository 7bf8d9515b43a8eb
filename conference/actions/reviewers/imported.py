"""Take in a list of reviewers who have agreed elsewhere."""

from collections.abc import Mapping
from datetime import datetime

from conference import audit
from conference.actions.abstracts.abstracts import StreamNames
from conference.actions.reviewers.reviewers import Welcome
from conference.models.editions.editions import Edition, Stream
from conference.models.people.people import Person
from conference.models.reviewers.reviewers import Reviewer
from conference.queries.reviewers import reviewers as queries
from conference.rules.people.duties import canonical_email
from conference.rules.reviewers import reviewers as rules
from conference.rules.reviewers.assignment import ReviewerState
from conference.rules.reviewers.reviewers import ReviewerReading
from conference.rules.tables import BadRow, Counts, Table, columns_of


def take_in(
    edition: Edition,
    table: Table,
    *,
    by: Person,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
    create_streams: bool = False,
) -> Counts:
    """Take in every good row of a list: new reviewers added, known ones brought up to date, wrong rows named."""
    columns = columns_of(rules.REVIEWER_FIELDS, table, mapping or {})
    addresses = {canonical_email(str(row.cells.get(columns["email"]) or "")) for row in table.rows}
    taking = _Taking(edition, addresses, create_streams=create_streams, by=by, at=at)
    counts, seen = Counts(refused=list(table.refused)), dict[str, int]()
    for row in table.rows:
        try:
            reading = rules.read_reviewer(row, columns)
            if reading.email in seen:
                raise BadRow(f"“{reading.email}” stands on line {seen[reading.email]} already.")
            change = taking.take(reading)
            setattr(counts, change, getattr(counts, change) + 1)
            seen[reading.email] = row.line
        except BadRow as problem:
            counts.refuse(row.line, str(problem))
    audit.record(
        "reviewers.imported",
        about=edition,
        by=by,
        at=at,
        edition=edition,
        created=counts.created,
        updated=counts.updated,
        refused=len(counts.refused),
    )
    return counts


class _Taking:
    """What is known of the people of the edition, and how one row changes it."""

    def __init__(
        self, edition: Edition, addresses: set[str], *, create_streams: bool, by: Person, at: datetime
    ) -> None:
        self.by, self.at = by, at
        self.welcome = Welcome(edition, by=by, at=at)
        self.streams = StreamNames(edition, create=create_streams)
        self.persons = queries.people_by_address(addresses)
        self.reviewers = {reviewer.person_id: reviewer for reviewer in queries.whole(edition)}
        self.numbers = {one.external_id: one.person_id for one in self.reviewers.values() if one.external_id}

    def take(self, reading: ReviewerReading) -> str:
        """Whether the row created, updated or left unchanged a reviewer."""
        streams = None if reading.streams is None else [self.streams.named(name) for name in reading.streams]
        person = self.persons.get(reading.email)
        if person is not None and (person.is_system or person.disabled_at):
            raise BadRow(f"The account “{reading.email}” is closed.")
        if person is not None and person.id in self.welcome.desk:
            raise BadRow(f"“{reading.email}” is an organiser or treasurer, who sees the scores. They cannot review.")
        owner = self.numbers.get(reading.external_id or "")
        if owner is not None and (person is None or owner != person.id):
            raise BadRow(f"The number “{reading.external_id}” belongs to another reviewer.")
        reviewer = self.reviewers.get(person.id) if person else None
        if reviewer is not None:
            change = "updated" if self._bring_up_to_date(reviewer, reading, streams) else "unchanged"
        else:
            person = person or self.welcome.person(reading.name, reading.email)
            reviewer = self._add(person, reading, streams or [])
            change = "created"
        if reading.external_id:
            self.numbers[reading.external_id] = reviewer.person_id
        return change

    def _add(self, person: Person, reading: ReviewerReading, streams: list[Stream]) -> Reviewer:
        """Somebody on the list has said yes elsewhere."""
        facts = {} if reading.max_load is None else {"max_load": reading.max_load}
        return self.welcome.reviewer(
            person,
            reading.kind,
            state=ReviewerState.accepted,
            organisation=reading.organisation or "",
            external_id=reading.external_id,
            answered_at=self.at,
            answered_by=self.by.id,
            streams=streams,
            **facts,
        )

    def _bring_up_to_date(self, reviewer: Reviewer, reading: ReviewerReading, streams: list[Stream] | None) -> bool:
        """Change what the list tells otherwise; True when anything changed. A person's name is theirs to change."""
        if reading.kind != reviewer.kind:
            raise BadRow(f"This person reviews as {reviewer.kind} already: one kind of seat each.")
        load = queries.published_load(reviewer) if reading.max_load not in (None, reviewer.max_load) else 0
        if reading.max_load is not None and reading.max_load < load:
            raise BadRow(f"This reviewer already has {load} reviews, more than {reading.max_load}.")
        told = {
            "max_load": reading.max_load,
            "organisation": reading.organisation,
            "external_id": reading.external_id,
        }
        other = {name: value for name, value in told.items() if value is not None and getattr(reviewer, name) != value}
        for name, value in other.items():
            setattr(reviewer, name, value)
        moved = streams is not None and {one.id for one in streams} != {one.id for one in reviewer.streams}
        if streams is not None and moved:
            reviewer.streams = streams
        comes_back = reviewer.state != ReviewerState.accepted
        if comes_back:
            reviewer.state, reviewer.answered_at, reviewer.answered_by = (
                ReviewerState.accepted,
                self.at,
                self.by.id,
            )
        return bool(other) or moved or comes_back
