"""flask check · backup · restore: is all true, keep it safe, bring it back."""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from conference import triggers
from conference.cli.output import as_json, say, wrong
from conference.db import Base, db, reading
from conference.queries import invariants

KEPT = ("secret_key", "hash_key", "payee_key", "demo")


def check_all() -> dict[str, list[str]]:
    """Every invariant that fails, and every guard that the database lacks."""
    with reading():
        lacking = triggers.missing(db.session.connection())
        return {"failed": invariants.failed(), "lacking": lacking}


@click.command("check")
@as_json
@with_appcontext
def check(as_json: bool) -> None:
    """Check every invariant and every guard of the database."""
    result = check_all()
    problems = result["failed"] + [f"The database lacks {name}." for name in result["lacking"]]
    say(result, as_json=as_json, words="\n".join(problems) or "All is well.", short=bool(problems))


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
@with_appcontext
def backup(file: Path, as_json: bool) -> None:
    """Write one archive of the database, the uploads and the keys, with a manifest."""
    if file.exists():
        wrong(f"{file} exists already; a backup never overwrites.")
    instance = Path(current_app.config["INSTANCE"])
    with tempfile.TemporaryDirectory() as folder:
        kind, dump = _dump(Path(folder))
        parts = [(dump, dump.name)]
        parts += [(instance / n, n) for n in KEPT if (instance / n).exists()]
        uploads = instance / "uploads"
        parts += [(p, f"uploads/{p.relative_to(uploads)}") for p in sorted(uploads.rglob("*")) if p.is_file()]
        manifest = {"database": kind, "counts": _counts(), "files": {n: _digest(p) for p, n in parts}}
        partial = file.with_name(file.name + ".partial")
        with tarfile.open(partial, "w:gz") as archive:
            for path, name in parts:
                archive.add(path, name)
            text = json.dumps(manifest, indent=1).encode()
            info = tarfile.TarInfo("manifest.json")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text))
        os.chmod(partial, 0o600)
        partial.replace(file)
    say({"file": str(file), **manifest}, as_json=as_json, words=f"Backed up to {file}. It holds keys: keep it safe.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--verify", is_flag=True, help="Check every invariant after restoring.")
@as_json
@with_appcontext
def restore(file: Path, verify: bool, as_json: bool) -> None:
    """Restore an archive into an empty INSTANCE."""
    instance = Path(current_app.config["INSTANCE"])
    if db.engine.dialect.name == "sqlite" and Path(str(db.engine.url.database)).exists():
        wrong(f"{instance} holds a database already; restore into an empty INSTANCE.")
    with tempfile.TemporaryDirectory(dir=instance) as folder:
        try:
            with tarfile.open(file) as archive:
                archive.extractall(folder, filter="data")
            manifest = json.loads((Path(folder) / "manifest.json").read_text())
        except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError) as error:
            wrong(f"{file} is not a whole backup: {error}")
        for name, digest in manifest["files"].items():
            if _digest(Path(folder) / name) != digest:
                wrong(f"{file} is damaged: {name} is not what the manifest says.")
        _load(manifest["database"], Path(folder))
        for name in manifest["files"]:
            if not name.startswith("database."):
                target = instance / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(Path(folder) / name, target)
    db.session.remove()
    db.engine.dispose()
    result: dict[str, Any] = {"counts": _counts(), "same": _counts() == manifest["counts"]}
    problems = [] if result["same"] else ["The rows restored are not as many as the rows backed up."]
    if verify:
        result.update(check_all())
        problems += result["failed"] + result["lacking"]
    say(result, as_json=as_json, words="\n".join(problems) or "Restored; all is well.", short=bool(problems))


def _dump(folder: Path) -> tuple[str, Path]:
    """A copy of the whole database at one moment, taken while it is in use."""
    if db.engine.dialect.name == "sqlite":
        target = folder / "database.sqlite"
        source = sqlite3.connect(str(db.engine.url.database))
        source.execute("VACUUM INTO ?", (str(target),))
        source.close()
        return "sqlite", target
    target = folder / "database.pgdump"
    _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return "postgresql", target


def _load(kind: str, folder: Path) -> None:
    if kind != db.engine.dialect.name:
        wrong(f"This backup is of {kind}; DATABASE_URL names {db.engine.dialect.name}.")
    if kind == "sqlite":
        shutil.copy2(folder / "database.sqlite", str(db.engine.url.database))
    else:
        if sa.inspect(db.engine).get_table_names():
            wrong("DATABASE_URL names a database that is not empty.")
        _postgres(
            "pg_restore",
            "--no-owner",
            "--exit-on-error",
            "--dbname",
            _url(),
            str(folder / "database.pgdump"),
            url=False,
        )


def _postgres(program: str, *arguments: str, url: bool = True) -> None:
    if shutil.which(program) is None:
        wrong(f"PostgreSQL's {program} is needed and was not found; install the PostgreSQL client programs.")
    done = subprocess.run(
        [program, *arguments, *([_url()] if url else [])], capture_output=True, text=True, check=False
    )
    if done.returncode:
        wrong(f"{program} failed: {done.stderr.strip()}")


def _url() -> str:
    url = db.engine.url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def _counts() -> dict[str, int]:
    """Rows in each table."""
    with reading():
        return {
            name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for name, table in sorted(Base.metadata.tables.items())
            if name != "ballot"  # while voting is open nobody may learn how many voted
        }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


commands = (check, backup, restore)
