"""Files of voting cards: sealed, in a folder that no backup holds, for a day at most.

Their key follows from the award's salt, which opening wipes: a file left somewhere cannot be read from then on.
"""

import hashlib
import hmac
import os
import shutil
from collections.abc import Collection
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from conference import sealing
from conference.db import db
from conference.models.award.awards import Award
from conference.models.award.cards import AwardCards


def keep(cards: AwardCards, number: int, data: bytes) -> None:
    """Keep one sheet under its number."""
    path = path_of(cards.folder, number)
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealing.seal_under(_key(cards.award), data))


def read(cards: AwardCards, number: int) -> bytes:
    """One sheet, while the award has its salt."""
    return sealing.unseal_under(_key(cards.award), path_of(cards.folder, number).read_bytes())


def path_of(folder: str, number: int) -> Path:
    """Where a sheet lies."""
    return _root() / folder / str(number)


def forget(award: Award) -> None:
    """Delete the cards of an award now: the row and its files. What is deleted too early is made again."""
    cards = db.session.get(AwardCards, award.id)
    if cards:
        shutil.rmtree(_root() / cards.folder, ignore_errors=True)
        db.session.delete(cards)
        db.session.flush()


def sweep() -> int:
    """Delete the files that no row names any more, such as those of a making that was overtaken by the opening."""
    known: Collection[str] = set(db.session.scalars(sa.select(AwardCards.folder)))
    left = [path for path in (_root().iterdir() if _root().is_dir() else ()) if path.name not in known]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def _root() -> Path:
    return Path(current_app.config["INSTANCE"]) / "cards"


def _key(award: Award) -> bytes:
    if not award.code_salt:
        raise LookupError("This award has opened: its cards cannot be read again.")
    secret = str(current_app.config["HASH_KEY"]).encode()
    return hmac.digest(secret, f"cards:{award.code_salt}".encode(), hashlib.sha256)
