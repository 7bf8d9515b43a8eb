"""What our pages cost beside pretalx's and beside bare Flask ones (bench/floor.py): CPU of one worker each, in one run.

    python bench/peer.py PYTHON_OF_PRETALX [submissions] [requests] [PYTHON_OF_INDICO]

That Python is made by `python3.13 -m venv FOLDER` and `FOLDER/bin/pip install pretalx==2026.2.1 gunicorn`; then it is
FOLDER/bin/python. Both run on SQLite with as many submissions, three reviews each, and a reviewer with 250 of them.
pretalx keeps its cache in memory in place of Redis (bench/pretalx_data.py). A review that is saved is a new one, with
all its scores. Indico (`pip install indico==3.2.9 gunicorn` on Python 3.9) is measured where its Python is named, with
INDICO_CONFIG a file of its settings: PostgreSQL, Redis, BASE_URL http://127.0.0.1:8664 (bench/indico_data.py);
what PostgreSQL spends is not counted. Prints a line a goal, and leaves with 1 when one is missed.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.goals import figure  # noqa: E402
from bench.pages import Server  # noqa: E402

PORT, ROWS, FEW, READERS, ROUNDS, WARM = 8661, 250, 20, 3, 3, 3
WIDE = "ours, as many rows"  # our own server, whose reviewer's page shows as many rows as pretalx's
NOT_IN_THE_WEB = ("ortools", "numpy", "libpango")  # of the solver, and of WeasyPrint
# What is measured, and how many of our requests weigh one of theirs, whose pages take up to some seconds.
WEIGHTS = {
    "pretalx": {"queue": 50, "queue of 50": 25, "form": 5, "save": 5, "list": 20, "list of 250": 50, "landing": 5},
    "Indico": {"queue": 25, "form": 5, "save": 5, "list": 50, "landing": 5},
}


def main() -> None:
    python = sys.argv[1]
    submissions = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    requests = int(sys.argv[3]) if len(sys.argv) > 3 else 300
    indico = sys.argv[4] if len(sys.argv) > 4 else ""
    folder = Path(tempfile.mkdtemp(prefix="alongside-bench-"))
    theirs = fill_pretalx(python, folder, submissions)
    few, _filled = fill_ours(folder / "few", FEW)
    many, filled = fill_ours(folder / "many", submissions)
    asked = {"pretalx": asked_of_pretalx(theirs), "ours": asked_of_us(filled), "floor": asked_of_floor(folder)}
    asked[WIDE] = {"queue": asked["ours"]["queue"]}
    if indico:
        pages = filled_by(indico, "indico_data", submissions)
        asked["Indico"] = {name: pages[name] if name == "save" else [pages[name]] for name in WEIGHTS["Indico"]}
    with ExitStack() as running:
        servers = {
            "pretalx": running.enter_context(Server("bench.pretalx_data:application", PORT, python)),
            "ours": running.enter_context(Server("app:create_app()", PORT + 1)),
            "floor": running.enter_context(Server("bench.floor:create_app()", PORT + 2)),
            WIDE: running.enter_context(Server("bench.peer:wide()", PORT + 4)),
        }
        if indico:
            servers["Indico"] = running.enter_context(Server("indico.web.flask.app:make_app()", PORT + 3, indico))
        costs = measured(servers, asked, requests)
        bodies = {who: seen(servers[who], asked[who]) for who in servers if who not in ("floor", WIDE)}
        memory = {who: server.megabytes() for who, server in servers.items()}
        maps = Path(f"/proc/{servers['ours'].worker}/maps").read_text()
    print(f"{submissions} submissions, {requests} requests a page of ours, one sync worker each, SQLite.")
    tell_pages(costs, bodies)
    held = [
        *of_pages(costs, len(bodies["ours"]["list"]) / 1000),
        *of_statements(few, many, theirs["statements"]),
        *of_memory(memory, maps),
    ]
    sys.exit(0 if all(held) else 1)


def fill_pretalx(python: str, folder: Path, submissions: int) -> dict[str, Any]:
    """Settings for it and its server, and what it tells after filling itself."""
    settings = {"DATA_DIR": folder / "pretalx", "FILESYSTEM_STATIC": folder / "static", "REDIS_SESSIONS": "False"}
    settings |= {"SITE_URL": f"http://127.0.0.1:{PORT}", "NO_INITIAL_LOG": "1"}
    os.environ.update({f"PRETALX_{name}": str(value) for name, value in settings.items()})
    return filled_by(python, "pretalx_data", submissions)


def filled_by(python: str, module: str, submissions: int) -> dict[str, Any]:
    command = [python, "-m", f"bench.{module}", str(submissions), str(ROWS)]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if made.returncode:
        raise SystemExit(f"{module} has failed:\n{made.stderr}")
    told: dict[str, Any] = json.loads(made.stdout.splitlines()[-1])
    return told


def fill_ours(instance: Path, abstracts: int) -> tuple[dict[str, int], Any]:
    """Fill INSTANCE; how many statements each of our pages sends there, and what was filled."""
    from app import create_app
    from bench import data, funding
    from conference.db import db

    os.environ["INSTANCE"] = str(instance)
    filled = data.fill(abstracts, ROWS, READERS)
    app = create_app()
    with app.app_context():
        engine = db.engine
    pages = filled.pages | {"review form": filled.unsent[-1][:2], "landing": ("/", "")}
    found = funding.counted(app, engine, pages)
    engine.dispose()
    return found, filled


def asked_of_pretalx(told: dict[str, Any]) -> dict[str, list[Any]]:
    """Each page's requests, in turn. The form is that of the last review, which is never sent."""
    path, cookie, _form = told["unsent"].pop()
    queue, listed = tuple(told["queue"]), tuple(told["list"])
    return {
        "queue": [queue],
        "queue of 50": [(f"{queue[0]}?page_size=50", queue[1])],
        "form": [(path, cookie)],
        "save": told["unsent"],
        "list": [listed],
        "list of 250": [(f"{listed[0]}?page_size=250", listed[1])],
        "landing": [tuple(told["landing"])],
    }


def asked_of_us(filled: Any) -> dict[str, list[Any]]:
    path, cookie, _form = filled.unsent.pop()
    return {
        "queue": [filled.pages["reviewer's queue"]],
        "form": [(path, cookie)],
        "save": filled.unsent,
        "list": [filled.pages["list of abstracts"]],
        "landing": [("/", "")],
    }


def asked_of_floor(folder: Path) -> dict[str, list[Any]]:
    from bench import data, floor

    os.environ["FLOOR"] = str(folder / "floor.db")
    app = floor.create_app()
    floor.fill(app)
    signed_in = data.cookie(app, {"_user_id": "1", "_fresh": True})
    return {
        "queue": [(f"/?rows={ROWS}", signed_in)],
        "queue of 50": [("/", signed_in)],
        "landing": [("/landing", "")],
    }


def wide() -> Any:
    """Our application with a reviewer's page as long as pretalx's; a server of its own reads it."""
    from app import create_app
    from conference.queries.reviews import reviews

    reviews.PAGE = ROWS
    return create_app()


def measured(servers: dict[str, Server], asked: dict[str, Any], requests: int) -> dict[str, dict[str, float]]:
    """CPU milliseconds a request; turn about, so that a busy machine is unkind to all alike."""
    costs: dict[str, dict[str, float]] = {who: dict.fromkeys(pages, 0.0) for who, pages in asked.items()}
    for _round in range(ROUNDS):
        for name in WEIGHTS["pretalx"]:
            for who in (one for one in servers if name in asked[one]):
                weight = WEIGHTS.get(who, {}).get(name, 1)
                count = max(requests // ROUNDS // weight, 2)
                warm, turn = (1 if weight > 5 else WARM), asked[who][name]
                if name == "save":  # each review is sent once
                    if len(turn) < warm + count:
                        raise SystemExit(f"{who} has too few reviews to send: ask for fewer requests.")
                    given, turn[:] = turn[: warm + count], turn[warm + count :]
                else:
                    given = turn * (warm + count)
                servers[who].spent(given[:warm])
                costs[who][name] += 1000 * servers[who].spent(given[warm:]) / count / ROUNDS
    return costs


def seen(server: Server, asked: dict[str, Any]) -> dict[str, bytes]:
    return {name: server.ask(*turn[-1]) for name, turn in asked.items() if name != "save"} | {"save": b""}


def tell_pages(costs: dict[str, dict[str, float]], bodies: dict[str, dict[str, bytes]]) -> None:
    print("A list of ours has 50 rows. pretalx's has 250 for a reviewer and 50 for an organiser, or as many as asked.")
    for who, name in [(peer, page) for peer in WEIGHTS if peer in costs for page in costs[peer]]:
        twin, body, cost = name.split(" of ")[0], bodies[who][name], costs[who][name]
        ours = costs["ours"][twin]
        size = f"{len(body) / 1000:5.0f} and {len(bodies['ours'][twin]) / 1000:3.0f} kB" if body else ""
        rows = f", its rows {body.count(b'<tr') - 1}" if b"<tr" in body else ""
        line = f"{name:<12} {who} {cost:7.1f} ms CPU, ours {ours:5.1f}: {cost / ours:6.1f} times   {size}{rows}"
        print(line.rstrip())
    floor, wide = costs["floor"], costs[WIDE]["queue"]
    rows = f"{floor['queue of 50']:.1f} ms for 50 rows, {floor['queue']:.1f} for {ROWS}"
    print(f"floor {rows}, {floor['landing']:.1f} for 30 kB")
    print(f"our reviewer's list with {ROWS} rows costs {wide:.1f} ms")


def of_pages(costs: dict[str, dict[str, float]], kilobytes: float) -> list[bool]:
    """Goals 1 to 5."""
    theirs, ours, floor, wide = costs["pretalx"], costs["ours"], costs["floor"], costs[WIDE]["queue"]
    goals = [
        (1, f"reviewer's list, {ROWS} rows each: pretalx's cost over ours", theirs["queue"] / wide, 100),
        (1, f"the same as each shows it: {ROWS} rows and 50", theirs["queue"] / ours["queue"], 100),
        (2, "a review is saved", theirs["save"] / ours["save"], 12),
        (3, "review form", theirs["form"] / ours["form"], 20),
        (4, "organiser's list, 50 rows each", theirs["list"] / ours["list"], 50),
        (5, "landing page", theirs["landing"] / ours["landing"], 30),
    ]
    if indico := costs.get("Indico"):
        goals += [
            (2, "a review is saved, of Indico's", indico["save"] / ours["save"], 20),
            (4, "organiser's list, of Indico's, which has all rows", indico["list"] / ours["list"], 200),
            (5, "landing page, of Indico's", indico["landing"] / ours["landing"], 30),
        ]
    limits = (
        (1, f"reviewer's list, {ROWS} rows: ours over the floor", wide / floor["queue"], 3),
        (1, "reviewer's list, 50 rows: ours over the floor", ours["queue"] / floor["queue of 50"], 3),
        (4, "organiser's list, kB", kilobytes, 150),
        (5, "landing page: ours over the floor", ours["landing"] / floor["landing"], 2.5),
    )
    return [figure(goal, name, value, least, least=True) for goal, name, value, least in goals] + [
        figure(goal, name, value, most) for goal, name, value, most in limits
    ]


def of_statements(few: dict[str, int], many: dict[str, int], theirs: dict[str, int]) -> list[bool]:
    """Goal 6: at most 6 on a list and 8 on the review form, and as many with 20 as with all."""
    print(f"pretalx's statements: {', '.join(f'{name} {sent}' for name, sent in theirs.items())}")
    held = [
        figure(6, f"statements of the {name}", sent, 8 if name == "review form" else 6) for name, sent in many.items()
    ]
    unlike = [f"{name} {few[name]} and {sent}" for name, sent in many.items() if few[name] != sent]
    return [*held, figure(6, f"pages with other statements at {FEW} {unlike or ''}".rstrip(), len(unlike), 0)]


def of_memory(memory: dict[str, float], maps: str) -> list[bool]:
    """Goal 7."""
    found = [name for name in NOT_IN_THE_WEB if name in maps]
    return [
        figure(7, f"memory, of pretalx's {memory['pretalx']:.0f} MB", memory["ours"] / memory["pretalx"], 0.5),
        figure(7, "memory of our worker, MB", memory["ours"], 130),
        figure(7, f"solver and WeasyPrint in our web worker {found or ''}".rstrip(), len(found), 0),
    ]


if __name__ == "__main__":
    main()
