"""A plan from the database to the database beside the bare flow: goal 9, on SQLite.

    python -m bench.saved

The forum's question (1,800 abstracts, 300 reviewers, bids, conflicts) is stored first; then one press of "Draw up" is
measured, the quickest of three as the bare flow is: what is asked, the plan in its child process, and 5,400 pairs kept
under their guards.
"""

import json
import sys
import tempfile
from pathlib import Path

from bench import killed
from bench.assignment import CHILD, FORUM
from bench.data import AT, insert
from bench.goals import Cost, asked, question_of, told
from conference.actions.editions import editions
from conference.actions.reviewers import assignment
from conference.db import db, writing
from conference.engines import solver
from conference.models.abstracts.abstracts import Abstract
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.models.reviewers.reviewers import Conflict, Preference, Reviewer, ReviewerStream
from conference.queries.people import people
from conference.rules.reviewers.assignment import ConflictSource, Question, ReviewerState, Seats
from tests import cast


def store(question: Question) -> Edition:
    """The same question as rows."""
    by, edition = people.system(), cast.an_edition()
    names = sorted({work.stream for work in question.abstracts if work.stream})
    streams = {n: editions.add_stream(edition, f"Stream {n}", position=n, by=by, at=AT).id for n in names}
    db.session.flush()
    made = {"created_at": AT, "created_by": by.id, "updated_at": AT, "updated_by": by.id}
    rows = [{"id": one.id, "number": one.id, "stream_id": streams.get(one.stream)} for one in question.abstracts]
    insert(
        Abstract,
        [
            {**row, "reference": f"A-{row['id']:05d}", "title": "A title", "edition_id": edition.id, **made}
            for row in rows
        ],
    )
    said_yes = {"state": ReviewerState.accepted, "answered_at": AT, "edition_id": edition.id}
    insert(
        Person,
        [{"id": 1000 + one.id, "name": f"ReviewerFacts {one.id}", "created_at": AT} for one in question.reviewers],
    )
    insert(
        Reviewer,
        [
            {**said_yes, "id": one.id, "person_id": 1000 + one.id, "answered_by": by.id}
            | {"kind": one.kind, "max_load": one.limit}
            for one in question.reviewers
        ],
    )
    chosen = [(one.id, streams[stream]) for one in question.reviewers for stream in one.streams if stream in streams]
    if chosen:
        insert(ReviewerStream, [{"reviewer_id": reader, "stream_id": stream} for reader, stream in chosen])
    bids = (question.bids or {}).items()
    insert(Preference, [{"abstract_id": work, "reviewer_id": reader, "bid": bid} for (work, reader), bid in bids])
    noted = {"source": ConflictSource.declared, "noted_at": AT, "noted_by": by.id}
    insert(Conflict, [{"abstract_id": work, "reviewer_id": reader, **noted} for work, reader in question.conflicts])
    return edition


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="alongside-saved-"))
    app = killed.open_app(f"sqlite:///{folder / 'own.db'}", folder)
    question = question_of(*FORUM[1:])
    with app.app_context():
        killed.make_tables()
        with writing():
            edition_id = store(question).id

        def drawn(name: str) -> int:
            with writing():
                edition = db.session.get_one(Edition, edition_id)
                assignment.draw_up(edition, name=name, seats=Seats(), by=people.system(), at=AT)
            return len(solver.plan(question).pairs) if name == "warm" else 0

        drawn("warm")
        runs = [Cost.of(lambda n=n: drawn(f"plan {n}"))[1] for n in range(3)]
        whole = min(runs, key=lambda one: one.work)
    given = json.dumps(solver.as_arrays(question))
    flow = min(float((asked([sys.executable, "-c", CHILD], given) or [])[1]) for _run in range(3))
    ratio = whole.work / flow
    told(9, ratio <= 3, f"from the database to the saved plan {whole}; beside the bare flow {ratio:.2f}, most 3")
    sys.exit(ratio > 3)


if __name__ == "__main__":
    main()
