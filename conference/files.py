"""Keep files that people hand in, outside everything that is served; hand them out only as attachments.

A file is cleaned before the write transaction (`clean`), so that nobody waits for it, and kept inside it (`keep`).
Deleting takes the row; the bytes without a row are swept away within the hour, also those of an act that failed.
"""

import hashlib
import os
import secrets
import subprocess
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from flask import Response, current_app

from conference.db import db
from conference.engines.child import run
from conference.models.files import StoredFile
from conference.models.people.people import Person
from conference.rules import file_kinds as rules
from conference.rules.file_kinds import FileKind, Refusal

CHILD_SECONDS = 40
REFUSED = 3  # how the child says that it will not take a file
SWEPT_AFTER = timedelta(hours=1)


class NotTaken(Exception):
    """A file that is not taken; `refusal` is a word that the page explains."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True)
class Cleaned:
    """A file ready to be kept."""

    data: bytes
    kind: FileKind
    original_sha256: str


def clean(upload: IO[bytes], takes: frozenset[FileKind] = rules.RECEIPTS, most: int = rules.MOST_BYTES) -> Cleaned:
    """What may be kept of an upload: receipts are made anew in a child process, audio stays as it is."""
    data = upload.read(most + 1)
    refusal = rules.refusal(data, takes, most)
    if refusal:
        raise NotTaken(refusal)
    digest, kind = hashlib.sha256(data).hexdigest(), rules.kind_of(data)
    washed = _wash(data) if kind in rules.RECEIPTS else data
    made = rules.kind_of(washed)
    if made is None:
        raise NotTaken(Refusal.broken)
    return Cleaned(washed, made, digest)


def _wash(data: bytes) -> bytes:
    """The receipt made anew by `engines/programs/sanitise`, which has little time, little memory and no secrets."""
    try:
        child = run("sanitise", data, seconds=CHILD_SECONDS)
    except subprocess.TimeoutExpired as late:
        raise NotTaken(Refusal.too_much) from late
    if child.returncode == REFUSED:
        raise NotTaken(Refusal(child.stdout.decode()))
    if child.returncode:  # killed by its limits
        raise NotTaken(Refusal.too_much)
    return child.stdout


def keep(cleaned: Cleaned, *, by: Person, at: datetime) -> StoredFile:
    """Keep the file: the bytes first, safely on disk, then the row in the act's own transaction."""
    name = secrets.token_hex(16)
    target = path_of(name)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(cleaned.data)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(target.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    stored = StoredFile(
        name=name,
        kind=cleaned.kind,
        size=len(cleaned.data),
        sha256=hashlib.sha256(cleaned.data).hexdigest(),
        original_sha256=cleaned.original_sha256,
        kept_at=at,
        kept_by=by.id,
    )
    db.session.add(stored)
    db.session.flush()
    return stored


def path_of(name: str) -> Path:
    """Where the bytes of that name lie."""
    return Path(current_app.config["INSTANCE"]) / "uploads" / name


def read(stored: StoredFile) -> bytes:
    """The bytes of a kept file."""
    return path_of(stored.name).read_bytes()


def answer(stored: StoredFile, called: str) -> Response:
    """The file as an attachment of that name, which no browser opens as anything else."""
    response = Response(read(stored), mimetype=rules.MIME[stored.kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{called}.{stored.kind}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def forget(stored: StoredFile) -> None:
    """Delete a kept file: its row now, its bytes at the next sweep."""
    db.session.delete(stored)
    db.session.flush()


def sweep(*, by: Person, at: datetime) -> int:
    """Delete bytes that no row names any more: of files forgotten, and of acts that failed."""
    folder = path_of("")
    known = set(db.session.scalars(sa.select(StoredFile.name)))
    gone = 0
    for path in folder.iterdir() if folder.is_dir() else ():
        old = datetime.fromtimestamp(path.stat().st_mtime, at.tzinfo) < at - SWEPT_AFTER
        if path.is_file() and path.name not in known and old:
            path.unlink()
            gone += 1
    return gone


def damaged() -> list[str]:
    """The names of kept files whose bytes are missing or not what they were."""
    rows = db.session.execute(sa.select(StoredFile.name, StoredFile.sha256).order_by(StoredFile.id))
    return [name for name, sha256 in rows if not _is(path_of(name), sha256)]


def _is(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256
