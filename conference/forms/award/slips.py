"""Shape of a paper slip as the desk types it: the code, and the marks or that there are none."""

from collections.abc import Sequence
from typing import Any

from conference.forms.award.ballots import Entry, ballot_form
from conference.rules.award.counting import Method


def slip_form(method: Method, question: str, entries: Sequence[Entry], *, most: int) -> Any:
    """A ballot with its code, in the desk's words."""
    form = ballot_form(method, question, entries, most=most, with_code=True)
    form.code.label.text, form.code.description = (
        "Code on the slip",
        "The 12 letters and numbers, as the voter wrote them.",
    )
    return form


def code_alone(form: Any) -> bool:
    """Whether the code is there, where nothing else on the slip can be read."""
    return bool(form.code.validate(form))
