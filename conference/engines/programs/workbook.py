"""Read a stranger's workbook (XLSX) into rows of words, and write rows into one, as a child process.

The only file that imports the library of workbooks. What a cell works out is read as it was last shown; what is
written is words and numbers, never a formula.
"""

import base64
import io
import json
import sys
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell

LARGEST = 400_000_000  # unpacked: beyond this it is no list of abstracts
MOST_ROWS = 200_000


def rows_of(data: bytes) -> list[list[str]]:
    """The rows of the first sheet, as words; empty rows at the end are left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(part.file_size for part in packed.infolist()) > LARGEST:
            raise ValueError("The workbook is too large when it is unpacked.")
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    found = []
    for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True)):
        if number >= MOST_ROWS:
            raise ValueError(f"The workbook has more than {MOST_ROWS} rows.")
        found.append([words(cell) for cell in row])
    while found and not any(found[-1]):
        found.pop()
    return found


def words(cell: object) -> str:
    """A cell as it is read: a whole number without a point, a day as year-month-day."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)


def written(rows: list[list[Any]], title: str) -> bytes:
    """A workbook of one sheet. Every word is a word, also one that begins like a formula."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    for row in rows:
        cells = [WriteOnlyCell(sheet, value=value) for value in row]
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def main() -> None:
    """Read, or write, as asked on standard input."""
    asked = json.load(sys.stdin)
    if "read" in asked:
        json.dump(rows_of(base64.b64decode(asked["read"])), sys.stdout)
    else:
        json.dump(base64.b64encode(written(asked["write"], asked["title"])).decode(), sys.stdout)


if __name__ == "__main__":
    main()
