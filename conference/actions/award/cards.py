"""Have the cards of an award made by the worker, take them, and delete them: who holds them can vote."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from conference import audit, card_files
from conference.actions import jobs
from conference.db import db
from conference.models.award.awards import Award
from conference.models.award.cards import AwardCards
from conference.models.people.people import Person
from conference.queries.award import awards as queries, cards as cards_found
from conference.rules.award.counting import AwardState
from conference.rules.award.reasons import AwardReason
from conference.rules.refusals import Refused

KEPT = timedelta(hours=24)


def ask(award: Award, *, as_pdf: bool, by: Person, at: datetime) -> AwardCards:
    """Ask the worker for all cards; those of before are deleted."""
    if award.state != AwardState.frozen:
        raise Refused(AwardReason.of_state(award.state))
    card_files.forget(award)
    count = len(queries.badges(award))
    cards = AwardCards(
        award_id=award.id,
        folder=secrets.token_hex(16),
        cards=count,
        sheets=cards_found.sheet_count(count),
        as_pdf=as_pdf,
        asked_at=at,
        asked_by=by.id,
    )
    db.session.add(cards)
    jobs.ask("award_cards", key=cards.folder, by=by, at=at, edition=award.edition, award=award.id, folder=cards.folder)
    audit.record("award.cards_asked", about=award, by=by, at=at, edition=award.edition, cards=count)
    return cards


def take(award: Award, *, sheet: int, by: Person, at: datetime) -> None:
    """Write down that somebody takes a file of cards (0: all of them, by the command)."""
    if award.state != AwardState.frozen:
        raise Refused(AwardReason.of_state(award.state))
    cards = cards_found.of_award(award)
    if sheet and not (cards and card_files.path_of(cards.folder, sheet).is_file()):
        raise Refused(AwardReason.file_gone)
    audit.record("award.cards_printed", about=award, by=by, at=at, edition=award.edition, sheet=sheet)


def delete(award: Award, *, by: Person, at: datetime) -> None:
    """Delete the files of the cards before their day is over."""
    card_files.forget(award)
    audit.record("award.cards_deleted", about=award, by=by, at=at, edition=award.edition)


def delete_old(*, by: Person, at: datetime) -> None:
    """What the clock asks each minute: no file of cards lies longer than a day, or without its row."""
    for cards in cards_found.asked_before(at - KEPT):
        delete(cards.award, by=by, at=at)
    card_files.sweep()


def note(folder: str, *, made: int, by: Person, at: datetime, milliseconds: int | None = None) -> bool:
    """How many cards are made, and at the end how long it took; False when nobody wants them any more."""
    found = db.session.scalar(sa.select(AwardCards).where(AwardCards.folder == folder).with_for_update())
    if found is None:
        return False
    found.made, found.milliseconds = made, milliseconds
    found.done_at = None if milliseconds is None else at
    return True
