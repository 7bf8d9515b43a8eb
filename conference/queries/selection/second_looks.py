"""Where one lived-experience score alone keeps a piece of work from the top, and who could look a second time."""

from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa

from conference.db import db
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviewers.reviewers import Reviewer, ReviewerStream
from conference.models.reviews.reviews import Review
from conference.models.selection import AbstractDecision, RankingResult
from conference.queries.reviewers import assignment, conflicts, reviewers
from conference.rules.abstracts.abstracts import IN_REVIEW
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import ReviewerState
from conference.rules.reviews.reviews import ReviewState
from conference.rules.selection.ranking import Band
from conference.rules.selection.second_looks import Wanted, Watcher


def wanted(edition: Edition, plan: AssignmentProposal) -> list[Wanted]:
    """What asks for a second look, with who must not give it."""
    rows = _alone(edition, plan)
    barred = _barred(edition, plan, [key for key, _stream in rows])
    return [Wanted(key, stream, frozenset(barred[key])) for key, stream in rows]


def _alone(edition: Edition, plan: AssignmentProposal) -> list[tuple[int, int | None]]:
    """Contenders that one score alone capped, that nobody decided on, and that wait for no second look already."""
    waits = (
        sa.select(Assignment.id)
        .outerjoin(
            Review, sa.and_(Review.abstract_id == Assignment.abstract_id, Review.reviewer_id == Assignment.reviewer_id)
        )
        .where(
            Assignment.proposal_id == plan.id,
            Assignment.abstract_id == Abstract.id,
            Assignment.kind == Kind.lived_experience,
            Assignment.released_at.is_(None),
            sa.func.coalesce(Review.state, ReviewState.assigned).in_((ReviewState.assigned, ReviewState.started)),
        )
    )
    rows = db.session.execute(
        sa.select(Abstract.id, Abstract.stream_id)
        .join(RankingResult, RankingResult.abstract_id == Abstract.id)
        .outerjoin(AbstractDecision, AbstractDecision.abstract_id == Abstract.id)
        .where(
            Abstract.edition_id == edition.id,
            Abstract.state.in_(IN_REVIEW),
            RankingResult.capped_by_one,
            RankingResult.band_before_cap == Band.top,
            AbstractDecision.id.is_(None),
            ~waits.exists(),
        )
        .order_by(RankingResult.place, Abstract.number)
    )
    return [(key, stream) for key, stream in rows]


def _barred(edition: Edition, plan: AssignmentProposal, keys: list[int]) -> dict[int, set[int]]:
    """Who must not look: who was given it before, who has a conflict with it, who made it."""
    found = conflicts.barred(edition.id, keys)
    given = sa.select(Assignment.abstract_id, Assignment.reviewer_id).where(
        Assignment.proposal_id == plan.id, Assignment.abstract_id.in_(keys)
    )
    for key, reviewer in db.session.execute(given):
        found[key].add(reviewer)
    return found


def watchers(edition: Edition, plan: AssignmentProposal) -> list[Watcher]:
    """Reviewers with lived experience who said yes: their streams, and how much of their own number is used."""
    loads = assignment.loads(plan)
    streams: dict[int, set[int]] = defaultdict(set)
    chosen = sa.select(ReviewerStream.reviewer_id, ReviewerStream.stream_id).join(
        Reviewer, Reviewer.id == ReviewerStream.reviewer_id
    )
    for reviewer, stream in db.session.execute(chosen.where(Reviewer.edition_id == edition.id)):
        streams[reviewer].add(stream)
    rows = db.session.execute(
        sa.select(Reviewer.id, Reviewer.max_load)
        .where(
            Reviewer.edition_id == edition.id,
            Reviewer.kind == Kind.lived_experience,
            Reviewer.state == ReviewerState.accepted,
            ~conflicts.resting(reviewers.settings(edition)),
        )
        .order_by(Reviewer.id)
    )
    return [Watcher(key, frozenset(streams[key]), loads.get(key, 0), most) for key, most in rows]


@dataclass(frozen=True)
class Standing:
    """How many contenders one score alone has capped, and how many of them a second reader is looking at."""

    capped: int
    looked_at: int


def standing(edition: Edition) -> Standing:
    """For the ranking's page."""
    capped = (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(RankingResult)
            .where(
                RankingResult.edition_id == edition.id,
                RankingResult.capped_by_one,
                RankingResult.band_before_cap == Band.top,
            )
        )
        or 0
    )
    plan = assignment.published(edition)
    left = len(_alone(edition, plan)) if plan and capped else capped
    return Standing(capped, capped - left)
