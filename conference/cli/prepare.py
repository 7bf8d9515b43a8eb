"""flask prepare: what every start does before the web server: migrate, check the guards, load the demo once."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from conference import pdf, triggers
from conference.actions import people
from conference.cli.demo import cast, load
from conference.db import db, now, writing
from conference.demo import edition as demo
from conference.queries import editions
from conference.queries import people as find


@click.command("prepare")
@click.option("--demo", "with_demo", is_flag=True, help="Load the demo edition if this INSTANCE has no edition yet.")
@click.pass_context
@with_appcontext
def prepare(context: click.Context, with_demo: bool) -> None:
    """Bring the database up to date and refuse to start without its guards."""
    upgrade()
    with db.engine.connect() as connection:
        lacking = triggers.missing(connection)
    if lacking:
        click.echo("The database lacks guards that it must have; nothing was started:", err=True)
        click.echo("\n".join(f"  {name}" for name in lacking), err=True)
        sys.exit(1)
    with writing():
        if find.any_system() is None:
            people.make_system(at=now())
    if with_demo and not editions.all_newest_first():
        context.invoke(load)
    if not pdf.available():
        click.echo(pdf.WHAT_TO_INSTALL)
    click.echo(f"\nAlongside is at {current_app.config['BASE_URL']}")
    if Path(current_app.config["INSTANCE"], "demo").exists() and editions.by_code(demo.CODE):
        click.echo("Everybody below is invented. Open an address to sign in as that person:\n")
        context.invoke(cast)
    click.echo("\nStop with Ctrl-C.")


commands = (prepare,)
