"""Money is whole minor units with a currency; this is how it is written."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction

from babel.numbers import format_currency, get_currency_precision


def written(minor: int, currency: str, locale: str = "en") -> str:
    """An amount in words that people use: 12345 in GBP is £123.45, whole pounds lose their .00."""
    places = get_currency_precision(currency)
    amount = Decimal(minor) / (10**places)
    if amount == amount.to_integral_value():
        pattern = "¤ #,##0" if locale == "nl" else "¤#,##0"
        return str(format_currency(amount, currency, pattern, locale=locale, currency_digits=False))
    return str(format_currency(amount, currency, locale=locale))


def minor_of(units: Decimal | int, currency: str) -> int:
    """Typed pounds or euros in minor units; parts of a penny are rounded half up."""
    places = get_currency_precision(currency)
    return int((Decimal(units) * 10**places).to_integral_value(ROUND_HALF_UP))


def minor_rate(rate: Decimal, currency: str, base: str) -> Fraction:
    """A rate between whole units, such as 0.8561 pounds for a euro, as one between minor units, exactly."""
    places = get_currency_precision(base) - get_currency_precision(currency)
    return Fraction(rate) * Fraction(10) ** places


def units_of(minor: int, currency: str) -> Decimal:
    """Minor units as pounds or euros, ready to be typed over."""
    places: int = get_currency_precision(currency)
    return (Decimal(minor) / 10**places).quantize(Decimal(1).scaleb(-places))


def whole_units_of(minor: int, currency: str) -> int:
    """The same for a form that asks for whole pounds or euros: rounded up, so that nobody gets less."""
    return int(units_of(minor, currency).to_integral_value(ROUND_CEILING))


def rate_written(numerator: int, denominator: int, currency: str, locale: str = "en") -> str:
    """A rate of parts of a penny: 49/2 pence is £0.245; whole pence are written like any sum."""
    if denominator == 1:
        return written(numerator, currency, locale)
    exact = Decimal(numerator) / denominator / 10 ** get_currency_precision(currency)
    return str(format_currency(exact, currency, "¤0.00####", locale=locale, currency_digits=False))
