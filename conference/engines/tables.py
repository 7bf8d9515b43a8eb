"""A file of rows, as bytes, becomes rows that know the line they began on; nothing is guessed and nothing is lost."""

import base64
import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator

from conference.engines import child
from conference.engines.schedules import NotRows, events_in, objects_in
from conference.rules.tables import Refusal, Row, Table, Unreadable

ZIP_MARK = b"PK\x03\x04"
GZIP_MARK = b"\x1f\x8b"
LARGEST_FILE = 200_000_000
CELL_LIMIT = 1_000_000


def read(data: bytes) -> Table:
    """CSV (comma, semicolon or tab), a workbook, JSON (a line each, a list, a schedule) or a schedule in XML.

    Plain or gzip, in UTF-8 with or without a byte-order mark.
    """
    data = _unpacked(data)
    if data.startswith(ZIP_MARK):
        return _workbook(data)
    text = _as_text(data)
    start = text.lstrip()[:1]
    if not start:
        raise Unreadable("The file is empty.")
    if start == "{" and _is_json(text.lstrip().split("\n", 1)[0]) and not _is_schedule(text):
        return _json_lines(text)
    if start in "{[<":
        return _objects(text, start)
    return _separated(text)


def _is_json(words: str) -> bool:
    try:
        return isinstance(json.loads(words), dict)
    except (ValueError, RecursionError):
        return words.strip() not in ("{", "")


def _is_schedule(text: str) -> bool:
    return re.match(r'\s*\{\s*"(schedule|results|count)"', text) is not None


def _objects(text: str, start: str) -> Table:
    """A list of objects, or the events of a schedule; the number of each stands for its line."""
    try:
        found = events_in(text) if start == "<" else objects_in(text)
    except NotRows as problem:
        raise Unreadable(str(problem)) from problem
    columns = dict.fromkeys(name for one in found for name in one)
    return Table(tuple(columns), tuple(Row(number, one) for number, one in enumerate(found, start=1)))


def _workbook(data: bytes) -> Table:
    """The first sheet of a workbook; a row's number is its line."""
    try:
        cells = child.ask("workbook", {"read": base64.b64encode(data).decode()}, seconds=120)
    except child.SolverFailed as problem:
        raise Unreadable("The workbook cannot be read. Save it again as XLSX or as CSV.") from problem
    return _table((line, row) for line, row in enumerate(cells, start=1) if any(cell.strip() for cell in row))


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(GZIP_MARK):
        return _small_enough(data)
    try:
        with gzip.open(io.BytesIO(data)) as packed:
            return _small_enough(packed.read(LARGEST_FILE + 1))
    except (OSError, EOFError, zlib.error) as problem:
        raise Unreadable("The file says it is gzip, and cannot be unpacked.") from problem


def _small_enough(data: bytes) -> bytes:
    if len(data) > LARGEST_FILE:
        raise Unreadable(f"The file is larger than {LARGEST_FILE // 1_000_000} MB.")
    return data


def _as_text(data: bytes) -> str:
    try:
        return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise Unreadable(f"The file is not in UTF-8: line {line}. Save it again as UTF-8.") from problem


def _json_lines(text: str) -> Table:
    rows, refused = [], []
    columns: dict[str, None] = {}
    # Not splitlines(): a JSON string may hold U+2028, which is no line break of the file.
    for line, words in enumerate(text.split("\n"), start=1):
        if not words.strip():
            continue
        try:
            value = json.loads(words)
        except (ValueError, RecursionError):
            refused.append(Refusal(line, "This line is not JSON."))
            continue
        if not isinstance(value, dict):
            refused.append(Refusal(line, "This line is JSON, but not an object of fields."))
            continue
        columns.update(dict.fromkeys(value))
        rows.append(Row(line, value))
    if not rows:
        raise Unreadable("No line of the file is a JSON object.")
    return Table(tuple(columns), tuple(rows), tuple(refused))


def _separated(text: str) -> Table:
    return _table(_records(text))


def _table(records: Iterator[tuple[int, list[str]]]) -> Table:
    header_line, header = next(records, (1, []))
    columns = tuple(name.strip() for name in header)
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise Unreadable(f"Two columns have the same heading: {', '.join(twice)}.")
    rows, refused = [], []
    for line, cells in records:
        if [cell.strip() for cell in cells] == list(columns):
            refused.append(Refusal(line, f"This row repeats the headings of line {header_line}."))
        elif len(cells) != len(columns):
            refused.append(Refusal(line, f"This row has {len(cells)} cells; the headings have {len(columns)}."))
        else:
            rows.append(Row(line, dict(zip(columns, cells, strict=True))))
    return Table(columns, tuple(rows), tuple(refused))


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the physical line it begins on: a cell may run over many lines."""
    delimiter = _delimiter(text)
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    began = last = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as problem:
            raise Unreadable(f"The row that begins on line {began} cannot be read: {problem}.") from problem
        if cells is None:
            return _refuse_open_quote(text, last, delimiter)
        if any(cell.strip() for cell in cells):
            yield began, cells
            last = began
        began = reader.line_num + 1


def _refuse_open_quote(text: str, began: int, delimiter: str) -> None:
    """A quotation mark never closed swallows every row after it, so such a file is not taken in."""
    lines = io.StringIO(text, newline="").readlines()[began - 1 :]
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as problem:
        if "unexpected end" in str(problem):
            raise Unreadable(f"A quotation mark in the row that begins on line {began} is never closed.") from problem


def _delimiter(text: str) -> str:
    header = text.lstrip("\n").split("\n", 1)[0]
    return max(",;\t", key=header.count)
