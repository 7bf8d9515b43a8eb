"""Find who should not be given what: their own work, their own organisation’s, what they keep away from."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, or_, select

from conference.db import db
from conference.models.abstracts.abstracts import Abstract, AbstractAuthor
from conference.models.editions.editions import Edition
from conference.models.reviewers.reviewers import Conflict, Reviewer, ReviewSettings
from conference.rules.abstracts.abstracts import IN_REVIEW
from conference.rules.abstracts.content_warnings import keeps_away
from conference.rules.people.organisations import plain_name
from conference.rules.reviewers.assignment import ConflictStatus, ReviewerState


def pairs_in(edition_id: int, abstracts: Collection[int] | None = None) -> frozenset[tuple[int, int]]:
    """Abstract and reviewer wherever no plan may bring them together; of these abstracts, or of all."""
    noted = (
        select(Conflict.abstract_id, Conflict.reviewer_id)
        .join(Conflict.reviewer)
        .where(Reviewer.edition_id == edition_id, Conflict.status != ConflictStatus.cleared)
    )
    mine = (Reviewer.edition_id == edition_id, Abstract.edition_id == edition_id)
    offered = select(Abstract.id, Reviewer.id).join(Reviewer, Reviewer.person_id == Abstract.submitter_id).where(*mine)
    written = (
        select(Abstract.id, Reviewer.id)
        .join(AbstractAuthor, AbstractAuthor.abstract_id == Abstract.id)
        .join(Reviewer, Reviewer.person_id == AbstractAuthor.person_id)
        .where(*mine)
    )
    if abstracts is not None:
        noted = noted.where(Conflict.abstract_id.in_(abstracts))
        offered, written = (rows.where(Abstract.id.in_(abstracts)) for rows in (offered, written))
    pairs = db.session.execute(noted.union(offered, written))
    return frozenset((abstract, reviewer) for abstract, reviewer in pairs) | _kept_away(edition_id, abstracts)


def barred(edition_id: int, abstracts: Collection[int]) -> defaultdict[int, set[int]]:
    """Who must not be given each of these abstracts."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for abstract, reviewer in pairs_in(edition_id, abstracts):
        found[abstract].add(reviewer)
    return found


def _kept_away(edition_id: int, abstracts: Collection[int] | None) -> frozenset[tuple[int, int]]:
    """Abstract and reviewer wherever the text speaks of what the reviewer would rather not read about."""
    rows = db.session.execute(
        select(Reviewer.id, Reviewer.avoids, Reviewer.avoids_words)
        .where(Reviewer.edition_id == edition_id, Reviewer.state == ReviewerState.accepted)
        .order_by(Reviewer.id)
    )
    away = {reviewer: found for reviewer, topics, words in rows if (found := keeps_away(topics, words))}
    if not away:
        return frozenset()
    asked = select(Abstract.id, Abstract.topics, Abstract.title, Abstract.plain_summary, Abstract.keywords)
    asked = asked.where(Abstract.edition_id == edition_id, Abstract.state.in_(IN_REVIEW))
    texts = db.session.execute(asked if abstracts is None else asked.where(Abstract.id.in_(abstracts)))
    return frozenset(
        (abstract, reviewer)
        for abstract, topics, title, summary, keywords in texts
        for reviewer, kept in away.items()
        if kept.from_text(topics, title, summary, *keywords)
    )


def resting(settings: ReviewSettings) -> ColumnElement[bool]:
    """Reviewers on a pause, and those who come back only after the last day for reviews: they get nothing new."""
    on_a_pause = Reviewer.paused_at.is_not(None)
    if settings.closes_at is None:
        return on_a_pause
    away = and_(Reviewer.away_until.is_not(None), Reviewer.away_until >= settings.closes_at.date())
    return or_(on_a_pause, away)


def same_organisation_in(edition: Edition) -> set[tuple[int, int]]:
    """Reviewer and abstract wherever an author comes from the reviewer's own organisation, as far as names tell."""
    reviewers = defaultdict(set)
    for reviewer, organisation in db.session.execute(
        select(Reviewer.id, Reviewer.organisation).where(Reviewer.edition_id == edition.id, Reviewer.organisation != "")
    ):
        reviewers[plain_name(organisation)].add(reviewer)
    reviewers.pop("", None)
    if not reviewers:
        return set()
    places = db.session.execute(
        select(AbstractAuthor.abstract_id, AbstractAuthor.affiliations)
        .join(AbstractAuthor.abstract)
        .where(Abstract.edition_id == edition.id, Abstract.state.in_(IN_REVIEW))
    )
    return {
        (reviewer, abstract)
        for abstract, affiliations in places
        for place in affiliations
        for reviewer in reviewers.get(plain_name(place.get("org") or ""), ())
    }
