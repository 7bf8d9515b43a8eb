"""Reading the roll of an award: one badge a line, and whether its holder has lived experience."""

import csv
import io
from dataclasses import dataclass, field

from conference.rules.award import VoterClass

CLASSES = {
    "le": VoterClass.lived_experience,
    "lived_experience": VoterClass.lived_experience,
    "lived experience": VoterClass.lived_experience,
    "other": VoterClass.other,
}
LONGEST_BADGE = 40


class UnreadableRoll(Exception):
    """The file is no roll: nothing of it was read."""


@dataclass(frozen=True)
class Badge:
    number: str
    voter_class: VoterClass


@dataclass(frozen=True)
class WrongRow:
    line: int
    reason: str


@dataclass
class RollFile:
    badges: list[Badge] = field(default_factory=list)
    refused: list[WrongRow] = field(default_factory=list)


def read_roll(data: bytes) -> RollFile:
    """Read a CSV with the columns badge and class (LE or other); a wrong or repeated row is named by its line."""
    try:
        text = data.decode("utf-8-sig")
        header = text.partition("\n")[0]
        parted_by = max(",;\t", key=header.count)
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=parted_by, strict=True)
        names = {(name or "").strip().lower(): name for name in reader.fieldnames or []}
        if not {"badge", "class"} <= set(names):
            raise UnreadableRoll("The file needs the columns “badge” and “class”.")
        found, seen, line = RollFile(), dict[str, int](), reader.line_num + 1
        for row in reader:
            number, written = ((row[names[name]] or "").strip() for name in ("badge", "class"))
            reason = _wrong(number, written, seen, spare=row.get(None))
            if reason:
                found.refused.append(WrongRow(line, reason))
            else:
                seen[_alike(number)] = line
                found.badges.append(Badge(number, CLASSES[written.lower()]))
            line = reader.line_num + 1
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise UnreadableRoll(f"This is not a CSV file in UTF-8: {wrong}.") from wrong
    return found


def _alike(number: str) -> str:
    """Two badge numbers that differ only in size of letters, spaces or dashes are one badge."""
    return "".join(sign for sign in number.casefold() if sign.isalnum())


def _wrong(number: str, written: str, seen: dict[str, int], spare: object) -> str:
    if spare:
        return "The row has more cells than the header."
    if not _alike(number) or len(number) > LONGEST_BADGE:
        return f"“{number[:LONGEST_BADGE]}” is no badge number of 1 to {LONGEST_BADGE} letters and numbers."
    if _alike(number) in seen:
        return f"The badge {number} stands on line {seen[_alike(number)]} already."
    if written.lower() not in CLASSES:
        return f"The class must be LE or other, not “{written[:40]}”."
    return ""
