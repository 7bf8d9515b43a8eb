"""A short random history by three processes, one after another killed: no promise of money breaks."""

import sqlalchemy as sa

from bench import histories
from conference.db import db


def test_a_random_history_with_killed_processes_breaks_no_promise(app, tmp_path):
    with app.app_context():
        url = db.engine.url
        postgres = db.engine.dialect.name == "postgresql"
        db.session.remove()
    target = f"sqlite:///{tmp_path / 'history.db'}"
    if postgres:
        name = f"{url.database}_history"
        target = url.set(database=name).render_as_string(hide_password=False)
        admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        admin.dispose()
    told = histories.run(target, tmp_path, seconds=5, processes=3, seed=7)
    assert (told["broken"], told["lost"], told["died"]) == ([], 0, 0)
    assert told["killed"] >= 2 and told["done"] >= 5
