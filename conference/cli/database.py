"""Bring the database up to date: at every start, and when the first edition is made from the command line."""

import sys

import click
import sqlalchemy as sa
from flask_migrate import upgrade

from conference import triggers
from conference.actions import people
from conference.db import db, now, writing
from conference.queries import people as find


def bring_up_to_date() -> bool:
    """Migrate, check the guards, make the system person. False: a guard is missing, said in words; do not start."""
    upgrade()
    with db.engine.connect() as connection:
        lacking = triggers.missing(connection)
    if lacking:
        click.echo("The database lacks guards that it must have; nothing was started:", err=True)
        click.echo("\n".join(f"  {name}" for name in lacking), err=True)
        return False
    with writing():
        if find.any_system() is None:
            people.make_system(at=now())
    return True


def make_if_empty() -> None:
    """The first command of an empty INSTANCE makes its database; a missing guard ends it with 1."""
    if not sa.inspect(db.engine).has_table("edition") and not bring_up_to_date():
        sys.exit(1)
