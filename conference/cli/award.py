"""flask award …: count a file of ballots, and write the public file of an award."""

from pathlib import Path

import click
from flask.cli import AppGroup

from conference.cli import award_seal
from conference.cli.output import as_json, edition_option, edition_or_exit, say, wrong
from conference.queries import award as queries
from conference.queries import award_result as results
from conference.rules.award import AwardState, Ballot, Method, Tally, Undefined, tally
from conference.rules.award_files import (
    BallotFile,
    UnreadableBallots,
    public_file,
    read_ballots,
    votes_of,
    written,
)

group = AppGroup("award", help="The Patients Choice Award.")


@group.command("tally")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--method", type=click.Choice([m.value for m in Method]), required=True)
@click.option("--seed", default="", help="Of the draw that settles a tie.")
@click.option("--publish", "out", type=click.Path(path_type=Path), help="Write the public file for verify_award.py.")
@as_json
def count(file: Path, method: str, seed: str, out: Path | None, as_json: bool) -> None:
    """Count the ballots of a CSV FILE: count,ranking with "A > B", or count,rank1,rank2,…

    With --method score: "A=5 > B=2", or a column for each entry with its points from 0 to 5.
    """
    try:
        found = read_ballots(file.read_bytes(), Method(method))
        counted = tally(Method(method), found.entries, found.ballots, seed)
    except OSError as missing:
        wrong(f"{file} cannot be read: {missing.strerror}.")
    except (UnreadableBallots, Undefined) as undefined:
        wrong(str(undefined))
    if out and found.refused:
        wrong(_refusals(found) + "Nothing is published from a file with wrong rows.")
    result = {"method": method, "seed": seed} | counted.content() | {"refused": found.refused}
    if out:
        result["digest"] = _publish(out, method, seed, found)
    words = _refusals(found) + _words(counted, found.ballots)
    say(result, as_json=as_json, words=words, short=bool(found.refused))


def _publish(out: Path, method: str, seed: str, found: BallotFile) -> str:
    content = public_file(
        rules={"method": method, "seed": seed},
        entries=[{"reference": name, "title": name} for name in found.entries],
        votes=votes_of(found),
        roll=None,
    )
    _write(out, written(content))
    return str(content["digests"]["file"])


def _write(out: Path, data: bytes) -> None:
    try:
        out.write_bytes(data)
    except OSError as refused:
        wrong(f"{out} cannot be written: {refused.strerror}.")


def _refusals(found: BallotFile) -> str:
    return "".join(f"Line {row['line']}: {row['reason']}\n" for row in found.refused)


def _words(counted: Tally, ballots: list[Ballot]) -> str:
    lines = [
        f"{sum(ballot.count for ballot in ballots)} ballots: {counted.valid} valid,"
        f" {counted.blank} blank, {counted.spoiled} spoiled."
    ]
    for number, votes in enumerate(counted.rounds, start=1):
        rows = sorted(votes.items(), key=lambda row: (-row[1], row[0]))
        lines.append(f"Round {number}: " + ", ".join(f"{entry} {sum_}" for entry, sum_ in rows))
    for tie in counted.ties:
        lines.append(f"Tie in round {tie['round']} between {', '.join(tie['tied'])}: settled by {tie['by']}.")
    return "\n".join([*lines, f"Winner: {', '.join(counted.winners)}"])


@group.command("publish")
@click.argument("out", type=click.Path(path_type=Path))
@edition_option
@click.option("--award", "number", type=int, help="Its number, where the edition has several.")
@as_json
def publish(out: Path, code: str, number: int | None, as_json: bool) -> None:
    """Write the public file of a published award to OUT; verify_award.py counts it again."""
    edition = edition_or_exit(code)
    found = [a for a in queries.published(edition) if number in (None, a.id)]
    if len(found) != 1:
        known = ", ".join(f"{a.id} ({a.name})" for a in queries.published(edition)) or "none yet"
        wrong(f"Say which published award you mean with --award. Published: {known}.")
    content = results.public_content(found[0])
    if content is None:
        wrong("This award is not sealed.")
    _write(out, written(content))
    result = {
        "award": found[0].id,
        "ballots": len(content["ballots"]),
        "winners": content["result"]["winners"],
        "digests": content["digests"],
    }
    words = f"{out}: {result['ballots']} ballots. Digest of the file: {content['digests']['file']}"
    say(result, as_json=as_json, words=words)


@group.command("seal")
@edition_option
@as_json
def seal(code: str, as_json: bool) -> None:
    """Seal every closed award of the edition now; the worker does this by itself."""
    edition = edition_or_exit(code)
    waiting = [a.id for a in queries.of_edition(edition) if a.state in (AwardState.closed, AwardState.sealing)]
    try:
        for award_id in waiting:
            award_seal.finish({"award": award_id})
    except award_seal.TracesLeft as left:
        say({"sealed": []}, as_json=as_json, words=f"{left} Try again in a minute.", short=True)
    say({"sealed": waiting}, as_json=as_json, words=f"{len(waiting)} sealed.")


commands = (group,)
