"""What the long lists cost, counted and not timed: function calls while a page is drawn, steps of SQLite for it.

`bench/pages.py` times the same pages, on a quiet machine. Here a page without its rows and each row of it have a bound
of their own. Python 3.11 to 3.13 count the same calls a row, so that one macro more in each row is seen; the rest has
a tenth or more above what it is. Whoever raises a bound says in the commit what the page now does for it.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import jinja2
import pytest
import sqlalchemy as sa
from flask import Flask

from conference.db import db as database, writing
from tests import cast
from tests.builders import reviews as build

FEW, MANY = 10, 40  # both on one page


@dataclass
class Work:
    """Calls of functions while drawing, and steps of the database."""

    calls: float = 0
    steps: float = 0

    def within(self, most: "Work") -> bool:
        return self.calls <= most.calls and self.steps <= most.steps


# Address; the most for the page without its rows; the most for each row.
PAGES = {
    "queue": ("/review/FORUM27/", Work(2400, 300), Work(71, 230)),
    "list": ("/desk/FORUM27/abstracts/", Work(3100, 200), Work(65, 29)),
    "ranking": ("/desk/FORUM27/ranking/", Work(3400, 300), Work(222, 46)),
}


@contextmanager
def watched() -> Iterator[Work]:
    """Counts while it is open."""
    work, draw, connections = Work(), jinja2.Template.render, set()

    def call(_frame: Any, event: str, _argument: Any) -> None:
        work.calls += event == "call"

    def step() -> None:
        work.steps += 1

    def drawn(*given: Any, **named: Any) -> str:
        before = sys.getprofile()
        sys.setprofile(call)
        try:
            return draw(*given, **named)
        finally:
            sys.setprofile(before)

    def ask(_connection: Any, cursor: Any, *_rest: Any) -> None:
        connections.add(cursor.connection)
        cursor.connection.set_progress_handler(step, 1)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(jinja2.Template, "render", drawn)
        sa.event.listen(database.engine, "before_cursor_execute", ask)
        yield work
        sa.event.remove(database.engine, "before_cursor_execute", ask)
        for each in connections:
            each.set_progress_handler(None, 1)


@pytest.fixture(autouse=True)
def drawn_as_in_use(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Without what every other test looks at in each thing that is printed."""
    monkeypatch.setattr(app.jinja_env, "finalize", None)
    app.jinja_env.cache.clear()
    yield
    app.jinja_env.cache.clear()


@pytest.fixture
def found(db: Any, client_of: Any) -> Callable[[str], tuple[Work, Work]]:
    """What a page costs without its rows, and what each row costs."""
    with writing():
        edition = cast.an_edition()
        stream, amina, dara = cast.a_stream(edition), build.a_reviewer(cast.amina(), edition), cast.dara(edition)

    def found(path: str) -> tuple[Work, Work]:
        client, seen = client_of(dara if path.startswith("/desk") else amina.person), list[Work]()
        for rows in (FEW, MANY - FEW):
            with writing():
                for n in range(rows):
                    build.reviewed(edition, (4, 3), 4, title=f"Work {n}", stream=stream)
                build.ranked(edition)
            assert client.get(path).status_code == 200  # what is made once is made now
            with watched() as work:
                page = client.get(path).text
            assert page.count("A-00") >= rows
            seen.append(work)
        few, many = seen
        row = Work((many.calls - few.calls) / (MANY - FEW), (many.steps - few.steps) / (MANY - FEW))
        return Work(few.calls - FEW * row.calls, few.steps - FEW * row.steps), row

    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_and_each_row_of_it_cost_little(found: Any, name: str) -> None:
    path, most, most_a_row = PAGES[name]
    page, row = found(path)
    assert page.within(most), f"{name} without its rows: {page}"
    assert row.within(most_a_row), f"a row of {name}: {row}"


ROW = "{{ title }}"
MORE = {
    "a macro in each row of the list": ("list", ROW, "{% macro said(it) %}{{ it }}{% endmacro %}{{ said(title) }}"),
    "a macro in each row of the ranking": (
        "ranking",
        ROW,
        "{% macro said(it) %}{{ it }}{% endmacro %}{{ said(title) }}",
    ),
    "an address in each row": ("list", ROW, "{{ url_for('desk_abstracts.show', reference=reference) }}"),
    "ten addresses on the page": (
        "list",
        "<h1",
        "{% for n in range(10) %}{{ url_for('front.index', n=n) }}{% endfor %}<h1",
    ),
}


@pytest.mark.parametrize("what", MORE)
def test_more_work_in_a_template_is_seen(found: Any, app: Flask, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """The controls."""
    name, here, more = MORE[what]
    path, most, most_a_row = PAGES[name]
    file = {"list": "desk/abstracts/abstracts.html", "ranking": "desk/selection/ranking.html"}[name]
    loader = app.jinja_env.loader
    source = loader.get_source(app.jinja_env, file)[0]
    assert here in source
    changed = jinja2.DictLoader({file: source.replace(here, more)})
    monkeypatch.setattr(app.jinja_env, "loader", jinja2.ChoiceLoader([changed, loader]))
    page, row = found(path)
    assert not (page.within(most) and row.within(most_a_row))


def test_an_index_that_lies_idle_is_seen(found: Any, db: Any) -> None:
    """The control: what is new since the ranking was made is then looked for among all abstracts."""
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_review_tally_changed_at")
    path, _most, most_a_row = PAGES["ranking"]
    _page, row = found(path)
    assert row.calls <= most_a_row.calls and row.steps > most_a_row.steps


def test_an_address_that_is_kept_is_that_of_its_edition(db: Any, client_of: Any) -> None:
    """And of where the house is mounted."""
    with writing():
        dara = [cast.dara(cast.an_edition(code)) for code in ("ONE27", "TWO27")][0]
    client = client_of(dara)
    for mine, other in (("ONE27", "TWO27"), ("TWO27", "ONE27"), ("ONE27", "TWO27")):
        page = client.get(f"/desk/{mine}/abstracts/").text
        assert f'href="/desk/{mine}/ranking/"' in page
        assert f"/desk/{other}/" not in page
    assert (
        'href="/below/desk/ONE27/ranking/"'
        in client.get("/desk/ONE27/abstracts/", base_url="http://localhost/below").text
    )
