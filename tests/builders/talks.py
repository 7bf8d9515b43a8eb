"""An abstract on which the two kinds of reviewer lie far apart, ready to be talked over."""

from datetime import datetime
from typing import Any

from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.reviewers.assignment import Assignment
from conference.models.reviewers.reviewers import ReviewSettings
from conference.models.reviews.discussion import Remark
from conference.models.reviews.reviews import Review, ReviewVersion
from conference.queries.reviewers import reviewers
from conference.queries.reviews import reviews
from conference.rules.people.duties import Kind
from tests import cast
from tests.builders import reviews as build
from tests.cast import AT


def apart(edition: Edition, lived: int = 2, professional: int = 5, **facts: Any) -> Abstract:
    """Amina thought little of it, Chidi much."""
    return build.reviewed(edition, (lived, 1), professional, **facts)


def pair_of(abstract: Abstract, lived: bool = True) -> Assignment:
    """Amina's pair, or Chidi's."""
    person = cast.amina() if lived else cast.chidi()
    kind = Kind.lived_experience if lived else Kind.professional
    build.a_reviewer(person, abstract.edition, kind)
    found = reviews.pair_of(person, abstract.edition, abstract.reference)
    assert found is not None
    return found[0]


def days(edition: Edition, closes: datetime, opens: datetime | None, until: datetime | None = None) -> ReviewSettings:
    """The days for reviews and for talking."""
    settings = reviewers.settings(edition)
    settings.closes_at, settings.discuss_from, settings.discuss_until = closes, opens, until
    db.session.add(settings)
    db.session.flush()
    return settings


def remarked(review: Review, text: str = "I read it otherwise.") -> None:
    """A remark, whatever the phase."""
    db.session.add(Remark(abstract_id=review.abstract_id, reviewer_id=review.reviewer_id, text=text, at=AT))
    db.session.flush()


def changed(review: Review, overall: int) -> None:
    """A changed mind, whatever the phase."""
    number = review.version + 1
    content = db.session.get_one(ReviewVersion, (review.id, number - 1)).content
    db.session.add(ReviewVersion(review_id=review.id, number=number, content=content, reason="I see it now.", at=AT))
    db.session.flush()
    review.version, review.overall, review.score = number, overall, overall * 1_000_000
    db.session.flush()
