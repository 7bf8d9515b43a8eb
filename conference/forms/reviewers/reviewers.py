"""Shape and limits of what organisers ask of reviewers, and of what reviewers answer."""

from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DecimalField,
    EmailField,
    Field,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, ValidationError

from conference.forms.abstracts.content_warnings import TOPIC
from conference.forms.applications.choices import choices
from conference.forms.fields import DayField, trimmed
from conference.forms.numbers import finite
from conference.rules.abstracts.abstracts import Answer
from conference.rules.people.duties import Kind
from conference.rules.reviewers.reviewers import FASTEST_PACE, LARGEST_LOAD
from conference.rules.reviews.discussion import WrongDay, wrong_days

WRONG_DAYS = {
    WrongDay.no_last_day: "Set the last day for reviews first. Discussions begin after it.",
    WrongDay.reviews_open: "Choose a day after the last day for reviews.",
    WrongDay.ends_first: "Choose the first day of discussions or a later day.",
}


class InviteForm(FlaskForm):
    name = StringField("Name", validators=[InputRequired("Enter a name."), Length(max=200)])
    email = EmailField(
        "Email address",
        validators=[
            InputRequired("Enter an email address."),
            Length(max=254),
            Email("Enter an email address in the right form, like name@example.org."),
        ],
        render_kw={"spellcheck": "false"},
    )
    kind = RadioField(
        "They review",
        choices=[
            SelectChoice(Kind.lived_experience.value, "as a person with lived experience"),
            SelectChoice(Kind.professional.value, "as a professional"),
        ],
        validators=[InputRequired("Choose how they will review. Someone who is both chooses together with you.")],
    )
    load = IntegerField(
        "How many reviews do you ask for?",
        description="They can choose a smaller number.",
        validators=[
            InputRequired("Enter a number."),
            NumberRange(1, LARGEST_LOAD, message=f"Enter a number from 1 to {LARGEST_LOAD}."),
        ],
    )
    streams = SelectMultipleField("Streams you have in mind", description="They can choose others.", coerce=int)


class SettingsForm(FlaskForm):
    fee = DecimalField(
        "Fee for each review",
        description="Enter 0 if you cannot pay. The invitation will say so.",
        places=2,
        validators=[
            InputRequired("Enter an amount, or 0."),
            finite("Enter an amount from 0 to 10,000."),
            NumberRange(0, 10_000, message="Enter an amount from 0 to 10,000."),
        ],
        render_kw={"inputmode": "decimal"},
    )
    minutes_each = IntegerField(
        "Minutes for one review",
        validators=[InputRequired("Enter a number."), NumberRange(1, 600, message="Enter a number from 1 to 600.")],
    )
    default_load = IntegerField(
        "Reviews you ask each person to do",
        validators=[
            InputRequired("Enter a number."),
            NumberRange(1, LARGEST_LOAD, message=f"Enter a number from 1 to {LARGEST_LOAD}."),
        ],
    )
    closes_on = DayField("Last day for reviews (optional)", description="For example, 27 3 2027.")
    discuss_from = DayField(
        "First day of discussions (optional)",
        description="A day after the last day for reviews. On this day we email the reviewers. If you leave this"
        " empty, they can discuss an abstract as soon as all its reviews are in, and we do not email them.",
    )
    discuss_until = DayField(
        "Last day of discussions (optional)", description="If you leave this empty, discussions end with the decisions."
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Each day by itself, then the days against each other."""
        fine = super().validate(extra_validators)
        wrong = wrong_days(self.closes_on.data, self.discuss_from.data, self.discuss_until.data)
        for name, why in wrong.items():
            field = self[name]
            field.errors = [*field.errors, WRONG_DAYS[why]]
        return fine and not wrong


class AcceptForm(FlaskForm):
    load = IntegerField(
        _l("How many will you read?"),
        description=_l("Choose your own number. A small number helps too."),
        validators=[
            InputRequired(_l("Enter how many you will read.")),
            NumberRange(1, LARGEST_LOAD, message=_l("Enter a number from 1 to %(most)s.", most=LARGEST_LOAD)),
        ],
    )
    streams = SelectMultipleField(
        _l("Which streams (themes of the conference) do you want to read?"),
        description=_l("Choose none if you are happy to read any stream."),
        coerce=int,
    )


class AboutMeForm(FlaskForm):
    """What helps us to ask a reviewer well."""

    away_from = DayField(_l("First day away"), description=_l("Leave empty if you are not away. Like 27 3 2027."))
    away_until = DayField(_l("Last day away"))
    pace = IntegerField(
        _l("How many abstracts can you read in a week? (optional)"),
        description=_l("We will give you no more than you can read before the last day."),
        validators=[
            Optional(),
            NumberRange(1, FASTEST_PACE, message=_l("Enter a number from 1 to %(most)s.", most=FASTEST_PACE)),
        ],
    )
    in_reserve = BooleanField(
        _l("Keep me in reserve"),
        description=_l("Then we will ask you only when someone else cannot continue."),
    )
    avoids = SelectMultipleField(
        _l("Is there anything you would rather not read about?"),
        description=_l("You do not have to say why. We will give you other abstracts."),
        choices=choices(TOPIC),
        validators=[Optional()],
    )
    avoids_words = TextAreaField(
        _l("Other words that we should look out for"),
        description=_l("Put a comma between them. For instance: fire, stroke."),
        filters=[trimmed],
        validators=[Length(max=300, message=_l("Use at most 300 characters."))],
        render_kw={"rows": 2},
    )
    organisation = StringField(
        _l("Where do you work, or which group do you belong to? (optional)"),
        description=_l("We will not ask you to read work from there."),
        filters=[trimmed],
        validators=[Length(max=300, message=_l("Use at most 300 characters."))],
    )
    wants_fee = RadioField(
        _l("Would you like to be paid for your reviews?"),
        choices=choices({
            Answer.yes: _l("Yes"),
            Answer.no: _l("No, thank you"),
            Answer.not_asked: _l("I do not know yet"),
        }),
    )  # fmt: skip

    def validate_away_until(self, field: Field) -> None:
        first, last = self.away_from.data, field.data
        if self.away_from.errors or field.errors:
            return
        if (first is None) != (last is None):
            raise ValidationError(_("Enter both days, or none."))
        if first and last and last < first:
            raise ValidationError(_("The last day must not be before the first day."))

    @property
    def away(self) -> tuple[date, date] | None:
        first, last = self.away_from.data, self.away_until.data
        return (first, last) if first and last else None


class DeclineForm(FlaskForm):
    reason = TextAreaField(
        _l("Would you like to say why? (optional)"),
        description=_l("It helps us ask better next time."),
        validators=[Length(max=2000, message=_l("Use at most 2,000 characters."))],
        render_kw={"rows": 3},
    )


class ConflictForm(FlaskForm):
    """One button for one abstract."""

    abstract = StringField(validators=[InputRequired(), Length(max=20)])
