"""Money is whole minor units with a currency; this is how it is written."""

from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision


def written(minor: int, currency: str, locale: str = "en") -> str:
    """An amount in words that people use: 12345 in GBP is £123.45, whole pounds lose their .00."""
    places = get_currency_precision(currency)
    amount = Decimal(minor) / (10**places)
    if amount == amount.to_integral_value():
        pattern = "¤ #,##0" if locale == "nl" else "¤#,##0"
        return str(format_currency(amount, currency, pattern, locale=locale, currency_digits=False))
    return str(format_currency(amount, currency, locale=locale))
