"""How commands speak: words for people or one JSON object; 0 done, 1 some refused, 2 wrong use."""

import json
import sys
from datetime import datetime
from typing import Any, NoReturn

import click
import sqlalchemy as sa

from conference.actions.people import people
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.editions import editions
from conference.queries.people import people as find

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
edition_option = click.option("--edition", "code", required=True, help="The edition's code, such as DEMO27.")


def say(result: dict[str, Any], *, as_json: bool, words: str, short: bool = False) -> None:
    """Print the result; leave with 1 when something was refused or stayed short."""
    click.echo(json.dumps(result, ensure_ascii=False) if as_json else words)
    if short:
        sys.exit(1)


def wrong(words: str) -> NoReturn:
    """Leave with 2: wrong use, input that cannot be read, something not defined. Nothing was changed."""
    click.echo(words, err=True)
    sys.exit(2)


def edition_or_exit(code: str) -> Edition:
    """The edition of that code, or exit 2 with the codes there are."""
    try:
        found = editions.by_code(code)
    except sa.exc.DatabaseError:
        wrong("This database holds nothing yet. Make an edition first: flask --app app edition create …")
    if found is None:
        known = ", ".join(e.code for e in editions.all_newest_first()) or "none yet"
        wrong(f"There is no edition {code!r}. Editions: {known}.")
    return found


def system(at: datetime) -> Person:
    """The person who acts for the clock, made on first use."""
    return find.any_system() or people.make_system(at=at)
