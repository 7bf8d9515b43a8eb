"""Checks of numbers that a form must make before any other."""

from collections.abc import Callable
from typing import Any

from wtforms.validators import StopValidation


def finite(words: str) -> Callable[[Any, Any], None]:
    """Refuse "nan" and "infinity", which Python reads as decimals and cannot compare."""

    def check(_form: Any, field: Any) -> None:
        if field.data is not None and not field.data.is_finite():
            raise StopValidation(words)

    return check
