"""Shape and limits of the account forms."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, StringField
from wtforms.validators import Email, InputRequired, Length

from conference.forms.fields import trimmed


class SignInForm(FlaskForm):
    email = EmailField(
        _l("Your email address"),
        filters=[trimmed],
        validators=[
            InputRequired(_l("Enter your email address.")),
            Length(max=254, message=_l("Enter a shorter email address.")),
            Email(_l("Enter an email address in the right form, like name@example.org.")),
        ],
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )


class CodeForm(FlaskForm):
    code = StringField(
        _l("Your code"),
        description=_l("8 letters and numbers. Capital letters and spaces do not matter."),
        validators=[InputRequired(_l("Enter the code from the email.")), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )


class OneTimeCodeForm(FlaskForm):
    code = StringField(
        _l("Your one-time code"),
        description=_l("6 numbers from the app on your phone, or one of your printed codes."),
        validators=[InputRequired(_l("Enter your one-time code.")), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"},
    )


class EnrolForm(OneTimeCodeForm):
    secret = HiddenField(validators=[InputRequired(), Length(min=32, max=64)])
