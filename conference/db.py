"""One database handle, and the write transaction, alike on SQLite and PostgreSQL."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase

from conference import clock

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table of the house: typed, and with a name for each constraint."""

    metadata = sa.MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base)
DataError = sa.exc.DataError  # a value that no column can hold, such as a number in an address


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A moment in UTC: aware on both databases; a naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Minor(sa.types.TypeDecorator[int]):
    """Money or places in whole minor units (pence, cents, seats); a fraction is refused."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: sa.Dialect) -> int | None:
        if value is not None and type(value) is not int:
            raise TypeError(f"Money is whole minor units, not {value!r}.")
        return value


def word(states: type[StrEnum], name: str = "state") -> sa.Enum:
    """A column of one of these words, kept as text with a CHECK of that name."""
    return sa.Enum(
        states,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=name,
        values_callable=lambda words: [w.value for w in words],
    )


# -- Opening and locking --------------------------------------------------------------------------

READ, WRITE, PLAIN = "read", "write", "plain"
_mode: ContextVar[str] = ContextVar("mode", default=PLAIN)


def open_engine(app: Flask) -> None:
    """Listen to the engine: SQLite opened our way, a GET unable to write, one writer at a time on SQLite."""
    engine = db.engine
    lock_path = str(app.config["INSTANCE"] / "write.lock")
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _pragmas)
        event.listen(engine, "checkin", _unlock)
    event.listen(engine, "begin", lambda connection: _begin(connection, lock_path))


def _pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "busy_timeout=15000",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: sa.Connection, lock_path: str) -> None:
    mode = _mode.get()
    if connection.dialect.name != "sqlite":
        if mode == READ:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        return
    only_reads(connection.connection, mode == READ)
    if mode != WRITE:
        connection.exec_driver_sql("BEGIN")
        return
    # Bare SQLite starves single writers for seconds; a file lock queues them.
    lock = open(lock_path, "w")  # noqa: SIM115 - lives as long as the transaction
    fcntl.flock(lock, fcntl.LOCK_EX)
    connection.info["write_lock"] = lock
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def only_reads(connection: sa.PoolProxiedConnection, yes: bool) -> None:
    """Whether a SQLite connection refuses to write; it is told where that changes, since connections live on."""
    if connection.info.get("only_reads") != yes:
        connection.driver_connection.execute(f"PRAGMA query_only={'ON' if yes else 'OFF'}").close()  # type: ignore[union-attr]
        connection.info["only_reads"] = yes


def _unlock(_connection: Any, record: Any) -> None:
    lock = record.info.pop("write_lock", None)
    if lock:
        lock.close()


@contextmanager
def _in_mode(mode: str) -> Iterator[None]:
    db.session.rollback()
    token = _mode.set(mode)
    try:
        yield
    finally:
        db.session.rollback()
        _mode.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """A block that cannot write: the database itself refuses."""
    with _in_mode(READ):
        yield


@contextmanager
def writing() -> Iterator[None]:
    """One promise, one transaction: stored whole when the block ends well, not at all otherwise."""
    with _in_mode(WRITE):
        yield
        db.session.commit()


def begin_request(*, writes: bool) -> None:
    """A request begins: it may only read, or it holds the write transaction."""
    _mode.set(WRITE if writes else READ)


def end_request() -> None:
    """A request ends, whatever it did not commit is dropped."""
    _mode.set(PLAIN)


def now() -> datetime:
    """The database's clock; ask once, after the lock, and pass it on as `at`."""
    if db.engine.dialect.name == "postgresql" and not clock.is_set():
        return db.session.scalar(sa.select(sa.func.clock_timestamp())).astimezone(UTC)  # type: ignore[union-attr]
    db.session.connection()  # takes the lock first, so that time cannot run backwards between writers
    return clock.now()


def forget_order() -> None:
    """Empty SQLite's log of recent transactions, from which the order of two promises could be read. Call between
    transactions; elsewhere the server's own log is out of our reach."""
    if db.engine.dialect.name == "sqlite":
        db.session.rollback()
        raw = db.engine.raw_connection()
        try:
            raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()  # type: ignore[union-attr]
        finally:
            raw.close()


# -- Reading a page at a time ---------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """One page of a longer list: its rows, its number (from 1), how many rows and pages there are."""

    rows: list[Any]
    number: int
    total: int
    size: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))


def page_of(select: sa.Select[*tuple[Any, ...]], number: int, size: int = 50) -> Page:
    """That page of the select, in two statements whatever the length; a number out of range is brought into it."""
    total = db.session.scalar(sa.select(sa.func.count()).select_from(select.order_by(None).subquery())) or 0
    number = min(max(1, number), max(1, -(-total // size)))
    result = db.session.execute(select.limit(size).offset((number - 1) * size))
    single = len(result.keys()) == 1
    rows = list(result.scalars() if single else result)
    return Page(rows, number, total, size)


def slice_of(rows: list[Any], number: int, size: int = 50) -> Page:
    """That page of rows which had to be read whole, because their order is worked out."""
    number = min(max(1, number), max(1, -(-len(rows) // size)))
    return Page(rows[(number - 1) * size : number * size], number, len(rows), size)
