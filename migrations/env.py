"""Migrate SQLite and PostgreSQL alike, whole or not at all, and install every trigger afresh.

On SQLite foreign keys are off while tables are rebuilt (on, a rebuilt parent silently deletes its
children), and the whole upgrade is one transaction that ends with a check of every foreign key.
"""

import sqlalchemy as sa
from alembic import context

from conference import triggers
from conference.db import db


def run() -> None:
    engine = db.engine
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
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
    )
    context.run_migrations()
    if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise ValueError(f"A migration broke foreign keys: {broken[:5]}")
    present = set(sa.inspect(connection).get_table_names())
    triggers.install(connection, present)


if context.is_offline_mode():
    raise SystemExit("Migrations run against a live database only, since they install and check its guards.")
run()
