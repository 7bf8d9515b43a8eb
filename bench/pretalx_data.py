"""The peer of bench/peer.py: pretalx with an event as large as ours. Runs in pretalx's own interpreter.

    python -m bench.pretalx_data [submissions] [rows]     fills PRETALX_DATA_DIR, tells the pages as JSON
    gunicorn bench.pretalx_data:application               serves it

Its settings are its own but for the cache: in the process's memory in place of Redis, with sessions in the database
behind it. Beside a Redis its pages cost as much, within the noise. DEBUG is off.
"""

import json
import os
import random
import sys
from datetime import date
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretalx.settings")

import django
from pretalx import settings as theirs

theirs.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

TITLE = "A title of the usual length, about eighty letters, of work in a hospital ward no {}"
TEXT = "We asked 40 people on four wards what helped them. They planned, ran and read the study with us.\n\n" * 12
OPEN_TO = 3  # reviewers who have sent half of theirs
CSRF = "a" * 32


def fill(submissions: int, rows: int) -> dict[str, Any]:
    """An event with that many proposals, three reviews each; a reviewer is given as many rows as said."""
    from django.core.management import call_command
    from django.db import transaction
    from django_scopes import scopes_disabled

    call_command("migrate", interactive=False, verbosity=0)
    call_command("rebuild", silent=True, stdout=sys.stderr)
    with scopes_disabled(), transaction.atomic():
        told = _fill(submissions, rows)
    pages = {name: told[name] for name in ("queue", "list", "landing")} | {"form": told["unsent"][-1][:2]}
    return told | {"statements": {name: _statements(*page) for name, page in pages.items()}}


def _statements(path: str, cookie: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    browser = Client(headers={"cookie": cookie, "host": theirs.SITE_NETLOC})
    with CaptureQueriesContext(connection) as sent:
        answer = browser.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}.")
    return len(sent)


def _fill(submissions: int, rows: int) -> dict[str, Any]:
    from pretalx.event.domain.event import create_event
    from pretalx.event.models import Organiser
    from pretalx.submission.models import Track

    host = Organiser.objects.create(name="Those who organise", slug="host")
    event = create_event(
        organiser=host,
        locales=["en"],
        name="A large one",
        slug="big",
        is_public=True,
        date_from=date(2027, 5, 10),
        date_to=date(2027, 5, 12),
        timezone="Europe/London",
        email="desk@conference.invalid",
        locale="en",
    )
    tracks = [Track.objects.create(event=event, name=f"Stream {n}", color="#3aa57c") for n in range(1, 9)]
    phase = event.review_phases.get(is_active=True)
    phase.proposal_visibility = "assigned"
    phase.save()
    seats = -(-submissions // rows)
    reviewers = _people(3 * seats, "Reviewer")
    organiser = _people(1, "Organiser")
    for name, people, rights in (
        ("Reviewers", reviewers, {"is_reviewer": True}),
        ("Desk", organiser, {"can_change_submissions": True, "can_change_event_settings": True}),
    ):
        team = host.teams.create(name=name, all_events=True, **rights)
        team.members.set(people)
    proposals = _proposals(event, tracks, _people(submissions, "Author"))
    given = [
        (proposal, reviewers[seat * seats + n // rows % seats])
        for n, proposal in enumerate(proposals)
        for seat in range(3)
    ]
    _assign(given)
    ids = {person.id for person in reviewers[:OPEN_TO]}
    sent = [(proposal, person) for n, (proposal, person) in enumerate(given) if person.id not in ids or n // 3 % 2]
    categories = _review(event, sent)
    done = {(proposal.id, person.id) for proposal, person in sent}
    unsent = [proposal for proposal, person in given if person == reviewers[0] and (proposal.id, person.id) not in done]
    return _told(event, unsent, reviewers[0], organiser[0], categories)


def _people(count: int, name: str) -> list[Any]:
    from pretalx.person.models import User

    users = [
        User(name=f"{name} {n}", email=f"{name}{n}@conference.invalid".lower(), code=f"{name[0]}{n:05d}", password="!")
        for n in range(1, count + 1)
    ]
    return User.objects.bulk_create(users)


def _proposals(event: Any, tracks: list[Any], authors: list[Any]) -> list[Any]:
    from pretalx.person.models import SpeakerProfile
    from pretalx.submission.models import SpeakerRole, Submission

    profiles = SpeakerProfile.objects.bulk_create(
        SpeakerProfile(event=event, user=user, name=user.name, code=user.code) for user in authors
    )
    proposals = Submission.objects.bulk_create(
        Submission(
            event=event,
            code=f"P{n:05d}",
            title=TITLE.format(n),
            abstract=TEXT,
            track=tracks[n % 8],
            submission_type=event.cfp.default_type,
        )
        for n in range(1, len(authors) + 1)
    )
    SpeakerRole.objects.bulk_create(
        SpeakerRole(submission=proposal, speaker=profile) for proposal, profile in zip(proposals, profiles, strict=True)
    )
    return list(proposals)


def _assign(given: list[tuple[Any, Any]]) -> None:
    from pretalx.submission.models import Submission

    pair = Submission.assigned_reviewers.through
    pair.objects.bulk_create(pair(submission_id=proposal.id, user_id=person.id) for proposal, person in given)


def _review(event: Any, sent: list[tuple[Any, Any]]) -> list[Any]:
    """A review of each pair in three categories; tells the categories."""
    from pretalx.submission.models import Review, ReviewScore, ReviewScoreCategory

    chance = random.Random(1)
    event.score_categories.all().delete()
    names = ("Overall", "Co-production", "Clarity")
    categories = [ReviewScoreCategory.objects.create(event=event, name=name) for name in names]
    for category in categories:
        ReviewScore.objects.bulk_create(
            ReviewScore(category=category, value=n, label=f"Grade {n}") for n in range(1, 6)
        )
    grades = [list(category.scores.all()) for category in categories]
    chosen = [[chance.choice(scores) for scores in grades] for _pair in sent]
    reviews = Review.objects.bulk_create(
        Review(submission=proposal, user=person, text="A clear piece of work.", score=sum(each.value for each in marks))
        for (proposal, person), marks in zip(sent, chosen, strict=True)
    )
    pair = Review.scores.through
    pair.objects.bulk_create(
        pair(review_id=review.id, reviewscore_id=each.id)
        for review, marks in zip(reviews, chosen, strict=True)
        for each in marks
    )
    return categories


def _told(event: Any, unsent: list[Any], reviewer: Any, organiser: Any, categories: list[Any]) -> dict[str, Any]:
    """The pages and the reviews that can be saved, each as address, cookie and, where it is sent, its form."""
    marks = {f"score_{category.id}": str(category.scores.last().id) for category in categories}
    form = marks | {"text": "A clear piece of work.", "review_submit": "save", "csrfmiddlewaretoken": CSRF}
    reader, desk = _cookie(reviewer), _cookie(organiser)
    return {
        "landing": (str(event.urls.base), ""),
        "queue": (str(event.orga_urls.reviews), reader),
        "list": (str(event.orga_urls.submissions), desk),
        "unsent": [(str(proposal.orga_urls.reviews), reader, form) for proposal in unsent],
    }


def _cookie(person: Any) -> str:
    from django.test import Client

    browser = Client()
    browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
    session = browser.cookies[theirs.SESSION_COOKIE_NAME].value
    return f"{theirs.SESSION_COOKIE_NAME}={session}; {theirs.CSRF_COOKIE_NAME}={CSRF}"


if __name__ == "__main__":
    print(json.dumps(fill(int(sys.argv[1]), int(sys.argv[2]))))
