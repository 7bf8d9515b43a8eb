"""Awards in every state, made through the actions; `codes` are what the printed cards say."""

from datetime import datetime, timedelta

from conference.actions import award as awards
from conference.cli import award_seal
from conference.db import db, writing
from conference.models.award import Award
from conference.models.editions import Edition
from conference.models.people import Person
from conference.queries import award as queries
from conference.rules.award import VoterClass
from conference.rules.award_codes import tracker_from
from conference.rules.award_roll import Badge
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
    awards.cast(award, code=code, choice=choice, tracker=tracker, at=at)
    return tracker


def a_sealed_award(votes: dict[str, int], *, voters: int = 30, le: int = 10) -> Award:
    """Voted (so many for each entry, in the order of the roll), closed and sealed; it commits, since the seal does."""
    with writing():
        edition = cast.an_edition()
        award, codes = an_open_award(edition, voters=voters, le=le)
        award_id = award.id
        choices = [reference for reference, count in votes.items() for _ in range(count)]
        for code, choice in zip(codes, choices, strict=False):
            vote(award, code, choice)
        awards.close(award, by=cast.dara(edition), at=CLOSES)
    award_seal.finish({"award": award_id})
    return db.session.get_one(Award, award_id)
