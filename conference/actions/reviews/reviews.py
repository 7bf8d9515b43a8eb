"""Write a review, send it, or step back; keep each abstract's tally in the same transaction."""

from datetime import datetime

from conference import audit
from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.people.people import Person
from conference.models.reviewers.assignment import Assignment
from conference.models.reviews.reviews import (
    Criterion,
    Rating,
    Review,
    ReviewTally,
    ReviewVersion,
    UnknownWord,
)
from conference.queries.reviews import reviews as queries
from conference.queries.selection import ranking as ranking_queries
from conference.rules.digests import canonical
from conference.rules.people.duties import Kind
from conference.rules.refusals import Refused
from conference.rules.reviews.imported import MICRO
from conference.rules.reviews.reasons import ReviewReason
from conference.rules.reviews.reviews import Answers, ReviewState, lacking, may_move
from conference.rules.selection.ranking import Lane


def save(assignment: Assignment, answers: Answers, *, at: datetime, sheet: str = "") -> Review:
    """Keep what has been filled in so far, at the screen or on that sheet. So often that it leaves no audit entry."""
    review, criteria = _open(assignment, ReviewState.started, at=at)
    review.sheet = sheet
    _fill(review, criteria, answers, at=at)
    return review


def submit(assignment: Assignment, answers: Answers, *, by: Person, at: datetime) -> Review:
    """Send a review: it is closed, its words are kept as a version, and the abstract's tally counts it."""
    review, criteria = _open(assignment, ReviewState.submitted, at=at)
    missing = lacking(answers, [criterion.key for criterion in criteria])
    if missing:
        raise Refused(ReviewReason.unfinished, fields=missing)
    _fill(review, criteria, answers, at=at)
    db.session.flush()
    review.state, review.submitted_at, review.version = ReviewState.submitted, at, 1
    review.score = (review.overall or 0) * MICRO
    db.session.add(ReviewVersion(review_id=review.id, number=1, content=content(answers), at=at))
    db.session.flush()
    count(assignment.abstract, at=at)
    audit.record(
        "review.submitted",
        about=review,
        by=by,
        at=at,
        edition=assignment.abstract.edition,
        abstract=review.abstract_id,
        kind=review.kind,
        form=review.form_id,
    )
    return review


def skip(assignment: Assignment, *, by: Person, at: datetime) -> Review:
    """Step back from one abstract, too close to me: no reason is asked, and somebody else will be."""
    review, criteria = _open(assignment, ReviewState.skipped, at=at)
    _fill(review, criteria, Answers(), at=at)
    db.session.flush()
    review.state, review.skipped_at = ReviewState.skipped, at
    edition = assignment.abstract.edition
    audit.record("review.skipped", about=review, by=by, at=at, edition=edition, abstract=review.abstract_id)
    return review


def _open(assignment: Assignment, new: ReviewState, *, at: datetime) -> tuple[Review, list[Criterion]]:
    """The review of this pair with its questions, begun where there is none; refused where it may not move on.

    Read after the abstract's row is locked: nothing is sent once a decision was carried out or the plan changed, and
    another tab may have sent it while this one waited.
    """
    db.session.refresh(assignment.abstract, ["state"], with_for_update={"of": Abstract})
    found = queries.in_force(assignment)
    if found is None or not queries.is_open(assignment, found[1], at=at):
        raise Refused(ReviewReason.closed)
    review = found[0]
    criteria = queries.criteria_for(assignment, review)
    if not criteria or (review and not may_move(review.state, new)):
        raise Refused(ReviewReason.closed)
    if review:
        return review, criteria
    review = Review(
        assignment_id=assignment.id,
        abstract_id=assignment.abstract_id,
        reviewer_id=assignment.reviewer_id,
        kind=assignment.kind,
        form_id=criteria[0].form_id,
        state=ReviewState.started,
        saved_at=at,
    )
    db.session.add(review)
    return review, criteria


def _fill(review: Review, criteria: list[Criterion], answers: Answers, *, at: datetime) -> None:
    keys = {criterion.key: criterion.id for criterion in criteria}
    review.overall, review.co_production = answers.overall, answers.co_production
    review.facts = " ".join(sorted(answers.facts))
    review.comment, review.note, review.saved_at = answers.comment, answers.note, at
    if answers.unknown is not None:
        kept = {each.term: each for each in review.unknown_words}
        review.unknown_words = [kept.get(term) or UnknownWord(term=term) for term in answers.unknown]
    known = {rating.criterion_id: rating for rating in review.ratings}
    given = {keys[key]: score for key, score in answers.ratings.items() if key in keys}
    for criterion_id in known.keys() - given.keys():
        review.ratings.remove(known[criterion_id])
    for criterion_id, score in given.items():
        if criterion_id in known:
            known[criterion_id].score = score
        else:
            review.ratings.append(Rating(criterion_id=criterion_id, score=score))


def content(answers: Answers) -> str:
    """The words of a version; a part of an act."""
    return canonical(
        {
            "overall": answers.overall,
            "facts": sorted(answers.facts),
            "co_production": answers.co_production,
            "ratings": dict(answers.ratings),
            "comment": answers.comment,
            "note": answers.note,
        }
    )


def count(abstract: Abstract, *, at: datetime) -> None:
    """Count the abstract's sent reviews afresh; a part of an act, which has locked its row."""
    found = ranking_queries.counted(abstract.id)
    nobody = (Lane(), Lane())
    lived, lived_co = found.get(Kind.lived_experience, nobody)
    professional, professional_co = found.get(Kind.professional, nobody)
    tally = db.session.get(ReviewTally, abstract.id) or ReviewTally(abstract_id=abstract.id)
    tally.le_count, tally.le_total, tally.le_squares = lived.count, lived.total, lived.squares
    tally.professional_count, tally.professional_total = professional.count, professional.total
    tally.professional_squares = professional.squares
    tally.le_co_count, tally.le_co_total = lived_co.count, lived_co.total
    tally.professional_co_count, tally.professional_co_total = professional_co.count, professional_co.total
    tally.changed_at = at
    db.session.add(tally)
