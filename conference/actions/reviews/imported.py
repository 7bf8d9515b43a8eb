"""Take in reviews that were written elsewhere, as they were given and on our scale."""

from collections.abc import Mapping
from datetime import datetime

from conference import audit
from conference.actions.reviewers import review_forms
from conference.actions.reviewers.reviewers import Welcome
from conference.actions.reviews import reviews
from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviewers.reviewers import Reviewer
from conference.models.reviews.reviews import Review, ReviewVersion
from conference.queries.abstracts import abstracts
from conference.queries.reviewers import assignment, reviewers
from conference.queries.reviews import reviews as queries
from conference.rules.abstracts.abstracts import IN_REVIEW, AbstractState
from conference.rules.digests import canonical
from conference.rules.people.duties import Kind, canonical_email
from conference.rules.refusals import Refused
from conference.rules.reviewers.assignment import ConflictStatus, ProposalState, ReviewerState, Seat
from conference.rules.reviews import imported as rules
from conference.rules.reviews.imported import MICRO, ReviewReading, Scale
from conference.rules.reviews.reviews import ReviewState
from conference.rules.tables import BadRow, Counts, Table, columns_of

PLAN = "Reviews written elsewhere"


def take_in(
    edition: Edition,
    table: Table,
    *,
    by: Person,
    at: datetime,
    scale: Scale,
    mapping: Mapping[str, str] | None = None,
    kind: Kind | None = None,
    create: bool = False,
) -> Counts:
    """Take in every good row as a sent review; one that is here already is never written over."""
    columns = columns_of(rules.FIELDS, table, mapping or {})
    review_forms.prepare(edition, at=at)
    taking = _Taking(edition, scale, create=create, by=by, at=at)
    counts, seen = Counts(refused=list(table.refused)), dict[tuple[str, str], int]()
    for row in table.rows:
        try:
            reading = rules.read_review(row, columns, scale, kind)
            pair = (reading.abstract, reading.reviewer)
            if pair in seen:
                raise BadRow(f"“{pair[1]}” reviewed “{pair[0]}” on line {seen[pair]} already.")
            change = taking.take(reading)
            setattr(counts, change, getattr(counts, change) + 1)
            seen[pair] = row.line
        except BadRow as problem:
            counts.refuse(row.line, str(problem))
    taking.count()
    audit.record(
        "reviews.imported",
        about=edition,
        by=by,
        at=at,
        edition=edition,
        created=counts.created,
        refused=len(counts.refused),
        scale=str(scale),
    )
    return counts


class _Taking:
    """What is known of the edition's reviewers, abstracts and reviews, and how one row adds to it."""

    def __init__(self, edition: Edition, scale: Scale, *, create: bool, by: Person, at: datetime) -> None:
        self.edition, self.scale, self.create, self.by, self.at = edition, scale, create, by, at
        self.welcome = Welcome(edition, by=by, at=at)
        self.names = reviewers.ids_by_name(edition)
        self.reviewers = {one.id: one for one in reviewers.whole(edition)}
        self.abstract_ids = abstracts.ids_by_name(edition)
        self.abstracts = abstracts.by_id(edition)
        self.pairs = queries.pairs_in(edition)
        self.forms = {kind: queries.form_of(edition, kind) for kind in Kind}
        self.conflicts = {
            pair for pair, one in reviewers.conflicts_in(edition).items() if one.status != ConflictStatus.cleared
        }
        self.touched: dict[int, Abstract] = {}

    def take(self, reading: ReviewReading) -> str:
        """Whether the row added a review or told what we know."""
        abstract = self.abstracts.get(self.abstract_ids.get(reading.abstract, 0))
        if abstract is None:
            raise BadRow(f"“{reading.abstract}” is not an abstract of this edition.")
        reviewer = self._reviewer(reading)
        pair = (abstract.id, reviewer.id)
        held, review = self.pairs.get(pair, (None, None))
        if review is not None and review.state is ReviewState.submitted:
            if (review.given, review.co_production, review.comment) == (
                reading.given, reading.co_production, reading.comment
            ):  # fmt: skip
                return "unchanged"
            raise BadRow("This review was sent already, and says something else. A sent review is not changed.")
        if review is not None:
            raise BadRow("This reviewer has begun this review here. It is theirs to send.")
        if abstract.state not in IN_REVIEW:
            raise BadRow("This abstract is no longer under review.")
        if (reviewer.id, abstract.id) in self.conflicts:
            raise BadRow("This reviewer has a conflict with this abstract.")
        self._add(abstract, reviewer, held or self._assign(abstract, reviewer), reading)
        return "created"

    def count(self) -> None:
        """Bring the tally of every abstract that was added to up to date."""
        for abstract in self.touched.values():
            reviews.count(abstract, at=self.at)

    def _reviewer(self, reading: ReviewReading) -> Reviewer:
        known = self.names.get(reading.reviewer) or self.names.get(canonical_email(reading.reviewer))
        if known is not None:
            reviewer = self.reviewers[known]
            if reading.kind not in (None, reviewer.kind):
                raise BadRow(f"“{reading.reviewer}” reviews as {reviewer.kind} here: one kind of seat each.")
            return reviewer
        if not self.create:
            raise BadRow(f"“{reading.reviewer}” is not a reviewer of this edition. --create adds those we do not know.")
        if reading.kind is None:
            raise BadRow(f"“{reading.reviewer}” is new, and of no kind. Give a column kind, or --kind.")
        has_address = reading.reviewer.count("@") == 1
        person = reviewers.people_by_address({canonical_email(reading.reviewer)}).get(canonical_email(reading.reviewer))
        person = person or self.welcome.person(reading.reviewer, reading.reviewer if has_address else None)
        try:
            made = self.welcome.reviewer(
                person,
                reading.kind,
                state=ReviewerState.accepted,
                max_load=1,
                external_id=None if has_address else reading.reviewer,
                answered_at=self.at,
                answered_by=self.by.id,
            )
        except Refused:
            raise BadRow(f"“{reading.reviewer}” is an organiser or treasurer, and cannot review.") from None
        self.names[canonical_email(reading.reviewer) if has_address else reading.reviewer] = made.id
        self.reviewers[made.id] = made
        return made

    def _assign(self, abstract: Abstract, reviewer: Reviewer) -> Assignment:
        """A pair for a review that needs no planning any more; it adds to the plan in force."""
        if not self.create:
            raise BadRow("This reviewer was not given this abstract. --create adds the pair.")
        load = sum(1 for (_work, one), (held, _review) in self.pairs.items() if one == reviewer.id and held)
        reviewer.max_load = max(reviewer.max_load, load + 1)
        db.session.flush()
        pair = Assignment(
            proposal_id=self._plan().id,
            abstract_id=abstract.id,
            reviewer_id=reviewer.id,
            kind=reviewer.kind,
            seat=Seat.any,
            affinity=0,
        )
        db.session.add(pair)
        db.session.flush()
        return pair

    def _plan(self) -> AssignmentProposal:
        """The plan in force, or one made for these reviews."""
        found = assignment.published(self.edition)
        if found is None:
            found = AssignmentProposal(
                edition_id=self.edition.id, name=PLAN, per_abstract=3, lived_experience=1, professional=1,
                affinity=0, objective=0, created_at=self.at, created_by=self.by.id,
            )  # fmt: skip
            db.session.add(found)
            db.session.flush()
            found.state, found.published_at, found.published_by = ProposalState.published, self.at, self.by.id
            db.session.flush()
        return found

    def _add(self, abstract: Abstract, reviewer: Reviewer, pair: Assignment, reading: ReviewReading) -> None:
        form = self.forms[reviewer.kind]
        review = Review(
            assignment_id=pair.id, abstract_id=abstract.id, reviewer_id=reviewer.id, kind=reviewer.kind,
            form_id=form.id if form else None, state=ReviewState.started, saved_at=self.at, scale=str(self.scale),
            overall=-(-reading.score // MICRO) if reading.score % MICRO * 2 >= MICRO else reading.score // MICRO,
            score=reading.score, given=reading.given, co_production=reading.co_production, comment=reading.comment,
        )  # fmt: skip
        db.session.add(review)
        db.session.flush()
        review.state, review.submitted_at, review.version = ReviewState.submitted, self.at, 1
        told = {"score": reading.given, "scale": str(self.scale), "co_production": reading.co_production}
        db.session.add(
            ReviewVersion(
                review_id=review.id, number=1, at=self.at, content=canonical({**told, "comment": reading.comment})
            )
        )
        if abstract.state is AbstractState.submitted:
            abstract.state = AbstractState.under_review
        db.session.flush()
        self.pairs[abstract.id, reviewer.id] = (pair, review)
        self.touched[abstract.id] = abstract
