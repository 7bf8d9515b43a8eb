"""Shape of the desk's forms about an award."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, EmailField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, StopValidation, ValidationError

from conference.rules.award.counting import Method

YEARS = range(2000, 2101)
METHODS = (
    (Method.choice, "One choice", "The entry with the most votes wins. Quickest to vote and to explain."),
    (Method.approval, "Several choices", "Each entry chosen gets one vote. The entry with the most votes wins."),
    (
        Method.ranked,
        "Ranking",
        "Voters put entries in order. Round by round, the last entry drops out,"
        " and its votes go to the next entry on each ballot.",
    ),
    (Method.score, "Points", "Voters give each entry 0 to 5 points. The entry with the most points wins."),
)


def in_our_years(_form: Any, field: Any) -> None:
    """A year with a slip of the finger has no hour on every clock, so no page could show it."""
    if field.data and field.data.year not in YEARS:
        raise StopValidation(f"Enter a year from {YEARS[0]} to {YEARS[-1]}.")


class AwardForm(FlaskForm):
    name = StringField("Name of the award", validators=[InputRequired("Enter a name."), Length(max=120)])
    name_nl = StringField("Name in Dutch (optional)", validators=[Optional(), Length(max=120)])
    question = StringField(
        "Question on the ballot",
        description="For example: Which work did most for patients?",
        validators=[InputRequired("Enter the question that voters answer."), Length(max=200)],
    )
    question_nl = StringField("Question in Dutch (optional)", validators=[Optional(), Length(max=200)])
    method = RadioField(
        "How people vote",
        choices=[SelectChoice(method.value, words) for method, words, _about in METHODS],
        default=Method.choice.value,
        validators=[InputRequired("Choose how people vote.")],
    )
    most = IntegerField(
        "How many may one person choose, or put in order?",
        description="For several choices and for a ranking. Keep 3 unless you have a reason to change it.",
        default=3,
        validators=[Optional(), NumberRange(1, 20, "Enter a number from 1 to 20.")],
    )
    own_entry_barred = BooleanField("People may not vote for their own entry")
    opens_at = DateTimeLocalField(
        "Voting opens",
        description="In the time zone of the conference.",
        format="%Y-%m-%dT%H:%M",
        validators=[InputRequired("Enter the day and time when voting opens."), in_our_years],
    )
    closes_at = DateTimeLocalField(
        "Voting closes",
        description="In the time zone of the conference. Voting closes automatically.",
        format="%Y-%m-%dT%H:%M",
        validators=[InputRequired("Enter the day and time when voting closes."), in_our_years],
    )

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.method.hints = {method.value: about for method, _words, about in METHODS}

    def validate_closes_at(self, field: Any) -> None:
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError("Enter a closing time after the opening time.")


class EntryForm(FlaskForm):
    reference = StringField(
        "Reference of the accepted abstract",
        validators=[InputRequired("Enter the reference."), Length(max=40)],
        render_kw={"class": "govuk-input--width-10"},
    )
    title = StringField(
        "Title (optional)",
        description="Leave this empty for an abstract of this conference. We use its own title.",
        validators=[Optional(), Length(max=400)],
    )
    presenters = StringField("Presenters, as shown to voters (optional)", validators=[Optional(), Length(max=300)])
    pitch = TextAreaField(
        "Short description (optional)",
        description="Up to 60 words, in plain language.",
        validators=[Optional(), Length(max=600)],
        render_kw={"rows": 3},
    )
    co_presenter = EmailField(
        "Email address of the co-presenter with lived experience",
        description="We will ask them to confirm that they present this entry.",
        validators=[
            InputRequired("Enter the email address of the co-presenter."),
            Email("Enter an email address in the right form, like name@example.org."),
        ],
    )

    def validate_reference(self, field: Any) -> None:
        if ">" in field.data or "=" in field.data:
            raise ValidationError("Enter a reference without “>” or “=”.")

    def validate_pitch(self, field: Any) -> None:
        if len((field.data or "").split()) > 60:
            raise ValidationError("Use at most 60 words.")
