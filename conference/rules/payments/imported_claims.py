"""One row of a file of claims that were made elsewhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from conference.rules.payments.claims import MOST, Item
from conference.rules.tables import BadRow, Field, Row, text_in

FIELDS = (
    Field("expense", ("claim", "id", "number", "reference"), required=True),
    Field("claimant", ("person", "email", "name"), required=True),
    Field("currency", required=True),
    Field("amount_minor_units", ("amount_minor", "minor_units"), required=True),
    Field("incurred", ("incurred_on", "date"), required=True),
    Field("submitted", ("submitted_on",)),
    Field("description", ("details",)),
    Field("category", ("kind",)),
    Field("status", ("state",)),
    Field("fund", ("pot", "collective")),
    Field("payout", ("pay_method",)),
)
# What other systems call things, where it says what was bought.
KNOWN = {"travel": Item.other, "food & beverage": Item.meal, "accommodation": Item.hotel, "communications": Item.phone}


@dataclass(frozen=True)
class ClaimReading:
    """What a row says."""

    external_id: str
    claimant: str
    currency: str
    amount: int
    incurred_on: date
    submitted_on: date | None
    details: str
    item: Item
    source: dict[str, str]


def read_claim(row: Row, columns: Mapping[str, str]) -> ClaimReading:
    """The row as a claim, or why it cannot be one."""
    cells = {field.name: text_in(row.cells, columns.get(field.name)) or "" for field in FIELDS}
    for needed in ("expense", "claimant"):
        if not cells[needed]:
            raise BadRow(f"“{columns[needed]}” is empty.")
    currency = cells["currency"].upper()
    if not re.fullmatch("[A-Z]{3}", currency):
        raise BadRow(f"“{cells['currency']}” is not a currency of three letters, such as GBP.")
    known = KNOWN.get(cells["category"].lower())
    return ClaimReading(
        external_id=cells["expense"],
        claimant=cells["claimant"],
        currency=currency,
        amount=_amount(cells["amount_minor_units"]),
        incurred_on=_day(cells["incurred"]),
        submitted_on=_day(cells["submitted"]) if cells["submitted"] else None,
        details=cells["description"],
        item=known or Item.other,
        source={name: cells[name] for name in ("claimant", "fund", "category", "status", "payout")},
    )


def _amount(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,10}", text) or not 0 < int(text) <= MOST:
        raise BadRow(f"“{text}” is not an amount in whole minor units, such as 1234 for 12.34.")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadRow(f"“{text}” is not a day such as 2027-05-10.") from None
