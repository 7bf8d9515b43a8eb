"""Migrations keep data and guards, on both databases; and what happens without our way of running them."""

import pytest
import sqlalchemy as sa
from alembic import command

import config
from app import create_app
from conference import triggers
from conference.cli.database import migrations
from conference.db import Base, db, now, writing
from conference.rules.award.counting import VoterClass
from conference.rules.award.roll import Badge
from tests import cast
from tests.builders import award as build


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_app(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'new.db'}"
    if request.param == "postgres":
        server = request.getfixturevalue("postgres_url")
        name = f"{sa.make_url(server).database}_new"
        url = sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        admin.dispose()
    app = create_app(config.from_environment({"INSTANCE": str(tmp_path), "DATABASE_URL": url}))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def upgrade():
    command.upgrade(migrations(), "head")


def rows():
    with db.engine.connect() as connection:
        return {n: connection.execute(sa.select(t)).all() for n, t in sorted(Base.metadata.tables.items())}


def missing():
    with db.engine.connect() as connection:
        return triggers.missing(connection)


def test_an_upgrade_makes_every_table_constraint_and_trigger(empty_app):
    upgrade()
    assert missing() == []


def test_down_and_up_again_leaves_nothing_lacking(empty_app):
    upgrade()
    command.downgrade(migrations(), "base")
    with db.engine.connect() as connection:
        assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}
    upgrade()
    assert missing() == []


def test_a_vote_that_the_version_before_would_spoil_holds_the_downgrade(empty_app):
    upgrade()
    with writing():
        cast.a_person("Alongside", is_system=True)
        edition = cast.an_edition()
        award = build.a_draft(edition, cast.dara(edition), own_entry_barred=True)
        build.with_entries(award, cast.dara(edition), cast.amina())
        award_id = award.id
        barred = [Badge("B-1", VoterClass.other, ("A-1",))]
        build.awards.import_roll(award, barred, by=cast.dara(edition), at=cast.AT)
    before = rows()
    with pytest.raises(RuntimeError, match=f"Award {award_id} has codes given out .* Nothing was changed."):
        command.downgrade(migrations(), "0028")
    assert (rows() == before, missing()) == (True, [])
    with writing():
        db.session.execute(sa.text("UPDATE award_roll SET barred = ''"))  # control: nothing that would be lost
    command.downgrade(migrations(), "base")


def test_another_upgrade_keeps_every_row(empty_app):
    upgrade()
    with writing():
        cast.a_person("Alongside", is_system=True)
        edition = cast.an_edition()
        cast.dara(edition), cast.lena(edition)
    before = rows()
    upgrade()
    assert (rows() == before, missing()) == (True, [])


def test_a_lost_trigger_and_a_lost_check_are_found(empty_app):
    upgrade()
    sqlite = db.engine.dialect.name == "sqlite"
    with db.engine.begin() as connection:
        on = "" if sqlite else " ON audit_entry"
        connection.exec_driver_sql(f"DROP TRIGGER audit_entry_never_changed{on}")
        if not sqlite:
            connection.exec_driver_sql("ALTER TABLE edition DROP CONSTRAINT ck_edition_ends_after_start")
    expected = ["trigger audit_entry_never_changed"]
    assert missing() == expected + ([] if sqlite else ["constraint ck_edition_ends_after_start on edition"])


def rebuild_parent(foreign_keys: str) -> int:
    """Rebuild edition as batch mode does; how many streams are left."""
    with writing():
        edition = cast.an_edition()
        cast.a_stream(edition)
    raw = db.engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute(f"PRAGMA foreign_keys={foreign_keys}")
    cursor.execute("CREATE TABLE child (id INTEGER, stream_id INTEGER REFERENCES stream(id) ON DELETE CASCADE)")
    cursor.execute("INSERT INTO child SELECT id, id FROM stream")
    cursor.execute("CREATE TABLE copy AS SELECT * FROM stream")
    cursor.execute("DROP TABLE stream")
    cursor.execute("ALTER TABLE copy RENAME TO stream")
    (left,) = cursor.execute("SELECT count(*) FROM child").fetchone()
    raw.close()
    return left


@pytest.mark.parametrize(("foreign_keys", "left"), [("OFF", 1), ("ON", 0)])
def test_control_foreign_keys_on_would_delete_children_when_a_table_is_rebuilt(tmp_path, foreign_keys, left):
    """Why migrations/env.py switches them off: with them on, the child rows are gone without an error."""
    app = create_app(config.from_environment({"INSTANCE": str(tmp_path), "DATABASE_URL": ""}))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        assert rebuild_parent(foreign_keys) == left
        db.session.remove()


def test_the_clock_is_read_after_the_lock_and_has_a_zone(empty_app):
    upgrade()
    with writing():
        first = now()
        assert first.tzinfo is not None
        assert now() >= first
