"""What reviewers would like to read: said here, or taken in from elsewhere: yes, maybe, no, or a conflict."""

from collections.abc import Mapping
from datetime import datetime

from conference import audit
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.models.reviewers.reviewers import Conflict, Preference, Reviewer
from conference.queries.abstracts import abstracts
from conference.queries.reviewers import reviewers as queries
from conference.rules.people.duties import canonical_email
from conference.rules.reviewers import reviewers as rules
from conference.rules.reviewers.assignment import Bid, ConflictSource, ConflictStatus
from conference.rules.reviewers.reviewers import PreferenceReading
from conference.rules.tables import BadRow, Counts, Table, columns_of


def take_in(
    edition: Edition, table: Table, *, by: Person, at: datetime, mapping: Mapping[str, str] | None = None
) -> Counts:
    """Take in every good row; a conflict is noted as a conflict and bites, whatever was said before."""
    columns = columns_of(rules.PREFERENCE_FIELDS, table, mapping or {})
    answers = _Answers(edition, by=by, at=at)
    counts, seen = Counts(refused=list(table.refused)), dict[tuple[int, int], int]()
    for row in table.rows:
        try:
            reading = rules.read_preference(row, columns)
            pair = answers.pair(reading)
            if pair in seen:
                raise BadRow(f"“{reading.reviewer}” answered for “{reading.abstract}” on line {seen[pair]} already.")
            change = answers.note_conflict(pair) if reading.bid is None else answers.note_bid(pair, reading.bid)
            setattr(counts, change, getattr(counts, change) + 1)
            seen[pair] = row.line
        except BadRow as problem:
            counts.refuse(row.line, str(problem))
    audit.record(
        "preferences.imported",
        about=edition,
        by=by,
        at=at,
        edition=edition,
        created=counts.created,
        updated=counts.updated,
        refused=len(counts.refused),
    )
    return counts


def say(reviewer: Reviewer, wishes: Mapping[int, Bid | None], *, by: Person, at: datetime) -> None:
    """A reviewer's answers for these abstracts, None for no answer; what they said of others stays."""
    known = {each.abstract_id: each for each in queries.preferences_of(reviewer, wishes)}
    for abstract, bid in wishes.items():
        if bid is None and abstract in known:
            db.session.delete(known[abstract])
        elif bid and abstract in known:
            known[abstract].bid = bid
        elif bid:
            db.session.add(Preference(reviewer_id=reviewer.id, abstract_id=abstract, bid=bid))
    said = sum(bid is not None for bid in wishes.values())
    audit.record("preferences.told", about=reviewer, by=by, at=at, edition=reviewer.edition, count=said)


class _Answers:
    """What is known of every reviewer and abstract of the edition, and how one answer changes it."""

    def __init__(self, edition: Edition, *, by: Person, at: datetime) -> None:
        self.by, self.at = by, at
        self.reviewers = queries.ids_by_name(edition)
        self.abstracts = abstracts.ids_by_name(edition)
        self.bids, self.conflicts = queries.preferences_in(edition), queries.conflicts_in(edition)
        self.held = queries.pairs_held(edition)

    def pair(self, reading: PreferenceReading) -> tuple[int, int]:
        """The reviewer and the abstract that a row speaks of."""
        reviewer = self.reviewers.get(reading.reviewer) or self.reviewers.get(canonical_email(reading.reviewer))
        abstract = self.abstracts.get(reading.abstract)
        if reviewer is None:
            raise BadRow(f"“{reading.reviewer}” is not a reviewer of this edition.")
        if abstract is None:
            raise BadRow(f"“{reading.abstract}” is not an abstract of this edition.")
        return reviewer, abstract

    def note_bid(self, pair: tuple[int, int], bid: Bid) -> str:
        conflict = self.conflicts.get(pair)
        if conflict is not None and conflict.status != ConflictStatus.cleared:
            raise BadRow("This reviewer has a conflict with this abstract; a bid does not take it away.")
        known = self.bids.get(pair)
        if known is None:
            self.bids[pair] = Preference(reviewer_id=pair[0], abstract_id=pair[1], bid=bid)
            db.session.add(self.bids[pair])
            return "created"
        same, known.bid = known.bid == bid, bid
        return "unchanged" if same else "updated"

    def note_conflict(self, pair: tuple[int, int]) -> str:
        if pair in self.held:
            raise BadRow("This reviewer already has this abstract to review. Note the conflict on the reviewer's page.")
        bid, known = self.bids.pop(pair, None), self.conflicts.get(pair)
        if bid is not None:
            db.session.delete(bid)
        if known is not None and (known.pinned or known.status != ConflictStatus.cleared):
            return "unchanged"
        if known is not None:
            known.status, known.noted_at, known.noted_by = ConflictStatus.confirmed, self.at, self.by.id
            return "updated"
        self.conflicts[pair] = Conflict(
            reviewer_id=pair[0],
            abstract_id=pair[1],
            source=ConflictSource.bid,
            noted_at=self.at,
            noted_by=self.by.id,
        )
        db.session.add(self.conflicts[pair])
        return "created" if bid is None else "updated"
