"""Money is written as people write it."""

import pytest

from conference.rules.money import written


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
