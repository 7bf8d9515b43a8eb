"""What the reviewer's queue, the list of abstracts and the ranking cost at 20,000 abstracts beside 300, in one run.

    python bench/large.py [abstracts] [requests]

Three reviews of each abstract. Goal: each page, 50 rows, costs at most twice as much CPU as at 300 abstracts, with
as many statements. Leaves with 1 when a goal is missed.
"""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
SMALL = 300


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    requests = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    from app import create_app
    from bench import data, funding
    from bench.pages import Server
    from conference.db import db

    folders = {count: Path(tempfile.mkdtemp(prefix="alongside-bench-")) for count in (SMALL, many)}
    pages, statements = {}, {}
    for count, folder in folders.items():
        os.environ["INSTANCE"] = str(folder)
        pages[count] = data.fill(count).pages
        app = create_app()
        with app.app_context():
            engine = db.engine
        statements[count] = funding.counted(app, engine, pages[count])
        engine.dispose()
    print(f"{SMALL} and {many} abstracts, {requests} requests a page, one sync worker each, SQLite.")
    os.environ["INSTANCE"] = str(folders[SMALL])
    with Server("app:create_app()", 8631) as small:
        os.environ["INSTANCE"] = str(folders[many])
        with Server("app:create_app()", 8632) as large:
            servers, names = {SMALL: small, many: large}, list(pages[SMALL])
            cookies = {count: {name: pages[count][name][1] for name in names} for count in servers}
            failed = [
                name
                for name in names
                if not funding.quick(name, pages[SMALL][name][0], name, servers, cookies, statements, requests)
            ]
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
