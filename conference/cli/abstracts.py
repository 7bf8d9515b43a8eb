"""flask abstracts …: take abstracts in from a file, and give them out again."""

from pathlib import Path

from flask.cli import AppGroup

from conference.actions.abstracts import abstracts
from conference.cli.files import create_streams_option, dry_run_option, file_argument, map_option, take_in
from conference.cli.output import as_json, edition_option, edition_or_exit, say
from conference.queries.abstracts import abstracts as queries

group = AppGroup("abstracts", help="Abstracts that authors offer.")


@group.command("import")
@file_argument
@edition_option
@map_option
@create_streams_option
@dry_run_option
@as_json
def import_(file: Path, code: str, pairs: tuple[str, ...], create_streams: bool, dry_run: bool, as_json: bool) -> None:
    """Take in FILE: CSV or JSON lines, plain or gzip. A second time changes nothing."""
    take_in(abstracts.take_in, file, code, pairs, dry_run=dry_run, as_json=as_json, create_streams=create_streams)


@group.command("export")
@edition_option
@as_json
def export(code: str, as_json: bool) -> None:
    """Give out every abstract of the edition, whole."""
    found = queries.exported(edition_or_exit(code))
    lines = [f"{one['reference']}  {one['source_id'] or '-'}  {one['title']}" for one in found]
    say({"abstracts": found}, as_json=as_json, words="\n".join(lines) or "This edition has no abstracts.")


commands = (group,)
