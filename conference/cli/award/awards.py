"""flask award …: make the cards, count a file of ballots, and write the public file of an award."""

import os
import time
from pathlib import Path

import click
from flask.cli import AppGroup

from conference import pdf
from conference.actions.award import awards as award_acts, cards as card_acts
from conference.cli.award import cards as award_cards, seal as award_seal
from conference.cli.files import file_argument, map_option, mapping_of
from conference.cli.output import as_json, edition_option, edition_or_exit, say, system, wrong
from conference.db import now, writing
from conference.engines.tables import read
from conference.models.award.awards import Award
from conference.models.editions.editions import Edition
from conference.queries.award import awards as queries, own_entry, result as results
from conference.rules.award.ballot_files import (
    BallotFile,
    UnreadableBallots,
    public_file,
    read_ballots,
    votes_of,
    written,
)
from conference.rules.award.counting import AwardState, Ballot, Method, Tally, Undefined, tally
from conference.rules.award.roll import left, read_roll, with_makers
from conference.rules.tables import Unreadable

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


award_option = click.option("--award", "number", type=int, help="Its number, where the edition has several.")


def the_award(edition: Edition, number: int | None, *states: AwardState) -> Award:
    """The one award of the edition in one of these states, or exit 2 with those there are."""
    fitting = [a for a in queries.of_edition(edition) if a.state in states]
    found = [a for a in fitting if number in (None, a.id)]
    if len(found) != 1:
        known = ", ".join(f"{a.id} ({a.name})" for a in fitting) or "none"
        wrong(f"Say which award you mean with --award. Awards that are {' or '.join(states)}: {known}.")
    return found[0]


@group.command("roll")
@file_argument
@edition_option
@award_option
@map_option
@click.option("--leave-out", "without", type=int, multiple=True, metavar="LINE", help="A person's second row.")
@click.option("--as-it-is", is_flag=True, help="The rows that look alike are different people; leave out wrong rows.")
@as_json
def roll(
    file: Path,
    code: str,
    number: int | None,
    pairs: tuple[str, ...],
    without: tuple[int, ...],
    as_it_is: bool,
    as_json: bool,
) -> None:
    """Load the roll from a registration list FILE. Rows that may be one person are named, and none is loaded."""
    try:
        found = read_roll(read(file.read_bytes()), mapping_of(pairs))
    except OSError as problem:
        wrong(f"{file} cannot be opened: {problem.strerror}.")
    except Unreadable as problem:
        wrong(f"{file}: nothing was loaded. {problem}")
    with writing():
        at, edition = now(), edition_or_exit(code)
        award = the_award(edition, number, AwardState.draft)
        if award.own_entry_barred:
            with_makers(found, own_entry.makers(award), queries.references(award))
        open_ones = [each for each in found.alike if len(set(each.lines) - set(without)) > 1]
        stop = bool(open_ones or found.refused) and not as_it_is
        count = 0 if stop else award_acts.import_roll(award, left(found.rows, without), by=system(at), at=at)
    told = [{"lines": list(each.lines), "reason": each.reason} for each in open_ones]
    lines = [f"  line {row.line}: {row.reason}" for row in found.refused]
    lines += [f"  lines {', '.join(map(str, each.lines))}: {each.reason}" for each in open_ones]
    first = f"{count} badges are on the roll."
    if stop:
        first = "Nothing was loaded. Put the rows right, or say --leave-out LINE for a second row, or --as-it-is:"
    result = {"badges": count, "refused": [vars(row) for row in found.refused], "alike": told}
    say(result, as_json=as_json, words="\n".join([first, *lines]), short=bool(stop or found.refused))


@group.command("cards")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A folder; kept by you.")
@edition_option
@award_option
@as_json
def cards(out: Path, code: str, number: int | None, as_json: bool) -> None:
    """Make all voting cards of a frozen award as PDF in a folder; nobody can once the vote is open."""
    began, made, as_pdf = time.monotonic(), 0, pdf.available()
    with writing():
        at, edition = now(), edition_or_exit(code)
        award = the_award(edition, number, AwardState.frozen)
        card_acts.take(award, sheet=0, by=system(at), at=at)
        award_id = award.id
    files = []
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        for sheet, count, data in award_cards.sheets(award_id, as_pdf=as_pdf):
            path = out / f"cards-{code}-{sheet}.{'pdf' if as_pdf else 'html'}"
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(data)
            made += count
            files.append(str(path))
            click.echo(f"{made} cards", err=True)
    except OSError as refused:
        wrong(f"{out} cannot be written: {refused.strerror}.")
    seconds = time.monotonic() - began
    each = round(1000 * seconds / max(made, 1), 1)
    words = f"{made} cards in {seconds:.0f} seconds, {each} ms a card. Whoever holds a card can vote: keep {out} safe."
    say({"cards": made, "files": files, "milliseconds_a_card": each}, as_json=as_json, words=words)


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
