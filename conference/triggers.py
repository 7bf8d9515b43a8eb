"""What the database itself refuses or does: one manifest of triggers for SQLite and PostgreSQL.

Alembic's batch mode drops SQLite's triggers without a word, so this manifest is installed afresh
after every upgrade and compared with the live schema at every start.
"""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from conference.db import Base


@dataclass(frozen=True)
class Trigger:
    """One trigger: `when` is BEFORE or AFTER with its event, `body` the statement or the refusal."""

    name: str
    table: str
    when: str
    condition: str
    message: str = ""
    statement: str = ""

    def create(self, dialect: str) -> list[str]:
        """The statements that install it on this kind of database."""
        if dialect == "sqlite":
            return [self.sqlite()]
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $${self.plpgsql()}$$",
            f"CREATE TRIGGER {self.name} {self.when} ON {self.table} FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]

    def sqlite(self) -> str:
        body = self.statement or f"SELECT RAISE(ABORT, '{self.name}: {self.message}')"
        return (
            f"CREATE TRIGGER {self.name} {self.when} ON {self.table} FOR EACH ROW "
            f"WHEN {self.condition} BEGIN {body}; END"
        )

    def plpgsql(self) -> str:
        body = self.statement or (
            f"RAISE EXCEPTION '{self.name}: {self.message}' USING ERRCODE = '23514', CONSTRAINT = '{self.name}'"
        )
        row = "OLD" if "DELETE" in self.when else "NEW"
        return f" BEGIN IF {self.condition} THEN {body}; END IF; RETURN {row}; END "


class Manifest(dict[str, Trigger]):
    """Every trigger by its name; whole and closed as soon as every model is read (conference/models/__init__.py)."""

    whole = False

    def declare(self, trigger: Trigger) -> None:
        """Take a trigger in; one outside the models, or of a name that is taken, would be missing without a word."""
        if self.whole or trigger.name in self:
            raise ValueError(f"Trigger {trigger.name} is declared twice, or not in conference/models.")
        self[trigger.name] = trigger

    def must_be_whole(self) -> None:
        """Of a part nobody could say what is missing, and to install it would drop the rest."""
        if not self.whole:
            raise RuntimeError("Not every model is read: import conference.models first. Nothing was changed.")


MANIFEST = Manifest()


def refuse(name: str, table: str, when: str, message: str, condition: str = "1 = 1") -> None:
    """Have the database refuse `when` (INSERT, UPDATE, UPDATE OF column, DELETE) where the condition holds.

    The condition may use OLD, NEW and EXISTS (SELECT …); write what both databases understand.
    """
    MANIFEST.declare(Trigger(name, table, f"BEFORE {when}", condition, message=message.replace("'", "’")))


def effect(name: str, table: str, when: str, statement: str, condition: str = "1 = 1") -> None:
    """Have the database carry out a statement after `when`, in the same transaction."""
    MANIFEST.declare(Trigger(name, table, f"AFTER {when}", condition, statement=statement))


def append_only(table: str) -> None:
    """A table whose rows are never changed and never deleted."""
    refuse(f"{table}_never_changed", table, "UPDATE", "these rows are a record and are never changed")
    refuse(f"{table}_never_deleted", table, "DELETE", "these rows are a record and are never deleted")


def install(connection: sa.Connection, tables: Collection[str]) -> None:
    """Install the manifest's triggers on those tables that are there, in place of whatever was."""
    MANIFEST.must_be_whole()
    remove(connection)
    for trigger in MANIFEST.values():
        for statement in trigger.create(connection.dialect.name) if trigger.table in tables else ():
            connection.exec_driver_sql(statement)


def remove(connection: sa.Connection) -> None:
    """Drop every trigger, as a migration must before it rebuilds tables."""
    sqlite = connection.dialect.name == "sqlite"
    for name, (table, _text) in live(connection).items():
        connection.exec_driver_sql(f"DROP TRIGGER {name}" + ("" if sqlite else f" ON {table}"))


def live(connection: sa.Connection) -> dict[str, tuple[str, str]]:
    """The triggers that the database has now: name to (table, text)."""
    if connection.dialect.name == "sqlite":
        sql = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        sql = (
            "SELECT t.tgname, c.relname, p.prosrc FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND n.nspname = current_schema()"
        )
    return {name: (table, text) for name, table, text in connection.exec_driver_sql(sql)}


def missing(connection: sa.Connection) -> list[str]:
    """Every trigger and named constraint that the code declares and the live database lacks or has otherwise."""
    MANIFEST.must_be_whole()
    sqlite = connection.dialect.name == "sqlite"
    found = {name: text for name, (_table, text) in live(connection).items()}
    lacking = [
        f"trigger {name}"
        for name, trigger in MANIFEST.items()
        if found.get(name) != (trigger.sqlite() if sqlite else trigger.plpgsql())
    ]
    inspector = sa.inspect(connection)
    for table in Base.metadata.sorted_tables:
        if not inspector.has_table(table.name):
            lacking.append(f"table {table.name}")
            continue
        have = {c["name"] for c in inspector.get_check_constraints(table.name)}
        have |= {c["name"] for c in inspector.get_unique_constraints(table.name)}
        have |= {c["name"] for c in inspector.get_foreign_keys(table.name)}
        have |= {i["name"] for i in inspector.get_indexes(table.name)}
        kinds = (sa.CheckConstraint, sa.UniqueConstraint, sa.ForeignKeyConstraint)
        wanted = {str(c.name) for c in table.constraints if isinstance(c, kinds)}
        wanted |= {str(i.name) for i in table.indexes}
        lacking += [f"constraint {name} on {table.name}" for name in sorted(wanted - have)]
        lacking += _rowid_missing(connection, table) if sqlite else []
    return lacking


def _rowid_missing(connection: sa.Connection, table: sa.Table) -> list[str]:
    """A table without row ids must have none: their order would tell who voted what."""
    if table.dialect_options["sqlite"]["with_rowid"]:
        return []
    text = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (table.name,)).scalar()
    return [] if "WITHOUT ROWID" in str(text).upper() else [f"WITHOUT ROWID on {table.name}"]


def refused_by(error: sa.exc.IntegrityError) -> str:
    """The words of the constraint or trigger that said no, with its name in them."""
    diagnostics = getattr(error.orig, "diag", None)
    name = getattr(diagnostics, "constraint_name", None)
    return f"{name}: {error.orig}" if name else str(error.orig)
