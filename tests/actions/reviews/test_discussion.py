"""Talking an abstract over: what changed, the one entry, the one letter, what is refused, and by whom."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from conference.actions import frozen_sets
from conference.actions.reviewers import reviewers
from conference.actions.reviews import discussion, reviews as write
from conference.actions.selection import decisions as abstract_decisions
from conference.models.audit import AuditEntry
from conference.models.outbox import Message
from conference.models.reviews.discussion import Remark
from conference.models.reviews.reviews import Review, ReviewTally, ReviewVersion
from conference.models.selection import RankingResult
from conference.queries import invariants
from conference.queries.people import people
from conference.queries.reviews import discussion as queries, discussion_thread, reviews, sent
from conference.queries.selection import decisions as decided, ranking
from conference.rules.abstracts.abstracts import AbstractState
from conference.rules.keys import Kind as SetKind
from conference.rules.refusals import Refused
from conference.rules.reviews.reviews import Fact
from tests import cast
from tests.builders import reviews as build, talks as build_talk
from tests.cast import AT
from tests.guards import drop

LATER = AT + timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def edition(db):
    return cast.an_edition()


@pytest.fixture
def work(edition):
    return build_talk.apart(edition)


@pytest.fixture
def pair(work):
    return build_talk.pair_of(work)


def say(pair, text="I was such a patient.", at=LATER):
    return discussion.say(pair, text, by=pair.reviewer.person, at=at)


def change(pair, overall=4, facts=(Fact.designed,), reason="They did ask us, it says below.", at=LATER):
    return discussion.change_mind(pair, overall=overall, facts=facts, reason=reason, by=pair.reviewer.person, at=at)


def entries(db):
    return list(db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)))


def test_a_remark_is_kept_with_one_entry_that_holds_none_of_its_words(db, pair):
    before = len(entries(db))
    say(pair)
    [remark] = db.session.scalars(sa.select(Remark))
    assert (remark.text, remark.reviewer_id, remark.at) == ("I was such a patient.", pair.reviewer_id, LATER)
    [entry] = entries(db)[before:]
    assert (entry.event, "patient" in entry.facts) == ("remark.made", False)


def test_a_changed_mind_is_a_new_version_counted_at_once_and_the_ranking_is_stale(db, edition, work, pair):
    build.ranked(edition)
    assert ranking.stale(edition) == 0
    before = len(entries(db))
    review = change(pair, overall=4, facts=[Fact.decided, Fact.delivered])
    assert (review.version, review.overall, review.score, review.co_production) == (2, 4, 4_000_000, 4)
    assert (review.state, review.submitted_at) == ("submitted", AT)
    tally = db.session.get(ReviewTally, work.id)
    assert (tally.le_count, tally.le_total, tally.le_co_total, tally.changed_at) == (1, 4_000_000, 4, LATER)
    first, second = sent.versions_of(review)
    assert ('"overall":2' in first.content, first.reason) == (True, "")
    assert ('"overall":4' in second.content, second.reason) == (True, "They did ask us, it says below.")
    assert f"Lived words on {work.reference}." in second.content and '"matters":2' in second.content
    [entry] = entries(db)[before:]
    assert (entry.event, "ask us" in entry.facts) == ("review.changed", False)
    assert ranking.stale(edition) == 1
    build.ranked(edition)
    assert db.session.get(RankingResult, work.id).lived_experience == 4
    assert invariants.failed() == []


def test_a_mind_may_change_twice_and_the_talk_goes_on_when_the_gap_has_closed(db, work, pair):
    change(pair, overall=5)
    assert queries.standing_of(work).gap == 0
    change(pair, overall=3, at=LATER + DAY)
    say(build_talk.pair_of(work, lived=False), at=LATER + 2 * DAY)
    said = discussion_thread.said_on(work, pair.reviewer)
    assert [(one.speaker, one.own, one.before and one.before["overall"]) for one in said] == [
        ("A", True, 2),
        ("A", True, 5),
        ("B", False, None),
    ]
    assert [one.told["overall"] for one in discussion_thread.former_of(reviews.review_of(pair))] == [2, 5]


def test_the_same_score_and_facts_are_no_change(db, pair):
    with pytest.raises(Refused, match="^same_mind$"):
        change(pair, overall=2, facts=[Fact.told])
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ReviewVersion)) == 2


def frozen(edition):
    """A decision on every ranked abstract waits for its keys."""
    build.slots(edition, None, 5, 5)
    build.ranked(edition)
    digest = decided.digest_of(decided.suggestions(edition, ranking.NO_STREAM))
    abstract_decisions.draft(edition, ranking.NO_STREAM, digest=digest, by=cast.dara(edition), at=AT)
    return frozen_sets.freeze(edition, SetKind.abstract_decisions, edition.id, by=cast.dara(edition), at=AT)


CLOSED = {
    "before the first day": lambda e, p: build_talk.days(e, AT, LATER + DAY),
    "after the last day": lambda e, p: build_talk.days(e, AT - DAY, AT, LATER),
    "somebody has not sent": lambda e, p: build.a_pair(p.abstract, build.a_reviewer(cast.ben(), e)),
    "it is decided": lambda e, p: setattr(p.abstract, "state", AbstractState.accepted),
    "it is frozen": lambda e, p: frozen(e),
    "a conflict": lambda e, p: reviewers.declare_conflict(p.reviewer, p.abstract, by=p.reviewer.person, at=AT),
}


@pytest.mark.parametrize("why", CLOSED)
def test_nothing_is_written_outside_the_talk(db, edition, pair, why):
    CLOSED[why](edition, pair)
    db.session.flush()
    for act in (say, change):
        with pytest.raises(Refused, match="^talk_closed$"):
            act(pair)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Remark)) == 0
    assert reviews.review_of(pair).version == 1


def test_what_is_not_far_apart_and_who_stepped_back_have_no_talk(db, edition):
    near = build_talk.pair_of(build.reviewed(edition, (3, 2), 4))
    far = build_talk.apart(edition)
    ben = build.a_pair(far, build.a_reviewer(cast.ben(), edition))
    write.skip(ben, by=cast.ben(), at=AT)
    for pair in (near, ben):
        with pytest.raises(Refused, match="^talk_closed$"):
            say(pair)
    say(build_talk.pair_of(far))  # nobody waits for one that was skipped


def test_a_frozen_decision_that_comes_back_opens_the_talk_again(db, edition, pair):
    found = frozen(edition)
    frozen_sets.send_back(found, reason="Let them talk first.", by=cast.dara(edition), at=AT)
    db.session.flush()
    say(pair)


def test_a_review_from_elsewhere_may_change_to_our_scale(db, edition, work, pair):
    review = reviews.review_of(pair)
    for guard in ("review_closed", "review_version_never_changed"):
        db.session.execute(drop(guard))
    db.session.execute(sa.update(Review).where(Review.id == review.id).values(scale="1:10", given=4_000_000))
    content = '{"co_production":null,"comment":"x","scale":"1:10","score":4000000}'
    db.session.execute(sa.update(ReviewVersion).where(ReviewVersion.review_id == review.id).values(content=content))
    db.session.expire_all()
    review = change(pair, overall=4)
    assert (review.scale, review.given, review.score) == ("", None, 4_000_000)
    [said] = discussion_thread.said_on(work)
    assert (said.before["score"], said.after["overall"]) == (4_000_000, 4)
    db.session.rollback()


# -- The letter ------------------------------------------------------------------------------------


def letters(db):
    found = db.session.scalars(sa.select(Message).where(Message.kind == "talk_opened").order_by(Message.id))
    return [(letter.person_id, letter.body) for letter in found]


def test_from_the_first_day_on_everybody_with_a_talk_is_written_to_once(db, edition):
    works = [build_talk.apart(edition) for _n in range(2)]
    build_talk.apart(edition, 3, 4)
    ben = build.a_reviewer(cast.ben(), edition)
    build.sent(build.a_pair(build.an_abstract(edition), ben))
    build_talk.days(edition, AT, AT + DAY, AT + 9 * DAY)
    clock = {"by": people.system(), "at": AT + DAY}
    assert discussion.open_due(by=clock["by"], at=AT + DAY - timedelta(seconds=1)) == 0
    before = len(entries(db))
    assert discussion.open_due(**clock) == 2
    assert discussion.open_due(**clock) == 0
    assert [entry.event for entry in entries(db)[before:]] == ["talk.opened"]
    found = letters(db)
    assert [person for person, _body in found] == [cast.amina().id, cast.chidi().id]
    assert all("2 of these are ones that you read" in body and "20 January 2027" in body for _person, body in found)
    assert not [body for _person, body in found if works[0].title in body or "Lived words" in body]
    assert discussion.open_due(by=clock["by"], at=AT + 9 * DAY) == 0


def test_without_a_first_day_and_after_the_last_nobody_is_written_to(db, edition, work):
    assert discussion.open_due(by=people.system(), at=AT + DAY) == 0
    build_talk.days(edition, AT, AT + DAY, AT + 2 * DAY)
    assert discussion.open_due(by=people.system(), at=AT + 2 * DAY) == 0
    assert letters(db) == []


# -- What the database refuses ---------------------------------------------------------------------

WHEN = "'2027-01-11 10:00:00'"
REMARK = f"INSERT INTO remark (abstract_id, reviewer_id, text, at) SELECT {{}}, r.id, 'x', {WHEN} FROM reviewer r"
AMINAS = " WHERE r.kind = 'lived_experience'"
SECOND = (
    "INSERT INTO review_version (review_id, number, content, reason, at)"
    f" SELECT id, 2, '{{}}', 'x', {WHEN} FROM review WHERE kind = 'lived_experience'"
)
CHANGE = "UPDATE review SET {} WHERE kind = 'lived_experience'"
# Guard, what happened before, and the statement that goes round the actions.
ROUND = [
    ("remark_never_changed", "remarked", "UPDATE remark SET text = 'other'"),
    ("remark_never_deleted", "remarked", "DELETE FROM remark"),
    ("remark_after_sending", "unsent", REMARK.format("(SELECT max(id) FROM abstract)") + AMINAS),
    ("remark_never_past_a_conflict", "conflict", REMARK.format("(SELECT min(id) FROM abstract)") + AMINAS),
    ("remark_while_undecided", "frozen", REMARK.format("(SELECT min(id) FROM abstract)") + AMINAS),
    ("remark_while_undecided", "decided", REMARK.format("(SELECT min(id) FROM abstract)") + AMINAS),
    ("review_version_in_order", "sent", SECOND.replace("2", "3", 1)),
    ("review_version_never_past_a_conflict", "conflict", SECOND),
    ("review_version_while_undecided", "frozen", SECOND),
    ("review_closed", "sent", CHANGE.format("overall = 5, score = 5000000, version = 2")),  # without a version
    ("review_closed", "versioned", CHANGE.format("overall = 5, score = 5000000")),  # that is not its own
    ("review_closed", "versioned", CHANGE.format("version = 2, comment = 'other'")),
    ("review_closed", "versioned", CHANGE.format(f"version = 2, submitted_at = {WHEN}")),
]


@pytest.mark.parametrize(("guard", "before", "statement"), ROUND, ids=[f"{row[0]}-{row[1]}" for row in ROUND])
def test_each_guard_refuses_and_without_it_the_database_takes_it(db, edition, work, pair, guard, before, statement):
    if before == "remarked":
        say(pair)
    elif before == "unsent":
        build.an_abstract(edition)
    elif before == "conflict":
        reviewers.declare_conflict(pair.reviewer, work, by=pair.reviewer.person, at=AT)
    elif before == "frozen":
        frozen(edition)
    elif before == "decided":
        work.state = AbstractState.accepted
    elif before == "versioned":
        db.session.execute(sa.text(SECOND))
    db.session.flush()
    with pytest.raises(IntegrityError, match=guard), db.session.begin_nested():
        db.session.execute(sa.text(statement))
    db.session.execute(drop(guard))  # the control: dropped in this transaction only, which is rolled back
    assert db.session.execute(sa.text(statement)).rowcount == 1
    db.session.rollback()


def test_with_its_version_the_same_change_is_taken(db, work, pair):
    db.session.execute(sa.text(SECOND))
    taken = CHANGE.format("overall = 5, score = 5000000, version = 2")
    assert db.session.execute(sa.text(taken)).rowcount == 1
    with pytest.raises(IntegrityError, match="review_closed"), db.session.begin_nested():
        db.session.execute(sa.text(taken.replace("= 2", "= 3")))


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        (REMARK.format("(SELECT min(id) FROM abstract)").replace("'x'", "''") + AMINAS, "ck_remark_says_something"),
        (SECOND.replace("'x'", "''"), "ck_review_version_a_change_has_a_reason"),
        ("UPDATE review_settings SET closes_at = NULL", "ck_review_settings_discussed_after_a_last_day"),
        ("UPDATE review_settings SET closes_at = '2027-06-01 00:00:00'", "ck_review_settings_discussed_after_reviews"),
        (
            "UPDATE review_settings SET discuss_until = '2027-01-12 08:00:00'",
            "ck_review_settings_discussed_until_later",
        ),
        (
            "UPDATE review_settings SET discuss_from = NULL, closes_at = '2027-06-01 00:00:00'",
            "ck_review_settings_discussed_until_after_reviews",
        ),
    ],
)
def test_a_wrong_row_is_refused_by_its_check(db, edition, work, pair, statement, name):
    build_talk.days(edition, AT, AT + DAY, AT + 2 * DAY)
    with pytest.raises(IntegrityError, match=name):
        db.session.execute(sa.text(statement))
