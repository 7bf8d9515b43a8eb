"""What a release left behind: every row of its demo, with its uploads and (test) keys, to be brought up to date.

    python -m tests.released        makes tests/data/released_NNNN.json.xz of the newest step: once for each release

It is one neutral form for both databases. It also holds the digests of its steps, which nobody edits any more, and what
the tables and their constraints were called. The demo is invented; its real abstracts are CC BY (see README, Licence).
"""

import base64
import hashlib
import json
import lzma
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

import config
from app import create_app
from conference import triggers
from conference.cli.database import bring_up_to_date, migrations
from conference.cli.demo import load_demo
from conference.db import db

DATA = Path(__file__).parent / "data"
OWN_TABLE = "alembic_version"  # which step the database stands at


def steps(settings: Config, newest: str) -> dict[str, str]:
    """The file of every step up to that one, with its digest."""
    found = ScriptDirectory.from_config(settings).iterate_revisions(newest, "base")
    paths = sorted(Path(step.path) for step in found)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def tables() -> dict[str, sa.Table]:
    """The tables as the live database has them, whatever the models say."""
    live = sa.MetaData()
    live.reflect(db.engine)
    return {name: table for name, table in sorted(live.tables.items()) if name != OWN_TABLE}


def names() -> dict[str, list[str]]:
    """The columns, constraints and indexes of every table."""
    inspector = sa.inspect(db.engine)
    found = {}
    for table in tables():
        parts = [
            inspector.get_columns(table),
            inspector.get_check_constraints(table),
            inspector.get_unique_constraints(table),
            inspector.get_foreign_keys(table),
            inspector.get_indexes(table),
            [inspector.get_pk_constraint(table)],
        ]
        found[table] = sorted({str(part["name"]) for kind in parts for part in kind})
    return found


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row, written alike by both databases."""
    with db.engine.connect() as connection:
        return {
            name: sorted(
                ({k: written(v) for k, v in row.items()} for row in connection.execute(sa.select(table)).mappings()),
                key=as_text,
            )
            for name, table in tables().items()
        }


def written(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def as_stored(value: Any, column: sa.Column[Any]) -> Any:
    """The value that a column takes, of what JSON has."""
    if value is None:
        return None
    if isinstance(column.type, sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(column.type, sa.LargeBinary) else value


def as_text(row: Mapping[str, Any]) -> str:
    """A row in an order of its own."""
    return json.dumps(row, sort_keys=True, ensure_ascii=False)


def files(instance: Path) -> dict[str, str]:
    """The keys, the mark of the demo and the uploads."""
    kept = [instance / name for name in ("secret_key", "hash_key", "payee_key", "demo")]
    kept += sorted((instance / "uploads").iterdir())
    return {str(path.relative_to(instance)): base64.b64encode(path.read_bytes()).decode() for path in kept}


def read(path: Path) -> dict[str, Any]:
    """A stored release."""
    found: dict[str, Any] = json.loads(lzma.decompress(path.read_bytes()))
    return found


def put_files(released: Mapping[str, Any], instance: Path) -> None:
    """Its keys and uploads, before an application is made there."""
    for name, text in released["files"].items():
        (instance / name).parent.mkdir(exist_ok=True)
        (instance / name).write_bytes(base64.b64decode(text))


def put_rows(released: Mapping[str, Any]) -> None:
    """An empty database becomes what it was: its steps, then its rows past every guard."""
    command.upgrade(migrations(), released["step"])
    live = tables()
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        triggers.remove(connection)
        for name, found in released["rows"].items():
            put(connection, live[name], found)
        connection.commit()
        connection.invalidate()  # nobody goes on without guards


def put(connection: sa.Connection, table: sa.Table, found: list[dict[str, Any]]) -> None:
    """Store rows as they were, and have the table number its next one after them."""
    for column in table.columns:
        if isinstance(column.type, sa.JSON):
            column.type.none_as_null = True
    if found:
        stored = [{key: as_stored(value, table.columns[key]) for key, value in row.items()} for row in found]
        connection.execute(table.insert(), stored)
    if found and connection.dialect.name != "sqlite" and isinstance(found[0].get("id"), int):
        counted = sa.text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)")
        connection.execute(counted, {"table": table.name, "last": max(row["id"] for row in found)})


def lost(before: Mapping[str, Any], after: Mapping[str, Any], called: Mapping[str, str]) -> list[str]:
    """Which rows are not there as they were, in words. `called`: table or table.column → its new name."""
    gone = []
    for table, found in before.items():
        now = after.get(called.get(table, table))
        if now is None:
            gone.append(f"{table} is gone")
            continue
        new = {column: called.get(f"{table}.{column}", column) for row in found[:1] for column in row}
        if missing := [column for column in new if now and new[column] not in now[0]]:
            gone.append(f"{table} lacks {', '.join(missing)}")
        kept = [column for column in new if column not in missing]
        were = Counter(as_text({column: row[column] for column in kept}) for row in found)
        are = Counter(as_text({column: row[new[column]] for column in kept}) for row in now)
        if changed := (were - are).total():
            gone.append(f"{table}: {changed} of {len(found)} rows changed or gone")
    return gone


def make(instance: Path) -> dict[str, Any]:
    """A fresh demo, as this version makes it."""
    app = create_app(config.from_environment({"INSTANCE": str(instance)}))
    with app.app_context():
        if not bring_up_to_date():
            sys.exit(1)
        load_demo()
        settings = migrations()
        newest = str(ScriptDirectory.from_config(settings).get_current_head())
        return {
            "step": newest,
            "steps": steps(settings, newest),
            "names": names(),
            "files": files(instance),
            "rows": rows(),
        }


def main() -> None:
    """Make the file of the newest step anew."""
    with tempfile.TemporaryDirectory() as folder:
        made = make(Path(folder))
    path = DATA / f"released_{made['step']}.json.xz"
    path.write_bytes(lzma.compress(json.dumps(made, ensure_ascii=False).encode(), preset=9))
    empty = [name for name, found in made["rows"].items() if not found]
    total = sum(map(len, made["rows"].values()))
    print(f"{path.relative_to(Path.cwd())}: {total} rows of {len(made['rows']) - len(empty)} tables,", end=" ")
    print(f"{os.path.getsize(path) // 1000} kB. Empty, so that no upgrade is tried on them: {', '.join(empty)}.")


if __name__ == "__main__":
    main()
