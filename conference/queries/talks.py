"""Find what was said in the talk on one abstract: for those who have sent a review of it, and for the desk."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from conference.db import db
from conference.models.abstracts import Abstract
from conference.models.assignment import Assignment
from conference.models.discussion import Remark
from conference.models.reviewers import Reviewer
from conference.models.reviews import Review, ReviewVersion
from conference.queries import discussion, sent_reviews
from conference.rules import discussion as rules
from conference.rules.discussion import Phase, Window
from conference.rules.reviews import ReviewState


@dataclass(frozen=True)
class Said:
    """One thing said in a talk: a remark, or a changed mind with its reason. Nobody's name and nobody's kind."""

    speaker: str
    own: bool
    at: datetime
    text: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


def said_on(abstract: Abstract, reader: Reviewer | None = None) -> list[Said]:
    """What was said on an abstract, in order, with the reader's own words marked: for who has sent, and the desk."""
    remarks = db.session.execute(
        select(Remark.reviewer_id, Remark.at, Remark.text)
        .where(Remark.abstract_id == abstract.id)
        .order_by(Remark.at, Remark.id)
    )
    found: list[tuple[datetime, int, str, Any, Any]] = [(at, who, text, None, None) for who, at, text in remarks]
    former: dict[int, dict[str, Any]] = {}
    for who, version in db.session.execute(_changed(abstract)):
        told = json.loads(version.content)
        if version.number > 1:
            found.append((version.at, who, version.reason, former[version.review_id], told))
        former[version.review_id] = told
    found.sort(key=lambda one: one[0])
    letters = rules.letters(who for _at, who, *_rest in found)
    return [
        Said(letters[who], reader is not None and who == reader.id, at, text, before, after)
        for at, who, text, before, after in found
    ]


def _changed(abstract: Abstract) -> Select[int, ReviewVersion]:
    """Every version of the reviews of one abstract whose writers changed their mind."""
    return (
        select(Review.reviewer_id, ReviewVersion)
        .join(Review, Review.id == ReviewVersion.review_id)
        .where(Review.abstract_id == abstract.id, Review.version > 1)
        .order_by(ReviewVersion.review_id, ReviewVersion.number)
    )


@dataclass(frozen=True)
class Talk:
    """The talk on one abstract as somebody who has sent a review of it sees it."""

    phase: Phase
    queued: bool
    awaited: bool
    may_write: bool
    window: Window
    said: list[Said]

    is_past: bool = False  # the last day is over

    @property
    def shown(self) -> bool:
        return self.queued or bool(self.said)

    @property
    def letter(self) -> str:
        """What the others see in place of the reader's name."""
        return next((one.speaker for one in self.said if one.own), "")


def talk_of(pair: Assignment, review: Review, *, at: datetime) -> Talk | None:
    """The talk, for the writer of a sent review; None for anybody else."""
    if review.state is not ReviewState.submitted or review.reviewer_id != pair.reviewer_id:
        return None
    standing = discussion.standing_of(pair.abstract)
    window = discussion.window_of(pair.abstract.edition)
    return Talk(
        rules.phase(standing, window, at),
        rules.is_queued(standing),
        standing.awaited,
        rules.may_write(standing, window, at, has_sent=True, has_conflict=discussion.in_conflict(pair)),
        window,
        said_on(pair.abstract, pair.reviewer),
        window.is_over(at),
    )


@dataclass(frozen=True)
class Former:
    """What one review said before, when it was sent or last changed, and why it was changed then."""

    number: int
    at: datetime
    reason: str
    told: dict[str, Any]


def former_of(review: Review) -> list[Former]:
    """What its writer said before they changed their mind, first version first."""
    if review.version < 2:
        return []
    versions = sent_reviews.versions_of(review)
    return [Former(one.number, one.at, one.reason, json.loads(one.content)) for one in versions[:-1]]
