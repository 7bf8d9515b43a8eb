"""Other systems' files of abstracts: several rows for one paper, rows marked deleted, several names in one cell."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conference.rules.tables import BadRow, Field, Refusal, Row, Table, text_in

# One row for each author: EasyChair's author.csv, HotCRP's authors.csv.
PARTS = (
    Field("given_name", ("first name", "given name", "firstname")),
    Field("family_name", ("last name", "family name", "lastname", "surname")),
)
DELETED = ("deleted?", "deleted")
YES = frozenset({"yes", "y", "true", "1", "x", "✔", "✓"})


def without_deleted(table: Table) -> Table:
    """Rows that their own system marked deleted are named, and not taken in."""
    column = next((one for one in table.columns if one.strip().lower() in DELETED), None)
    if column is None:
        return table
    gone = {row.line for row in table.rows if str(row.cells.get(column) or "").strip().lower() in YES}
    refused = [Refusal(line, "This row is marked deleted in the file.") for line in sorted(gone)]
    rows = tuple(row for row in table.rows if row.line not in gone)
    return replace(table, rows=rows, refused=(*table.refused, *refused))


def one_row_each(table: Table, columns: Mapping[str, str]) -> Table:
    """Where each author has a row of their own, the rows of a paper become one, with all authors in their order."""
    if "family_name" not in columns or "source_id" not in columns:
        return table
    first: dict[str, Row] = {}
    authors: dict[str, list[dict[str, Any]]] = {}
    for row in table.rows:
        try:
            key = text_in(row.cells, columns["source_id"]) or ""
            given, family = (text_in(row.cells, columns.get(name)) or "" for name in ("given_name", "family_name"))
            org, country = (text_in(row.cells, columns.get(name)) or "" for name in ("affiliation", "country"))
        except BadRow:
            key, given, family, org, country = f"line {row.line}", "", "", "", ""
        first.setdefault(key, row)
        name = f"{given} {family}".strip()
        if name:
            place = [{"org": org, "country": country}] if org else []
            authors.setdefault(key, []).append({"name": name, "affiliations": place})
    column = columns.get("authors", "authors")
    rows = [Row(row.line, {**row.cells, column: authors.get(key, [])}) for key, row in first.items()]
    return replace(table, columns=tuple(dict.fromkeys((*table.columns, column))), rows=tuple(rows))


def names_in(cell: str) -> list[str]:
    """The names of one cell: parted by ; or a line each; by commas only where the last comes after “and”."""
    if ";" in cell or "\n" in cell:
        parts = re.split(r"[;\n]", cell)
    elif re.search(r"\sand\s", cell):
        parts = re.split(r",\s*(?:and\s+)?|\s+and\s+", cell)
    else:
        parts = [cell]
    return [name.strip() for name in parts if name.strip()]
