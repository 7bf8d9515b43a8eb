"""Actions are tested on both databases."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from conference.db import db


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def app(request: pytest.FixtureRequest) -> Flask:
    return request.getfixturevalue(f"{request.param}_app")


@pytest.fixture
def own_database(app: Flask, tmp_path: Path) -> str:
    """The address of an empty database of the same kind, for processes that are killed while they write."""
    with app.app_context():
        url = db.engine.url
        db.session.remove()
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{tmp_path / 'own.db'}"
    name = f"{url.database}_own"
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return url.set(database=name).render_as_string(hide_password=False)
