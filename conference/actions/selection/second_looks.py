"""Ask a second reader with lived experience where one score alone capped a contender; a part of making the ranking."""

from collections import Counter
from datetime import datetime

from conference import mail
from conference.db import db
from conference.models.editions.editions import Edition
from conference.models.reviewers.assignment import Assignment
from conference.models.reviewers.reviewers import Reviewer
from conference.queries.reviewers import assignment, reviewers
from conference.queries.selection import second_looks as queries
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import Seat
from conference.rules.selection.second_looks import share


def ask(edition: Edition, *, at: datetime) -> int:
    """Give each such abstract to the next best reader while reviews are open; they are told. How many were asked."""
    plan, settings = assignment.published(edition), reviewers.settings(edition)
    if plan is None or (settings.closes_at and at >= settings.closes_at):
        return 0
    pairs, _short = share(queries.wanted(edition, plan), queries.watchers(edition, plan))
    for abstract, reviewer in pairs:
        db.session.add(
            Assignment(
                proposal_id=plan.id, abstract_id=abstract, reviewer_id=reviewer, kind=Kind.lived_experience,
                seat=Seat.any, affinity=0.0,
            )
        )  # fmt: skip
    db.session.flush()
    for reviewer, load in Counter(reviewer for _abstract, reviewer in pairs).items():
        to = db.session.get_one(Reviewer, reviewer).person
        key = f"look:{plan.id}:{at:%Y%m%d%H%M%S}"
        mail.queue("reviews_assigned", to=to, edition=edition, key=key, at=at, load=load, settings=settings)
    return len(pairs)
