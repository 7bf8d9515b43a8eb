"""Shape and limits of the desk's forms for the cap rule, the slots, the decisions and who to write to."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DecimalField, EmailField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, ValidationError

from conference.forms.numbers import finite
from conference.rules.languages import Lang
from conference.rules.people.duties import Channel
from conference.rules.people.labels import CHANNEL
from conference.rules.selection.labels import OUTCOME
from conference.rules.selection.ranking import CapRule, Outcome


class _TenthsField(DecimalField):
    """A number with at most one decimal."""

    def __init__(self, label: str, least: int, most: int, **kwargs: Any) -> None:
        words = f"Enter a number from {least} to {most}, with one decimal at most, like 2.5."
        super().__init__(
            label,
            places=1,
            validators=[InputRequired(words), finite(words), self.in_tenths],
            **kwargs,
        )
        self.least, self.most, self.words = least, most, words
        self.type = "StringField"

    def in_tenths(self, _form: Any, _field: Any) -> None:
        if self.data is not None and not (self.least <= self.data <= self.most and (self.data * 10) % 1 == 0):
            raise ValidationError(self.words)

    @property
    def fraction(self) -> Fraction:
        return Fraction(int(self.data * 10), 10)


class CapRuleForm(FlaskForm):
    threshold = _TenthsField(
        "Lowest co-production for the top band",
        0,
        4,
        description="The mean score from lived-experience reviewers, from 0 to 4. Usually 2.",
    )
    top_from = _TenthsField("Lowest score for the top band", 1, 5, description="From 1 to 5. Usually 3.5.")
    second_from = _TenthsField("Lowest score for the second band", 1, 5, description="From 1 to 5. Usually 2.5.")

    def validate_second_from(self, field: Any) -> None:
        if field.data is not None and self.top_from.data is not None and field.data > self.top_from.data:
            raise ValidationError("Enter no more than the lowest score for the top band.")

    @classmethod
    def of(cls, rule: CapRule) -> "CapRuleForm":
        return cls(
            formdata=None,
            data={name: float(getattr(rule, name)) for name in ("threshold", "top_from", "second_from")},
        )


class SlotsForm(FlaskForm):
    """Two numbers a stream; the fields are added by `slots_form`."""

    streams: tuple[int, ...] = ()

    @property
    def wanted(self) -> dict[int | None, dict[Outcome, int]]:
        return {
            stream or None: {
                outcome: int(self[f"{outcome}_{stream}"].data or 0) for outcome in (Outcome.oral, Outcome.poster)
            }
            for stream in self.streams
        }


def _keeps(promised: int) -> Callable[[Any, Any], None]:
    """What is promised already must stay."""

    def check(_form: Any, field: Any) -> None:
        if field.data is not None and 0 <= field.data < promised:
            raise ValidationError(f"{promised} of these slots are already promised.")

    return check


def slots_form(
    streams: Sequence[tuple[int, str]], promised: Mapping[tuple[int | None, Outcome], int] | None = None
) -> type[SlotsForm]:
    """The slots form of an edition with these streams."""
    words = "Enter a whole number from 0 to 9,999."
    fields: dict[str, Any] = {"streams": tuple(stream for stream, _name in streams)}
    for stream, name in streams:
        for outcome in (Outcome.oral, Outcome.poster):
            kept = _keeps((promised or {}).get((stream or None, outcome), 0))
            fields[f"{outcome}_{stream}"] = IntegerField(
                f"{name}: {outcome} slots",
                validators=[InputRequired(words), NumberRange(min=0, max=9999, message=words), kept],
            )
    return type("SlotsForm", (SlotsForm,), fields)


class DraftForm(FlaskForm):
    digest = HiddenField(validators=[InputRequired(), Length(min=64, max=64)])


class OutcomeForm(FlaskForm):
    outcome = RadioField(
        "Outcome",
        choices=[SelectChoice(outcome.value, words) for outcome, words in OUTCOME.items()],
        validators=[InputRequired("Choose an outcome.")],
    )


class ContactForm(FlaskForm):
    """Who to write to about an abstract, and how."""

    name = StringField("Name", validators=[InputRequired("Enter a name."), Length(max=200)])
    channel = RadioField(
        "How do they want to hear from us?",
        choices=[SelectChoice(channel.value, words) for channel, words in CHANNEL.items()],
        validators=[InputRequired("Choose how they want to hear from us.")],
    )
    email = EmailField("Email address", validators=[Optional(), Email("Enter an address like name@example.org.")])
    phone = StringField("Phone number", validators=[Optional(), Length(max=40)])
    postal_address = TextAreaField("Postal address", validators=[Optional(), Length(max=500)], render_kw={"rows": 4})
    lang = RadioField(
        "Language",
        choices=[SelectChoice(Lang.en.value, "English"), SelectChoice(Lang.nl.value, "Nederlands")],
        default=Lang.en.value,
        validators=[InputRequired("Choose a language.")],
    )

    def validate_channel(self, field: Any) -> None:
        needed = {Channel.email: self.email, Channel.phone: self.phone, Channel.post: self.postal_address}
        beside = needed.get(field.data)
        if beside is not None and not (beside.data or "").strip():
            raise ValidationError(f"Enter the {beside.label.text.lower()} for this.")
