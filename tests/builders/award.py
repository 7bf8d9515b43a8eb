"""Awards in every state, made through the actions; `codes` are what the printed cards say."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from conference.actions.award import awards
from conference.cli.award import seal
from conference.db import db, now, writing
from conference.models.award.awards import Award
from conference.models.editions.editions import Edition
from conference.models.people.people import Person
from conference.queries.award import awards as queries
from conference.rules.award.codes import tracker_from
from conference.rules.award.counting import VoterClass
from conference.rules.award.roll import Badge
from tests import cast

OPENS, CLOSES = cast.AT + timedelta(days=1), cast.AT + timedelta(days=3)
VOTING = cast.AT + timedelta(days=2)
TITLES = {"A-1": "Choosing together", "A-2": "Nothing about us", "A-3": "The night shift"}


def a_draft(edition: Edition, by: Person, **facts: object) -> Award:
    given: dict[str, object] = {
        "name": "Patients Choice Award",
        "name_nl": "Publieksprijs van patiënten",
        "question": "Which work did most for patients?",
        "question_nl": "Welk werk deed het meest voor patiënten?",
        "opens_at": OPENS,
        "closes_at": CLOSES,
    }
    return awards.make(edition, **{**given, **facts}, by=by, at=cast.AT)  # type: ignore[arg-type]


def with_entries(award: Award, by: Person, co_presenter: Person) -> None:
    for reference, title in TITLES.items():
        entry = awards.add_entry(
            award,
            reference=reference,
            title=title,
            presenters="Amina Yusuf and others",
            pitch="Made by patients and staff.",
            co_presenter=co_presenter,
            by=by,
            at=cast.AT,
        )
        awards.confirm_entry(entry, by=co_presenter, at=cast.AT)


def with_roll(award: Award, by: Person, voters: int = 30, le: int = 10) -> None:
    kinds = [VoterClass.lived_experience if n < le else VoterClass.other for n in range(voters)]
    badges = [Badge(f"B-{number:03}", kind) for number, kind in enumerate(kinds)]
    awards.import_roll(award, badges, by=by, at=cast.AT)


def a_frozen_award(edition: Edition, *, voters: int = 30, le: int = 10, **facts: object) -> tuple[Award, list[str]]:
    """The award and the codes of its cards."""
    by = cast.dara(edition)
    award = a_draft(edition, by, **facts)
    with_entries(award, by, cast.amina())
    with_roll(award, by, voters, le)
    awards.freeze(award, by=by, at=cast.AT)
    return award, [code for _badge, code in queries.cards(award)]


def an_open_award(edition: Edition, **facts: object) -> tuple[Award, list[str]]:
    award, codes = a_frozen_award(edition, **facts)  # type: ignore[arg-type]
    awards.open_poll(award, by=cast.dara(edition), at=facts.get("opens_at", OPENS))  # type: ignore[arg-type]
    return award, codes


def vote(award: Award, code: str, choice: str = "A-1", at: datetime = VOTING, tracker: str = "") -> str:
    tracker = tracker or tracker_from(f"{award.id} {code}".encode())
    awards.cast(award.edition, award.id, code=code, choice=choice, tracker=tracker, at=at)
    return tracker


@dataclass(frozen=True)
class Poll:
    """An award that is open on the real clock: its number, its address, and the badges and codes of its cards."""

    award_id: int
    address: str
    badges: list[str]
    codes: list[str]


def a_poll_open_now(voters: int) -> Poll:
    with writing():
        edition, at = cast.an_edition(), now()
        opens, closes = at - timedelta(days=365), at + timedelta(days=365)
        award, codes = a_frozen_award(edition, voters=voters, le=voters // 3, opens_at=opens, closes_at=closes)
        awards.open_poll(award, by=cast.dara(edition), at=at)
        return Poll(award.id, f"/vote/{edition.code}/{award.id}/", queries.badges(award), codes)


def chosen(app: Flask, poll: Poll, code: str, tracker: str) -> tuple[dict[str, object], dict[str, str]]:
    """What a browser keeps that has chosen and checked, and the form that it sends."""
    kept = {"csrf_token": "0" * 40, f"vote{poll.award_id}": {"code": code, "choice": "A-1", "tracker": tracker}}
    token = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps("0" * 40)
    return kept, {"csrf_token": str(token), "choice": "A-1", "tracker": tracker}


def send_vote(app: Flask, poll: Poll, code: str, tracker: str) -> int:
    """One browser that has chosen and checked, and now sends: the status of the answer."""
    client = FlaskClient(app, app.response_class, use_cookies=True)
    kept, fields = chosen(app, poll, code, tracker)
    with client.session_transaction() as session:
        session.update(kept)
    return client.post(f"{poll.address}check", data=fields).status_code


def a_sealed_award(votes: dict[str, int], *, voters: int = 30, le: int = 10, **facts: object) -> Award:
    """Voted (so many for each entry, in the order of the roll), closed and sealed; it commits, since the seal does."""
    with writing():
        edition = cast.an_edition()
        award, codes = an_open_award(edition, voters=voters, le=le, **facts)
        award_id = award.id
        choices = [reference for reference, count in votes.items() for _ in range(count)]
        for code, choice in zip(codes, choices, strict=False):
            vote(award, code, choice)
        awards.close(award, by=cast.dara(edition), at=CLOSES)
    seal.finish({"award": award_id})
    return db.session.get_one(Award, award_id)
