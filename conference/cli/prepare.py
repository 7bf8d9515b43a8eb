"""flask prepare: what every start does before the web server: migrate, check the guards, load the demo once."""

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from conference.cli.database import bring_up_to_date
from conference.cli.demo import load_demo, print_cast
from conference.demo import conference as demo
from conference.queries.editions import editions


@click.command("prepare")
@click.option("--demo", "with_demo", is_flag=True, help="Load the demo edition if this INSTANCE has no edition yet.")
@with_appcontext
def prepare(with_demo: bool) -> None:
    """Bring the database up to date and refuse to start without its guards."""
    if not make_ready(with_demo=with_demo):
        sys.exit(1)


def make_ready(*, with_demo: bool) -> bool:
    """Bring the database up to date, load the demo once; say where to go. False: do not start."""
    if not bring_up_to_date():
        return False
    if with_demo and not current_app.config["PRODUCTION"] and not editions.all_newest_first():
        load_demo()
    click.echo(f"\nAlongside is at {current_app.config['BASE_URL']}\n")
    if current_app.config["DEMO"] and editions.by_code(demo.CODE):
        click.echo("Everybody below is invented. Open an address to sign in as that person:\n")
        print_cast()
    click.echo("\nStop with Ctrl-C.", nl=True)
    return True


commands = (prepare,)
