"""Where applications stand: the order, the totals, and where assessors differ. Sums are kept, so lists stay quick."""

from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from conference.db import db
from conference.models.applications.applications import Application
from conference.models.applications.scoring import ApplicationScore, Standing
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.applications import applications, panels
from conference.rules.applications import scoring as rules
from conference.rules.applications.applications import State
from conference.rules.applications.scoring import Score, ScoreState

ORDER = (
    Standing.total.desc(),
    Standing.newness.desc(),
    Standing.need.desc(),
    Standing.contribution.desc(),
    Standing.lot,
)


_SUMS = (Standing.total, Standing.newness, Standing.need, Standing.contribution)


def ranked(edition: Edition, hidden_from: Person | None = None) -> sa.Select[Standing]:
    """The order of all applications that have their scores and no decision yet."""
    select = (
        sa.select(Standing)
        .join(Standing.application)
        .options(contains_eager(Standing.application).load_only(Application.reference))
        .where(Standing.edition_id == edition.id, Standing.covered, Application.state == State.sent)
        .order_by(*ORDER)
    )
    if hidden_from is None:
        return select
    return select.where(Application.id.not_in(_set_aside(hidden_from)))


def _set_aside(person: Person) -> sa.Select[int]:
    """What a person stood aside from: it is hidden from them everywhere."""
    return sa.select(ApplicationScore.application_id).where(
        ApplicationScore.assessor_id == person.id, ApplicationScore.state == ScoreState.recused
    )


def to_discuss(edition: Edition, hidden_from: Person | None = None) -> sa.Select[Standing]:
    """For the meeting: where assessors are furthest apart first; only applications whose sheets are all in."""
    out = sa.select(ApplicationScore.id).where(
        ApplicationScore.application_id == Standing.application_id, ApplicationScore.state == ScoreState.assigned
    )
    return ranked(edition, hidden_from).where(~out.exists()).order_by(None).order_by(Standing.spread.desc(), *ORDER)


def sheets_by_application(keys: list[int]) -> dict[int, list[ApplicationScore]]:
    """What was sent about each, with replaced revisions and the people who sent them, in one statement."""
    rows = db.session.scalars(
        sa.select(ApplicationScore)
        .join(ApplicationScore.assessor)
        .options(contains_eager(ApplicationScore.assessor))
        .where(ApplicationScore.application_id.in_(keys), ApplicationScore.submitted_at.is_not(None))
        .order_by(ApplicationScore.panel_id, ApplicationScore.assessor_id, ApplicationScore.revision)
    )
    found: dict[int, list[ApplicationScore]] = defaultdict(list)
    for row in rows:
        found[row.application_id].append(row)
    return found


def by_lot(edition: Edition, rows: list[Standing]) -> set[int]:
    """Which of these rows stand level with another, so that only the lot parts them."""
    level = db.session.execute(
        sa.select(*_SUMS)
        .join(Standing.application)
        .where(
            Standing.edition_id == edition.id,
            Standing.covered,
            Application.state == State.sent,
            Standing.total.in_({row.total for row in rows}),
        )
        .group_by(*_SUMS)
        .having(sa.func.count() > 1)
    )
    sums = {tuple(row) for row in level}
    return {row.application_id for row in rows if (row.total, row.newness, row.need, row.contribution) in sums}


@dataclass(frozen=True)
class Counts:
    """How many undecided applications are in the order, are not, and how many sheets are out."""

    ranked: int
    unscored: int
    unread: int
    sheets: int


def counts(edition: Edition) -> Counts:
    """The panel's totals, in one statement whatever their number."""
    sheets = (
        sa.select(sa.func.count())
        .select_from(ApplicationScore)
        .join(ApplicationScore.application)
        .where(
            Application.edition_id == edition.id,
            Application.state == State.sent,
            ApplicationScore.state == ScoreState.assigned,
        )
    )
    unread = sa.select(ApplicationScore.id).where(ApplicationScore.application_id == Application.id).exists()
    row = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(sa.case((Standing.covered, 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((unread, 0), else_=1)), 0),
            sheets.scalar_subquery(),
        )
        .select_from(Application)
        .join(Standing, Standing.application_id == Application.id, isouter=True)
        .where(Application.edition_id == edition.id, Application.state == State.sent)
    ).one()
    return Counts(ranked=row[1], unscored=row[0] - row[1], unread=row[2], sheets=row[3])


def unscored(edition: Edition) -> sa.Select[str]:
    """The references that are not in the order yet, oldest first."""
    return (
        sa.select(Application.reference)
        .join(Standing, Standing.application_id == Application.id, isouter=True)
        .where(
            Application.edition_id == edition.id,
            Application.state == State.sent,
            sa.func.coalesce(Standing.covered, sa.false()).is_(sa.false()),
        )
        .order_by(Application.sent_at, Application.id)
    )


def sent_scores(application: Application) -> list[Score]:
    """The scores that count: sent, not replaced, not set aside."""
    rows = db.session.scalars(
        sa.select(ApplicationScore)
        .where(ApplicationScore.application_id == application.id, ApplicationScore.state == ScoreState.submitted)
        .order_by(ApplicationScore.id)
    )
    return [Score(r.kind, r.contribution or 0, r.benefit or 0, r.need or 0, r.panel_id) for r in rows]


def stand_of(application: Application) -> rules.Stand:
    """Where an application stands by its scores as they are now."""
    edition = application.edition
    new = applications.records(edition, [application])[application.id].newness
    return rules.stand(sent_scores(application), new, [panel.asks for panel in panels.panels_of(edition)])
