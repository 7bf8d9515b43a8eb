"""Rows as files to take away: CSV and a workbook. No cell can act: what begins like a formula is words."""

import base64
import csv
import io
import json
from collections.abc import Iterable, Sequence

from conference.engines import child

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACTS = ("=", "+", "-", "@", "\t", "\r")


def disarmed(text: str) -> str:
    """A cell that no program reads as a formula."""
    return f"'{text}" if text.startswith(ACTS) else text


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV, with the line ends that spreadsheets and banks expect."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([disarmed(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode()


def file_of(kind: str, name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> tuple[bytes, str] | None:
    """A table as the file that was asked for (csv, xlsx or json), with its media type; None for another kind."""
    if kind == "csv":
        return csv_of(columns, rows), "text/csv; charset=utf-8"
    if kind == "xlsx":
        return workbook_of(name.capitalize(), columns, rows), XLSX
    if kind == "json":
        told = [dict(zip(columns, row, strict=True)) for row in rows]
        return json.dumps({name: told}, ensure_ascii=False, indent=1).encode(), "application/json"
    return None


def workbook_of(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as a workbook of one sheet. Raises SolverFailed."""
    asked = {"title": title, "write": [list(columns), *(list(row) for row in rows)]}
    return base64.b64decode(child.ask("workbook", asked, seconds=120))
