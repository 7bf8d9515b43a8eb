"""Reading ballots from a file, and the one public file from which anybody can count again."""

import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conference.rules.award.counting import EQUAL, OVERVOTE, UNDERVOTE, Ballot, Method, may_break_down, tally

FORMAT = "alongside-award-1"
NOT_SHOWN = "not_shown"
EMPTY = {"", "undervote", "skipped"}
LIVED_EXPERIENCE = "lived_experience"


class UnreadableBallots(Exception):
    """The file is no ballot file: nothing of it was counted."""


@dataclass
class BallotFile:
    ballots: list[Ballot] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Vote:
    """One ballot as it is published."""

    tracker: str
    choice: tuple[str, ...]
    voter_class: str = NOT_SHOWN


@dataclass(frozen=True)
class Roll:
    """The published lines of all codes, of those that were used, and of those that were added after the freeze."""

    codes: tuple[str, ...]
    used: tuple[str, ...]
    added: tuple[str, ...] = ()


def canonical(content: Any) -> bytes:
    """One way of writing the same content, so that the same content has the same digest."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(content: Any) -> str:
    """The SHA-256 of the content, whichever way it was written."""
    return hashlib.sha256(canonical(content)).hexdigest()


def read_ballots(data: bytes, method: Method | None = None) -> BallotFile:
    """Read `count,ranking` with "A > B", or `count,rank1,rank2,…`; a wrong row is named with its line.

    For the method of scores: `ranking` with "A=5 > B=2", or a column for each entry with its points.
    """
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        names, scored = [name.strip() for name in next(reader, [])], method is Method.score
        header = [name.lower() for name in names]
        columns = _columns(header, scored=scored)
        if not columns:  # a column for each entry, named as it is written
            header = ["count" if name.lower() == "count" else name for name in names]
            columns = [name for name in header if name != "count"]
        found, entries = BallotFile(), dict[str, None]()
        line = reader.line_num + 1
        for row in reader:
            _read_row(row, line, header, columns, found, scored=scored)
            line = reader.line_num + 1
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise UnreadableBallots(f"This is not a CSV file in UTF-8: {wrong}.") from wrong
    if not found.ballots and not found.refused:
        raise UnreadableBallots("The file has no ballots.")
    for ballot in found.ballots:
        named = [place.rpartition("=")[0] if scored else place for place in ballot.places]
        entries.update(dict.fromkeys(name for name in named if name not in (UNDERVOTE, OVERVOTE, EQUAL)))
    found.entries = sorted(entries)
    return found


def _columns(header: Sequence[str], *, scored: bool) -> list[str]:
    if "count" not in header:
        raise UnreadableBallots('The file has no column "count".')
    if "ranking" in header:
        return ["ranking"]
    ranks = sorted((n for n in header if re.fullmatch(r"rank\d+", n)), key=lambda name: int(name[4:]))
    if scored and not ranks:
        return []
    if not ranks:
        raise UnreadableBallots('The file has no column "ranking", and no column "rank1".')
    return ranks


def _read_row(
    row: list[str], line: int, header: list[str], columns: list[str], found: BallotFile, *, scored: bool
) -> None:
    if not any(cell.strip() for cell in row):
        return
    if len(row) != len(header):
        found.refused.append({"line": line, "reason": f"The row has {len(row)} cells, the header {len(header)}."})
        return
    cells = dict(zip(header, row, strict=True))
    if not re.fullmatch(r"[0-9]{1,9}", cells["count"].strip()):
        found.refused.append({"line": line, "reason": f"The count {cells['count']!r} is no whole number."})
        return
    written = re.split(r"\s*>\s*", cells["ranking"]) if columns == ["ranking"] else [cells[c] for c in columns]
    if scored:
        if not columns[0].startswith("rank"):
            points = [cell.strip() for cell in written]
            written = [f"{name}={each}" if each else "" for name, each in zip(columns, points, strict=True)]
        places = tuple(cell.strip() for cell in written)
    else:
        places = tuple(_place(cell) for cell in written)
    found.ballots.append(Ballot(places, int(cells["count"])))
    found.lines.append(line)


def _place(cell: str) -> str:
    """Equal ranks are written A=B in these files."""
    name = cell.strip()
    if name.lower() in EMPTY:
        return UNDERVOTE
    if name.lower() == OVERVOTE:
        return OVERVOTE
    return EQUAL if "=" in name else name


def votes_of(found: BallotFile) -> list[Vote]:
    """A ballot of a file has no tracker of its own: it is named by its line and its number there."""
    return [
        Vote(f"line {line} ballot {number + 1}", ballot.places)
        for ballot, line in zip(found.ballots, found.lines, strict=True)
        for number in range(ballot.count)
    ]


def frozen_digests(
    rules: Mapping[str, Any], entries: Sequence[Mapping[str, str]], codes: Sequence[str] | None
) -> dict[str, str]:
    """What is published before voting opens: any later change of rules, entries or roll shows."""
    parts = {"rules": digest(rules), "entries": digest(list(entries))}
    if codes is not None:
        parts["roll"] = digest(sorted(codes))
    return parts | {"frozen": digest(parts)}


def result_of(method: Method, seed: str, entries: Sequence[Mapping[str, str]], votes: Sequence[Vote]) -> dict[str, Any]:
    """The claimed result: the whole tally and, where no small group is laid open, that of LE voters."""
    names = [entry["reference"] for entry in entries]

    def counted(choices: Iterable[tuple[str, ...]]) -> dict[str, Any]:
        alike = (Ballot(choice, count) for choice, count in Counter(choices).items())
        return tally(method, names, alike, seed).content()

    result = counted(vote.choice for vote in votes)
    groups = {vote.voter_class for vote in votes}
    if NOT_SHOWN not in groups and LIVED_EXPERIENCE in groups:
        result["lived_experience"] = counted(vote.choice for vote in votes if vote.voter_class == LIVED_EXPERIENCE)
    return result


def with_classes_shown(votes: Sequence[Vote]) -> list[Vote]:
    """Voters' classes stand in the file only when that lays open no group of fewer than eight."""
    sizes: dict[str, int] = {}
    for vote in votes:
        sizes[vote.voter_class] = sizes.get(vote.voter_class, 0) + 1
    if may_break_down(sizes):
        return list(votes)
    return [Vote(vote.tracker, vote.choice) for vote in votes]


def public_file(
    *,
    rules: Mapping[str, Any],
    entries: Sequence[Mapping[str, str]],
    votes: Sequence[Vote],
    roll: Roll | None,
    frozen: Mapping[str, str] | None = None,
    additions: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Everything that is needed to count again; `frozen` are the digests published before opening."""
    rows = sorted(with_classes_shown(votes), key=lambda vote: vote.tracker)
    result = result_of(Method(rules["method"]), rules["seed"], entries, rows)
    ballots = [{"tracker": v.tracker, "choice": list(v.choice), "class": v.voter_class} for v in rows]
    codes = None if roll is None else roll.codes
    digests = dict(frozen or frozen_digests(rules, entries, codes))
    content: dict[str, Any] = {
        "format": FORMAT,
        "method": rules["method"],
        "rules": dict(rules),
        "entries": [dict(entry) for entry in entries],
        "roll": None if roll is None else {"codes": sorted(roll.codes), "used": sorted(roll.used)},
        "ballots": ballots,
        "result": result,
        "digests": digests | {"ballots": digest(ballots), "result": digest(result)},
    }
    if additions:  # a file without any is as it always was
        content["additions"] = [dict(addition) for addition in additions]
        content["roll"] = (content["roll"] or {}) | {"added": sorted(roll.added if roll else ())}
        content["digests"]["additions"] = digest(content["additions"])
    content["digests"]["file"] = digest(content)
    return content


def written(content: Mapping[str, Any]) -> bytes:
    """The public file, byte for byte."""
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()
