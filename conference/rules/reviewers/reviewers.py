"""Who may review, how much they are asked, and how a row of a list of reviewers or of preferences is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from conference.rules.people.duties import Kind, canonical_email
from conference.rules.reviewers.assignment import DEFAULT_LIMIT, Bid
from conference.rules.tables import BadRow, Field, Row, text_in

LARGEST_LOAD = 500
FASTEST_PACE = 50

REVIEWER_FIELDS = (
    Field("name", ("reviewer", "reviewername", "full name"), required=True),
    Field("email", ("e-mail", "mail"), required=True),
    Field("kind", ("reviewer kind", "role"), required=True),
    Field("max_load", ("max load", "limit", "load")),
    Field("streams", ("stream", "tracks", "track")),
    Field("organisation", ("organization", "affiliation")),
    Field("external_id", ("external id", "id", "member #", "#")),
)
PREFERENCE_FIELDS = (
    Field("reviewer", ("email", "reviewer_id", "member #", "external_id"), required=True),
    Field("abstract", ("paper", "submission", "source_id", "submission #", "id", "#"), required=True),
    Field("bid", ("preference", "answer"), required=True),
)
KIND_WORDS = {
    "lived_experience": Kind.lived_experience,
    "lived experience": Kind.lived_experience,
    "lived-experience": Kind.lived_experience,
    "le": Kind.lived_experience,
    "professional": Kind.professional,
    "pro": Kind.professional,
}
CONFLICT_WORD = "conflict"


@dataclass(frozen=True)
class ReviewerReading:
    """One reviewer as a file tells it. None means that the file does not speak of it."""

    name: str
    email: str
    kind: Kind
    max_load: int | None = None
    streams: tuple[str, ...] | None = None
    organisation: str | None = None
    external_id: str | None = None


@dataclass(frozen=True)
class PreferenceReading:
    """What one reviewer said of one abstract; no bid means a conflict."""

    reviewer: str
    abstract: str
    bid: Bid | None


def read_reviewer(row: Row, columns: Mapping[str, str]) -> ReviewerReading:
    """One row becomes one reviewer, or is refused with a reason in plain words."""
    words = {field.name: text_in(row.cells, columns.get(field.name)) for field in REVIEWER_FIELDS}
    if not words["name"]:
        raise BadRow("This reviewer has no name.")
    email = canonical_email(words["email"] or "")
    if email.count("@") != 1 or not all(email.split("@")) or " " in email:
        raise BadRow(f"“{words['email']}” is not an email address.")
    kind = KIND_WORDS.get((words["kind"] or "").lower())
    if kind is None:
        raise BadRow(f"“{words['kind']}” is not a kind of reviewer: lived_experience or professional.")
    streams = words["streams"]
    return ReviewerReading(
        name=words["name"],
        email=email,
        kind=kind,
        max_load=_load(words["max_load"]),
        streams=None if streams is None else tuple(dict.fromkeys(s.strip() for s in streams.split(";") if s.strip())),
        organisation=words["organisation"],
        external_id=words["external_id"] or None,
    )


def read_preference(row: Row, columns: Mapping[str, str]) -> PreferenceReading:
    """One row becomes one preference or conflict, or is refused with a reason in plain words."""
    words = {field.name: text_in(row.cells, columns[field.name]) or "" for field in PREFERENCE_FIELDS}
    bid = words["bid"].lower()
    if bid != CONFLICT_WORD and bid not in set(Bid):
        raise BadRow(f"“{words['bid']}” is not an answer we know: yes, maybe, no or conflict.")
    return PreferenceReading(words["reviewer"], words["abstract"], None if bid == CONFLICT_WORD else Bid(bid))


def load_problem(load: int) -> str | None:
    """Why nobody may be given this number, or None."""
    return None if 1 <= load <= LARGEST_LOAD else f"The number of reviews is from 1 to {LARGEST_LOAD}, not {load}."


def done_by(to_do: int, pace: int, today: date) -> date:
    """The day by which somebody has read that many, at so many a week."""
    return today + timedelta(days=-(-7 * to_do // pace))


def within_pace(limit: int, pace: int | None, days_left: int | None, done: int, unread: int) -> int:
    """How many somebody may be given in all: their own number, and no more than they have `done` and can still read at
    their pace before the last day. What they hold `unread` stays."""
    if pace is None or days_left is None:
        return limit
    return min(limit, done + max(unread, pace * max(days_left, 0) // 7))


def _load(words: str | None) -> int | None:
    if words is None:
        return None
    if not words:
        return DEFAULT_LIMIT
    if not words.isascii() or not words.isdigit():
        raise BadRow(f"“{words}” is not a number of reviews.")
    problem = load_problem(int(words))
    if problem:
        raise BadRow(problem)
    return int(words)
