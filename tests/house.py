"""The house as its tests see it: floors, nouns, what may be where, and the sources read once."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
# On a floor, a noun's room may import only the rooms of nouns above it in this list.
NOUNS = (
    "editions",
    "people",
    "applications",
    "keys",
    "funding",
    "abstracts",
    "award",
    "payments",
    "reviewers",
    "selection",
    "reviews",
    "streams",
)
# Lowest first; a file may import what stands on lower floors, and on its own floor without a circle.
FLOORS = [
    ("conference.rules",),
    ("conference.engines",),
    ("conference.schemas", "conference.clock"),
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
    ("conference.signposts",),
    ("conference.forms",),
    ("conference.views",),
    ("conference.views.desk",),
    ("conference.cli",),
    ("app", "config", "start"),
]
# Imports that do not stand at the top, each with its reason beside it in the file.
LATE_IMPORTS = {
    "conference.engines.programs.typeset": {"weasyprint"},
    "conference.sealing": {"cryptography.fernet"},
}
# What runs in a child process is large, or opens strangers' files; only these may name it.
CHILDREN = {
    "conference.engines.programs.assign": {"ortools", "numpy"},
    "conference.engines.programs.pairs": {"numpy"},
    "conference.engines.programs.min_cost_flow": {"ortools", "numpy"},
    "conference.engines.programs.typeset": {"weasyprint"},
    "conference.engines.programs.public_holidays": {"holidays"},
    "conference.engines.programs.workbook": {"openpyxl"},
    "conference.engines.programs.sanitise": {"PIL", "pillow_heif", "pikepdf"},
    "conference.engines.programs.bank_file": {"lxml"},
}
# Acts that leave no audit entry of their own (web sessions, the outbox, counted tries, queued jobs).
NO_ENTRY = {
    "people/sign_in": "*",
    "outbox": {"lease", "mark_sent", "mark_refused"},
    "jobs": "*",
    "column_names": "*",  # a way of working, and no act
    "selection/second_looks": "*",  # a part of making the ranking
    "people/people": {"make_system"},
    "reviews/reviews": {"save", "count", "content"},  # autosave; parts of an act
    "reviewers/review_forms": {"prepare"},  # a part of publishing
    "reviews/discussion": {"open_due"},  # each act inside leaves its own
    "applications/applications": {"save", "take_code"},  # autosave; opening, like signing in
    "abstracts/submissions": {
        "save",
        "save_parts",
        "put_author",
        "move_author",
        "take_author_out",
    },  # autosave; who, and when, is on the row
    "funding/pots": {"lock_pots", "promise", "give_back", "settle", "settle_line"},  # parts of an act
    "funding/spending": {"note", "lock", "free"},  # parts of an act
    "funding/reservations": "*",  # steps and parts of an act
    "payments/payees": {"empty", "sweep"},  # a part of an act; each act inside leaves its own
    "funding/overtaken": {"overtake"},  # a part of an act
    "applications/scoring": {"stand_anew"},  # a part of an act
    "funding/offers": {"look_after", "end_waiting_lists"},  # each act inside leaves its own
    "funding/advances": {"call_off"},  # a part of an act
    "payments/promise_clock": {"watch", "keep_days_off"},  # each act inside leaves its own
    "applications/recordings": {"drop_all"},  # a part of an act
    "payments/claims": {"must_be", "added_up", "write"},  # parts of an act
    "retention": {"keep_promises"},  # each act inside leaves its own
    "editions/equality": {"count"},  # an answer leaves no trace
    "award/letters": "*",  # parts of an act
    "award/ceremony": {"announce_due"},  # each act inside leaves its own
    "award/reminders": {"remind_due"},  # each act inside leaves its own
    "award/slips": {"type_slip"},  # a slip leaves no trace, as a ballot
    "award/cards": {"note", "delete_old"},  # how far work is; delete_old leaves one for each award
    # A ballot leaves no trace; close_due leaves one for each vote that it closes; roll_again is a part of an act.
    "award/awards": {"cast", "close_due", "roll_again"},
}


@cache
def sources() -> dict[str, Path]:
    """Module name -> file, of everything that runs."""
    files = [ROOT / "app.py", ROOT / "config.py", ROOT / "start.py", *sorted((ROOT / "conference").rglob("*.py"))]
    return {".".join(f.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): f for f in files}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(sources()[module].read_text())


@cache
def floor(module: str) -> int:
    """On which floor a module stands, by the longest name that fits; -1 for none."""
    fits = [(len(n), i) for i, names in enumerate(FLOORS) for n in names if module == n or module.startswith(n + ".")]
    return max(fits)[1] if fits else -1


def floor_name(module: str) -> str:
    """The name of the floor that a module stands on."""
    return max((n for n in FLOORS[floor(module)] if module == n or module.startswith(n + ".")), key=len)


def noun(module: str) -> str:
    """The noun whose room a module belongs to; empty for a file at the top of its floor."""
    first = module.removeprefix(floor_name(module)).strip(".").split(".")[0]
    return first if first in NOUNS else ""


@cache
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
