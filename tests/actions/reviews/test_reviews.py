"""Writing a review, sending it, stepping back: what changed, the one entry, and what is refused."""

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import IntegrityError

from conference.actions.reviewers import review_forms, reviewers
from conference.actions.reviews import reviews
from conference.models.audit import AuditEntry
from conference.models.reviewers.reviewers import Conflict, ReviewSettings
from conference.models.reviews.reviews import Review, ReviewTally, ReviewVersion
from conference.queries.reviews import progress, reviews as queries
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.people.duties import Kind
from conference.rules.refusals import Refused
from conference.rules.reviews.reviews import Answers, Fact, ReviewState
from conference.signposts.reviewers import unfilled_seats
from tests import cast
from tests.builders import reviews as build
from tests.cast import AT
from tests.guards import drop


@pytest.fixture
def pair(db):
    edition = cast.an_edition()
    abstract = build.an_abstract(edition)
    return build.a_pair(abstract, build.a_reviewer(cast.amina(), edition))


def entries(db):
    return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def test_a_plan_in_force_has_two_forms_of_its_own_questions_and_a_cap_rule(pair):
    edition = pair.abstract.edition
    keys = {kind: [c.key for c in queries.newest_criteria(edition, kind)] for kind in Kind}
    assert keys == {
        Kind.lived_experience: ["matters", "understandable", "respectful", "usable"],
        Kind.professional: ["importance", "clarity", "method", "learning", "transferability"],
    }
    review_forms.prepare(edition, at=AT)
    assert queries.form_of(edition, Kind.professional).version == 1


def test_saving_keeps_what_is_filled_in_and_counts_nothing(db, pair):
    reviews.save(pair, Answers(overall=3, facts=frozenset({Fact.told}), ratings={"matters": 2}), at=AT)
    review = reviews.save(pair, Answers(overall=4, ratings={"usable": 5}, comment="Half way"), at=AT)
    db.session.flush()
    assert (review.state, review.overall, review.ticked, review.comment) == ("started", 4, [], "Half way")
    assert [(rating.score) for rating in review.ratings] == [5]
    assert db.session.get(ReviewTally, pair.abstract_id) is None
    assert entries(db) == []


def test_sending_closes_it_keeps_its_words_and_counts_it(db, pair):
    review = build.sent(pair, overall=4, level=1, comment="Show us the patients.")
    assert (review.state, review.submitted_at, review.co_production) == (ReviewState.submitted, AT, 1)
    tally = db.session.get(ReviewTally, pair.abstract_id)
    assert (tally.le_count, tally.le_total, tally.le_squares, tally.le_co_total) == (1, 4_000_000, 16 * 10**12, 1)
    assert tally.professional_count == 0
    [version] = db.session.scalars(select(ReviewVersion))
    assert '"comment":"Show us the patients."' in version.content
    assert entries(db) == ["review.submitted"]
    [entry] = db.session.scalars(select(AuditEntry))
    assert "patients" not in entry.facts


def test_a_tally_is_what_a_count_afresh_would_give(db):
    edition = cast.an_edition()
    abstract = build.reviewed(edition, (5, 0), 2)
    ben = build.a_reviewer(cast.ben(), edition)
    build.sent(build.a_pair(abstract, ben), 1, 4)
    tally = db.session.get(ReviewTally, abstract.id)
    assert (tally.le_count, tally.le_total, tally.le_squares) == (2, 6_000_000, 26 * 10**12)
    assert (tally.le_co_count, tally.le_co_total) == (2, 4)
    assert (tally.professional_count, tally.professional_total, tally.professional_co_total) == (1, 2_000_000, 2)


def test_an_unfinished_review_is_not_sent(db, pair):
    with pytest.raises(Refused, match="^unfinished$") as refused:
        reviews.submit(pair, Answers(ratings={"matters": 3}, note="x"), by=cast.amina(), at=AT)
    assert refused.value.facts["fields"] == [
        "criterion_understandable",
        "criterion_respectful",
        "criterion_usable",
        "facts",
        "overall",
        "comment",
    ]


@pytest.mark.parametrize("close", ["sent", "skipped", "decided", "date"])
def test_nothing_is_saved_or_sent_after_it_is_closed(db, pair, close):
    amina, at = cast.amina(), AT
    if close == "sent":
        build.sent(pair)
    elif close == "skipped":
        reviews.skip(pair, by=amina, at=AT)
    elif close == "decided":
        pair.abstract.state = AbstractState.accepted
    else:
        db.session.add(ReviewSettings(edition_id=pair.abstract.edition_id, closes_at=AT))
    db.session.flush()
    for act in (
        lambda: reviews.save(pair, Answers(overall=1), at=at),
        lambda: reviews.submit(pair, build.answers(pair), by=amina, at=at),
        lambda: reviews.skip(pair, by=amina, at=at),
    ):
        with pytest.raises(Refused, match="^closed$"):
            act()


def test_a_skip_asks_no_reason_and_forgets_what_was_typed(db, pair):
    reviews.save(pair, Answers(overall=3, comment="This is too near."), at=AT)
    review = reviews.skip(pair, by=cast.amina(), at=AT)
    db.session.flush()
    assert (review.state, review.comment, review.overall) == (ReviewState.skipped, "", None)
    assert queries.next_reference(pair.reviewer) is None
    assert entries(db) == ["review.skipped"]
    [line] = unfilled_seats.waiting(pair.abstract.edition, at=AT)
    assert line.text.startswith(f"{pair.abstract.reference}: needs a new lived-experience reviewer.")


def test_a_review_stays_with_its_pair_in_a_later_plan(db, pair):
    build.sent(pair)
    again = queries.review_of(pair)
    assert again.reviewer_id == pair.reviewer_id and again.abstract_id == pair.abstract_id


FORBIDDEN = {
    "review_closed": lambda r: update(Review).where(Review.id == r.id).values(comment="Changed later"),
    "review_kept": lambda r: delete(Review).where(Review.id == r.id),
    "review_version_never_changed": lambda r: update(ReviewVersion).values(content="{}"),
    "review_version_never_deleted": lambda r: delete(ReviewVersion),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_database_keeps_a_sent_review_as_it_was(db, pair, name):
    review = build.sent(pair)
    with pytest.raises(IntegrityError, match=name):
        db.session.execute(FORBIDDEN[name](review))


@pytest.mark.parametrize("name", FORBIDDEN)
def test_control_without_that_guard_the_review_changes(db, pair, name):
    review = build.sent(pair)
    db.session.execute(drop(name))
    if name == "review_kept":
        db.session.execute(drop("review_version_never_deleted"))
        db.session.execute(delete(ReviewVersion))
        db.session.execute(text("DELETE FROM rating"))
    assert db.session.execute(FORBIDDEN[name](review)).rowcount == 1
    db.session.rollback()


def test_no_review_is_begun_as_sent_or_of_another_pair(db, pair):
    form = queries.form_of(pair.abstract.edition, pair.kind)
    facts = {
        "assignment_id": pair.id,
        "abstract_id": pair.abstract_id,
        "reviewer_id": pair.reviewer_id,
        "kind": pair.kind,
        "form_id": form.id,
        "saved_at": AT,
    }
    other = build.an_abstract(pair.abstract.edition)
    for change, name in (
        ({"state": ReviewState.submitted, "submitted_at": AT, "overall": 3, "co_production": 1}, "review_starts_open"),
        ({"abstract_id": other.id}, "review_as_assigned"),
    ):
        with pytest.raises(IntegrityError, match=name), db.session.begin_nested():
            db.session.add(Review(**{**facts, **change}))
            db.session.flush()


def test_a_conflict_closes_the_abstract_at_once(db, pair):
    reviews.save(pair, Answers(overall=3), at=AT)
    amina = cast.amina()
    reviewers.declare_conflict(pair.reviewer, pair.abstract, by=amina, at=AT)
    db.session.flush()
    assert queries.pair_of(amina, pair.reviewer.edition, pair.abstract.reference) is None
    assert build.queue(pair.reviewer).rows == []
    assert progress.progress_of(pair.reviewer).all == 0
    assert db.session.scalar(select(func.count()).select_from(Conflict)) == 1
    with pytest.raises(Refused, match="^closed$"):
        reviews.submit(pair, build.answers(pair), by=amina, at=AT)
    review = queries.review_of(pair)
    review.overall, review.score, review.co_production = 4, 4_000_000, 3
    review.state, review.submitted_at = ReviewState.submitted, AT
    with pytest.raises(IntegrityError, match="review_never_past_a_conflict"):
        db.session.flush()
