"""The house keeps its six promises."""

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from conference import guards
from conference.audit import EVENTS

ROOT = Path(__file__).parents[1]
# Lowest first; a file may import what stands on lower floors, and on its own floor without a circle.
FLOORS = [
    ("conference.rules",),
    ("conference.db",),
    ("conference.triggers",),
    ("conference.models",),
    (
        "conference.audit",
        "conference.mail",
        "conference.pdf",
        "conference.paper",
        "conference.files",
        "conference.card_files",
        "conference.sealing",
        "conference.translations",
    ),
    ("conference.queries",),
    ("conference.actions",),
    ("conference.demo",),
    ("conference.guards",),
    ("conference.forms",),
    ("conference.views",),
    ("conference.cli",),
    ("app", "config", "start"),
]
# Imports that do not stand at the top, each with its reason beside it in the file.
LATE_IMPORTS = {"conference.rules.press": {"weasyprint"}, "conference.sealing": {"cryptography.fernet"}}
# What runs in a child process is large, or opens strangers' files; only these may name it.
CHILDREN = {
    "conference.rules.flow": {"ortools", "numpy"},
    "conference.rules.pairing": {"numpy"},
    "conference.rules.network_solver": {"ortools", "numpy"},
    "conference.rules.press": {"weasyprint"},
    "conference.rules.calendar": {"holidays"},
    "conference.rules.workbook": {"openpyxl"},
    "conference.rules.wash": {"PIL", "pillow_heif", "pikepdf"},
}
# Acts that leave no audit entry of their own (web sessions, the outbox, counted tries, queued jobs).
NO_ENTRY = {
    "accounts": "*",
    "letters": {"lease", "mark_sent", "mark_refused"},
    "jobs": "*",
    "column_names": "*",  # a way of working, and no act
    "second_looks": "*",  # a part of making the ranking
    "people": {"make_system"},
    "reviews": {"save", "prepare", "count", "content"},  # autosave; parts of an act
    "discussion": {"open_due"},  # each act inside leaves its own
    "applications": {"save", "take_code"},  # autosave; opening, like signing in
    "submissions": {
        "save",
        "save_parts",
        "put_author",
        "move_author",
        "take_author_out",
    },  # autosave; who, and when, is on the row
    "budget": {"lock_pots", "promise", "give_back", "settle", "settle_line"},  # parts of an act
    "spending": {"note", "lock", "free"},  # parts of an act
    "reservations": "*",  # steps and parts of an act
    "payees": {"empty", "sweep"},  # a part of an act; each act inside leaves its own
    "overtaken": {"overtake"},  # a part of an act
    "assessment": {"stand_anew"},  # a part of an act
    "offers": {"look_after", "end_waiting_lists"},  # each act inside leaves its own
    "ahead": {"call_off"},  # a part of an act
    "promises": {"watch", "keep_days_off"},  # each act inside leaves its own
    "audio_notes": {"drop_all"},  # a part of an act
    "claims": {"must_be", "added_up", "write"},  # parts of an act
    "retention": {"keep_promises"},  # each act inside leaves its own
    "monitoring": {"count"},  # an answer leaves no trace
    "award_letters": "*",  # parts of an act
    "award_ceremony": {"announce_due"},  # each act inside leaves its own
    "award_reminders": {"remind_due"},  # each act inside leaves its own
    "award_ways": {"type_slip"},  # a slip leaves no trace, as a ballot
    "award_cards": {"note", "delete_old"},  # how far work is; delete_old leaves one for each award
    # A ballot leaves no trace; close_due leaves one for each vote that it closes; roll_again is a part of an act.
    "award": {"cast", "close_due", "roll_again"},
}


@cache
def sources() -> dict[str, Path]:
    """Module name -> file, of everything that runs."""
    files = [ROOT / "app.py", ROOT / "config.py", ROOT / "start.py", *sorted((ROOT / "conference").rglob("*.py"))]
    return {".".join(f.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): f for f in files}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(sources()[module].read_text())


def floor(module: str) -> int:
    found = [i for i, names in enumerate(FLOORS) for n in names if module == n or module.startswith(n + ".")]
    return found[0] if found else -1


def imports(module: str) -> set[str]:
    """Every module of ours that this one imports."""
    found = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {
                f"{node.module}.{a.name}" if f"{node.module}.{a.name}" in sources() else node.module for a in node.names
            }
    return {name for name in found if name in sources()}


def outside(module: str) -> set[str]:
    found = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def of(floor_name: str) -> list[str]:
    return [m for m in sources() if m.startswith(floor_name + ".")]


def functions(module: str) -> list[ast.FunctionDef]:
    return [n for n in tree(module).body if isinstance(n, ast.FunctionDef)]


def calls(node: ast.AST) -> list[str]:
    return [ast.unparse(n.func) for n in ast.walk(node) if isinstance(n, ast.Call)]


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


def test_rules_are_pure() -> None:
    forbidden = {"flask", "sqlalchemy", "flask_login", "flask_babel", "random", "time"}
    impure = [f"{m}: {outside(m) & forbidden}" for m in of("conference.rules") if outside(m) & forbidden]
    clocks = [m for m in of("conference.rules") if re.search(r"\b(now|today|utcnow)\(\)", sources()[m].read_text())]
    assert (impure, clocks) == ([], [])


def test_what_runs_in_a_child_process_stays_there() -> None:
    heavy = set().union(*CHILDREN.values())
    assert [m for m in sources() if outside(m) & heavy - CHILDREN.get(m, set())] == []
    assert [m for m in sources() if imports(m) & {"conference.rules.wash", "conference.rules.flow"}] == []


def test_a_web_worker_does_not_carry_what_only_commands_and_children_need(tmp_path: Path) -> None:
    told = "import sys, app; app.create_app(); print(*{name.split('.')[0] for name in sys.modules})"
    environment = os.environ | {"INSTANCE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, env=environment, capture_output=True, check=True)
    carried = set(done.stdout.decode().split())
    assert not carried & {"alembic", "faker", *(name for names in CHILDREN.values() for name in names)}
    assert "sqlalchemy" in carried


def test_queries_never_change_anything() -> None:
    changing = re.compile(r"session\.(add|delete|merge|commit|flush)|(?<![.\w])(sa\.)?(insert|update|delete)\(")
    assert [m for m in of("conference.queries") if changing.search(sources()[m].read_text())] == []


def test_an_action_takes_by_and_at_leaves_one_entry_and_never_commits() -> None:
    broken = []
    for module in of("conference.actions"):
        noun = module.rsplit(".", 1)[1]
        free = NO_ENTRY.get(noun, set())
        for function in functions(module):
            name, made = function.name, calls(function)
            keywords = {a.arg for a in function.args.kwonlyargs}
            under = any(a.arg == "under" for a in function.args.args)
            if any(c.endswith(".commit") for c in made):
                broken.append(f"{noun}.{name} commits")
            if name.startswith("_") or free == "*" or name in free:
                continue
            if under:
                if "at" not in keywords or "audit.record" in made:
                    broken.append(f"{noun}.{name}: a step under a set takes at and leaves no entry")
            elif not {"by", "at"} <= keywords or made.count("audit.record") != 1:
                broken.append(f"{noun}.{name}: takes by and at, leaves one entry")
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
