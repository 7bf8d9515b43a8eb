"""The house keeps its promises."""

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask

from conference import guards
from conference.audit import EVENTS
from tests.house import (
    CHILDREN,
    LATE_IMPORTS,
    NO_ENTRY,
    NOUNS,
    ROOT,
    calls,
    floor,
    functions,
    imports,
    noun,
    of,
    outside,
    sources,
    tree,
)


def test_every_module_stands_on_a_floor() -> None:
    assert [m for m in sources() if m != "conference" and floor(m) < 0] == []


def test_imports_run_down() -> None:
    up = [f"{m} imports {i}" for m in sources() for i in imports(m) if floor(i) > floor(m)]
    assert up == []


def test_no_import_goes_round_in_a_circle() -> None:
    seen: dict[str, int] = {}

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join([*path, module])
        if module not in seen:
            for i in sorted(imports(module)):
                visit(i, (*path, module))
            seen[module] = 1

    for module in sources():
        visit(module, ())


def test_a_room_is_a_noun_and_holds_at_most_fourteen_files() -> None:
    rooms = Counter(str(f.parent.relative_to(ROOT)) for f in sources().values() if f.name != "__init__.py")
    folders = {Path(room).name for room in rooms if room.startswith("conference/")}
    floors = {"rules", "engines", "programs", "models", "queries", "actions", "demo", "signposts", "forms"}
    assert folders - set(NOUNS) == floors | {"views", "desk", "cli"}
    assert {room: files for room, files in rooms.items() if files > 14} == {}


def test_a_noun_imports_only_nouns_before_it() -> None:
    back = [
        f"{m} imports {i}"
        for m in sources()
        for i in imports(m)
        if noun(m) and noun(i) and floor(m) == floor(i) and NOUNS.index(noun(i)) > NOUNS.index(noun(m))
    ]
    assert back == []


def test_a_file_at_the_top_of_a_floor_is_ground_or_roof() -> None:
    roof = {m for m in sources() for i in imports(m) if floor(m) == floor(i) and noun(i) and not noun(m)}
    ground = {i for m in sources() for i in imports(m) if floor(m) == floor(i) and noun(m) and not noun(i)}
    assert roof & ground == set()


def test_imports_stand_at_the_top() -> None:
    late = []
    for module in sources():
        top = {id(n) for n in tree(module).body}
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in top:
                names = {a.name for a in node.names} if isinstance(node, ast.Import) else {str(node.module)}
                if not names <= LATE_IMPORTS.get(module, set()):
                    late.append(f"{module}:{node.lineno}")
    assert late == []


# What reaches out of a rule: pages, the database, chance, the clock, other processes, files, the network.
IMPURE = {"flask", "sqlalchemy", "flask_login", "flask_babel", "random", "time", "secrets", "uuid"}
IMPURE |= {"subprocess", "socket", "os", "pathlib", "shutil", "tempfile", "gzip", "threading", "urllib", "sys"}
REACHES_OUT = re.compile(r"\b(now|today|utcnow)\(\)|(?<![\w.])(open|print|input)\(")


def test_rules_are_pure() -> None:
    impure = [f"{m}: {outside(m) & IMPURE}" for m in of("conference.rules") if outside(m) & IMPURE]
    reaching = [m for m in of("conference.rules") if REACHES_OUT.search(sources()[m].read_text())]
    assert (impure, reaching) == ([], [])


def test_one_file_reads_the_time() -> None:
    reads = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time|time_ns)\(")
    assert [m for m in sources() if reads.search(sources()[m].read_text())] == ["conference.clock"]


def test_what_runs_in_a_child_process_stays_there() -> None:
    heavy = set().union(*CHILDREN.values())
    assert [m for m in sources() if outside(m) & heavy - CHILDREN.get(m, set())] == []
    programs = set(of("conference.engines.programs"))
    assert [m for m in sources() if imports(m) & programs and m not in programs] == []


def test_every_program_that_is_started_is_there_and_every_one_there_is_started() -> None:
    started = {
        name
        for m in sources()
        if "engines.child" in sources()[m].read_text() or "engines import child" in sources()[m].read_text()
        for name in re.findall(r'\b(?:ask|run|each)\(\s*"(\w+)"', sources()[m].read_text())
    }
    programs = {m.rsplit(".", 1)[1] for m in of("conference.engines.programs")}
    assert started == programs - {"pairs"}  # read by assign


def test_a_web_worker_does_not_carry_what_only_commands_and_children_need(tmp_path: Path) -> None:
    told = "import sys, app; app.create_app(); print(*{name.split('.')[0] for name in sys.modules})"
    environment = os.environ | {"INSTANCE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, env=environment, capture_output=True, check=True)
    carried = set(done.stdout.decode().split())
    assert not carried & {"alembic", *(name for names in CHILDREN.values() for name in names)}
    assert "sqlalchemy" in carried


def test_queries_never_change_anything() -> None:
    changing = re.compile(r"session\.(add|delete|merge|commit|flush)|(?<![.\w])(sa\.)?(insert|update|delete)\(")
    reading = [*of("conference.queries"), *of("conference.signposts")]
    assert [m for m in reading if changing.search(sources()[m].read_text())] == []


def test_a_query_knows_no_page(sqlite_app: Flask) -> None:
    endpoints = {rule.endpoint for rule in sqlite_app.url_map.iter_rules()}
    words = {m: set(re.findall(r'"([a-z_]+\.[a-z_]+)"', sources()[m].read_text())) for m in sources()}
    assert [m for m in of("conference.queries") if words[m] & endpoints] == []
    named = {each for m in of("conference.signposts") for each in words[m]}
    assert ({each for each in named if not each.endswith(".css")} - endpoints, len(named) > 40) == (set(), True)


def test_an_action_takes_by_and_at_leaves_one_entry_and_never_commits() -> None:
    broken = []
    for module in of("conference.actions"):
        place = module.removeprefix("conference.actions.").replace(".", "/")
        free = NO_ENTRY.get(place, set())
        for function in functions(module):
            name, made = function.name, calls(function)
            keywords = {a.arg for a in function.args.kwonlyargs}
            under = any(a.arg == "under" for a in function.args.args)
            if any(c.endswith(".commit") for c in made):
                broken.append(f"{place}.{name} commits")
            if name.startswith("_") or free == "*" or name in free:
                continue
            if under:
                if "at" not in keywords or "audit.record" in made:
                    broken.append(f"{place}.{name}: a step under a set takes at and leaves no entry")
            elif not {"by", "at"} <= keywords or made.count("audit.record") != 1:
                broken.append(f"{place}.{name}: takes by and at, leaves one entry")
    assert broken == []


def test_every_event_recorded_is_declared_and_every_declared_one_recorded() -> None:
    text = "\n".join(sources()[m].read_text() for m in of("conference.actions"))
    assert [e for e in EVENTS if f'"{e}"' not in text] == []


def test_forms_hold_no_sql() -> None:
    assert [m for m in of("conference.forms") if outside(m) & {"sqlalchemy"} or "conference.db" in imports(m)] == []


def test_a_view_holds_no_sql_and_commits_at_most_once() -> None:
    broken = [m for m in of("conference.views") if outside(m) & {"sqlalchemy"}]
    for module in of("conference.views"):
        for function in functions(module):
            made = calls(function)
            if any(re.fullmatch(r"db\.session\.(add|delete|execute|scalars?|query|get)", c) for c in made):
                broken.append(f"{module}.{function.name} asks the database itself")
            if made.count("db.session.commit") > 1 and not any(isinstance(n, ast.Return) for n in ast.walk(function)):
                broken.append(f"{module}.{function.name} commits twice")
    assert broken == []


def test_every_route_stands_behind_a_door(sqlite_app: Flask) -> None:
    blueprints = {r.endpoint.split(".")[0] for r in sqlite_app.url_map.iter_rules() if r.endpoint != "static"}
    assert blueprints <= set(guards.DOORS)


# Whoever comes may open these, without an account and without an application; each with the reason.
FOR_ANYONE = {
    "account": "signing in is for people who are not signed in yet; what it shows is the asker's own",
    "apply": "before anything is started: what is offered, the empty form, and the first page",
    "call": "an invitation to submit work, for everybody",
    "front": "the front page, the glossary, the language, and whether the house is well",
    "kiosk": "a device in the hall that nobody is signed in at; its own code opens it",
    "money": "people with a task are paid without an application, applicants without an account; views ask",
    "monitoring": "equality answers are counted apart from who gives them, so nobody is asked who they are",
    "nominate": "people without an account may nominate somebody",
    "programme": "the published programme, for everybody",
    "resume": "coming back with a reference and a code, or asking for a new code, and leaving a shared device",
    "vote": "a voter shows the code of their voting card; a signed-in person would not be secret",
}


def test_doors_for_anyone_are_these_and_each_has_its_reason(sqlite_app: Flask) -> None:
    assert {name for name, need in guards.DOORS.items() if need == guards.ANYONE} == set(FOR_ANYONE)
    assert all(FOR_ANYONE.values())


def test_an_undeclared_route_stops_the_start() -> None:
    app = Flask("undeclared")
    app.add_url_rule("/secret", "secret", lambda: "nobody asked who you are")
    with pytest.raises(guards.UndeclaredRoute, match="secret"):
        guards.refuse_undeclared(app)


def test_files_functions_and_templates_stay_small() -> None:
    long_files = [m for m, f in sources().items() if len(f.read_text().splitlines()) > 300]
    long_functions = [
        f"{m}.{n.name}"
        for m in sources()
        for n in ast.walk(tree(m))
        if isinstance(n, ast.FunctionDef) and n.end_lineno - n.lineno >= 60
    ]
    long_templates = [
        str(t.relative_to(ROOT)) for t in (ROOT / "templates").rglob("*.*") if len(t.read_text().splitlines()) > 150
    ]
    assert (long_files, long_functions, long_templates) == ([], [], [])


def test_no_third_place() -> None:
    words = {"utils", "helpers", "common", "misc", "base", "manager", "handler", "service"}
    assert [m for m in sources() if words & set(m.split("."))] == []


def test_public_functions_say_what_they_are_for() -> None:
    silent = [
        f"{m}.{n.name}"
        for m in sources()
        if not m.startswith(("conference.views", "conference.forms", "app"))
        for n in functions(m)
        if not n.name.startswith("_") and not ast.get_docstring(n)
    ]
    assert silent == []


def test_no_inline_style_or_script_and_no_dangerous_call() -> None:
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son(click|load|submit|change)=|javascript:", re.I)
    pages = [t for t in (ROOT / "templates").rglob("*.html") if "pdf" not in t.parts]
    assert [t.name for t in pages if inline.search(t.read_text())] == []
    dangerous = re.compile(r"\beval\(|\bexec\(|render_template_string|from_string\(|uuid1\(|utcnow\(|shell=True")
    assert [m for m, f in sources().items() if dangerous.search(f.read_text())] == []
