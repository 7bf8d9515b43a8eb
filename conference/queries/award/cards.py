"""The cards of an award, sheet by sheet, while they can still be made; and how far their making is."""

from datetime import datetime

from sqlalchemy import select

from conference.db import db
from conference.models.award.awards import Award
from conference.models.award.cards import AwardCards
from conference.models.editions.editions import Edition
from conference.models.outbox import Job

CARDS_A_PAGE, PAGES_A_SHEET = 24, 10
CARDS_A_SHEET = CARDS_A_PAGE * PAGES_A_SHEET


def sheet_count(cards: int) -> int:
    """How many files so many cards are."""
    return -(-cards // CARDS_A_SHEET)


def file_name(edition: Edition, number: int, *, as_pdf: bool) -> str:
    """What a file of cards is called."""
    return f"cards-{edition.code}-{number}.{'pdf' if as_pdf else 'html'}"


def of_award(award: Award) -> AwardCards | None:
    """The cards that were asked for and are not yet deleted."""
    return db.session.get(AwardCards, award.id, populate_existing=True)


def job_of(cards: AwardCards) -> Job | None:
    """The work of making them, as the worker left it."""
    return db.session.scalar(select(Job).where(Job.dedupe_key == f"award_cards:{cards.folder}"))


def asked_before(at: datetime) -> list[AwardCards]:
    """The cards whose time is over."""
    return list(db.session.scalars(select(AwardCards).where(AwardCards.asked_at < at).order_by(AwardCards.award_id)))
