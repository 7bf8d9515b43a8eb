"""Bring the database up to date: at every start, and when the first edition is made. Write the next migration."""

import sys
from pathlib import Path

import click
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from flask.cli import with_appcontext

from conference import triggers
from conference.actions.people import people
from conference.db import db, now, writing
from conference.queries.people import people as find


def migrations() -> Config:
    """The migrations of this project, to be run inside the application's context (migrations/env.py)."""
    return Config(Path(current_app.root_path) / "migrations" / "alembic.ini")


def bring_up_to_date() -> bool:
    """Migrate, check the guards, make the system person. False: a guard is missing, said in words; do not start."""
    try:
        command.upgrade(migrations(), "head")
    except CommandError as unknown:
        click.echo(f"{unknown}. Another version of Alongside made this database; nothing was changed.", err=True)
        return False
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


@click.command("migration")
@click.argument("name")
@with_appcontext
def migration(name: str) -> None:
    """Write the next step, NAME, into migrations/versions: what the models have beyond the steps. Read it, test it."""
    settings = migrations()
    settings.attributes["engine"] = sa.create_engine("sqlite://")  # the steps alone, whatever this INSTANCE holds
    command.upgrade(settings, "head")
    number = 1 + int(ScriptDirectory.from_config(settings).get_current_head() or 0)
    command.revision(settings, rev_id=f"{number:04}", message=name.replace("_", " "), autogenerate=True)
    if number > 1:
        click.echo(f"Now write its test in tests/test_migrations.py: test_{number:04}_… (without one, the tests fail).")


commands = (migration,)
