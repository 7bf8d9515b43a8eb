"""How the database is opened: a GET cannot write, writers queue, and nothing is lost; with the controls."""

import threading
from contextlib import nullcontext

import pytest
import sqlalchemy as sa

from conference.cli.award import seal
from conference.db import db as database, reading, writing
from conference.models.editions.editions import Edition
from tests import cast

THREADS, TURNS = 8, 15


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def app(request):
    return request.getfixturevalue(f"{request.param}_app")


def test_a_reading_block_cannot_write(db):
    with pytest.raises(sa.exc.DBAPIError), reading():
        cast.an_edition()
    with writing():
        cast.an_edition()


def test_a_reading_block_cannot_write_after_the_store_was_rewritten_either(db):
    with reading():
        pass
    seal.wipe()
    with pytest.raises(sa.exc.DBAPIError), reading():
        cast.an_edition()


@pytest.mark.parametrize(("path", "writes"), [("/vote/FORUM27/1/", False), ("/vote/FORUM27/1/check", True)])
def test_a_form_that_only_reads_waits_for_nobody_and_cannot_write(db, app, path, writes):
    """Choosing is sent by everybody and stores nothing; sending the vote stores it, so it waits for its turn."""
    with writing():
        cast.an_edition(place="Leeds")
    change = sa.update(Edition).values(place="York")
    with app.test_request_context(path, method="POST"):
        app.before_request_funcs[None][0]()
        if not writes:
            with pytest.raises(sa.exc.DBAPIError):
                db.session.execute(change)
            db.session.rollback()
        with writing() if not writes else nullcontext():
            db.session.execute(change)
        db.session.commit()
    assert db.session.scalars(sa.select(Edition.place)).one() == "York"


def count_up(app, lock):
    """Read a number and write it back one higher, as two requests do at once."""
    with app.app_context():
        for _turn in range(TURNS):
            with writing():
                query = sa.select(Edition)
                edition = database.session.scalars(query.with_for_update() if lock else query).one()
                edition.place = str(int(edition.place) + 1)
        database.session.remove()


def race(app, act, *arguments):
    threads = [threading.Thread(target=act, args=(app, *arguments)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_no_update_is_lost_by_writers_at_once(db, app):
    with writing():
        cast.an_edition(place="0")
    race(app, count_up, True)
    assert db.session.scalars(sa.select(Edition.place)).one() == str(THREADS * TURNS)


def count_up_bare(app, url):
    engine = sa.create_engine(url)
    for _turn in range(TURNS):
        with engine.connect() as connection:
            place = int(connection.scalar(sa.text("SELECT place FROM edition")))
            threading.Event().wait(0.001)
            try:
                connection.execute(sa.text("UPDATE edition SET place = :p"), {"p": str(place + 1)})
                connection.commit()
            except sa.exc.OperationalError:
                connection.rollback()
    engine.dispose()


def test_control_with_default_opening_updates_are_lost(db, app):
    with writing():
        cast.an_edition(place="0")
    race(app, count_up_bare, database.engine.url.render_as_string(hide_password=False))
    assert int(db.session.scalars(sa.select(Edition.place)).one()) < THREADS * TURNS
