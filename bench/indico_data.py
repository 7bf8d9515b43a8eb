"""Another peer of bench/peer.py: Indico with an event as large as ours. Runs in Indico's own interpreter.

    python -m bench.indico_data [submissions] [rows]     fills the database of INDICO_CONFIG, tells the pages as JSON

It needs PostgreSQL and Redis. Before, once: an empty database with the extensions unaccent and pg_trgm, and
`indico db prepare`. A reviewer of Indico reads a track, so each track has as many abstracts as a reviewer has rows.
"""

import json
import pickle
import random
import sys
from datetime import timedelta
from typing import Any

from indico.core.cache import make_scoped_cache
from indico.core.db import db
from indico.modules.categories import Category
from indico.modules.events import Event
from indico.modules.events.abstracts.models.abstracts import Abstract
from indico.modules.events.abstracts.models.persons import AbstractPersonLink
from indico.modules.events.abstracts.models.review_questions import AbstractReviewQuestion
from indico.modules.events.abstracts.models.review_ratings import AbstractReviewRating
from indico.modules.events.abstracts.models.reviews import AbstractAction, AbstractReview
from indico.modules.events.abstracts.settings import abstracts_settings
from indico.modules.events.contributions.models.persons import AuthorType
from indico.modules.events.features.util import set_feature_enabled
from indico.modules.events.models.events import EventType
from indico.modules.events.models.persons import EventPerson
from indico.modules.events.tracks.models.tracks import Track
from indico.modules.users import User
from indico.util.date_time import now_utc
from indico.web.flask.app import make_app

TITLE = "A title of the usual length, about eighty letters, of work in a hospital ward no {}"
TEXT = "We asked 40 people on four wards what helped them. They planned, ran and read the study with us.\n\n" * 12
CSRF = "0" * 36


def fill(app: Any, submissions: int, rows: int) -> dict[str, Any]:
    """An event with that many abstracts, three reviews each in three questions; the first reviewer has sent half."""
    organiser = _people("Organiser", 1)[0]
    seats = -(-submissions // rows)
    reviewers, authors = _people("Reviewer", 3 * seats), _people("Author", submissions)
    event = _event(organiser)
    tracks = [Track(title=f"Stream {n}", event=event) for n in range(1, seats + 1)]
    db.session.flush()
    for n, reviewer in enumerate(reviewers):
        tracks[n % seats].update_principal(reviewer, permissions={"review"})
        event.update_principal(reviewer, add_permissions={"abstract_reviewer"})
    names = ("Overall", "Co-production", "Clarity")
    questions = [
        AbstractReviewQuestion(event=event, title=name, field_type="rating", field_data={}, position=n)
        for n, name in enumerate(names, start=1)
    ]
    db.session.flush()
    with db.session.no_autoflush:
        for n, author in enumerate(authors):
            abstract = _abstract(event, tracks[n // rows], author, n + 1)
            for reviewer in reviewers[n // rows :: seats]:
                if reviewer is not reviewers[0] or n % 2 == 0:
                    _review(abstract, tracks[n // rows], reviewer, questions)
    event._last_friendly_abstract_id = submissions
    db.session.commit()
    return _told(app, event, tracks[0], questions, reviewers[0], organiser, rows)


def _people(name: str, count: int) -> list[Any]:
    people = [
        User(first_name=name, last_name=str(n), email=f"{name}{n}@conference.invalid".lower())
        for n in range(1, count + 1)
    ]
    db.session.add_all(people)
    db.session.flush()
    return people


def _event(organiser: Any) -> Any:
    now = now_utc()
    event = Event(
        category=Category.get_root(),
        type_=EventType.conference,
        title="A large one",
        creator=organiser,
        start_dt=now + timedelta(days=100),
        end_dt=now + timedelta(days=102),
        timezone="Europe/London",
        acl_entries=set(),
    )
    db.session.flush()
    event.update_principal(organiser, full_access=True)
    set_feature_enabled(event, "abstracts", True)
    abstracts_settings.set_multi(event, {"start_dt": now - timedelta(days=30), "end_dt": now + timedelta(days=30)})
    return event


def _abstract(event: Any, track: Any, author: Any, number: int) -> Any:
    abstract = Abstract(event=event, submitter=author, title=TITLE.format(number), friendly_id=number)
    abstract.description = TEXT
    facts = {"first_name": author.first_name, "last_name": author.last_name, "email": author.email}
    person = EventPerson(event=event, user=author, affiliation="", **facts)
    abstract.person_links = [AbstractPersonLink(person=person, is_speaker=True, author_type=AuthorType.primary)]
    abstract.submitted_for_tracks, abstract.reviewed_for_tracks = {track}, {track}
    return abstract


def _review(abstract: Any, track: Any, reviewer: Any, questions: list[Any]) -> None:
    comment = "A clear piece of work."
    review = AbstractReview(
        abstract=abstract, track=track, user=reviewer, proposed_action=AbstractAction.accept, comment=comment
    )
    for question in questions:
        AbstractReviewRating(question=question, review=review, value=random.randint(0, 5))


def _told(
    app: Any, event: Any, track: Any, questions: list[Any], reviewer: Any, organiser: Any, rows: int
) -> dict[str, Any]:
    """The pages and the reviews that can be saved, each as address, cookie and, where it is sent, its form."""
    store, base, cookies = make_scoped_cache("flask-session"), f"/event/{event.id}", []
    for name, person in (("reviewer", reviewer), ("organiser", organiser)):
        facts = {"_user_id": person.id, "_csrf_token": CSRF, "_lang": "en_GB"}
        store.set(f"bench-{name}", pickle.dumps(facts), timedelta(days=7))
        cookies.append(f"{app.session_cookie_name}=bench-{name}")
    prefix = f"track-{track.id}-"
    form = {f"{prefix}question_{question.id}": "4" for question in questions}
    form |= {f"{prefix}proposed_action": "accept", f"{prefix}comment": "A clear piece of work.", "csrf_token": CSRF}
    form[f"{prefix}csrf_token"] = CSRF
    first = db.session.query(Abstract.id).filter_by(event_id=event.id).order_by(Abstract.friendly_id).limit(rows)
    unsent = [number for (number,) in first][1::2]
    return {
        "landing": (f"{base}/", ""),
        "queue": (f"{base}/abstracts/reviewing/{track.id}/", cookies[0]),
        "list": (f"{base}/manage/abstracts/list/", cookies[1]),
        "form": (f"{base}/abstracts/{unsent[-1]}/", cookies[0]),
        "save": [(f"{base}/abstracts/{n}/review/track/{track.id}", cookies[0], form, (200,)) for n in unsent[:-1]],
    }


if __name__ == "__main__":
    app = make_app()
    with app.test_request_context():
        print(json.dumps(fill(app, int(sys.argv[1]), int(sys.argv[2]))))
