"""Whether the database answers."""

import sqlalchemy as sa

from conference.db import db


def answers() -> bool:
    """A row comes back from the people's table."""
    try:
        return db.session.execute(sa.text("SELECT 1 FROM person LIMIT 1")) is not None
    except sa.exc.SQLAlchemyError:
        return False
