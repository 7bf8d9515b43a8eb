"""Shape and limits of what co-chairs say: their wishes, and their answer to a role card."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import format_date, gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from conference.models.editions.editions import Stream
from conference.rules.streams.co_chairs import Answer
from conference.rules.streams.proposal import DayPart, Time

LEVEL_WORDS = {
    5: _l("My first choice"),
    4: _l("I would like it"),
    3: _l("I do not mind"),
    2: _l("I would rather not"),
    1: _l("Only if no one else can"),
}
CONFLICT = "conflict"
WHOLE = "all"


def time_key(time: Time) -> str:
    """How a form names a half day."""
    return f"{time[0].isoformat()}:{time[1]}"


def time_words(time: Time, day: str = "EEEE d MMMM") -> str:
    """A half day in words."""
    part = _("morning") if time[1] == DayPart.morning else _("afternoon")
    return f"{format_date(time[0], day)}, {part}"


def times_from(keys: list[str] | None) -> set[Time]:
    """The half days that a form named."""
    pairs = (key.split(":") for key in keys or [])
    return {(date.fromisoformat(day), DayPart(part)) for day, part in pairs}


class WishesForm(FlaskForm):
    """What a person would like, cannot judge, and when they can come; one question for each stream is added."""

    when = RadioField(
        _l("When can you come?"),
        choices=[
            SelectChoice(WHOLE, _l("All days of the conference")),
            SelectChoice("some", _l("Only some days")),
        ],
        validators=[InputRequired(_l("Choose when you can come."))],
    )
    half_days = SelectMultipleField()
    limit = IntegerField(
        _l("How many streams could you lead?"),
        description=_l("Most people lead one. Choose 0 if you cannot lead a stream this time."),
        validators=[
            InputRequired(_l("Enter a number, such as 1.")),
            NumberRange(min=0, max=20, message=_l("Enter a number from 0 to 20.")),
        ],
        render_kw={"inputmode": "numeric", "class": "govuk-input--width-3"},
    )

    def validate_half_days(self, field: Any) -> None:
        if self.when.data == "some" and not field.data:
            raise ValidationError(_("Tick when you can come."))

    @property
    def stream_fields(self) -> list[Any]:
        """The questions about streams, in the order of the programme."""
        return [self[name] for name in self._fields if name.startswith("stream_")]


def meeting_words(stream: Stream, times: Iterable[Time]) -> str:
    """When a stream meets, in words; nothing while it is not known."""
    known = "; ".join(time_words(each, "EEEE d MMMM y") for each in sorted(times))
    return _("%(stream)s meets on %(times)s.", stream=stream.name, times=known) if known else ""


def wishes_form(streams: list[Stream], times: list[Time], meets: dict[int, frozenset[Time]]) -> type[WishesForm]:
    """The form with one question for each stream of the edition."""
    levels = [
        SelectChoice("", _l("No answer yet")),
        *(SelectChoice(str(level), words) for level, words in LEVEL_WORDS.items()),
        SelectChoice(CONFLICT, _l("I have a conflict of interest with this stream")),
    ]
    fields: dict[str, Any] = {
        f"stream_{each.id}": SelectField(
            each.name, description=meeting_words(each, meets[each.id]), choices=levels, default=""
        )
        for each in streams
    }
    fields["half_days"] = SelectMultipleField(
        _l("If only some days: when?"),
        choices=[SelectChoice(time_key(each), time_words(each)) for each in times],
    )
    return type("EditionWishesForm", (WishesForm,), fields)


class AnswerForm(FlaskForm):
    """Yes, a wish, no, or another name, to the role card that was seen."""

    card = HiddenField(validators=[InputRequired()])
    said = RadioField(
        _l("Will you co-chair this stream?"),
        choices=[
            SelectChoice(Answer.accept.value, _l("Yes, I will do it")),
            SelectChoice(Answer.change.value, _l("Yes, if the role card changes")),
            SelectChoice(Answer.decline.value, _l("No")),
            SelectChoice(Answer.suggest.value, _l("No, but please ask someone else")),
        ],
        validators=[InputRequired(_l("Choose your answer."))],
    )
    words = TextAreaField(
        _l("What should change, or who should we ask?"),
        description=_l("Leave this empty if you answer yes or no. You do not have to say why."),
        validators=[Length(max=2000, message=_l("Use at most 2,000 characters."))],
        render_kw={"rows": 4},
    )

    @property
    def card_id(self) -> int:
        """The role card that was seen; 0, which is no card, for anything but a number."""
        seen = self.card.data or ""
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0

    def validate_words(self, field: Any) -> None:
        if self.said.data == Answer.change and not (field.data or "").strip():
            raise ValidationError(_("Enter what should change."))
        if self.said.data == Answer.suggest and not (field.data or "").strip():
            raise ValidationError(_("Enter who to ask, and how we can reach them."))
