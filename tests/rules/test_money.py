"""Money is written as people write it."""

from decimal import Decimal

import pytest

from conference.rules.money import minor_of, units_of, whole_units_of, written


@pytest.mark.parametrize(
    ("minor", "currency", "lang", "text"),
    [
        (12345, "GBP", "en", "£123.45"),
        (12300, "GBP", "en", "£123"),
        (1234500, "EUR", "nl", "€ 12.345"),
        (5, "EUR", "nl", "€ 0,05"),
        (500, "JPY", "en", "¥500"),
        (-250, "GBP", "en", "-£2.50"),
    ],
)
def test_an_amount_in_words_people_use(minor: int, currency: str, lang: str, text: str) -> None:
    assert written(minor, currency, lang).replace("\xa0", " ") == text


def test_what_was_typed_is_kept_in_the_smallest_unit() -> None:
    assert (minor_of(12, "GBP"), minor_of(12, "JPY")) == (1200, 12)
    assert (minor_of(Decimal("12.345"), "GBP"), minor_of(Decimal("12.5"), "EUR")) == (1235, 1250)


def test_an_amount_is_shown_to_be_typed_over() -> None:
    assert (str(units_of(1250, "GBP")), str(units_of(12, "JPY"))) == ("12.50", "12")
    assert (whole_units_of(1200, "GBP"), whole_units_of(1201, "EUR"), whole_units_of(12, "JPY")) == (12, 13, 12)
