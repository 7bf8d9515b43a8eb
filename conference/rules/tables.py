"""Rows that know the line they began on: which column holds what, and what a cell says. Nothing is guessed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# No page, letter or database column can carry these; tab and line feed are kept.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


class Unreadable(Exception):
    """The file as a whole cannot be used: nothing of it is taken in, and this says why."""


class BadRow(Exception):
    """One row cannot be used; the rows around it can."""


@dataclass(frozen=True)
class Row:
    line: int
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class Refusal:
    line: int
    reason: str


@dataclass(frozen=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class Field:
    """A field we know, the column names it goes by, and whether a file can do without it."""

    name: str
    known_as: tuple[str, ...] = ()
    required: bool = False


@dataclass
class Counts:
    """What an import did, or would do: the same four answers for every kind of file."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)

    def refuse(self, line: int, reason: str) -> None:
        self.refused.append(Refusal(line, reason))

    def in_words(self) -> dict[str, Any]:
        refused = sorted(self.refused, key=lambda refusal: (refusal.line, refusal.reason))
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": [{"line": one.line, "reason": one.reason} for one in refused],
        }


def columns_of(fields: Iterable[Field], table: Table, mapping: Mapping[str, str]) -> dict[str, str]:
    """Which column holds each field: as the caller said, else by the names the field goes by."""
    fields = tuple(fields)
    asked = _asked_for(fields, table, mapping)
    plain = {column.strip().lower(): column for column in reversed(table.columns)}
    found: dict[str, str] = {}
    for one in fields:
        names = [name for name in (one.name, *one.known_as) if name in plain]
        if one.name in asked:
            found[one.name] = asked[one.name]
        elif names:
            found[one.name] = plain[names[0]]
        elif one.required:
            raise Unreadable(
                f"The file has no column “{one.name}”. It has: {', '.join(table.columns)}. "
                f"Say which column it is with --map {one.name}=COLUMN."
            )
    return found


def _asked_for(fields: tuple[Field, ...], table: Table, mapping: Mapping[str, str]) -> dict[str, str]:
    names = {name: one.name for one in fields for name in (one.name, *one.known_as)}
    asked = {}
    for name, column in mapping.items():
        if name not in names:
            raise Unreadable(f"There is no field “{name}”. The fields are: {', '.join(f.name for f in fields)}.")
        if column not in table.columns:
            raise Unreadable(f"The file has no column “{column}”. It has: {', '.join(table.columns)}.")
        asked[names[name]] = column
    return asked


def text_in(cells: Mapping[str, Any], column: str | None) -> str | None:
    """The words in a cell, without what cannot be printed; None when the file has no such column."""
    if column is None:
        return None
    value = cells.get(column)
    if value is None:
        return ""
    if isinstance(value, (dict, list, bool)):
        raise BadRow(f"“{column}” should be words, and is {_in_words(value)}.")
    return clean(str(value))


def clean(words: str) -> str:
    """The words with plain line ends, without what no page can carry and without spaces around."""
    if LONE_SURROGATE.search(words):
        raise BadRow("This row holds half of a character. Save the file again as UTF-8.")
    return UNPRINTABLE.sub("", words.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _in_words(value: object) -> str:
    return {dict: "an object", list: "a list", bool: "true or false"}[type(value)]
