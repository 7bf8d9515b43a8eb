"""Find what was said in the talk on one abstract: for those who have sent a review of it, and for the desk."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.reviewers.assignment import Assignment
from conference.models.reviewers.reviewers import Reviewer
from conference.models.reviews.discussion import Remark
from conference.models.reviews.reviews import Review, ReviewVersion
from conference.queries.reviews import discussion, sent
from conference.rules.reviews import discussion as rules
from conference.rules.reviews.discussion import Phase, Window
from conference.rules.reviews.reviews import ReviewState


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
    return _said(Abstract.id == abstract.id, reader).get(abstract.id, [])


COLUMNS = ("abstract", "title", "who", "when", "said", "score_before", "score_after")


def as_rows(edition: Edition) -> list[list[Any]]:
    """Everything that was said, abstract by abstract, to take away: still nobody's name and nobody's kind."""
    said = _said(Abstract.edition_id == edition.id)
    about = db.session.execute(
        select(Abstract.id, Abstract.reference, Abstract.title)
        .where(Abstract.edition_id == edition.id)
        .order_by(Abstract.number)
    )
    return [
        [reference, title, one.speaker, one.at.isoformat(), one.text]
        + [told["overall"] if told else "" for told in (one.before, one.after)]
        for key, reference, title in about
        for one in said.get(key, [])
    ]


def _said(which: ColumnElement[bool], reader: Reviewer | None = None) -> dict[int, list[Said]]:
    """Abstract id -> what was said on it: two statements, however many there are."""
    found: dict[int, list[tuple[datetime, int, str, Any, Any]]] = defaultdict(list)
    remarks = db.session.execute(
        select(Remark.abstract_id, Remark.at, Remark.reviewer_id, Remark.text)
        .join(Abstract, Abstract.id == Remark.abstract_id)
        .where(which)
        .order_by(Remark.at, Remark.id)
    )
    for key, at, who, text in remarks:
        found[key].append((at, who, text, None, None))
    former: dict[int, dict[str, Any]] = {}
    versions = db.session.execute(
        select(Review.abstract_id, Review.reviewer_id, ReviewVersion)
        .join(Review, Review.id == ReviewVersion.review_id)
        .join(Abstract, Abstract.id == Review.abstract_id)
        .where(which, Review.version > 1)
        .order_by(ReviewVersion.review_id, ReviewVersion.number)
    )
    for key, who, version in versions:
        told = json.loads(version.content)
        if version.number > 1:
            found[key].append((version.at, who, version.reason, former[version.review_id], told))
        former[version.review_id] = told
    return {key: _in_order(lines, reader) for key, lines in found.items()}


def _in_order(lines: list[tuple[datetime, int, str, Any, Any]], reader: Reviewer | None) -> list[Said]:
    lines.sort(key=lambda one: one[0])
    letters = rules.letters(who for _at, who, *_rest in lines)
    return [
        Said(letters[who], reader is not None and who == reader.id, at, text, before, after)
        for at, who, text, before, after in lines
    ]


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
    versions = sent.versions_of(review)
    return [Former(one.number, one.at, one.reason, json.loads(one.content)) for one in versions[:-1]]
