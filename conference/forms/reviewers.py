"""Shape and limits of what organisers ask of reviewers, and of what reviewers answer."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DecimalField, EmailField, IntegerField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Email, InputRequired, Length, NumberRange

from conference.forms.fields import DayField
from conference.forms.numbers import finite
from conference.rules.people import Kind
from conference.rules.reviewers import LARGEST_LOAD


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
            SelectChoice(Kind.lived_experience, "as a person with lived experience"),
            SelectChoice(Kind.professional, "as a professional"),
        ],
        validators=[InputRequired("Choose one. Somebody who is both chooses together with you.")],
    )
    load = IntegerField(
        "How many reviews do you ask for?",
        description="At most this many. They may choose a smaller number.",
        validators=[
            InputRequired("Enter a number."),
            NumberRange(1, LARGEST_LOAD, message=f"Enter a number from 1 to {LARGEST_LOAD}."),
        ],
    )
    streams = SelectMultipleField("Streams you have in mind", description="They may choose others.", coerce=int)


class SettingsForm(FlaskForm):
    fee = DecimalField(
        "Fee for each review",
        description="0 if you cannot pay. The invitation says so.",
        places=2,
        validators=[
            InputRequired("Enter an amount, or 0."),
            finite("Enter 0 to 10,000."),
            NumberRange(0, 10_000, message="Enter 0 to 10,000."),
        ],
        render_kw={"inputmode": "decimal"},
    )
    minutes_each = IntegerField(
        "Minutes that one review takes",
        validators=[InputRequired("Enter a number."), NumberRange(1, 600, message="Enter a number from 1 to 600.")],
    )
    default_load = IntegerField(
        "Reviews you ask of each person",
        validators=[
            InputRequired("Enter a number."),
            NumberRange(1, LARGEST_LOAD, message=f"Enter a number from 1 to {LARGEST_LOAD}."),
        ],
    )
    closes_on = DayField("Last day for reviews", description="Like 27 3 2027. Leave empty if you do not know yet.")


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
        _l("Which themes do you want to read?"), description=_l("Choose none to read any theme."), coerce=int
    )


class DeclineForm(FlaskForm):
    reason = TextAreaField(
        _l("Would you like to say why?"),
        description=_l("You do not have to. It helps us ask better next time."),
        validators=[Length(max=2000, message=_l("Use at most 2,000 letters."))],
        render_kw={"rows": 3},
    )


class ConflictForm(FlaskForm):
    """One button for one abstract."""

    abstract = StringField(validators=[InputRequired(), Length(max=20)])
