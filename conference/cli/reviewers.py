"""flask reviewers …, flask preferences …: who reviews, and what they said they would like to read."""

from pathlib import Path

from flask.cli import AppGroup

from conference.actions.reviewers import bids, imported
from conference.cli.files import create_streams_option, dry_run_option, file_argument, map_option, take_in
from conference.cli.output import as_json, edition_option

reviewers_group = AppGroup("reviewers", help="Reviewers of both kinds.")
preferences_group = AppGroup("preferences", help="What reviewers said they would like to read.")


@reviewers_group.command("import")
@file_argument
@edition_option
@map_option
@create_streams_option
@dry_run_option
@as_json
def import_reviewers(
    file: Path, code: str, pairs: tuple[str, ...], create_streams: bool, dry_run: bool, as_json: bool
) -> None:
    """Take in reviewers who have agreed: name, email, kind, max_load, streams, organisation, external_id."""
    take_in(imported.take_in, file, code, pairs, dry_run=dry_run, as_json=as_json, create_streams=create_streams)


@preferences_group.command("import")
@file_argument
@edition_option
@map_option
@dry_run_option
@as_json
def import_preferences(file: Path, code: str, pairs: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Take in answers: reviewer, abstract, and yes, maybe, no or conflict."""
    take_in(bids.take_in, file, code, pairs, dry_run=dry_run, as_json=as_json)


commands = (reviewers_group, preferences_group)
