"""The cards of an award as files to print: each code to type, where, and the same as a QR code."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app

from conference.mail import address_of
from conference.models.award.awards import Award
from conference.queries.award import awards
from conference.queries.award.cards import CARDS_A_PAGE, CARDS_A_SHEET, sheet_count
from conference.rules.award.codes import in_fours, qr_code


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
