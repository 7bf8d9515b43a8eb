"""The floor: the barest Flask page that lists 50 (or ?rows=) of 2,000 rows for somebody who is signed in.

SQLAlchemy for the rows and their count, Flask-Login for the person, Jinja for the page, SQLite on disk. Its second
page, /landing, is 30 kB for anybody and asks the database nothing. Templates are compiled once, as ours are.
POST /vote inserts one row that is unique by its voter and commits, as durably as we do.
"""

import os
from typing import Any

import sqlalchemy as sa
from flask import Flask, redirect, render_template, request
from flask_login import LoginManager, UserMixin, login_required
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.wrappers import Response

ROWS = 2000
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>List</title></head><body><h1>List</h1>
<p>{{ total }} rows</p><table><tbody>{% for row in rows %}<tr><td><a href="/row/{{ row.reference }}">{{ row.title }}</a>
<br><span>{{ row.reference }}</span></td><td>{{ row.state }}</td></tr>{% endfor %}</tbody></table></body></html>"""
LANDING = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Come</title></head><body><ul>
{% for row in rows %}<li><a href="/row/{{ row.reference }}">{{ row.title }}</a> <span>{{ row.state }}</span></li>
{% endfor %}</ul></body></html>"""
TITLE = "A title of the usual length, about eighty letters, of work in a hospital ward no {}"


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class User(UserMixin, Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)


class Vote(Base):
    __tablename__ = "vote"
    __table_args__ = (sa.UniqueConstraint("award", "voter"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    award: Mapped[int]
    voter: Mapped[str]
    choice: Mapped[str]


class Row(Base):
    __tablename__ = "row"
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str]
    title: Mapped[str]
    state: Mapped[str]


def create_app() -> Flask:
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{os.environ['FLOOR']}"
    app.secret_key = "floor"
    db.init_app(app)
    app.jinja_loader = DictLoader({"list.html": PAGE, "landing.html": LANDING})
    parts = [{"reference": f"A-{n:04d}", "title": TITLE.format(n), "state": "assigned"} for n in range(1, 212)]
    with app.app_context():
        sa.event.listen(db.engine, "connect", as_durable)
    login = LoginManager(app)
    login.user_loader(lambda key: db.session.get(User, int(key)))

    @app.get("/")
    @login_required
    def index() -> str:
        number = request.args.get("page", 1, int)
        size = request.args.get("rows", 50, int)
        rows = db.session.scalars(sa.select(Row).order_by(Row.id).limit(size).offset((number - 1) * size)).all()
        total = db.session.scalar(sa.select(sa.func.count()).select_from(Row))
        return render_template("list.html", rows=rows, total=total)

    @app.post("/vote")
    def vote() -> Response:
        db.session.add(Vote(award=1, voter=request.form["voter"], choice=request.form["choice"]))
        db.session.commit()
        return redirect("/landing", 303)

    @app.get("/landing")
    def landing() -> str:
        return render_template("landing.html", rows=parts)

    return app


def as_durable(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}").close()


def fill(app: Flask) -> None:
    with app.app_context():
        db.create_all()
        db.session.add(User(id=1))
        db.session.add_all(
            Row(reference=f"A-{n:04d}", title=TITLE.format(n), state="assigned") for n in range(1, ROWS + 1)
        )
        db.session.commit()
