"""Find who should not be given what: their own work, their own organisation’s, what they keep away from."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, null, or_, select

from conference.db import db
from conference.models.abstracts.abstracts import Abstract, AbstractAuthor
from conference.models.editions.editions import Edition
from conference.models.reviewers.reviewers import Conflict, Reviewer, ReviewSettings
from conference.rules.abstracts.abstracts import IN_REVIEW
from conference.rules.abstracts.content_warnings import KeepsAway, keeps_away
from conference.rules.reviewers import conflicts as rules
from conference.rules.reviewers.assignment import ReviewerState


def pairs_in(edition_id: int, abstracts: Collection[int] | None = None) -> rules.Pairs:
    """Abstract and reviewer wherever no plan may bring them together; of these abstracts, or of all."""
    noted = (
        select(Conflict.abstract_id, Conflict.reviewer_id, Conflict.status)
        .join(Conflict.reviewer)
        .where(Reviewer.edition_id == edition_id)
    )
    mine = (Reviewer.edition_id == edition_id, Abstract.edition_id == edition_id)
    made = select(Abstract.id, Reviewer.id, null())
    offered = made.join(Reviewer, Reviewer.person_id == Abstract.submitter_id).where(*mine)
    written = (
        made.join(AbstractAuthor, AbstractAuthor.abstract_id == Abstract.id)
        .join(Reviewer, Reviewer.person_id == AbstractAuthor.person_id)
        .where(*mine)
    )
    if abstracts is not None:
        noted = noted.where(Conflict.abstract_id.in_(abstracts))
        offered, written = (rows.where(Abstract.id.in_(abstracts)) for rows in (offered, written))
    rows, away = db.session.execute(noted.union(offered, written)), _away(edition_id)
    return rules.apart(
        [(abstract, reviewer, status) for abstract, reviewer, status in rows],
        away,
        _texts(edition_id, abstracts) if away else (),
    )


def barred(edition_id: int, abstracts: Collection[int]) -> defaultdict[int, set[int]]:
    """Who must not be given each of these abstracts."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for abstract, reviewer in pairs_in(edition_id, abstracts):
        found[abstract].add(reviewer)
    return found


def _away(edition_id: int) -> dict[int, KeepsAway]:
    """Reviewer -> what they would rather not read about; without those who said nothing of it."""
    rows = db.session.execute(
        select(Reviewer.id, Reviewer.avoids, Reviewer.avoids_words)
        .where(Reviewer.edition_id == edition_id, Reviewer.state == ReviewerState.accepted)
        .order_by(Reviewer.id)
    )
    return {reviewer: found for reviewer, topics, words in rows if (found := keeps_away(topics, words))}


def _texts(edition_id: int, abstracts: Collection[int] | None) -> list[rules.Text]:
    asked = select(Abstract.id, Abstract.topics, Abstract.title, Abstract.plain_summary, Abstract.keywords)
    asked = asked.where(Abstract.edition_id == edition_id, Abstract.state.in_(IN_REVIEW))
    rows = db.session.execute(asked if abstracts is None else asked.where(Abstract.id.in_(abstracts)))
    return [
        rules.Text(abstract, topics, (title, summary, *keywords)) for abstract, topics, title, summary, keywords in rows
    ]


def resting(settings: ReviewSettings) -> ColumnElement[bool]:
    """Reviewers on a pause, and those who come back only after the last day for reviews: they get nothing new."""
    on_a_pause = Reviewer.paused_at.is_not(None)
    if settings.closes_at is None:
        return on_a_pause
    away = and_(Reviewer.away_until.is_not(None), Reviewer.away_until >= settings.closes_at.date())
    return or_(on_a_pause, away)


def same_organisation_in(edition: Edition) -> set[tuple[int, int]]:
    """Reviewer and abstract wherever an author comes from the reviewer's own organisation, as far as names tell."""
    belong = db.session.execute(
        select(Reviewer.id, Reviewer.organisation).where(Reviewer.edition_id == edition.id, Reviewer.organisation != "")
    ).all()
    if not belong:
        return set()
    places = db.session.execute(
        select(AbstractAuthor.abstract_id, AbstractAuthor.affiliations)
        .join(AbstractAuthor.abstract)
        .where(Abstract.edition_id == edition.id, Abstract.state.in_(IN_REVIEW))
    )
    return rules.of_one_organisation(
        ((reviewer, organisation) for reviewer, organisation in belong),
        ((abstract, affiliations) for abstract, affiliations in places),
    )
