"""Equality answers: counted, and joined to nobody by anyone who holds the whole database."""

import random
import sqlite3

import pytest
import sqlalchemy as sa

from conference.actions.editions import equality
from conference.db import Base, now, writing
from conference.models.editions.equality import MonitoringCount
from conference.rules.editions.equality import STARTER
from tests import cast


@pytest.fixture
def edition(db):
    edition = cast.an_edition()
    dara = cast.dara(edition)
    db.session.commit()
    with writing():
        equality.ask(edition, list(STARTER), by=dara, at=now())
    db.session.commit()
    return edition


def given(db):
    db.session.rollback()
    rows = db.session.execute(sa.select(MonitoringCount.question, MonitoringCount.answer, MonitoringCount.given))
    return {(question, answer): count for question, answer, count in rows if count}


def everything(db):
    """Every row of every table."""
    db.session.rollback()
    return {table.name: set(map(str, db.session.execute(sa.select(table)))) for table in Base.metadata.sorted_tables}


def test_answers_are_counted_and_nothing_else_is_kept(db, edition, client_of):
    client = client_of(None)
    before = everything(db)
    answer = client.post("/apply/FORUM27/equality/", data={"version": 1, "age": "25_44", "carer": "yes"})
    assert answer.headers["Location"] == "/apply/FORUM27/equality/thanks"
    assert given(db) == {("everyone", "everyone"): 1, ("age", "25_44"): 1, ("carer", "yes"): 1}
    after = everything(db)
    changed = {name for name in after if after[name] != before[name]}
    assert changed - {"monitoring_count"} == {"rate_count"}


def test_nothing_chosen_counts_nothing(db, edition, client_of):
    assert client_of(None).post("/apply/FORUM27/equality/", data={"version": 1}).status_code == 303
    assert given(db) == {}


@pytest.mark.parametrize("data", [{"version": 9, "age": "25_44"}, {"version": 1, "age": "900"}, {"age": "25_44"}])
def test_what_was_not_asked_is_not_counted(db, edition, client_of, data):
    page = client_of(None).post("/apply/FORUM27/equality/", data=data)
    assert (page.status_code, "These questions have changed" in page.text) == (422, True)
    assert given(db) == {}


def test_without_questions_there_is_no_page(db, client_of):
    cast.an_edition("QUIET27")
    db.session.commit()
    assert client_of(None).get("/apply/QUIET27/equality/").status_code == 404


def test_without_a_token_nothing_is_counted(db, edition, client_of):
    data = {"version": 1, "age": "25_44"}
    assert client_of(None).post("/apply/FORUM27/equality/", data=data, csrf=False).status_code == 400
    assert given(db) == {}


def test_the_desk_shows_sums_of_eight_or_more_and_new_questions_start_anew(db, edition, client_of):
    for number in range(12):
        with writing():
            equality.count(edition, {"carer": "yes" if number < 10 else "no"}, version=1)
    dara = client_of(cast.dara(edition))
    page = dara.get("/desk/FORUM27/equality/").text
    assert ("About 10 people answered" in page, "hidden" in page) == (True, True)
    assert dara.post("/desk/FORUM27/equality/", data={"questions": []}).status_code == 422
    assert dara.post("/desk/FORUM27/equality/", data={"questions": ["age", "carer"]}).status_code == 303
    page = dara.get("/desk/FORUM27/equality/").text
    assert ("Fewer than eight people have answered" in page, "About 10 people answered" in page) == (True, True)


def test_the_wrong_person_and_the_number_of_statements(db, edition, client_of, counted):
    farid, dara = cast.farid(), cast.dara(edition)
    db.session.commit()
    assert client_of(farid).get("/desk/FORUM27/equality/").status_code == 404
    client = client_of(dara)
    client.get("/desk/FORUM27/equality/")
    with counted() as one:
        client.get("/desk/FORUM27/equality/")
    for _version in range(5):
        with writing():
            equality.ask(edition, list(STARTER), by=dara, at=now())
    with counted() as six:
        client.get("/desk/FORUM27/equality/")
    assert len(one) == len(six)


def test_an_attacker_with_the_file_and_its_log_cannot_join_an_answer_to_a_person(db, edition, client_of):
    """Forty people send, then answer, one after the other. The file holds sums; its log holds nothing."""
    chance, truth = random.Random(27), []
    for number in range(40):
        age = chance.choice(["under_25", "25_44", "45_64", "65_over"])
        truth.append(age)
        with writing():
            cast.a_person(f"Applicant {number}")
        client = client_of(None)
        client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
        client.post("/apply/FORUM27/equality/", data={"version": 1, "age": age})
    path = db.engine.url.database
    with open(f"{path}-wal", "rb") as log:
        assert log.read() == b""
    with sqlite3.connect(path) as stolen:
        rows = stolen.execute("SELECT answer, given FROM monitoring_count WHERE question = 'age'").fetchall()
    assert dict(rows) == {"rather_not": 0, **{age: truth.count(age) for age in set(truth)}}
    with pytest.raises(sqlite3.OperationalError, match="no such column"), sqlite3.connect(path) as stolen:
        stolen.execute("SELECT rowid FROM monitoring_count").fetchall()


def test_control_a_row_for_each_form_gives_everybody_away(tmp_path):
    """The usual table, with no key to the person: the order of its rows alone joins all forty."""
    chance = random.Random(27)
    truth = [chance.choice("abcd") for _ in range(40)]
    with sqlite3.connect(tmp_path / "usual.db") as usual:
        usual.execute("CREATE TABLE person (id INTEGER PRIMARY KEY)")
        usual.execute("CREATE TABLE response (answer TEXT)")
        for answer in truth:
            usual.execute("INSERT INTO person DEFAULT VALUES")
            usual.execute("INSERT INTO response VALUES (?)", (answer,))
        joined = usual.execute("SELECT r.answer FROM person p JOIN response r ON r.rowid = p.id ORDER BY p.id")
        assert [answer for (answer,) in joined] == truth


def test_the_database_refuses_to_take_an_answer_back(db, edition):
    for statement in (
        "UPDATE monitoring_count SET given = given - 1",
        "UPDATE monitoring_count SET given = given + 2",
        "DELETE FROM monitoring_count",
        "UPDATE monitoring_set SET version = 9",
    ):
        with pytest.raises(sa.exc.DBAPIError), writing():
            db.session.execute(sa.text(statement))
