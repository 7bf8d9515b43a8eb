"""An award somebody said yes to, and claims on it, made through the actions."""

import io
from datetime import date
from typing import Any

from PIL import Image

from conference.actions.funding import draft, offers
from conference.actions.payments import claim_checks, claims
from conference.files import Cleaned
from conference.models.editions.editions import Edition
from conference.models.funding.offers import Offer
from conference.models.payments.claims import Claim, ClaimLine
from conference.queries.funding import offers as offers_found
from conference.queries.payments import claims as find
from conference.rules.file_kinds import FileKind
from conference.rules.funding.pots import Category, Line
from conference.rules.payments.claims import Cost, Item
from tests import cast
from tests.builders import applications as build
from tests.cast import AT

SPENT_ON = date(2027, 1, 8)


def awards(edition: Edition, *lines: tuple[Category, int], people: int = 1) -> list[Offer]:
    """Accepted offers, each with a place and these lines (travel up to 100.00 by default)."""
    build.settings(edition)
    build.pots(edition, people, 100_000 * people)
    promised = [Line(Category.place, 1), *(Line(*each) for each in lines or [(Category.travel, 10_000)])]
    sent = [build.sent(edition, f"Person {number}") for number in range(1, people + 1)]
    for application in sent:
        build.scored(application)
        draft.set_costs(application, promised, by=cast.dara(edition), at=AT)
    build.carried(edition)
    found = [offers_found.offer_of(application) for application in sent]
    for offer in found:
        offers.accept(offer, by=offer.application.person, at=AT)
    return found


def award(edition: Edition, *lines: tuple[Category, int]) -> Offer:
    return awards(edition, *lines)[0]


def a_receipt(shade: int = 200) -> Cleaned:
    """A cleaned picture; another shade is another receipt."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, shade, shade)).save(out, "PNG")
    return Cleaned(out.getvalue(), FileKind.png, f"{shade:064d}")


def cost(amount: int = 4_000, **facts: Any) -> Cost:
    given = {"item": Item.rail, "incurred_on": SPENT_ON, "amount": amount, "currency": "GBP", "base": amount}
    return Cost(**{**given, **facts})


def begun(offer: Offer) -> Claim:
    return find.draft_of(offer) or claims.start(offer, by=offer.application.person, at=AT)


def a_line(offer: Offer, amount: int = 4_000, *, shade: int | None = 200, on: int = 0, **facts: Any) -> ClaimLine:
    """A line on the draft claim of the award, with a receipt of that shade."""
    by = offer.application.person
    line = claims.add_line(begun(offer), find.money_lines(offer)[on], cost(amount, **facts), by=by, at=AT)
    if shade is not None and line.rate_numerator is None:
        claims.give_receipt(line, cleaned=a_receipt(shade), by=by, at=AT)
    return line


def sent(offer: Offer, *amounts: int, at: Any = AT) -> Claim:
    """A sent claim with a line for each amount, each with its own receipt."""
    before = len(find.of_offer(offer)) * 20
    for number, amount in enumerate(amounts or (4_000,)):
        a_line(offer, amount, shade=(before + number) * 3 % 255)
    claim = begun(offer)
    claims.send(claim, by=offer.application.person, at=at)
    return claim


def decided(claim: Claim, *sums: int) -> Claim:
    """Tomas approves these sums, or all that was asked."""
    lines = find.lines_of(claim)
    given = sums or tuple(line.base for line in lines)
    words = {line.id: (s, "" if s == line.base else "Over the limit.") for line, s in zip(lines, given, strict=True)}
    claim_checks.decide(claim, words, by=cast.tomas(claim.edition), at=AT)
    return claim
