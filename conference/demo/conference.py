"""The demo edition: invented people, dates set from the day it is loaded."""

from collections.abc import Callable
from datetime import datetime, timedelta

from conference.actions import outbox
from conference.actions.editions import editions
from conference.actions.people import people
from conference.db import db
from conference.demo import abstracts, reviews, streams
from conference.demo.applications import applications
from conference.demo.award import awards, stages
from conference.demo.editions import equality, opportunities
from conference.demo.payments import claims, money
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries import outbox as letter_queries
from conference.queries.people import people as find
from conference.rules.languages import Lang
from conference.rules.people.duties import Duty, Rank, Side

CODE = "DEMO"
FRESH_DAYS = 14

# Who they are, as the start prints it; invented, every one.
CAST: dict[str, tuple[str, str, tuple[Duty, ...], Lang]] = {
    "dara": ("Dara Quill", "organiser; holds the organisers’ key", (Duty.organiser,), Lang.en),
    "lena": ("Lena Marsh", "lived-experience lead; holds the lived-experience key", (), Lang.en),
    "amina": ("Amina Yusuf", "applied for a funded place; reviews and may co-chair", (), Lang.en),
    "ben": ("Ben Okoro", "reviewer with lived experience", (Duty.assessor,), Lang.en),
    "chidi": ("Chidi Eze", "reviewer who is a clinician", (Duty.assessor,), Lang.en),
    "eve": ("Eve Janssen", "attendee from Utrecht; may vote once; reads Dutch", (), Lang.nl),
    "farid": ("Farid Haddad", "signed in, no role: must see nothing", (), Lang.en),
    "tomas": ("Tomas Brandt", "treasurer", (Duty.treasurer,), Lang.en),
}


def load(*, at: datetime) -> Edition:
    """Make the edition, its cast and its keys."""
    by = find.any_system() or people.make_system(at=at)
    starts = (at + timedelta(days=120)).date()
    edition = editions.create(
        CODE,
        name="Care Together Forum (demo)",
        starts_on=starts,
        ends_on=starts + timedelta(days=2),
        zone="Europe/London",
        currency="GBP",
        by=by,
        at=at,
        is_demo=True,
    )
    edition.place = "Harbourtown"
    edition.contact_name, edition.contact_phone = "Dara Quill", "+44 20 7946 0123"
    edition.contact_email = "hello@demo.example"
    members = {}
    for key, (name, _story, duties, lang) in CAST.items():
        person = people.add(name, sign_in_email=f"{key}@demo.example", lang=lang, by=by, at=at)
        db.session.flush()
        for duty in duties:
            people.grant(person, edition, duty, by=by, at=at)
        members[key] = person
    people.name_first_holder(members["dara"], edition, Side.organiser, Rank.principal, by=by, at=at)
    people.name_first_holder(members["lena"], edition, Side.lived_experience, Rank.principal, by=by, at=at)
    for journey in JOURNEYS:
        journey(edition, members, at=at)
    db.session.flush()
    for letter in letter_queries.tasks_due(edition, before=at):  # Dara rang whoever was to be rung before today
        outbox.mark_done(letter, by=members["dara"], at=letter.due_at)
    return edition


# What each journey adds: function(edition, cast, *, at), in this order.
JOURNEYS: tuple[Callable[..., None], ...] = (
    abstracts.load,
    reviews.load,
    opportunities.load,
    applications.load,
    claims.load,
    equality.load,
    money.load,
    streams.load,
    awards.load,
    stages.load,
)


def cast() -> list[tuple[Person, str]]:
    """The cast with their stories, in order."""
    found = [(find.by_sign_in_address(f"{key}@demo.example"), story) for key, (_n, story, _d, _l) in CAST.items()]
    return [(person, story) for person, story in found if person]
