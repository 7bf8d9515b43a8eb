"""The commands that others script against: outputs, exit codes, backup and restore, letters sent once."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Received

from conference import files, mail
from conference.cli import worker
from conference.db import db as database, now, writing
from conference.files import Cleaned
from conference.models.editions.editions import Edition, Stream
from conference.models.keys import KeyHolder
from conference.models.outbox import Job, Message
from conference.queries.people import people as find
from conference.rules.file_kinds import FileKind
from conference.rules.outbox import MessageState
from tests import cast
from tests.builders import applications as build, audio_notes as spoken

ROOT = Path(__file__).parents[1]


def flask(instance: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *arguments],
        cwd=ROOT,
        env={**os.environ, "INSTANCE": str(instance), "DATABASE_URL": "", **env},
        capture_output=True,
        text=True,
        check=False,
    )


MADE = ("edition", "create", "spring27", "--name", "Spring", "--starts", "2027-05-10", "--ends", "2027-05-12")


@pytest.fixture
def runner(app, db):
    return lambda *arguments: app.test_cli_runner().invoke(args=[str(a) for a in arguments])


def test_edition_create_makes_streams_and_tells_the_first_key_holders(db, runner):
    done = runner(
        *MADE, "--streams", "Safer care; Home", "--organiser", "Dara Quill <dara@example.org>",
        "--le-lead", "Lena Marsh <lena@example.org>", "--json",
    )  # fmt: skip
    assert (done.exit_code, json.loads(done.output)) == (0, {"code": "SPRING27", "streams": ["Safer care", "Home"]})
    assert list(db.session.scalars(sa.select(Stream.name).order_by(Stream.position))) == ["Safer care", "Home"]
    told = db.session.scalars(sa.select(Message.address).where(Message.kind == "key_named").order_by(Message.address))
    assert list(told) == ["dara@example.org", "lena@example.org"]


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (("--zone", "Mars/Olympus"), "time zone"),
        (("--currency", "XXQ"), "currency"),
        (("--streams", "A;A"), "same name"),
        (("--ends", "2027-05-01"), "before the first day"),
        (("--organiser", "no address"), 'as "Name <address>"'),
        (("--organiser", "A <a@x.org>", "--le-lead", "B <A@x.org>"), "two different people"),
    ],
)
def test_edition_create_refuses_in_words_and_changes_nothing(db, runner, extra, words):
    done = runner(*MADE, *extra)
    assert (done.exit_code, words in done.output) == (2, True)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Edition)) == 0


def test_the_same_edition_twice_is_refused(db, runner):
    assert [runner(*MADE).exit_code, runner(*MADE).exit_code] == [0, 2]


def test_the_first_command_of_an_empty_folder_makes_its_database(tmp_path):
    without = flask(tmp_path, "abstracts", "export", "--edition", "SPRING27")
    assert (without.returncode, "Make an edition first" in without.stderr) == (2, True)
    done = flask(tmp_path, *MADE, "--json")
    assert (done.returncode, json.loads(done.stdout)["code"]) == (0, "SPRING27")
    assert flask(tmp_path, "check").returncode == 0


def test_check_says_that_all_is_well_and_names_what_is_not(db, runner):
    done = runner("check")
    assert (done.exit_code, done.output) == (0, "All is well.\n")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_entry_never_deleted")
    done = runner("check", "--json")
    assert (done.exit_code, json.loads(done.output)["lacking"]) == (1, ["trigger audit_entry_never_deleted"])


def test_check_finds_a_planted_breach(db, runner):
    with writing():
        cast.a_person("Second system", is_system=True)
    done = runner("check")
    assert (done.exit_code, "not exactly one system person" in done.output) == (1, True)


def test_backup_and_restore_bring_everything_back(db, tmp_path, runner, app):
    with writing():
        edition = cast.an_edition()
        dara = cast.dara(edition)
        cast.lena(edition)
        stored = files.keep(Cleaned(b"a receipt", FileKind.pdf, "0" * 64), by=dara, at=now())
        name = stored.name
        build.settings(edition)
        recording = spoken.sent(edition).file.name
    archive = tmp_path / "kept.tar.gz"
    assert runner("backup", archive).exit_code == 0
    assert runner("backup", archive).exit_code == 2  # never overwrites
    again = tmp_path / "again"
    done = flask(again, "restore", str(archive), "--verify", "--json")
    result = json.loads(done.stdout)
    assert (done.returncode, result["same"], result["failed"], result["lacking"]) == (0, True, [], [])
    assert result["counts"]["key_holder"] == 2
    kept, made = (Path(i) / "hash_key" for i in (app.config["INSTANCE"], again))
    assert kept.read_text() == made.read_text()
    assert (again / "uploads" / name).read_bytes() == b"a receipt"
    assert (again / "uploads" / recording).read_bytes() == spoken.a_sound()
    assert flask(again, "restore", str(archive)).returncode == 2  # only into an empty one


def test_a_damaged_backup_is_refused(db, tmp_path, runner):
    archive = tmp_path / "kept.tar.gz"
    runner("backup", archive)
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])
    done = flask(tmp_path / "again", "restore", str(archive))
    assert (done.returncode, "not a whole backup" in done.stderr) == (2, True)


class Server(Received):
    """A mail server that refuses the first tries with a temporary error."""

    def __init__(self, refuse: int) -> None:
        super().__init__()
        self.left, self.got = refuse, []

    async def handle_DATA(self, server, session, envelope):
        if self.left:
            self.left -= 1
            return "451 Try again later"
        return await super().handle_DATA(server, session, envelope)

    def handle_message(self, message):
        self.got.append(message)


@pytest.fixture
def smtp(app, monkeypatch):
    def serve(refuse: int = 0) -> Server:
        handler = Server(refuse)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        controller = Controller(handler, hostname="127.0.0.1", port=port)
        controller.start()
        stops.append(controller)
        monkeypatch.setitem(app.config, "MAIL_URL", f"smtp://127.0.0.1:{port}")
        return handler

    stops: list[Controller] = []
    yield serve
    for controller in stops:
        controller.stop()


def queue_letters(count: int) -> None:
    with writing():
        edition = cast.an_edition()
        for n in range(count):
            to = cast.a_person(f"Person {n}", contact_email=f"p{n}@example.org")
            for _twice in range(2):
                mail.queue("key_named", to=to, edition=edition, key="1", at=now(), side="organiser", rank="deputy")


def test_each_letter_goes_to_one_person_once(db, smtp):
    queue_letters(5)
    server = smtp()
    assert worker.send_letters() == {"sent": 5, "refused": 0}
    assert worker.send_letters() == {"sent": 0, "refused": 0}
    assert sorted(m["To"] for m in server.got) == [f"p{n}@example.org" for n in range(5)]
    assert {len(m.get_all("To")) for m in server.got} == {1}
    assert all(m["Cc"] is None and m["Bcc"] is None for m in server.got)
    assert len({m["Message-ID"] for m in server.got}) == 5


def test_a_letter_not_taken_is_tried_again_later_with_the_same_id(db, smtp):
    queue_letters(1)
    server = smtp(refuse=1)
    assert worker.send_letters() == {"sent": 0, "refused": 1}
    letter = db.session.scalars(sa.select(Message)).one()
    assert (letter.state, "451" in letter.last_error, letter.due_at > letter.created_at) == ("queued", True, True)
    with writing():
        db.session.execute(sa.update(Message).values(due_at=Message.created_at))
    worker.send_letters()
    db.session.expire_all()
    assert (letter.state, server.got[0]["Message-ID"]) == (MessageState.sent, letter.message_id)


def test_a_job_that_fails_is_tried_three_times_and_then_left_for_a_person(db, monkeypatch):
    def break_down(payload):
        raise ZeroDivisionError

    monkeypatch.setitem(worker.JOBS, "broken", break_down)
    with writing():
        worker.jobs.ask("broken", key="1", by=find.system(), at=now())
        assert worker.jobs.ask("broken", key="1", by=find.system(), at=now()) is None
    for _try in range(4):
        worker.do_jobs()
        with writing():
            db.session.execute(sa.update(Job).values(due_at=Job.asked_at))
    job = db.session.scalars(sa.select(Job)).one()
    assert (job.state, job.attempts, job.last_error) == ("failed", 3, "ZeroDivisionError: ")


def test_an_unsafe_production_start_stops_in_words(tmp_path):
    done = flask(tmp_path / "p", "check", PRODUCTION="1", BASE_URL="http://x.org")
    assert done.returncode != 0
    assert "https address" in done.stderr


def test_the_demo_loads_once_and_names_its_cast(tmp_path):
    instance = tmp_path / "demo"
    first = flask(instance, "prepare", "--demo")
    again = flask(instance, "demo", "load", "--json")
    assert (first.returncode, again.returncode, json.loads(again.stdout)) == (0, 0, {"loaded": False})
    assert "Amina Yusuf" in first.stdout
    assert "/account/demo/" in first.stdout
    assert flask(instance, "check").stdout == "All is well.\n"
    assert flask(instance, "check", PRODUCTION="1", BASE_URL="https://x.org").returncode != 0  # never with a demo
    assert db_has_keys(instance)


def db_has_keys(instance: Path) -> bool:
    engine = sa.create_engine(f"sqlite:///{instance / 'alongside.db'}")
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(KeyHolder)) == 2
