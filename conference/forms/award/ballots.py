"""Shape of a ballot by its method: one choice, as many as the rules allow, an order, or points."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional, StopValidation, ValidationError

from conference.forms.award.voting import CodeForm
from conference.rules.award.counting import MOST_POINTS, Choices, Method, marks_of

QUOTED = {"lang": "en"}  # the entries are quoted in the language of the conference


class Entry(Protocol):
    """What a ballot shows of an entry."""

    @property
    def reference(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def about(self) -> str: ...


Fields = dict[str, Any]


def ballot_form(
    method: Method, question: str, entries: Sequence[Entry], *, most: int, with_code: bool, marks: Choices = ()
) -> Any:
    """The form of one ballot with its `entries`, filled with its marks; its fields have the marks as values."""
    fields = SHAPES.get(method, _order)(question, entries, min(most, len(entries)), marks)
    form = type("BallotForm", (CodeForm if with_code else FlaskForm,), fields)()
    form.entries = entries
    for field in asked(form):
        field.hints = {entry.reference: entry.about for entry in entries}
    return form


def asked(form: Any) -> Iterator[Any]:
    """The fields on which the voter marks, in their order."""
    return (field for field in form if field.name not in ("csrf_token", "code"))


def marks_on(form: Any, method: Method) -> Choices:
    """What the ballot says, as it is counted."""
    given = [field.data if isinstance(field.data, list) else [field.data] for field in asked(form)]
    return marks_of(method, [mark for marks in given for mark in marks if mark], [e.reference for e in form.entries])


def _titles(entries: Sequence[Entry]) -> list[SelectChoice]:
    return [SelectChoice(entry.reference, entry.title) for entry in entries]


def _one(question: str, entries: Sequence[Entry], _most: int, marks: Choices) -> Fields:
    wanted = InputRequired(_l("Choose one before you continue."))
    choices, default = _titles(entries), "".join(marks[:1])
    return {"choice": RadioField(question, [wanted], choices=choices, default=default, render_kw=QUOTED)}


def _several(question: str, entries: Sequence[Entry], most: int, marks: Choices) -> Fields:
    def no_more(_form: Any, field: Any) -> None:
        if len(set(field.data or [])) > most:
            raise ValidationError(_l("Choose %(most)s or fewer.", most=most))

    wanted = InputRequired(_l("Choose one or more before you continue."))
    choices, default = _titles(entries), list(marks)
    return {
        "choice": SelectMultipleField(question, [wanted, no_more], choices=choices, default=default, render_kw=QUOTED)
    }


def _order(_question: str, entries: Sequence[Entry], most: int, marks: Choices) -> Fields:
    def not_twice(form: Any, field: Any) -> None:
        before = (other.data for other in asked(form) if other.name < field.name)
        if field.data and field.data in before:
            raise ValidationError(_l("This one already has a place. Choose another one, or leave this place empty."))

    first = InputRequired(_l("Choose which one you put first."))
    return {
        f"place{number:02}": SelectField(
            _l("Place %(number)s", number=number),
            [first if number == 1 else Optional(), not_twice],
            choices=[SelectChoice("", ""), *_titles(entries)],
            default=marks[number - 1] if number <= len(marks) else "",
            render_kw=QUOTED,
        )
        for number in range(1, most + 1)
    }


def _points(_question: str, entries: Sequence[Entry], _most: int, marks: Choices) -> Fields:
    def some(form: Any, field: Any) -> None:
        if not any(other.data for other in asked(form)):
            field.errors = []
            raise StopValidation(_l("Give points to at least one entry."))

    given = {mark.rpartition("=")[0]: mark for mark in marks}
    by_reference = sorted(entry.reference for entry in entries)
    return {
        f"points{by_reference.index(entry.reference)}": RadioField(
            entry.title,
            [*([some] if number == 0 else []), Optional()],
            choices=[SelectChoice(f"{entry.reference}={points}", str(points)) for points in range(MOST_POINTS + 1)],
            default=given.get(entry.reference, ""),
            description=entry.about,
            render_kw={"lang_of_title": "en"},
        )
        for number, entry in enumerate(entries)
    }


SHAPES: dict[Method, Callable[[str, Sequence[Entry], int, Choices], Fields]] = {
    Method.choice: _one,
    Method.approval: _several,
    Method.score: _points,
}
