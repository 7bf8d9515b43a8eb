"""The cards of an award, sheet by sheet, while they can still be made; and how far their making is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select

from conference.db import db
from conference.mail import address_of
from conference.models.award import Award
from conference.models.award_cards import AwardCards
from conference.models.editions import Edition
from conference.models.mail import Job
from conference.queries import award as awards
from conference.rules.award_codes import in_fours, qr_code

CARDS_A_PAGE, PAGES_A_SHEET = 24, 10
CARDS_A_SHEET = CARDS_A_PAGE * PAGES_A_SHEET


@dataclass(frozen=True)
class Card:
    badge: str
    code: str
    image: str
    address: str


@dataclass(frozen=True)
class Sheet:
    """One file to print: pages of 24 cards."""

    number: int
    pages: list[list[Card]]

    @property
    def cards(self) -> int:
        """How many cards are on it."""
        return sum(len(page) for page in self.pages)


def sheet_count(cards: int) -> int:
    """How many files so many cards are."""
    return -(-cards // CARDS_A_SHEET)


def sheets(award: Award) -> Iterator[Sheet]:
    """Each file of cards, with QR codes and the same codes to type; none once the vote has opened."""
    found = awards.cards(award)
    for number in range(1, sheet_count(len(found)) + 1):
        mine = found[(number - 1) * CARDS_A_SHEET : number * CARDS_A_SHEET]
        made = [card(award, badge, code) for badge, code in mine]
        pages = [made[start : start + CARDS_A_PAGE] for start in range(0, len(made), CARDS_A_PAGE)]
        yield Sheet(number, pages)


def card(award: Award, badge: str, code: str) -> Card:
    """One card: the code to type, where, and the same as a QR code."""
    edition = award.edition.code
    shown = address_of("vote.index", edition=edition).partition("://")[2]
    link = address_of("vote.arrive", edition=edition, award_id=award.id, code=code)
    return Card(badge, in_fours(code), qr_code(link), shown)


def page_of(award: Award, sheet: Sheet, *, as_pdf: bool) -> str:
    """The sheet as a page of ours: with its style inside for the PDF, else to be printed by a browser."""
    style = (Path(str(current_app.static_folder)) / "award_cards.css").read_text() if as_pdf else ""
    sheet_address = urlsplit(address_of("static", filename="award_cards.css")).path
    page = current_app.jinja_env.get_template("pdf/award_cards.html")  # the worker has no request
    return page.render(award=award, sheet=sheet, style=style, style_address=sheet_address)


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
