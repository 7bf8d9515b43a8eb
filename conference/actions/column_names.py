"""Keep the names of columns that an organiser typed, so that the next file of that kind needs none."""

from collections.abc import Mapping

from conference.db import db
from conference.models.column_names import ColumnNames
from conference.models.people.people import Person


def keep(person: Person, what: str, pairs: Mapping[str, str]) -> None:
    """Remember them for this person; a way of working, and no act. Nothing typed forgets nothing."""
    if not pairs:
        return
    row = db.session.get(ColumnNames, (person.id, what)) or ColumnNames(person_id=person.id, what=what)
    row.pairs = dict(pairs)
    db.session.add(row)
