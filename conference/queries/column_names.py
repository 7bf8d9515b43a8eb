"""Find the names of columns that an organiser typed before."""

import sqlalchemy as sa

from conference.db import db
from conference.models.column_names import ColumnNames
from conference.models.people.people import Person


def of_person(person: Person) -> dict[str, dict[str, str]]:
    """Kind of file -> our field -> their column, as this person last typed them."""
    rows = db.session.scalars(sa.select(ColumnNames).where(ColumnNames.person_id == person.id))
    return {row.what: dict(row.pairs) for row in rows}
