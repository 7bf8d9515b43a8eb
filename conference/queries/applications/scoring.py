"""Find what the panel needs: who sits on it, whose turn it is, and the ranking. Never names, never money."""

from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from conference.db import db
from conference.models.applications.applications import Application
from conference.models.applications.scoring import ApplicationScore
from conference.models.editions.editions import Edition
from conference.models.funding.offers import Offer
from conference.models.people.people import Person
from conference.queries.applications import applications, panels, recordings
from conference.rules.applications import scoring as rules
from conference.rules.applications.applications import State
from conference.rules.applications.scoring import ScoreState
from conference.rules.funding.offers import OfferState
from conference.rules.languages import Lang


def queue_of(person: Person, edition: Edition) -> sa.Select[ApplicationScore]:
    """What an assessor was given, what is still to score first; by reference only, and nothing they stood aside from.

    Of a corrected sheet the newest revision is shown.
    """
    return (
        sa.select(ApplicationScore)
        .join(ApplicationScore.application)
        .options(contains_eager(ApplicationScore.application))
        .where(
            ApplicationScore.assessor_id == person.id,
            Application.edition_id == edition.id,
            ApplicationScore.state.in_(rules.SITS),
        )
        .order_by(ApplicationScore.state != ScoreState.assigned, Application.reference)
    )


def score_of(person: Person, edition: Edition, reference: str) -> ApplicationScore | None:
    """The assessor's own sheet for one application; for anybody else it does not exist."""
    return db.session.scalar(
        queue_of(person, edition).where(Application.reference == reference, Application.state != State.withdrawn)
    )


def scores_of(application: Application) -> list[ApplicationScore]:
    """The sheets of one application, for the desk."""
    return list(
        db.session.scalars(
            sa.select(ApplicationScore)
            .where(ApplicationScore.application_id == application.id)
            .order_by(ApplicationScore.panel_id, ApplicationScore.assessor_id, ApplicationScore.revision)
        )
    )


@dataclass(frozen=True)
class Blind:
    """What an assessor may see of an application: no name, no place, no money, no access needs, no other score."""

    reference: str
    lang: Lang
    relation: list[str]
    relation_words: str
    about_me: str
    why_come: str
    bring: str
    take_back: str
    interests: list[str]
    streams: list[str]
    selection_statement: str
    newness: int
    untyped: bool


def blind(edition: Edition, application: Application) -> Blind:
    """The application as the panel reads it. The statement is there only because the person asked us to weigh it.

    Of a recording only the words count, and only once the person approved them.
    """
    names = {stream.id: stream.name for stream in applications.streams_of(edition)}
    untyped = recordings.untyped(application)
    return Blind(
        reference=application.reference,
        lang=application.lang,
        relation=application.relation,
        relation_words=application.relation_words,
        **{
            name: "" if page in untyped else getattr(application, name)
            for page, fields in recordings.FIELDS.items()
            for name in fields
        },
        interests=application.interests,
        streams=[names[each] for each in application.streams if each in names],
        selection_statement=application.selection_statement if application.weigh_consent_at else "",
        newness=applications.records(edition, [application])[application.id].newness,
        untyped=bool(untyped),
    )


def given(edition: Edition) -> dict[int, dict[int, ScoreState]]:
    """Which application was given to whom, and where each stands; a replaced revision counts no more."""
    rows = db.session.execute(
        sa.select(ApplicationScore.application_id, ApplicationScore.assessor_id, ApplicationScore.state)
        .join(ApplicationScore.application)
        .where(Application.edition_id == edition.id, ApplicationScore.state != ScoreState.superseded)
        .order_by(ApplicationScore.id)
    )
    found: dict[int, dict[int, ScoreState]] = defaultdict(dict)
    for application_id, assessor_id, state in rows:
        found[application_id][assessor_id] = state
    return found


def scored(edition: Edition) -> set[int]:
    """The undecided applications that somebody has sent scores for, also where they stood aside later."""
    return set(
        db.session.scalars(
            sa.select(ApplicationScore.application_id)
            .join(ApplicationScore.application)
            .where(
                Application.edition_id == edition.id,
                Application.state == State.sent,
                ApplicationScore.submitted_at.is_not(None),
            )
        )
    )


def to_decide(edition: Edition) -> list[Application]:
    """The applications that were sent and have no decision yet, in the order they came."""
    return list(
        db.session.scalars(
            sa.select(Application)
            .where(Application.edition_id == edition.id, Application.state == State.sent)
            .order_by(Application.sent_at, Application.id)
        )
    )


def in_a_list(application: Application) -> bool:
    """Does a frozen or carried list hold this application already?"""
    return bool(
        db.session.scalar(
            sa.select(Offer.id)
            .where(
                Offer.application_id == application.id,
                Offer.state.in_((OfferState.waiting, OfferState.reserved, OfferState.open, OfferState.accepted)),
            )
            .limit(1)
        )
    )


def still_to_score(person: Person, edition: Edition) -> int:
    """How many applications wait for this assessor."""
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(ApplicationScore)
            .join(ApplicationScore.application)
            .where(
                ApplicationScore.assessor_id == person.id,
                Application.edition_id == edition.id,
                Application.state == State.sent,
                ApplicationScore.state == ScoreState.assigned,
            )
        )
        or 0
    )


def may_see_ranking(person: Person, edition: Edition) -> bool:
    """The ranking opens to a member of the panel whose own scores are all in, so that nobody is led by others."""
    sent = (
        sa.select(ApplicationScore.id)
        .join(ApplicationScore.application)
        .where(
            ApplicationScore.assessor_id == person.id,
            ApplicationScore.state == ScoreState.submitted,
            Application.edition_id == edition.id,
        )
        .limit(1)
    )
    return (
        panels.seat_of(person, edition) is not None
        and db.session.scalar(sent) is not None
        and still_to_score(person, edition) == 0
    )


def progress(edition: Edition) -> dict[int, tuple[int, int]]:
    """How many sheets each member was given, and how many of them wait."""
    rows = db.session.execute(
        sa.select(
            ApplicationScore.assessor_id,
            sa.func.count(),
            sa.func.sum(sa.case((ApplicationScore.state == ScoreState.assigned, 1), else_=0)),
        )
        .join(ApplicationScore.application)
        .where(Application.edition_id == edition.id, ApplicationScore.state.in_(rules.SITS))
        .group_by(ApplicationScore.assessor_id)
    )
    return {person_id: (given, int(waiting)) for person_id, given, waiting in rows}
