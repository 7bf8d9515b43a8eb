"""What the commands that take in a file share: the options, reading it, and telling what was done."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from conference.cli.output import edition_or_exit, say, system, wrong
from conference.db import db, now, writing
from conference.engines.tables import read
from conference.rules.tables import Counts, Unreadable

file_argument = click.argument("file", type=click.Path(path_type=Path))
map_option = click.option(
    "--map", "pairs", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field; may be repeated."
)
dry_run_option = click.option("--dry-run", is_flag=True, help="Tell what would be done, and change nothing.")
create_streams_option = click.option(
    "--create-streams", is_flag=True, help="Make a stream for each name that the edition does not have."
)


def take_in(
    action: Callable[..., Counts],
    file: Path,
    code: str,
    pairs: tuple[str, ...],
    *,
    dry_run: bool,
    as_json: bool,
    **more: Any,
) -> None:
    """Read the file, take it in as one promise, and say what was created, updated, unchanged and refused."""
    mapping = mapping_of(pairs)
    try:
        table = read(file.read_bytes())
        with writing():
            edition = edition_or_exit(code)
            at = now()
            counts = action(edition, table, by=system(at), at=at, mapping=mapping, **more)
            if dry_run:
                db.session.rollback()
    except OSError as problem:
        wrong(f"{file} cannot be opened: {problem.strerror}.")
    except Unreadable as problem:
        wrong(f"{file}: nothing was taken in. {problem}")
    say(counts.in_words(), as_json=as_json, words=_words(counts, dry_run=dry_run), short=bool(counts.refused))


def mapping_of(pairs: tuple[str, ...]) -> dict[str, str]:
    """Which column holds each field, as the options say."""
    parts = [pair.partition("=") for pair in pairs]
    if any(not (field and equals and column) for field, equals, column in parts):
        wrong("Write a mapping as --map FIELD=COLUMN.")
    return {field.strip(): column.strip() for field, _equals, column in parts}


def _words(counts: Counts, *, dry_run: bool) -> str:
    first = "Nothing was changed. It would be: " if dry_run else ""
    lines = [
        f"{first}{counts.created} created, {counts.updated} updated, {counts.unchanged} unchanged, "
        f"{len(counts.refused)} refused."
    ]
    told = counts.in_words()
    lines += [f"  line {one['line']}: {one['reason']}" for one in told["refused"]]
    lines += [f"  {one['claim']} looks like {one['with']}: {one['reason']}" for one in told.get("flagged", ())]
    return "\n".join(lines)
