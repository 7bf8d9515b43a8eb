"""Migrate SQLite and PostgreSQL alike, whole or not at all, and install every trigger afresh.

The manifest speaks of the newest tables, so it is installed at the newest step only; below it there are no triggers.
On SQLite foreign keys are off while tables are rebuilt (on, a rebuilt parent silently deletes its
children), and the whole upgrade is one transaction that ends with a check of every foreign key.
"""

from typing import Any

import sqlalchemy as sa
from alembic import context

import conference.models  # noqa: F401 - every table and every trigger
from conference import triggers
from conference.db import db


def run() -> None:
    engine = context.config.attributes.get("engine") or db.engine
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                migrate(connection, sqlite)
        finally:
            if sqlite:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


def migrate(connection: sa.Connection, sqlite: bool) -> None:
    triggers.remove(connection)
    before = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=bool(before),  # nothing to rebuild where nothing is
        render_item=in_plain_words,
        transactional_ddl=True,
        compare_type=True,
    )
    context.run_migrations()
    if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise ValueError(f"A migration broke foreign keys: {broken[:5]}")
    if set(context.get_context().get_current_heads()) == set(context.get_head_revisions() or ()):
        triggers.install(connection, sa.inspect(connection).get_table_names())


def in_plain_words(kind: str, item: Any, _context: Any) -> str | bool:
    """A step never imports the house, which will change: a type of ours is written as what the database keeps.

    Neither does it speak as the database that it was written on: each has its own words for true and false.
    """
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        return f"sa.{item.impl!r}"
    if kind == "server_default" and isinstance(getattr(item, "arg", None), sa.True_ | sa.False_):
        return f"sa.{item.arg}()"
    return False


if context.is_offline_mode():
    raise SystemExit("Migrations run against a live database only, since they install and check its guards.")
run()
