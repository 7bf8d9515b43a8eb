"""One human with a shell on the server: every command there is, and none of them turns a second key."""

import click
import pytest
import sqlalchemy as sa

from app import modules_of
from conference import cli
from conference.actions import frozen_sets
from conference.db import now, writing
from conference.models.keys import FrozenSet, KeyHolder
from conference.models.people.people import Person
from conference.rules.keys import Kind, State
from tests import cast

FILE = """name,email,kind,max_load,streams,reviewer,abstract,bid,title,side,duty,sign_in_email,count,rank1
Lena Marsh,lena@example.org,lived_experience,5,,lena@example.org,A-1,1,T,lived_experience,organiser,dara@example.org,1,X
Dara Quill,dara@example.org,professional,5,,dara@example.org,A-1,1,T,lived_experience,organiser,lena@example.org,1,X
"""  # columns that no file has are there to be tried
TYPED = {
    "code": "FORUM27",
    "name": "Dara",
    "organiser": "Dara Quill <dara@example.org>",
    "le_lead": "Dara Quill <second@example.org>",
}


def every_command(command, path=()):
    """Every command of ours below this one, with its words."""
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from every_command(below, (*path, name))
    else:
        yield path, command


def words_for(command, folder, *, all_of_them):
    """What one human could type: names and files of their own, with every option or only those required."""
    for parameter in command.params:
        if not (all_of_them or parameter.required or parameter.name == "once"):
            continue
        value = TYPED.get(str(parameter.name)) or (
            parameter.default if isinstance(parameter.default, str | int) else "1"
        )
        if isinstance(parameter.type, click.Choice):
            value = parameter.type.choices[0]
        elif parameter.name == "code" and isinstance(parameter, click.Argument):
            value = "ONE27"  # a new edition
        elif isinstance(parameter.type, click.DateTime):
            value = "2027-05-10"
        elif isinstance(parameter.type, click.Path):
            value = str(folder / "typed.csv" if parameter.type.file_okay else folder)
        elif parameter.name == "pairs":
            value = "email=sign_in_email"
        if isinstance(parameter, click.Argument):
            yield value
        elif getattr(parameter, "is_flag", False):
            yield parameter.opts[0]
        else:
            yield from (parameter.opts[0], str(value))


@pytest.fixture
def waiting(db):
    """A frozen set on which the organiser has turned her key."""
    edition = cast.an_edition()
    dara, lena = cast.dara(edition), cast.lena(edition)
    db.session.commit()
    with writing():
        content = {"kinds": ["slots"]}
        found = frozen_sets.freeze(edition, Kind.two_key_setting, edition.id, content=content, by=dara, at=now())
        frozen_sets.turn_key(found, digest=found.digest, by=dara, at=now())
    return {"edition": edition.id, "set": found.id, "digest": found.digest, "lena": lena.id}


def holders(db, waiting):
    seats = sa.select(KeyHolder.side, KeyHolder.rank, KeyHolder.person_id, KeyHolder.ended_at)
    return set(db.session.execute(seats.where(KeyHolder.edition_id == waiting["edition"])))


def test_no_single_human_sends_a_set_by_any_command(db, app, waiting, tmp_path):
    (tmp_path / "typed.csv").write_text(FILE)
    before, codes = holders(db, waiting), []
    db.session.commit()
    for module in modules_of(cli):
        for top in module.commands:
            for path, command in every_command(top, (top.name,)):
                if top.name == "migration":  # a developer's: it writes a step into the project, and reads no edition
                    continue
                for all_of_them in (False, True):
                    words = [*path, *words_for(command, tmp_path, all_of_them=all_of_them)]
                    done = app.test_cli_runner().invoke(args=words)
                    assert "Usage:" not in done.output, (words, done.output)  # the words were taken
                    codes.append(done.exit_code)
    assert (len(codes) >= 40, codes.count(0) >= 20) == (True, True), codes  # many really did something
    db.session.rollback()
    frozen = db.session.get_one(FrozenSet, waiting["set"])
    assert (frozen.state, frozen.lived_experience_by) == (State.waiting, None)
    assert holders(db, waiting) == before
    assert db.session.get_one(Person, waiting["lena"]).sign_in_email == "lena@example.org"


def test_control_with_the_second_human_the_same_set_goes(db, waiting):
    with writing():
        found, lena = db.session.get_one(FrozenSet, waiting["set"]), db.session.get_one(Person, waiting["lena"])
        frozen_sets.turn_key(found, digest=waiting["digest"], by=lena, at=now())
    assert db.session.get_one(FrozenSet, waiting["set"]).state == State.carried
