"""flask demo load: one invented edition at a lively moment, with its cast."""

from datetime import timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from conference.cli.database import make_if_empty
from conference.cli.output import as_json, say, wrong
from conference.db import now, writing
from conference.demo import conference as demo
from conference.demo.award import awards
from conference.queries.editions import editions

group = AppGroup("demo", help="The demo edition.")


@group.command("load")
@as_json
def load(as_json: bool) -> None:
    """Load the demo edition into this INSTANCE, once; its dates are set from today."""
    if current_app.config["PRODUCTION"]:
        wrong("A production instance never holds the demo.")
    make_if_empty()
    if editions.by_code(demo.CODE):
        return say({"loaded": False}, as_json=as_json, words="The demo edition is there already.")
    load_demo()
    return say({"loaded": True}, as_json=as_json, words=f"The demo edition {demo.CODE} is loaded.")


def load_demo() -> None:
    """Load the demo and mark this INSTANCE as one."""
    with writing():
        demo.load(at=now())
    (Path(current_app.config["INSTANCE"]) / "demo").touch()
    current_app.config["DEMO"] = True


@group.command("cast")
def cast() -> None:
    """Print who is who in the demo, with an address to sign in as each."""
    if editions.by_code(demo.CODE) is None:
        wrong("The demo edition is not loaded.")
    print_cast()


def print_cast() -> None:
    """Each person of the cast, who they are, and their demo sign-in address; says when the demo's dates have passed."""
    found = editions.by_code(demo.CODE)
    if found and now() - found.created_at > timedelta(days=demo.FRESH_DAYS):
        click.echo("The demo's dates have passed. For a fresh one, start with another folder: INSTANCE=fresh make run")
    base = current_app.config["BASE_URL"]
    for person, story in demo.cast():
        click.echo(f"  {person.name:<16} {story}\n  {'':<16} {base}/account/demo/{person.id}")
    if awards.card():
        click.echo(
            f"  {'A voting card':<16} vote without an account, on a phone or here\n  {'':<16} {base}{awards.card()}"
        )


commands = (group,)
