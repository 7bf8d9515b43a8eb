"""What every page of the application shares: its words, its limits, and what was answered."""

from typing import Any

from flask_babel import format_date, gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, ValidationError

from conference.forms.applications.choices import choices
from conference.forms.fields import DayField
from conference.rules.applications import applications as rules

SHORT = Length(max=200, message=_l("Use at most 200 characters."))
LONG = Length(max=2000, message=_l("Use at most 2,000 characters."))
EMAIL = Email(_l("Enter an email address in the right form, like name@example.org."))


class Words:
    """At most so many words, counted the way a person counts."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        count = rules.words_in(field.data)
        if count > self.limit:
            raise ValidationError(_("You wrote %(count)s words. Use at most %(limit)s.", count=count, limit=self.limit))


def text(label: Any, limit: int, hint: Any = "", *, rows: int = 6, needed: Any = "") -> TextAreaField:
    """A box for some sentences."""
    checks: list[Any] = [InputRequired(needed) if needed else Optional()]
    return TextAreaField(label, description=hint, validators=[*checks, Words(limit)], render_kw={"rows": rows})


class YesNo(RadioField):
    """Yes or no, with no answer chosen beforehand."""

    def __init__(
        self,
        label: Any,
        needed: Any,
        hint: Any = "",
        yes: Any = _l("Yes"),
        no: Any = _l("No"),
        *,
        no_first: bool = False,
        **more: Any,
    ) -> None:
        pair = choices({"no": no, "yes": yes} if no_first else {"yes": yes, "no": no})
        super().__init__(label, choices=pair, description=hint, validators=[InputRequired(needed)], **more)
        self.type = "RadioField"  # drawn like any other choice

    def process_data(self, value: Any) -> None:
        super().process_data({True: "yes", False: "no"}.get(value, value))

    @property
    def answer(self) -> bool:
        return bool(self.data == "yes")


class Number(IntegerField):
    """A whole number; what is not one is said in our own words."""

    def __init__(self, label: Any, wrong: Any, low: int, high: int, *, needed: bool = False, **more: Any) -> None:
        checks = [InputRequired(wrong) if needed else Optional(), NumberRange(low, high, wrong)]
        keys = {"inputmode": "numeric"}
        super().__init__(label, validators=checks, render_kw=keys, **more)
        self.type, self.wrong = "IntegerField", wrong

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(str(self.wrong)) from error


class PageForm(FlaskForm):
    """A page of the application. `seen` marks what the page held when it was opened."""

    seen = HiddenField()
    heard = ""

    def spoken(self, said: str) -> None:
        """There is a recording for this page, and this is where it stands: nothing need be written."""
        self.heard = said
        for field in self.asked():
            field.validators = [Optional(), *(v for v in field.validators if not isinstance(v, InputRequired))]

    def answers(self) -> dict[str, Any]:
        """What was answered, ready to be kept."""
        given: dict[str, Any] = {}
        for field in self.asked():
            given[field.name] = field.answer if isinstance(field, YesNo) else field.data
            if isinstance(field, StringField):
                given[field.name] = (field.data or "").strip()
        return given

    def told(self) -> list[tuple[str, str]]:
        """Each question with its answer in words, for the page where answers are checked."""
        told = [(str(field.label.text), shown(field)) for field in self.asked()]
        return [*told, (str(_("Your recording")), self.heard)] if self.heard else told

    def asked(self) -> list[Field]:
        """The questions of this page in their order."""
        return [field for field in self if field.name not in ("seen", "csrf_token")]


def shown(field: Field) -> str:
    """An answer in words."""
    if isinstance(field, BooleanField):
        return str(_("Yes")) if field.data else ""
    if isinstance(field, RadioField | SelectMultipleField):
        chosen = field.data if isinstance(field, SelectMultipleField) else [field.data]
        return ", ".join(str(each.label) for each in field.choices if each.value in (chosen or []))
    if isinstance(field, DayField):
        return str(format_date(field.data, "d MMMM y")) if field.data else ""
    return "" if field.data is None else str(field.data)
