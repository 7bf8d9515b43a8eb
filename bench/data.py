"""A large edition for the benches: abstracts in 8 streams, three reviews each, ranked; two calls are open."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from app import create_app
from conference.actions.abstracts import submissions
from conference.actions.applications import applications
from conference.actions.editions import editions
from conference.actions.people import people, sign_in
from conference.actions.reviewers import review_forms
from conference.actions.selection import ranking
from conference.db import Base, db, now, writing
from conference.models.abstracts.abstracts import Abstract, AbstractSection
from conference.models.editions.editions import Edition
from conference.models.people.people import Person, Role
from conference.models.reviewers.assignment import Assignment, AssignmentProposal
from conference.models.reviewers.reviewers import Reviewer
from conference.models.reviews.reviews import Review, ReviewTally
from conference.queries.reviews import reviews as queries
from conference.rules.people.duties import Duty, Kind
from conference.rules.reviewers.assignment import ProposalState, ReviewerState
from conference.rules.reviews.imported import MICRO
from conference.triggers import install

AT = datetime(2027, 1, 11, 9, tzinfo=UTC)
TITLE = "A title of the usual length, about eighty letters, of work in a hospital ward no {}"
TEXT = "We asked 40 people on four wards what helped them. They planned, ran and read the study with us. " * 3
ASKED = {"opens_at": AT - timedelta(days=3650), "closes_at": AT + timedelta(days=3650)}  # open whenever this runs
CSRF = "0" * 40


@dataclass(frozen=True)
class Filled:
    """The lists to measure, each with its cookie; and the reviews that can be sent: address, cookie, form."""

    pages: dict[str, tuple[str, str]]
    unsent: list[tuple[str, str, dict[str, str]]]


def cookie(app: Flask, facts: dict[str, Any]) -> str:
    """A session cookie of that application."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(facts)}"


def fill(abstracts: int, rows: int = 100, open_to: int = 1) -> Filled:
    """Fill INSTANCE with an edition of that many abstracts; each reviewer has so many, some have sent but half."""
    app = create_app()
    with app.app_context():
        with db.engine.begin() as connection:
            Base.metadata.create_all(connection)
            install(connection, Base.metadata.tables)
        open_to = min(open_to, -(-abstracts // rows))
        with writing():
            organiser, *reviewers = _fill(abstracts, rows, open_to)
            dara, *tokens = [sign_in.open_session(person, at=now()) for person in (organiser, *reviewers)]
        form = _form()
        db.session.remove()
    dara, *cookies = (cookie(app, {"_user_id": token, "_fresh": True, "csrf_token": CSRF}) for token in (dara, *tokens))
    form["csrf_token"] = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(CSRF)
    return Filled(
        pages={
            "reviewer's queue": ("/review/BIG/", cookies[0]),
            "list of abstracts": ("/desk/BIG/abstracts/", dara),
            "ranking": ("/desk/BIG/ranking/", dara),
        },
        unsent=[
            (f"/review/BIG/abstract/A-{n:04d}", cookies[n // rows], form)
            for n in range(1, abstracts + 1, 2)
            if n // rows < open_to
        ],
    )


def _form() -> dict[str, str]:
    """A whole review, as a browser sends it."""
    edition = db.session.scalars(sa.select(Edition)).one()
    criteria = queries.newest_criteria(edition, Kind.lived_experience)
    scores = {f"criterion_{criterion.key}": "4" for criterion in criteria}
    return scores | {"overall": "4", "facts": "designed", "comment": "A clear piece of work.", "do": "send"}


def _fill(abstracts: int, rows: int, open_to: int) -> list[Person]:
    by = people.make_system(at=AT)
    edition = editions.create(
        "BIG",
        name="A large one",
        starts_on=date(2027, 5, 10),
        ends_on=date(2027, 5, 12),
        zone="Europe/London",
        currency="GBP",
        by=by,
        at=AT,
    )
    streams = [editions.add_stream(edition, f"Stream {n}", position=n, by=by, at=AT).id for n in range(1, 9)]
    organiser = people.add("Dara Quill", by=by, at=AT)
    db.session.flush()
    db.session.add(Role(person_id=organiser.id, edition_id=edition.id, duty=Duty.organiser, granted_at=AT))
    insert(
        Abstract,
        [
            {
                "id": n,
                "edition_id": edition.id,
                "number": n,
                "reference": f"A-{n:04d}",
                "title": TITLE.format(n),
                "stream_id": streams[n % 8],
                "state": "under_review",
                "created_at": AT,
                "created_by": by.id,
                "updated_at": AT,
                "updated_by": by.id,
            }
            for n in range(1, abstracts + 1)
        ],
    )
    insert(
        AbstractSection,
        [
            {"abstract_id": n, "position": position, "label": f"Part {position}", "text": TEXT}
            for n in range(1, abstracts + 1)
            for position in range(1, 5)
        ],
    )
    _ask(edition, by)
    _review(edition.id, by, abstracts, rows)
    review_forms.prepare(edition, at=AT)
    _scores(edition, abstracts, rows, open_to)
    ranking.rank(edition, by=by, at=AT)
    return [organiser, *(db.session.get_one(Person, 101 + n) for n in range(open_to))]


def _ask(edition: Edition, by: Person) -> None:
    """What the front page tells of: funded places, and a call for work."""
    told = {**ASKED, "hear_by": date(2037, 3, 1)}
    applications.set_up(
        edition, **told, promote_until=None, travel=60_00, night=95_00, home_country="England", by=by, at=AT
    )
    call = {**ASKED, "hear_by": AT + timedelta(days=3700), "types": ["oral"], "parts": [["Context", "Where?"]]}
    submissions.set_up(edition, **call, most_words=300, summary_words=60, words="", by=by, at=AT)


def _review(edition_id: int, by: Person, abstracts: int, rows: int) -> None:
    """One of three reviewers of each abstract has lived experience; each has as many as said, and may have 20 more."""
    seats = -(-abstracts // rows)
    kinds = [kind for kind in (Kind.lived_experience, Kind.professional, Kind.professional) for _n in range(seats)]
    ids = range(101, 101 + len(kinds))
    insert(Person, [{"id": n, "name": f"Reviewer {n}", "created_at": AT} for n in ids])
    insert(Role, [{"person_id": n, "edition_id": edition_id, "duty": "reviewer", "granted_at": AT} for n in ids])
    accepted = {"state": ReviewerState.accepted, "answered_at": AT, "max_load": rows + 20, "edition_id": edition_id}
    insert(
        Reviewer,
        [
            {"id": n, "person_id": n, "kind": kind, "answered_by": n, **accepted}
            for n, kind in zip(ids, kinds, strict=True)
        ],
    )
    plan = AssignmentProposal(
        id=1,
        edition_id=edition_id,
        name="Plan",
        per_abstract=3,
        lived_experience=1,
        professional=1,
        affinity=0.0,
        objective=0,
        created_at=AT,
        created_by=by.id,
    )
    db.session.add(plan)
    db.session.flush()
    insert(
        Assignment,
        [
            {
                "id": 3 * (n - 1) + seat + 1,
                "proposal_id": 1,
                "abstract_id": n,
                "reviewer_id": 101 + seat * seats + n // rows % seats,
                "kind": Kind.lived_experience if seat == 0 else Kind.professional,
                "seat": ("lived_experience", "professional", "any")[seat],
                "affinity": 0.5,
            }
            for n in range(1, abstracts + 1)
            for seat in range(3)
        ],
    )
    plan.state, plan.published_at, plan.published_by = ProposalState.published, AT, by.id
    db.session.flush()


def _scores(edition: Edition, abstracts: int, rows: int, open_to: int) -> None:
    """Every review is sent but those of the first reviewers, who have sent half."""
    chance = random.Random(1)
    forms = {kind: queries.form_of(edition, kind) for kind in Kind}
    written, tallies = [], []
    for n in range(1, abstracts + 1):
        given = []
        for seat in range(3):
            kind = Kind.lived_experience if seat == 0 else Kind.professional
            seats = -(-abstracts // rows)
            reviewer = 101 + seat * seats + n // rows % seats
            if reviewer < 101 + open_to and n % 2:
                continue
            overall, level = chance.randint(1, 5), chance.randint(0, 4)
            given.append((kind, overall, level))
            written.append(
                {
                    "assignment_id": 3 * (n - 1) + seat + 1,
                    "abstract_id": n,
                    "reviewer_id": reviewer,
                    "kind": kind,
                    "form_id": forms[kind].id,
                    "state": "started",
                    "overall": overall,
                    "score": overall * MICRO,
                    "co_production": level,
                    "comment": "A clear piece of work.",
                    "saved_at": AT,
                }
            )
        tallies.append({"abstract_id": n, "changed_at": AT, **_tally(given)})
    insert(Review, written)
    db.session.execute(sa.update(Review).values(state="submitted", submitted_at=AT, version=1))
    insert(ReviewTally, tallies)


def _tally(given: list[tuple[Kind, int, int]]) -> dict[str, int]:
    columns = {}
    for prefix, kind in (("le", Kind.lived_experience), ("professional", Kind.professional)):
        scores = [(overall, level) for one, overall, level in given if one is kind]
        columns |= {
            f"{prefix}_count": len(scores),
            f"{prefix}_total": MICRO * sum(overall for overall, _level in scores),
            f"{prefix}_squares": MICRO**2 * sum(overall**2 for overall, _level in scores),
            f"{prefix}_co_count": len(scores),
            f"{prefix}_co_total": sum(level for _overall, level in scores),
        }
    return columns


def insert(model: type[Base], rows: list[dict[str, Any]]) -> None:
    db.session.execute(sa.insert(model), rows)
