"""The demo's abstracts: 300 real ones under review, credited and never judged here, and 24 invented ones.

The real abstracts state CC BY in the article itself. They carry no invented score and no invented decision:
whatever is decided in the demo is about the invented ones.
"""

import random
from datetime import datetime, timedelta
from pathlib import Path

from conference.actions.abstracts import abstracts, submissions
from conference.actions.editions.editions import add_stream
from conference.actions.reviewers import assignment, bids, imported, reviewers
from conference.db import db
from conference.demo.names import invented
from conference.engines.tables import read
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.editions import editions
from conference.queries.reviewers import reviewers as find
from conference.rules.abstracts.submissions import PARTS
from conference.rules.editions.dates import end_of_day
from conference.rules.people.duties import Kind
from conference.rules.reviewers.assignment import Seats

HERE = Path(__file__).parent
INVENTED = "INV-"  # how the numbers of the invented abstracts begin
STREAMS = (
    "Safer care",
    "Care at home",
    "Mental health",
    "Children and young people",
    "Equal access",
    "Working well together",
    "New ways to learn",
    "Better use of data",
)
CAST = (("amina", Kind.lived_experience, 12), ("ben", Kind.lived_experience, 18), ("chidi", Kind.professional, 15))
WISHES = (("amina", 1), ("amina", 16), ("amina", 19), ("ben", 8), ("chidi", 3), ("chidi", 13), ("chidi", 19))
LIVED, PROFESSIONAL = 22, 40


def load(edition: Edition, cast: dict[str, Person], *, at: datetime) -> None:
    """Take the abstracts in, ask reviewers of both kinds, note a conflict, publish a plan."""
    by = cast["dara"]
    if not editions.streams_of(edition):
        for position, name in enumerate(STREAMS, start=1):
            add_stream(edition, name, position=position, by=by, at=at)
    for name in ("abstracts.jsonl.gz", "invented.jsonl"):
        abstracts.take_in(edition, read((HERE / name).read_bytes()), by=by, at=at)
    _call(edition, by=by, at=at)
    reviewers.settle(
        edition,
        fee=1000,
        minutes_each=20,
        default_load=20,
        closes_at=end_of_day((at + timedelta(days=21)).date(), edition.zone),
        by=by,
        at=at,
    )
    imported.take_in(edition, read(_people(edition, cast).encode()), by=by, at=at)
    ben = find.of_person(cast["ben"], edition)
    if ben:
        reviewers.declare_conflict(ben, find.titles_for(ben, number=1).rows[0], by=cast["ben"], at=at)
    eve = cast["eve"]
    reviewers.invite(
        edition, name=eve.name, email=str(eve.sign_in_email), kind=Kind.lived_experience, load=6, by=by, at=at
    )
    db.session.flush()
    bids.take_in(edition, read(_wishes(cast).encode()), by=by, at=at)
    plan = assignment.draw_up(edition, name="First plan", seats=Seats(), by=by, at=at)
    assignment.publish(plan, by=by, at=at)


def _call(edition: Edition, *, by: Person, at: datetime) -> None:
    """The last call, for posters: open for some days yet, so that a visitor can offer work."""
    day = at.date()
    closes, hear = (end_of_day(day + timedelta(days=days), edition.zone) for days in (12, 45))
    submissions.set_up(
        edition, opens_at=at - timedelta(days=20), closes_at=closes, hear_by=hear, types=["poster", "oral"],
        parts=[list(part) for part in PARTS], shows_accepted=True, by=by, at=at,
    )  # fmt: skip


def _people(edition: Edition, cast: dict[str, Person]) -> str:
    """A list of invented reviewers, and of the cast who review, as an organiser would have it."""
    chance, names = random.Random(2027), invented(after=500)
    streams = [stream.name for stream in editions.streams_of(edition)]
    lines = ["name,email,kind,max_load,streams,organisation"]
    for key, kind, load in CAST:
        lines.append(f"{cast[key].name},{cast[key].sign_in_email},{kind},{load},,")
    for number in range(LIVED + PROFESSIONAL):
        kind = Kind.lived_experience if number < LIVED else Kind.professional
        chosen = [] if number % 2 else chance.sample(streams, 5)
        load = chance.choice((16, 20, 24))
        lines.append(f"{next(names)},reviewer{number:02d}@demo.example,{kind},{load},{';'.join(chosen)},")
    return "\n".join(lines)


def _wishes(cast: dict[str, Person]) -> str:
    """What the cast would like to read: each has an invented abstract whose end can be told, and two talk one over."""
    lines = [f"{cast[key].sign_in_email},{INVENTED}{number:02d},yes" for key, number in WISHES]
    return "\n".join(["reviewer,abstract,bid", *lines])
