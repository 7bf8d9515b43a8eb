"""What the panel's lists, the ranking, the draft and what-if cost at 3,000 applications beside 100, in one run.

    python bench/funding.py [applications] [requests]

Goal: each page, 50 rows and all totals, costs at most twice as much CPU as at 100, with as many statements.
Leaves with 1 when a goal is missed.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import sqlalchemy as sa

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
SMALL, LIMIT = 100, 2.0
PAGES = {
    "panel's list": ("/panel/BIG/", "ben"),
    "order": ("/panel/BIG/ranking", "ben"),
    "meeting": ("/panel/BIG/meeting", "ben"),
    "panels at the desk": ("/desk/BIG/panel/", "dara"),
    "draft": ("/desk/BIG/offers/", "dara"),
    "what-if": ("/desk/BIG/offers/what-if", "dara"),
}


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    requests = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    folders = {count: Path(tempfile.mkdtemp(prefix="alongside-bench-")) for count in (SMALL, many)}
    cookies, statements = {}, {}
    for count, folder in folders.items():
        os.environ["INSTANCE"] = str(folder)
        cookies[count], statements[count] = fill(count)
    from bench.pages import Server

    print(f"{SMALL} and {many} applications, {requests} requests a page, one sync worker each, SQLite.")
    os.environ["INSTANCE"] = str(folders[SMALL])
    with Server("app:create_app()", 8621) as small:
        os.environ["INSTANCE"] = str(folders[many])
        with Server("app:create_app()", 8622) as large:
            failed = [
                name
                for name, (path, who) in PAGES.items()
                if not quick(name, path, who, {SMALL: small, many: large}, cookies, statements, requests)
            ]
    sys.exit(1 if failed else 0)


def quick(
    name: str, path: str, who: str, servers: dict[int, Any], cookies: Any, statements: Any, requests: int
) -> bool:
    """Turn about, so that a busy machine is unkind to both alike."""
    costs = dict.fromkeys(servers, 0.0)
    for _round in range(3):
        for count, server in servers.items():
            costs[count] += server.cost(path, cookies[count][who], requests // 3)
    small, large = (1000 * cost / (requests // 3 * 3) for cost in costs.values())
    few, many = (statements[count][name] for count in servers)
    print(f"{name:<20} {small:6.1f} -> {large:6.1f} ms CPU   {large / small:4.2f} x   {few} -> {many} statements")
    return large / small <= LIMIT and few == many


def fill(count: int) -> tuple[dict[str, str], dict[str, int]]:
    """An edition with that many scored and drafted applications; a cookie each, and the statements of each page."""
    from app import create_app
    from bench.data import cookie
    from conference.actions.people import sign_in
    from conference.db import Base, db, now, writing
    from conference.triggers import install

    app = create_app()
    with app.app_context():
        with db.engine.begin() as connection:
            Base.metadata.create_all(connection)
            install(connection, Base.metadata.tables)
        with writing():
            people = _fill(count)
            tokens = {name: sign_in.open_session(person, at=now()) for name, person in people.items()}
        engine = db.engine
        db.session.remove()
    told = {name: cookie(app, {"_user_id": token, "_fresh": True}) for name, token in tokens.items()}
    return told, counted(app, engine, {name: (path, told[who]) for name, (path, who) in PAGES.items()})


def counted(app: Any, engine: sa.Engine, pages: dict[str, tuple[str, str]]) -> dict[str, int]:
    """How many statements each page sends: name -> (address, cookie) in, name -> number out."""
    sent: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda _c, _k, text, *_rest: sent.append(text))
    found = {}
    for name, (path, cookie) in pages.items():
        sent.clear()
        app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie})
        found[name] = sum(not text.startswith(("PRAGMA", "BEGIN")) for text in sent)
    return found


def _fill(count: int) -> dict[str, Any]:
    from datetime import UTC, date, datetime, timedelta

    from conference.actions.applications import applications, scoring
    from conference.actions.editions import editions
    from conference.actions.funding import draft, pots
    from conference.actions.people import people
    from conference.db import db
    from conference.models.applications.applications import Application
    from conference.models.applications.scoring import ApplicationScore
    from conference.models.people.people import Person, Role
    from conference.queries.applications import panels
    from conference.rules.funding.pots import PotKind
    from conference.rules.people.duties import Duty, Kind

    at = datetime(2027, 1, 11, 9, tzinfo=UTC)
    by = people.make_system(at=at)
    edition = editions.create(
        "BIG", name="A large one", starts_on=date(2027, 5, 10), ends_on=date(2027, 5, 12), zone="Europe/London",
        currency="GBP", by=by, at=at,
    )  # fmt: skip
    dara, ben, chidi = (people.add(name, by=by, at=at) for name in ("Dara Quill", "Ben Okoro", "Chidi Eze"))
    db.session.flush()
    db.session.add(Role(person_id=dara.id, edition_id=edition.id, duty=Duty.organiser, granted_at=at))
    applications.set_up(
        edition, opens_at=at, closes_at=at + timedelta(days=9), hear_by=date(2027, 3, 1), promote_until=None,
        travel=60_00, night=95_00, home_country="England", by=by, at=at,
    )  # fmt: skip
    for kind, size in ((PotKind.places, count // 10), (PotKind.money, count * 20_00)):
        pots.set_up(edition, kind, size, by=by, at=at)
    for person, kind in ((ben, Kind.lived_experience), (chidi, Kind.professional)):
        scoring.seat(person, edition, kind, by=dara, at=at)
    panel = panels.panels_of(edition)[0]
    first = 1000
    db.session.execute(
        sa.insert(Person), [{"id": first + n, "name": f"Person {n}", "created_at": at} for n in range(count)]
    )
    db.session.execute(
        sa.insert(Application),
        [
            {
                "id": first + n, "edition_id": edition.id, "person_id": first + n, "reference": f"LE-{n:04}-BNCH",
                "code_hash": "", "came_by": "web", "lang": "en", "state": "sent", "created_at": at, "sent_at": at,
                "consent_at": at, "nights": n % 4, "travel_country": ("England", "Wales", "France")[n % 3],
                "applying_for": ["ticket", "travel", "hotel", *(["companion"] if n % 5 == 0 else [])],
            }
            for n in range(count)
        ],
    )  # fmt: skip
    db.session.execute(
        sa.insert(ApplicationScore),
        [
            {
                "application_id": first + n, "assessor_id": person.id, "panel_id": panel.id, "kind": kind,
                "state": "submitted", "contribution": (n + shift) % 4, "benefit": n // 4 % 4, "need": n // 16 % 4,
                "comment": "I can see what this person would add.", "submitted_at": at, "assigned_at": at,
                "assigned_by": dara.id,
            }
            for n in range(count)
            for shift, (person, kind) in enumerate(((ben, Kind.lived_experience), (chidi, Kind.professional)))
        ],
    )  # fmt: skip
    for application in db.session.scalars(sa.select(Application)).all():
        scoring.stand_anew(application)
    draft.draft(edition, by=dara, at=at)
    return {"dara": dara, "ben": ben}


if __name__ == "__main__":
    main()
