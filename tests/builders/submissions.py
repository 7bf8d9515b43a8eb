"""An open call, and a piece of work with everything in it, made through the actions."""

from datetime import timedelta
from typing import Any

from conference.actions.abstracts import submissions
from conference.models.abstracts.submissions import AbstractCall, Submission
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.abstracts import submissions as find
from conference.rules.abstracts.abstracts import AbstractType, Answer, Involvement
from conference.rules.abstracts.submissions import Page, PassFor
from tests import cast
from tests.cast import AT

PARTS = [["Context", "Where?"], ["Message for others", "What should others take home?"]]
TOGETHER: dict[str, Any] = {
    "involvement": Involvement.idea,
    "involved_who": "Six people with asthma and two carers.",
    "involved_changed": "They asked for a letter that a tired person can read, and wrote it.",
    "involved_none_because": "",
    "involved_paid": Answer.yes,
    "how_chosen": "Through the asthma group in town.",
    "pass_for": PassFor.later,
    "pass_name": "",
}
DECLARED = {"patient_data": Answer.yes, "interests": "nobody", "ai_use": "", "shown_before": "", "agree": True}
AUTHOR = {
    "name": "Noor Bakker", "organisation": "Harbour Clinic", "country": "England", "presents": True,
    "lived_experience": False, "consents_to_label": False,
}  # fmt: skip


def call(edition: Edition, **facts: Any) -> AbstractCall:
    given = {
        "opens_at": AT - timedelta(days=10), "closes_at": AT + timedelta(days=20), "hear_by": AT + timedelta(days=60),
        "types": ["oral", "poster"], "parts": PARTS, "most_words": 40, "summary_words": 30, "words": "",
    }  # fmt: skip
    return submissions.set_up(edition, by=cast.dara(edition), at=AT, **{**given, **facts})


def started(edition: Edition, person: Person | None = None, title: str = "Letters that help") -> Submission:
    return submissions.start(edition, title, by=person or cast.amina(), at=AT)


def whole(edition: Edition, person: Person | None = None, **facts: Any) -> Submission:
    """Every page filled in; facts replace single answers about working together."""
    by = person or cast.amina()
    made = started(edition, by)
    about = find.answers(made, Page.about) | {"type": AbstractType.poster}
    submissions.save(made, Page.about, about, by=by, at=AT)
    submissions.put_author(made, None, AUTHOR, by=by, at=AT)
    submissions.save_parts(made, {label: "We did this." for label, _hint in PARTS}, by=by, at=AT)
    submissions.save(made, Page.summary, {"plain_summary": "We write letters that help.", "topics": []}, by=by, at=AT)
    submissions.save(made, Page.together, {**TOGETHER, **facts}, by=by, at=AT)
    submissions.save(made, Page.declare, DECLARED, by=by, at=AT)
    return made


def sent(edition: Edition, person: Person | None = None, **facts: Any) -> Submission:
    made = whole(edition, person, **facts)
    submissions.send(made, by=person or cast.amina(), at=AT)
    return made
