"""What the database refuses by itself, and the control: the same statement where the guard is missing."""

import pytest
import sqlalchemy as sa

from conference.db import db, writing
from conference.triggers import MANIFEST, refused_by


class Undo(Exception):
    """Ends a transaction whose changes are not wanted."""


def drop(guard: str) -> sa.TextClause:
    """The statement that takes a guard away, in the dialect of this database."""
    on = "" if db.engine.dialect.name == "sqlite" else f" ON {MANIFEST[guard].table}"
    return sa.text(f"DROP TRIGGER {guard}{on}")


def refuses(guard: str, statement: str) -> None:
    """The database refuses the statement, whoever asks, and names that guard."""
    with pytest.raises(sa.exc.IntegrityError) as error, writing():
        db.session.execute(sa.text(statement))
    assert guard in refused_by(error.value)


def goes_through_without(guard: str, statement: str, *, but: str = "") -> None:
    """The control: the same statement changes something once that guard is gone; nothing of it stays.

    `but`: where another of the database's own rules holds it all the same, its words.
    """
    with pytest.raises(Undo), writing():
        db.session.execute(drop(guard))
        if but:
            with pytest.raises(sa.exc.IntegrityError, match=but):
                db.session.execute(sa.text(statement))
        else:
            assert db.session.execute(sa.text(statement)).rowcount > 0
        raise Undo
