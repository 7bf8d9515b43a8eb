"""flask edition …: make an edition with its first key holders."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

import click
from babel.numbers import is_currency
from flask.cli import AppGroup

from conference import mail
from conference.actions.editions import editions
from conference.actions.people import people
from conference.cli.database import make_if_empty
from conference.cli.output import as_json, say, system, wrong
from conference.db import db, now, writing
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.editions import editions as queries
from conference.queries.people import people as find
from conference.rules.people.duties import Duty, Rank, Side

group = AppGroup("edition", help="Editions of the conference.")


@group.command("create")
@click.argument("code")
@click.option("--name", required=True)
@click.option("--starts", "starts_on", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--ends", "ends_on", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--zone", default="Europe/London", show_default=True)
@click.option("--currency", default="GBP", show_default=True)
@click.option("--streams", default="", help='Names parted by ";".')
@click.option("--organiser", default="", help='"Name <address>" of the first holder of the organisers’ key.')
@click.option("--le-lead", default="", help='"Name <address>" of the first holder of the lived-experience key.')
@as_json
def create(code: str, as_json: bool, **options: Any) -> None:
    """Make an edition; its first key holders are told by letter."""
    starts, ends = options["starts_on"].date(), options["ends_on"].date()
    streams = [s.strip() for s in options["streams"].split(";") if s.strip()]
    problem = _problem(code, starts, ends, options["zone"], options["currency"], streams)
    holders = {
        side: _named(options[o]) for side, o in ((Side.organiser, "organiser"), (Side.lived_experience, "le_lead"))
    }
    addresses = [h[1].casefold() for h in holders.values() if h]
    if len(set(addresses)) < len(addresses):
        problem = "The two keys must be held by two different people."
    if problem:
        wrong(problem)
    make_if_empty()
    if queries.by_code(code):
        wrong(f"There is an edition {code!r} already.")
    for _name, address in filter(None, holders.values()):
        known = find.whose_address(address)
        if known and not known.is_active:
            wrong(f"The account {address!r} is disabled: nobody can hold a key there.")
    with writing():
        at = now()
        by = system(at)
        edition = editions.create(
            code, name=options["name"], starts_on=starts, ends_on=ends,
            zone=options["zone"], currency=options["currency"], by=by, at=at,
        )  # fmt: skip
        for position, name in enumerate(streams, 1):
            editions.add_stream(edition, name, position=position, by=by, at=at)
        for side, named in holders.items():
            if named:
                first_holder(edition, side, *named, by=by, at=at)
        result = {"code": edition.code, "streams": streams}
    say(result, as_json=as_json, words=f"Edition {result['code']} is made, with {len(streams)} streams.")


def first_holder(edition: Edition, side: Side, name: str, address: str, *, by: Person, at: datetime) -> Person:
    """Name the first holder of a key and tell them."""
    person = find.whose_address(address) or people.add(name, sign_in_email=address, by=by, at=at)
    people.name_first_holder(person, edition, side, Rank.principal, by=by, at=at)
    if side == Side.organiser:
        people.grant(person, edition, Duty.organiser, by=by, at=at)
    mail.queue("key_named", to=person, edition=edition, key="first", at=at, side=side, rank=Rank.principal)
    db.session.flush()
    return person


def _named(text: str) -> tuple[str, str] | None:
    if not text:
        return None
    match = re.fullmatch(r"\s*(.+?)\s*<([^<>\s]+@[^<>\s]+)>\s*", text)
    if not match:
        wrong(f'Write a key holder as "Name <address>", not {text!r}.')
    return match[1], match[2]


def _problem(code: str, starts: date, ends: date, zone: str, currency: str, streams: list[str]) -> str:
    """What is wrong with these words, or an empty text."""
    checks = (
        (not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}", code), "A code is 1 to 20 letters, numbers and dashes."),
        (ends < starts, "The last day is before the first day."),
        (zone not in available_timezones(), f"There is no time zone {zone!r}; write one like Europe/London."),
        (not is_currency(currency), f"There is no currency {currency!r}; write a code like GBP."),
        (len(set(streams)) < len(streams), "Two streams have the same name."),
    )
    return next((words for bad, words in checks if bad), "")


commands = (group,)
