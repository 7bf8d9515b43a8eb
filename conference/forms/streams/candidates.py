"""Shape and limits of the desk's forms about streams and co-chairs."""

from dataclasses import fields
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional

from conference.actions.streams.candidates import CardFacts, NewPerson
from conference.forms.fields import DayField
from conference.forms.streams.wishes import time_key, time_words
from conference.models.editions.editions import Stream
from conference.models.streams.candidates import RoleCardText
from conference.rules.languages import Lang
from conference.rules.people.labels import KIND
from conference.rules.streams.proposal import Time

NUMBER = {"inputmode": "numeric", "class": "govuk-input--width-3"}


class CandidateForm(FlaskForm):
    """Somebody who is in the edition already, or somebody new."""

    person = SelectField("Someone we know", coerce=int, description="Or enter a new person below.")
    name = StringField("Name of a new person", validators=[Length(max=200)])
    email = EmailField(
        "Their email address",
        validators=[Optional(), Email("Enter an email address in the right form, like name@example.org.")],
    )
    phone = TelField("Their phone number", validators=[Length(max=60)])
    kind = RadioField(
        "Co-chair place",
        choices=[SelectChoice(kind.value, words) for kind, words in KIND.items()],
        description="Someone who is both chooses together with you. A person can have only one kind of place.",
        validators=[InputRequired("Choose the kind of place.")],
    )

    def validate_name(self, field: Any) -> None:
        if not self.person.data and not (field.data or "").strip():
            raise ValidationError("Choose someone, or enter the name of a new person.")

    def validate_phone(self, field: Any) -> None:
        if not self.person.data and not (field.data or self.email.data):
            raise ValidationError("Enter an email address or a phone number, so that we can reach them.")

    @property
    def new_person(self) -> NewPerson:
        """The person typed in, ready to be added."""
        return NewPerson((self.name.data or "").strip(), self.email.data or "", (self.phone.data or "").strip())


class PickForm(FlaskForm):
    """Another person for one seat of the draft, or nobody."""

    candidate = RadioField("Who should be asked?", coerce=int, validators=[InputRequired("Choose a person.")])
    why = TextAreaField(
        "Why?",
        description="Both key holders read this.",
        validators=[InputRequired("Enter the reason. Both key holders read it."), Length(max=500)],
        render_kw={"rows": 3},
    )


class TimesForm(FlaskForm):
    """How long people have to answer, and when each stream meets; one list for each stream is added."""

    answer_days = IntegerField(
        "Days to answer a role card",
        validators=[InputRequired("Enter a number of days."), NumberRange(1, 90, "Enter a number from 1 to 90.")],
        render_kw=NUMBER,
    )

    @property
    def stream_fields(self) -> list[Any]:
        """The lists of half days, in the order of the programme."""
        return [self[name] for name in self._fields if name.startswith("stream_")]


def times_form(streams: list[Stream], times: list[Time]) -> type[TimesForm]:
    """The form with one list of half days for each stream."""
    choices = [SelectChoice(time_key(each), time_words(each)) for each in times]
    fields: dict[str, Any] = {f"stream_{each.id}": SelectMultipleField(each.name, choices=choices) for each in streams}
    return type("EditionTimesForm", (TimesForm,), fields)


def _hours(label: str, hint: str = "") -> IntegerField:
    return IntegerField(
        label,
        description=hint,
        validators=[InputRequired("Enter a number."), NumberRange(0, 999, "Enter a number from 0 to 999.")],
        render_kw=NUMBER,
    )


class RoleCardForm(FlaskForm):
    """What the role card says. The parts that never change stand on the card itself."""

    planning_meetings = _hours("Planning meetings before the conference")
    hours_planning = _hours("Hours of planning in total")
    hours_there = _hours("Hours at the conference")
    briefing_on = DayField("Day of the first conversation")
    check_in_on = DayField("Day we ask both how it is going")
    contact_name = StringField("Who helps the co-chairs", validators=[InputRequired("Enter a name."), Length(max=200)])
    contact_reach = StringField(
        "Phone or email of this person", validators=[InputRequired("Enter a phone number or email."), Length(max=200)]
    )
    settles_name = StringField(
        "Who decides when the two disagree", validators=[InputRequired("Enter a name."), Length(max=200)]
    )
    money_en = TextAreaField(
        "What a co-chair gets: fee, travel, stay (English)",
        validators=[InputRequired("Enter what a co-chair gets."), Length(max=2000)],
        render_kw={"rows": 3},
    )
    support_en = TextAreaField(
        "Help and access: briefing, mentor, breaks, a stand-in (English)",
        validators=[InputRequired("Enter what help there is."), Length(max=2000)],
        render_kw={"rows": 3},
    )
    money_nl = TextAreaField(
        "What a co-chair gets (Dutch, optional)",
        description="If both are left empty, Dutch readers see the English words.",
        validators=[Length(max=2000)],
        render_kw={"rows": 3},
    )
    support_nl = TextAreaField(
        "Help and access (Dutch, optional)", validators=[Length(max=2000)], render_kw={"rows": 3}
    )

    def validate_support_nl(self, field: Any) -> None:
        if bool((field.data or "").strip()) != bool((self.money_nl.data or "").strip()):
            raise ValidationError("Fill in both Dutch texts, or neither.")

    @property
    def facts(self) -> CardFacts:
        """All but the words."""
        return CardFacts(**{each.name: self[each.name].data for each in fields(CardFacts)})

    @property
    def words(self) -> dict[Lang, tuple[str, str]]:
        """The organisers' words in each language they wrote."""
        typed = {lang: (self[f"money_{lang}"].data or "", self[f"support_{lang}"].data or "") for lang in Lang}
        return {lang: (money.strip(), support.strip()) for lang, (money, support) in typed.items() if money.strip()}


def card_words(words: dict[Lang, RoleCardText]) -> dict[str, str]:
    """The stored words under the names of the form's fields."""
    return {f"money_{lang}": each.money for lang, each in words.items()} | {
        f"support_{lang}": each.support for lang, each in words.items()
    }
