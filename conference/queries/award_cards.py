"""The cards of an award, sheet by sheet, while they can still be made."""

from dataclasses import dataclass

from flask import current_app, url_for

from conference.models.award import Award
from conference.queries import award as awards
from conference.rules.award_codes import in_fours, qr_code

CARDS_A_PAGE, PAGES_A_SHEET = 24, 10
CARDS_A_SHEET = CARDS_A_PAGE * PAGES_A_SHEET


@dataclass(frozen=True)
class Card:
    badge: str
    code: str
    image: str


@dataclass(frozen=True)
class Sheet:
    """One file to print: pages of 24 cards."""

    number: int
    name: str
    address: str
    pages: list[list[Card]]


def sheet_count(award: Award) -> int:
    """How many files the cards of this award are; none once it has opened."""
    cards = sum(awards.roll_sizes(award).values()) if award.code_salt else 0
    return -(-cards // CARDS_A_SHEET)


def sheet(award: Award, number: int) -> Sheet | None:
    """One file of cards, each with its QR code and the same code to type."""
    if not 1 <= number <= sheet_count(award):
        return None
    base = str(current_app.config["BASE_URL"])
    found = awards.cards(award)[(number - 1) * CARDS_A_SHEET : number * CARDS_A_SHEET]
    made = [Card(badge, in_fours(code), qr_code(base + _link(award, code))) for badge, code in found]
    pages = [made[start : start + CARDS_A_PAGE] for start in range(0, len(made), CARDS_A_PAGE)]
    shown = base.partition("://")[2] + url_for("vote.index", edition=award.edition.code)
    return Sheet(number, f"cards-{award.edition.code}-{number}.pdf", shown, pages)


def _link(award: Award, code: str) -> str:
    return url_for("vote.arrive", edition=award.edition.code, award_id=award.id, code=code)
