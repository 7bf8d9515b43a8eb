"""Take abstracts in from somebody else's file, and put one into a stream."""

from collections.abc import Mapping
from datetime import datetime

from conference import audit
from conference.db import db
from conference.models.abstracts.abstracts import Abstract, AbstractAuthor, AbstractSection
from conference.models.editions.editions import Edition, Stream
from conference.models.people.people import Person
from conference.queries.abstracts import abstracts as queries
from conference.queries.editions import editions
from conference.queries.people import people
from conference.rules.abstracts import abstracts as rules
from conference.rules.abstracts.abstracts import OPEN_TO_IMPORT, Author, Reading, Section
from conference.rules.abstracts.labels import STATE
from conference.rules.abstracts.rows import one_row_each, without_deleted
from conference.rules.people.duties import canonical_email
from conference.rules.tables import BadRow, Counts, Table, columns_of


class StreamNames:
    """The streams of an edition by name; a new name is refused, or becomes a stream where that was asked for."""

    def __init__(self, edition: Edition, *, create: bool) -> None:
        self.edition, self.create = edition, create
        self.known = {stream.name.casefold(): stream for stream in editions.streams_of(edition)}

    def named(self, name: str) -> Stream:
        found = self.known.get(name.casefold())
        if found is None and not self.create:
            has = "; ".join(stream.name for stream in self.known.values()) or "none"
            raise BadRow(f"There is no stream “{name}”. This edition has: {has}.")
        if found is None:
            last = max((stream.position for stream in self.known.values()), default=0)
            found = Stream(edition_id=self.edition.id, name=name, position=last + 1)
            db.session.add(found)
            db.session.flush()
            self.known[name.casefold()] = found
        return found


def take_in(
    edition: Edition,
    table: Table,
    *,
    by: Person,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
    create_streams: bool = False,
) -> Counts:
    """Take in every good row of a file: new abstracts are added, known ones brought up to date, wrong rows named."""
    table = without_deleted(table)
    columns = columns_of(rules.FIELDS, table, mapping or {})
    table = one_row_each(table, columns)
    if "family_name" in columns:
        columns.setdefault("authors", "authors")
    taking = _Taking(edition, create_streams=create_streams, by=by, at=at)
    counts, seen = Counts(refused=list(table.refused)), dict[str, int]()
    for row in table.rows:
        try:
            reading = rules.read(row, columns)
            if reading.source_id in seen:
                raise BadRow(f"“{reading.source_id}” stands on line {seen[reading.source_id]} already.")
            change = taking.take(reading)
            setattr(counts, change, getattr(counts, change) + 1)
            seen[reading.source_id] = row.line
        except BadRow as problem:
            counts.refuse(row.line, str(problem))
    audit.record(
        "abstracts.imported",
        about=edition,
        by=by,
        at=at,
        edition=edition,
        created=counts.created,
        updated=counts.updated,
        refused=len(counts.refused),
    )
    return counts


def place(abstract: Abstract, stream: Stream | None, *, by: Person, at: datetime) -> None:
    """Put an abstract into a stream, or back into the “no stream” bucket."""
    abstract.stream_id = stream.id if stream else None
    abstract.updated_at, abstract.updated_by = at, by.id
    audit.record("abstract.placed", about=abstract, by=by, at=at, edition=abstract.edition, stream=abstract.stream_id)


class _Taking:
    """What is known of the abstracts of the edition, and how one row changes it."""

    def __init__(self, edition: Edition, *, create_streams: bool, by: Person, at: datetime) -> None:
        self.edition, self.by, self.at = edition, by, at
        self.streams = StreamNames(edition, create=create_streams)
        self.known = {abstract.source_id: abstract for abstract in queries.whole(edition)}
        self.number = queries.last_number(edition)

    def take(self, reading: Reading) -> str:
        """Whether the row created, updated or left unchanged an abstract."""
        stream = self.streams.named(reading.stream) if reading.stream else None
        submitter = self._submitter(reading)
        abstract = self.known.get(reading.source_id)
        if abstract is None:
            self.number += 1
            abstract = _new(self.edition, self.number, reading, stream, by=self.by, at=self.at)
            abstract.submitter_id = submitter.id if submitter else None
            db.session.add(abstract)
            return "created"
        if not _bring_up_to_date(abstract, reading, stream, submitter):
            return "unchanged"
        abstract.updated_at, abstract.updated_by = self.at, self.by.id
        return "updated"

    def _submitter(self, reading: Reading) -> Person | None:
        """Who offered the work and hears what became of it, where the file names an address."""
        if not reading.contact_email:
            return None
        person = people.whose_address(reading.contact_email)
        if person is None:
            address = canonical_email(reading.contact_email)
            person = Person(name=reading.contact_name or address, sign_in_email=address, created_at=self.at)
            db.session.add(person)
            db.session.flush()
        return person


def _new(
    edition: Edition, number: int, reading: Reading, stream: Stream | None, *, by: Person, at: datetime
) -> Abstract:
    abstract = Abstract(
        edition_id=edition.id,
        number=number,
        reference=rules.reference(number),
        source_id=reading.source_id,
        stream_id=stream.id if stream else None,
        created_at=at,
        created_by=by.id,
        updated_at=at,
        updated_by=by.id,
        **reading.facts,
    )
    abstract.authors = _author_rows(reading.authors or ())
    abstract.sections = _section_rows(reading.sections or ())
    return abstract


def _bring_up_to_date(abstract: Abstract, reading: Reading, stream: Stream | None, submitter: Person | None) -> bool:
    """Change what the file tells otherwise; True when anything changed."""
    told = dict(reading.facts)
    if stream is not None:
        told["stream_id"] = stream.id
    if submitter is not None:
        told["submitter_id"] = submitter.id
    other = {name: value for name, value in told.items() if getattr(abstract, name) != value}
    authors = _other_authors(abstract, reading)
    sections = _other_sections(abstract, reading)
    changed = bool(other) or authors is not None or sections is not None
    if changed and abstract.state not in OPEN_TO_IMPORT:
        raise BadRow(f"{abstract.reference} is {STATE[abstract.state]} already; a file can no longer change it.")
    for name, value in other.items():
        setattr(abstract, name, value)
    if authors is not None:
        abstract.authors.clear()
    if sections is not None:
        abstract.sections.clear()
    # The old rows leave before the new ones take their positions.
    db.session.flush()
    abstract.authors.extend(_author_rows(authors or ()))
    abstract.sections.extend(_section_rows(sections or ()))
    return changed


def _other_authors(abstract: Abstract, reading: Reading) -> tuple[Author, ...] | None:
    if reading.authors is None:
        return None
    known = tuple(Author(one.name, tuple(one.affiliations)) for one in abstract.authors)
    after = rules.authors_after(known, reading.authors, reading.names_only)
    return None if after == known else after


def _other_sections(abstract: Abstract, reading: Reading) -> tuple[Section, ...] | None:
    if reading.sections is None:
        return None
    known = tuple(Section(one.label, one.text) for one in abstract.sections)
    after = rules.sections_after(known, reading.sections, reading.one_cell)
    return None if after == known else after


def _author_rows(authors: tuple[Author, ...]) -> list[AbstractAuthor]:
    return [
        AbstractAuthor(position=place, name=one.name, affiliations=[dict(a) for a in one.affiliations])
        for place, one in enumerate(authors, start=1)
    ]


def _section_rows(sections: tuple[Section, ...]) -> list[AbstractSection]:
    return [
        AbstractSection(position=place, label=one.label, text=one.text) for place, one in enumerate(sections, start=1)
    ]
