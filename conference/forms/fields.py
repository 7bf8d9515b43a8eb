"""Fields of our own: a day in three boxes, which may be half filled without a crash."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.utils import unset_value

from conference.rules.tables import UNPRINTABLE

FIRST_YEAR, LAST_YEAR = 1900, 2100


def trimmed(value: str | None) -> str | None:
    """What was typed, without the spaces around it that a phone adds, and without signs that nobody can see."""
    return UNPRINTABLE.sub("", value).strip() if value else value


class DayField(Field):
    """Day, month and year, each typed in its own box; `data` is a date or None."""

    widget = None
    data: date | None = None

    def part(self, name: str) -> str:
        """What was typed in that box, or the stored day's part."""
        typed: str = self.typed.get(name, "")
        return typed or (str(getattr(self.data, name)) if self.data else "")

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        parts = ("day", "month", "year")
        self.typed = {p: formdata.get(f"{self.name}-{p}", "").strip()[:6] for p in parts} if formdata else {}
        if formdata:
            self.data = None
        if any(self.typed.values()):
            try:
                self.data = date(*(int(self.typed[p]) for p in ("year", "month", "day")))
                if not FIRST_YEAR <= self.data.year <= LAST_YEAR:
                    raise ValueError(self.data)
            except ValueError:
                self.data = None
                self.process_errors = [_l("Enter a day, month and year, like 27 3 2027.")]
