"""Reviewers talk an abstract over after they have sent, and may change their mind; what was sent stays readable."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from conference import audit, mail
from conference.actions.reviews import reviews
from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.models.reviewers.assignment import Assignment
from conference.models.reviews.discussion import Remark
from conference.models.reviews.reviews import Review, ReviewVersion
from conference.models.selection import AbstractDecision
from conference.queries.reviews import discussion as queries, reviews as found
from conference.rules.refusals import Refused
from conference.rules.reviews.discussion import is_a_change, may_write
from conference.rules.reviews.imported import MICRO
from conference.rules.reviews.reasons import ReviewReason
from conference.rules.reviews.reviews import Fact, ReviewState


def say(pair: Assignment, text: str, *, by: Person, at: datetime) -> Remark:
    """Make one remark; it stands as it was written."""
    _writable(pair, at=at)
    remark = Remark(abstract_id=pair.abstract_id, reviewer_id=pair.reviewer_id, text=text, at=at)
    db.session.add(remark)
    db.session.flush()
    edition = pair.abstract.edition
    audit.record("remark.made", about=remark, by=by, at=at, edition=edition, abstract=pair.abstract_id)
    return remark


def change_mind(
    pair: Assignment, *, overall: int, facts: Collection[Fact], reason: str, by: Person, at: datetime
) -> Review:
    """Give another overall score or other facts, and why: a new version, counted at once; the former one is kept."""
    review = _writable(pair, at=at)
    before = found.answers_of(review)
    after = replace(before, overall=overall, facts=frozenset(facts))
    if not is_a_change(before, after):
        raise Refused(ReviewReason.same_mind)
    number = review.version + 1
    db.session.add(
        ReviewVersion(review_id=review.id, number=number, content=reviews.content(after), reason=reason, at=at)
    )
    db.session.flush()
    review.version, review.overall, review.score = number, overall, overall * MICRO
    review.given, review.scale = None, ""
    review.facts, review.co_production = " ".join(sorted(after.facts)), after.co_production
    db.session.flush()
    reviews.count(pair.abstract, at=at)
    audit.record(
        "review.changed",
        about=review,
        by=by,
        at=at,
        edition=pair.abstract.edition,
        abstract=review.abstract_id,
        version=number,
    )
    return review


def _writable(pair: Assignment, *, at: datetime) -> Review:
    """The reviewer's own sent review, read after the abstract and its decision are locked; refused outside the talk."""
    db.session.execute(select(Abstract.id).where(Abstract.id == pair.abstract_id).with_for_update())
    decision = select(AbstractDecision.id).where(AbstractDecision.abstract_id == pair.abstract_id)
    db.session.execute(decision.with_for_update())  # so that nothing is said while it is being frozen
    db.session.refresh(pair.abstract, ["state"])
    review = found.review_of(pair)
    if review is not None:
        db.session.refresh(review)  # another tab may have changed it while this one waited for the lock
    if review is None or not may_write(
        queries.standing_of(pair.abstract),
        queries.window_of(pair.abstract.edition),
        at,
        has_sent=review.state is ReviewState.submitted,
        has_conflict=queries.in_conflict(pair),
    ):
        raise Refused(ReviewReason.talk_closed)
    return review


def invite(edition: Edition, to: Sequence[tuple[Person, int]], *, by: Person, at: datetime) -> int:
    """Write once to everybody who has something to talk over, with how much of it; returns how many letters."""
    window, written, key = queries.window_of(edition), 0, str(edition.id)
    for person, count in to:
        letter = mail.queue(queries.LETTER, to=person, edition=edition, key=key, at=at, count=count, window=window)
        written += letter is not None
    audit.record("talk.opened", about=edition, by=by, at=at, edition=edition, letters=written)
    return written


def open_due(*, by: Person, at: datetime) -> int:
    """Do what the clock asks: from the first day on, whoever has something to talk over hears of it once."""
    due = [(edition, queries.to_invite(edition)) for edition in queries.opened(at=at)]
    return sum(invite(edition, to, by=by, at=at) for edition, to in due if to)
