"""Find panels, who sits on them, and the words they score by."""

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from conference.db import db
from conference.models.applications.applications import Application
from conference.models.applications.scoring import ApplicationScore, Assessor, Criteria, Panel
from conference.models.editions.editions import Edition
from conference.models.people.people import Person


def panel_of(edition: Edition) -> list[Assessor]:
    """The members of the panels, panel by panel, by name."""
    return list(
        db.session.scalars(
            sa.select(Assessor)
            .join(Assessor.person)
            .join(Assessor.panel)
            .options(contains_eager(Assessor.person), contains_eager(Assessor.panel))
            .where(Assessor.edition_id == edition.id)
            .order_by(Assessor.panel_id, Person.name, Assessor.person_id)
        )
    )


def seat_of(person: Person, edition: Edition) -> Assessor | None:
    """A person's seat on the panel."""
    return db.session.get(Assessor, (edition.id, person.id))


def panels_of(edition: Edition) -> list[Panel]:
    """The panels of an edition, in the order they were opened."""
    return list(db.session.scalars(sa.select(Panel).where(Panel.edition_id == edition.id).order_by(Panel.id)))


def panel_in(edition: Edition, panel_id: int) -> Panel | None:
    """A panel of this edition."""
    return db.session.scalar(sa.select(Panel).where(Panel.id == panel_id, Panel.edition_id == edition.id))


def criteria_of(edition: Edition) -> Criteria | None:
    """The newest words of the questions, or nothing where the edition uses the usual ones."""
    return db.session.scalar(
        sa.select(Criteria).where(Criteria.edition_id == edition.id).order_by(Criteria.version.desc()).limit(1)
    )


def any_sent(edition: Edition) -> bool:
    """Did anybody send scores yet? From then on the questions stay as they are."""
    return bool(
        db.session.scalar(
            sa.select(ApplicationScore.id)
            .join(ApplicationScore.application)
            .where(Application.edition_id == edition.id, ApplicationScore.submitted_at.is_not(None))
            .limit(1)
        )
    )
